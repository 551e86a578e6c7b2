package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

/**
 * Every column of every table is sealed, or stands here with the reason why it may be in clear. A
 * new column fails this test until somebody has thought about it: seal it under the subject's key,
 * or add it here.
 */
class SchemaTest {
  /** What is sealed, or a keyed hash. */
  private static final Map<String, String> SEALED =
      Map.ofEntries(
          Map.entry("vault_subject.lookup", "keyed hash of the name"),
          Map.entry("vault_subject.sealed_key", "under the key of an epoch"),
          Map.entry("vault_patient.sealed_resource", "under the subject's key"),
          Map.entry("consent_resource.sealed_resource", "under the subject's key"),
          Map.entry("audit_content.sealed", "under the subject's key"),
          Map.entry("identity_client.key_hash", "keyed hash of the API key"),
          Map.entry("identity_factor.lookup", "keyed hash of a credential's id"),
          Map.entry("identity_factor.sealed", "under the person's key"),
          Map.entry("identity_link.token_hash", "keyed hash"),
          Map.entry("identity_link.sealed_totp", "under the person's key"),
          Map.entry("identity_glass.token_hash", "keyed hash"),
          Map.entry("identity_glass.sealed_text", "under the patient's key"));

  private static void policies(Map<String, String> clear) {
    clear.put("policy_set.id", "64 random bits");
    clear.put("policy_set.version", "a count");
    clear.put("policy_set.base", "a count");
    clear.put("policy_set.digest", "of public text");
    clear.put("policy_set.policies", "rules, which are about nobody in particular");
    clear.put("policy_set.state", "one of a list");
    clear.put("policy_set.why", "a line of staff about rules; they are told to name no patient");
    clear.put("policy_set.proposed_by", "an id of Ward's own");
    clear.put("policy_set.proposed_name", "the name that a member of staff signs in with");
    clear.put("policy_set.proposed_at", "a time");
    clear.put("policy_set.decided_by", "an id of Ward's own");
    clear.put("policy_set.decided_name", "the name that a member of staff signs in with");
    clear.put("policy_set.decided_at", "a time");
    clear.put("policy_set.signature", "a keyed hash");
    clear.put("policy_recorded.node", "a ledger's name");
    clear.put("policy_recorded.next_index", "a number");
    clear.put("policy_recorded.version", "a count");
    clear.put("policy_recorded.signature", "a keyed hash");
  }

  /** What is in clear, and why nobody learns of a patient by it. */
  private static final Map<String, String> CLEAR = clear();

  private static Map<String, String> clear() {
    Map<String, String> clear = new TreeMap<>();
    clear.put("vault_subject.id", "a number");
    clear.put("vault_subject.pseudonym", "128 random bits");
    clear.put("vault_subject.created_at", "a time");
    clear.put("vault_subject.epoch", "the name of a key");
    clear.put("vault_block.block", "a number");
    clear.put("vault_block.stamp", "random");
    clear.put("vault_patient.subject_id", "a number");
    clear.put("vault_patient.stamp", "random");
    clear.put("vault_patient.updated_at", "a time");
    clear.put("consent_resource.id", "96 random bits");
    clear.put("consent_resource.subject_id", "a number");
    clear.put("consent_resource.version", "a count");
    clear.put("consent_resource.stamp", "random");
    clear.put("consent_resource.updated_at", "a time");
    clear.put("audit_content.exchange", "an id of Ward's own");
    clear.put("audit_content.part", "prompt or answer");
    clear.put("audit_content.subject_id", "a number");
    clear.put("audit_content.saved_at", "a time");
    clear.put("audit_content.expires_at", "a time");
    clear.put("audit_erasure.id", "an id of Ward's own");
    clear.put("audit_erasure.pseudonym", "128 random bits, which lead nowhere after the erasure");
    clear.put("audit_erasure.ground", "one of a list");
    clear.put("audit_erasure.reference", "the hospital's file number; words are refused");
    clear.put("audit_erasure.requested_by", "an application's id");
    clear.put("audit_erasure.approved_by", "an application's id");
    clear.put("audit_erasure.state", "one of a list");
    clear.put("audit_erasure.contents", "a count");
    clear.put("audit_erasure.at", "a time");
    clear.put("audit_erasure.node", "a ledger's name");
    clear.put("audit_export.receiver", "a name in ward.yaml");
    clear.put("audit_export.node", "a ledger's name");
    clear.put("audit_export.next_index", "a number");
    clear.put("audit_export.at", "a time");
    clear.put("audit_verified.node", "a ledger's name");
    clear.put("audit_verified.next_index", "a number");
    clear.put("audit_verified.again_index", "a number");
    clear.put("audit_verified.at", "a time");
    clear.put("audit_log.id", "a number");
    clear.put("audit_log.origin", "a ledger's name");
    clear.put("audit_log.next_index", "a number");
    clear.put("audit_entry.log_id", "a number");
    clear.put("audit_entry.ledger_index", "a number");
    clear.put("audit_entry.at", "a time");
    clear.put("audit_entry.kind", "as in the ledger, which has nothing that names a patient");
    clear.put("audit_entry.exchange", "an id of Ward's own");
    clear.put("audit_entry.patient", "128 random bits");
    clear.put("audit_entry.person", "an id of Ward's own");
    clear.put("audit_entry.client", "an id of Ward's own");
    clear.put("audit_entry.application", "an application, not a person");
    clear.put("audit_entry.outcome", "one of a list");
    clear.put("audit_entry.code", "one of a list");
    clear.put("audit_entry.model", "the name of a model");
    clear.put("audit_entry.decision", "permit or deny");
    clear.put("audit_entry.purpose", "a code");
    clear.put("identity_client.id", "an id of Ward's own");
    clear.put("identity_client.name", "an application, not a person");
    clear.put("identity_client.purposes", "codes");
    clear.put("identity_client.models", "names of models");
    clear.put("identity_client.rights", "codes");
    clear.put("identity_client.requests_per_minute", "a number");
    clear.put("identity_client.tokens_per_minute", "a number");
    clear.put("identity_client.certificate", "the hash of a public certificate");
    clear.put("identity_client.created_at", "a time");
    clear.put("identity_client.revoked_at", "a time");
    clear.put("identity_client_oauth.client", "an id of Ward's own");
    clear.put("identity_client_oauth.issuer", "a name in ward.yaml");
    clear.put("identity_client_oauth.subject", "an application's id at its issuer");
    clear.put("identity_proof.proof_hash", "keyed hash of a proof's id");
    clear.put("identity_proof.until_at", "a time");
    clear.put("models_suspension.model", "the name of a model");
    clear.put("models_suspension.reason", "one of a list");
    clear.put("models_suspension.reference", "the number of a file; words are refused");
    clear.put("models_suspension.suspended_by", "the name of a member of staff");
    clear.put("models_suspension.suspended_at", "a time");
    people(clear);
    policies(clear);
    return clear;
  }

