package org.wardhealth.server.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Vault;

/**
 * The applications that may call Ward, and the keys, or ids at issuers, they prove themselves with.
 *
 * <p>Guarantees: a key is stored only as a keyed hash; it is looked up by that hash, so timing
 * tells nothing of stored keys; a revoked key is refused from the next request on, because every
 * request reads the database. Every change is in the ledger before it holds.
 */
public final class Clients {
  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;

  public Clients(Database database, Vault vault, Audit audit, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
  }

  /** A new application and its key, which can be seen only now. */
  public record Issued(Client client, ApiKey key) {}

  /**
   * Adds an application for the operator.
   *
   * @throws IllegalArgumentException if the name is taken or malformed, or no purpose or model
   *     given
   */
  public Issued add(
      String name, Set<Purpose> purposes, Set<String> models, Set<Right> rights, Limits limits) {
    return add(name, purposes, models, rights, limits, Optional.empty(), By.OPERATOR);
  }

  /**
   * Adds an application.
   *
   * @param certificate the one that its key is bound to, if it is
   * @param by who adds it
   * @throws IllegalArgumentException as {@link #add(String, Set, Set, Set, Limits)} does
   */
  public Issued add(
      String name,
      Set<Purpose> purposes,
      Set<String> models,
      Set<Right> rights,
      Limits limits,
      Optional<Thumbprint> certificate,
      By by) {
    return add(name, purposes, models, rights, limits, certificate, Optional.empty(), by);
  }

  /**
   * Adds an application that has no key, and proves itself with tokens of an issuer.
   *
   * @throws IllegalArgumentException as {@link #add(String, Set, Set, Set, Limits)} does, and if
   *     another application has that id
   */
  public Client addWithTokens(
      String name,
      Set<Purpose> purposes,
      Set<String> models,
      Set<Right> rights,
      Limits limits,
      Optional<Thumbprint> certificate,
      OauthId oauth,
      By by) {
    // The key that its row holds the hash of is shown to nobody.
    return add(name, purposes, models, rights, limits, certificate, Optional.of(oauth), by)
        .client();
  }

  private Issued add(
      String name,
      Set<Purpose> purposes,
      Set<String> models,
      Set<Right> rights,
      Limits limits,
      Optional<Thumbprint> certificate,
      Optional<OauthId> oauth,
      By by) {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    Client client =
        new Client(
            "cl_" + HexFormat.of().formatHex(bits),
            name,
            purposes,
            models,
            rights,
            limits,
            certificate);
    if (purposes.isEmpty() || models.isEmpty()) {
      throw new IllegalArgumentException(
          "An application needs at least one purpose (" + Purpose.codes() + ") and one model.");
    }
    ApiKey key = ApiKey.random(random);
    return database.transaction(
        jdbc -> {
          insert(jdbc, client, key);
          oauth.ifPresent(id -> insert(jdbc, client, id));
          audit.record(
              new Entry.ClientAdded(
                  client.id(),
                  name,
                  names(purposes),
                  new TreeSet<>(models),
                  names(rights),
                  certificate.map(Thumbprint::value),
                  oauth.map(OauthId::toString),
                  by.id(),
                  by.person(),
                  clock.instant()));
          return new Issued(client, key);
        });
  }

  private void insert(JdbcClient jdbc, Client client, ApiKey key) {
    int inserted =
        jdbc.sql(
                "INSERT INTO identity_client (id, name, key_hash, purposes, models, rights,"
                    + " requests_per_minute, tokens_per_minute, certificate, created_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING")
            .params(
                client.id(),
                client.name(),
                hash(key),
                String.join(",", names(client.purposes())),
                String.join(",", new TreeSet<>(client.models())),
                String.join(",", names(client.rights())),
                client.limits().requestsPerMinute(),
                client.limits().tokensPerMinute(),
                client.certificate().map(Thumbprint::value).orElse(""),
                clock.millis())
            .update();
    if (inserted == 0) {
      throw new IllegalArgumentException(
          "An application named '"
              + client.name()
              + "' is there already: revoke it first, or name another.");
    }
  }

  private static void insert(JdbcClient jdbc, Client client, OauthId id) {
    int inserted =
        jdbc.sql(
                "INSERT INTO identity_client_oauth (client, issuer, subject) VALUES (?, ?, ?)"
                    + " ON CONFLICT (issuer, subject) DO NOTHING")
            .params(client.id(), id.issuer(), id.clientId())
            .update();
    if (inserted == 0) {
      throw new IllegalArgumentException(
          "An application is registered for '" + id + "' already: revoke it first.");
    }
  }

  /** The application that has this id at an issuer; nothing if none has, or it was revoked. */
  Optional<Client> authenticate(OauthId id) {
    return database
        .jdbc()
        .sql(
            "SELECT c.* FROM identity_client c JOIN identity_client_oauth o ON o.client = c.id"
                + " WHERE o.issuer = ? AND o.subject = ? AND c.revoked_at IS NULL")
        .params(id.issuer(), id.clientId())
        .query((row, _) -> client(row))
        .optional();
  }

  /** Who an application is at its issuer, where it proves itself with tokens. */
  public Optional<OauthId> oauth(Client client) {
    return database
        .jdbc()
        .sql("SELECT issuer, subject FROM identity_client_oauth WHERE client = ?")
        .param(client.id())
        .query((row, _) -> new OauthId(row.getString("issuer"), row.getString("subject")))
        .optional();
  }

  /** The application that holds {@code key}; nothing if the key is unknown or revoked. */
  public Optional<Client> authenticate(ApiKey key) {
    byte[] hash = hash(key);
    return database
        .jdbc()
        .sql("SELECT * FROM identity_client WHERE key_hash = ? AND revoked_at IS NULL")
        .param(hash)
        .query(
            (row, _) ->
                MessageDigest.isEqual(hash, row.getBytes("key_hash"))
                    ? Optional.of(client(row))
                    : Optional.<Client>empty())
        .optional()
        .flatMap(Function.identity());
  }

  /** Whether there ever was an application, revoked ones included. */
  public boolean everAny() {
    return database.jdbc().sql("SELECT count(*) FROM identity_client").query(Long.class).single()
        > 0;
  }

  /** The applications whose key holds, by name. */
  public List<Client> list() {
    return database
        .jdbc()
        .sql("SELECT * FROM identity_client WHERE revoked_at IS NULL ORDER BY name")
        .query((row, _) -> client(row))
        .list();
  }

  /**
   * Revokes the key of {@code name}; false if there is no such application. The name is free again:
   * the revoked row keeps the id alone, and the ledger says whose it was.
   */
  public boolean revoke(String name, By by) {
    Optional<Client> client =
        list().stream().filter(candidate -> candidate.name().equals(name)).findFirst();
    if (client.isEmpty()) {
      return false;
    }
    audit.record(
        new Entry.ClientRevoked(client.get().id(), name, by.id(), by.person(), clock.instant()));
    database
        .jdbc()
        .sql("DELETE FROM identity_client_oauth WHERE client = ?")
        .param(client.get().id())
        .update();
    database
        .jdbc()
        .sql("UPDATE identity_client SET revoked_at = ?, name = ? WHERE id = ?")
        .params(clock.millis(), client.get().id(), client.get().id())
        .update();
    return true;
  }

  private byte[] hash(ApiKey key) {
    return vault.keyedHash("api-key", key.revealOnce());
  }

  private static Client client(ResultSet row) throws SQLException {
    return new Client(
        row.getString("id"),
        row.getString("name"),
        split(row.getString("purposes"), Purpose.class),
        Set.of(row.getString("models").split(",")),
        split(row.getString("rights"), Right.class),
        new Limits(row.getLong("requests_per_minute"), row.getLong("tokens_per_minute")),
        Optional.of(row.getString("certificate"))
            .filter(value -> !value.isEmpty())
            .map(Thumbprint::new));
  }

  private static <E extends Enum<E>> Set<E> split(String stored, Class<E> type) {
    return Arrays.stream(stored.split(","))
        .filter(name -> !name.isEmpty())
        .map(name -> Enum.valueOf(type, name))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
  }

  private static SortedSet<String> names(Set<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