  private static void people(Map<String, String> clear) {
    clear.put("identity_person.id", "random");
    clear.put("identity_person.name", "the name that a member of staff signs in with");
    clear.put("identity_person.active", "yes or no");
    clear.put("identity_person.created_at", "a time");
    clear.put("identity_grant.person", "an id of Ward's own");
    clear.put("identity_grant.role", "a code");
    clear.put("identity_grant.until_at", "a time");
    clear.put("identity_factor.id", "random");
    clear.put("identity_factor.person", "an id of Ward's own");
    clear.put("identity_factor.kind", "a code");
    clear.put("identity_factor.counter", "a number");
    clear.put("identity_factor.created_at", "a time");
    clear.put("identity_factor.used_at", "a time");
    clear.put("identity_link.person", "an id of Ward's own");
    clear.put("identity_link.until_at", "a time");
    clear.put("identity_session.id", "random");
    clear.put("identity_session.token_hash", "keyed hash of the cookie");
    clear.put("identity_session.person", "an id of Ward's own");
    clear.put("identity_session.proofs", "kinds of factors and times");
    clear.put("identity_session.began_at", "a time");
    clear.put("identity_session.seen_at", "a time");
    clear.put("identity_glass.id", "random");
    clear.put("identity_glass.person", "an id of Ward's own");
    clear.put("identity_glass.session", "an id of Ward's own");
    clear.put("identity_glass.patient", "128 random bits");
    clear.put("identity_glass.reason", "one of a list");
    clear.put("identity_glass.text_length", "a number");
    clear.put("identity_glass.phishing_resistant", "yes or no");
    clear.put("identity_glass.proof_age", "a number");
    clear.put("identity_glass.broken_at", "a time");
    clear.put("identity_glass.until_at", "a time");
    clear.put("identity_glass.verdict", "one of a list");
    clear.put("identity_glass.reference", "the number of a file; words are refused");
    clear.put("identity_glass.reviewed_by", "an id of Ward's own");
    clear.put("identity_glass.reviewed_at", "a time");
    clear.put("identity_challenge.challenge_hash", "keyed hash");
    clear.put("identity_challenge.purpose", "a code");
    clear.put("identity_challenge.person", "an id of Ward's own");
    clear.put("identity_challenge.until_at", "a time");
    clear.put("identity_login.token_hash", "keyed hash of the cookie");
    clear.put("identity_login.issuer", "a name in ward.yaml");
    clear.put("identity_login.session", "an id of Ward's own");
    clear.put("identity_login.until_at", "a time");
    clear.put("identity_provider_person.person", "an id of Ward's own");
    clear.put("identity_provider_person.issuer", "a name in ward.yaml");
    clear.put("identity_provider_person.subject_hash", "keyed hash of who somebody is elsewhere");
    clear.put("identity_attempt.key_hash", "keyed hash of who tries");
    clear.put("identity_attempt.began_at", "a time");
    clear.put("identity_attempt.tries", "a count");
  }

  @TempDir private Path home;

  @Test
  void everyColumnIsSealedOrReviewed() throws SQLException {
    for (DatabaseSettings settings :
        new DatabaseSettings[] {DatabaseSettings.embedded(home), RealPostgres.emptyDatabase()}) {
      try (Database database = Database.open(settings)) {
        Set<String> known = new TreeSet<>(SEALED.keySet());
        known.addAll(CLEAR.keySet());
        assertThat(columns(database))
            .as(
                "columns of %s: seal a new one under the subject's key, or give the reason here why"
                    + " it may be in clear",
                database.dialect())
            .isEqualTo(known);
      }
    }
  }

  /** All columns but those of what migrations write, as {@code table.column}. */
  static Set<String> columns(Database database) throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Connection connection = database.dataSource().getConnection();
        ResultSet columns =
            connection.getMetaData().getColumns(null, connection.getSchema(), "%", "%")) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
        if (!table.equals("store_migration") && !table.startsWith("sqlite_")) {
          String column = table + "." + columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT);
          if (!isIndex(connection, table)) {
            found.add(column);
          }
        }
      }
    }
    return found;
  }

  /** PostgreSQL lists the columns of indexes as well. */
  private static boolean isIndex(Connection connection, String name) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), name, new String[] {"TABLE"})) {
      return !tables.next();
    }
  }
}
