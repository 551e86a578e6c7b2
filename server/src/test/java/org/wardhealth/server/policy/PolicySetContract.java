package org.wardhealth.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.Canary;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.WatchedAudit;
import org.wardhealth.server.policy.ChangeRefused.Reason;
import org.wardhealth.server.policy.PolicySet.State;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.JsonNode;

/** What holds of the sets of policies, whichever database keeps them, on two nodes. */
abstract class PolicySetContract {
  private static final String POLICY =
      """
      @id("more")
      @says("More.")
      permit (principal, action == Ward::Action::"infer", resource) when { principal.active && context.vip };
      """;

  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir Path home;
  private Database database;
  private Vault vault;
  private WatchedAudit audit;
  private PolicySets sets;
  private PoliciesInForce here;
  private PoliciesInForce there;

  /** An empty database. */
  abstract DatabaseSettings database();

  @BeforeEach
  void open() {
    database = Database.open(database());
    vault = Vault.open(home.resolve("keys"), database, clock, random);
    audit = new WatchedAudit(home, "ward.test/ledger", clock);
    sets = sets();
    here = PoliciesInForce.of(sets, clock);
    there = PoliciesInForce.of(sets(), clock);
  }

  @AfterEach
  void close() {
    audit.audit().close();
    database.close();
  }

  private PolicySets sets() {
    return PolicySets.open(home, database, vault, audit.audit(), clock, random);
  }

  private PolicySets.By person(String name) {
    return new PolicySets.By(
        "pe_" + name,
        Optional.of(new Entry.Person(name, List.of("passkey"), 2)),
        Optional.of(clock.instant()));
  }

  private static Map<String, String> more() {
    return PolicySource.shipped().with("role/more.cedar", POLICY).policies();
  }

  private PolicySet propose(Map<String, String> policies) {
    return sets.propose(policies, "because", person("ada"));
  }

  private PolicySet approve(PolicySet set) {
    return sets.approve(set.id(), set.digest(), person("grace"));
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(ChangeRefused.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private List<JsonNode> entries() {
    List<JsonNode> entries = new ArrayList<>();
    audit.audit().publish();
    var ledger = audit.watched().ledger();
    for (long i = 0; i < ledger.state().durable(); i++) {
      entries.add(Json.MAPPER.readTree(ledger.entry(i)));
    }
    return entries;
  }

  private List<String> types() {
    return entries().stream().map(entry -> entry.path("type").asString()).toList();
  }

  private static boolean permits(PoliciesInForce policies) {
    return policies.decide(Canary.all().getFirst().question()).permitted();
  }

  private void sql(String statement, Object... values) {
    assertThat(database.jdbc().sql(statement).params(values).update()).isEqualTo(1);
  }

  @Test
  void theShippedSetIsVersionOneAndRecordedOnce() {
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
    assertThat(here.set().orElseThrow().version()).hasValue(1);
    assertThat(permits(here)).isTrue();
    assertThat(types()).containsExactly("policy.approved");
    assertThat(entries().getFirst().path("digest").asString()).isEqualTo(here.digest());
    assertThat(entries().getFirst().path("by").asString()).isEqualTo("ward");
  }

  @Test
  void aFolderIsVersionOneWhereThereIsNoneYetAndIsNotLookedAtAgain(@TempDir Path other)
      throws IOException {
    write(other, PolicySource.shipped().with("role/more.cedar", POLICY));
    database.jdbc().sql("DELETE FROM policy_set").update();
    PolicySets first = PolicySets.open(other, database, vault, audit.audit(), clock, random);
    String digest = PoliciesInForce.of(first, clock).digest();
    assertThat(digest).isNotEqualTo(PolicySource.shipped().digest());

    write(
        other, PolicySource.shipped().with("role/more.cedar", POLICY.replace("vip", "ownRecord")));
    PolicySets again = PolicySets.open(other, database, vault, audit.audit(), clock, random);
    assertThat(PoliciesInForce.of(again, clock).digest()).isEqualTo(digest);
  }

  @Test
  void aFolderThatDoesNotValidateStopsTheFirstStart(@TempDir Path other) throws IOException {
    write(other, PolicySource.shipped().with("role/more.cedar", POLICY.replace("active", "activ")));
    database.jdbc().sql("DELETE FROM policy_set").update();
    assertThatIllegalStateException()
        .isThrownBy(() -> PolicySets.open(other, database, vault, audit.audit(), clock, random))
        .withMessageContaining("role/more.cedar");
    assertThat(types()).containsExactly("policy.approved");
  }

  @Test
  void aShippedSetThatNobodyChoseFollowsTheWardThatShipsIt() {
    database.jdbc().sql("DELETE FROM policy_set").update();
    PolicySource older = PolicySource.shipped().without("organisation/own-record.cedar");
    var _ = insertShipped(older);
    PolicySets next = sets();
    assertThat(next.latest()).isEqualTo(2);
    assertThat(PoliciesInForce.of(next, clock).digest()).isEqualTo(PolicySource.shipped().digest());
    assertThat(sets().latest()).isEqualTo(2);
  }

  @Test
  void aSetThatPersonsChoseStaysWhateverWardShips() {
    PolicySet chosen = approve(propose(more()));
    assertThat(sets().latest()).isEqualTo(2);
    database.jdbc().sql("DELETE FROM policy_set WHERE version = 1").update();
    assertThat(sets().latest()).isEqualTo(2);
    assertThat(PoliciesInForce.of(sets(), clock).digest()).isEqualTo(chosen.digest());
  }

  @Test
  void whatASecondPersonApprovesHoldsForTheNextQuestionOnEveryNode() {
    PolicySet proposed = propose(more());
    assertThat(proposed.state()).isEqualTo(State.PROPOSED);
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
    PolicySet approved = approve(proposed);
    assertThat(approved.version()).hasValue(2);
    for (PoliciesInForce node : List.of(here, there)) {
      assertThat(node.digest()).isEqualTo(proposed.digest());
      assertThat(node.set().orElseThrow().decided().orElseThrow().name()).isEqualTo("grace");
      assertThat(permits(node)).isTrue();
    }
    assertThat(types()).containsExactly("policy.approved", "policy.proposed", "policy.approved");
    JsonNode entry = entries().getLast();
    assertThat(entry.path("revision").asLong()).isEqualTo(2);
    assertThat(entry.path("person").path("name").asString()).isEqualTo("grace");
    assertThat(entry.toString()).doesNotContain("because");
  }

  @Test
  void whoProposesDoesNotApprove() {
    PolicySet proposed = propose(more());
    refused(
        Reason.SAME_PERSON, () -> sets.approve(proposed.id(), proposed.digest(), person("ada")));
    refused(Reason.SAME_PERSON, () -> sets.refuse(proposed.id(), proposed.digest(), person("ada")));
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void everyActNeedsAPasskeyOfAMomentAgo() {
    PolicySets.By never = new PolicySets.By("pe_grace", person("grace").person(), Optional.empty());
    PolicySets.By ada = person("ada");
    PolicySets.By grace = person("grace");
    refused(Reason.PASSKEY, () -> sets.propose(more(), "because", never));
    PolicySet proposed = sets.propose(more(), "because", ada);
    refused(Reason.PASSKEY, () -> sets.approve(proposed.id(), proposed.digest(), never));
    clock.advance(Duration.ofMinutes(15).plusMillis(1));
    refused(Reason.PASSKEY, () -> sets.approve(proposed.id(), proposed.digest(), grace));
    refused(Reason.PASSKEY, () -> sets.refuse(proposed.id(), proposed.digest(), grace));
    refused(Reason.PASSKEY, () -> sets.withdraw(proposed.id(), proposed.digest(), ada));
    assertThat(approve(proposed).version()).hasValue(2);
  }

  @Test
  void whatTheOperatorBringsNeedsTwoPersons() {
    PolicySet draft = sets.propose(more(), "because", PolicySets.By.operator());
    assertThat(draft.state()).isEqualTo(State.DRAFT);
    refused(Reason.NOT_OPEN, () -> approve(draft));
    refused(Reason.PASSKEY, () -> sets.adopt(draft.id(), draft.digest(), PolicySets.By.operator()));
    PolicySet adopted = sets.adopt(draft.id(), draft.digest(), person("ada"));
    refused(Reason.SAME_PERSON, () -> sets.approve(adopted.id(), adopted.digest(), person("ada")));
    assertThat(approve(adopted).version()).hasValue(2);
    assertThat(types())
        .containsExactly("policy.approved", "policy.drafted", "policy.proposed", "policy.approved");
  }

  @Test
  void refusedAndWithdrawnAreOver() {
    PolicySet refusedSet = propose(more());
    sets.refuse(refusedSet.id(), refusedSet.digest(), person("grace"));
    PolicySet withdrawn = propose(more());
    refused(
        Reason.NOT_YOURS, () -> sets.withdraw(withdrawn.id(), withdrawn.digest(), person("grace")));
    sets.withdraw(withdrawn.id(), withdrawn.digest(), person("ada"));
    for (PolicySet over : List.of(refusedSet, withdrawn)) {
      refused(Reason.OVER, () -> approve(over));
    }
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
    assertThat(types()).endsWith("policy.refused", "policy.proposed", "policy.withdrawn");
  }

  @Test
  void ofTwoProposalsOnTheSameSetTheLaterIsStale() {
    PolicySet one = propose(more());
    PolicySet two = propose(PolicySource.shipped().without("role/quality.cedar").policies());
    var _ = approve(one);
    refused(Reason.STALE, () -> approve(two));
    assertThat(here.digest()).isEqualTo(one.digest());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Map<String, String> wrong = new TreeMap<>(more());
    wrong.put("role/more.cedar", POLICY.replace("active", "activ"));
    wrong.put("role/also.cedar", POLICY);
    assertThatExceptionOfType(UnfitProposal.class)
        .isThrownBy(() -> sets.propose(wrong, " ", person("ada")))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .anyMatch(problem -> problem.startsWith("role/also.cedar"))
                    .anyMatch(problem -> problem.startsWith("Say why")));
    assertThatExceptionOfType(UnfitProposal.class)
        .isThrownBy(() -> propose(PolicySource.shipped().policies()))
        .withMessageContaining("Nothing is changed");
    assertThatExceptionOfType(UnfitProposal.class)
        .isThrownBy(
            () -> propose(PolicySource.shipped().without("patient/refused-ai.cedar").policies()))
        .withMessageContaining("answers wrongly");
    assertThat(types()).containsExactly("policy.approved");
  }

  @Test
  void withoutTheLedgerNothingComesIntoForce() {
    PolicySet proposed = propose(more());
    audit.watched().breakDisk();
    assertThatExceptionOfType(AuditUnavailable.class).isThrownBy(() -> approve(proposed));
    assertThat(sets.get(proposed.id()).orElseThrow().state()).isEqualTo(State.PROPOSED);
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void aRowThatNobodyApprovedIsNotTakenUpAndTheNodeSaysSo() {
    PolicySet proposed = propose(more());
    sql(
        "UPDATE policy_set SET state = 'approved', version = 2, decided_by = 'pe_grace',"
            + " decided_name = 'grace', decided_at = ? WHERE id = ?",
        clock.millis(),
        proposed.id());
    assertThat(permits(here)).isTrue();
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
    assertThat(here.warning())
        .hasValueSatisfying(said -> assertThat(said).contains("Version 2", "no signature"));

    PoliciesInForce later = PoliciesInForce.of(sets(), clock);
    assertThat(later.decide(Canary.all().getFirst().question()).outcome())
        .isEqualTo(Outcome.UNAVAILABLE);
    assertThat(later.problem())
        .hasValueSatisfying(said -> assertThat(said).contains("nothing is permitted"));
  }

  @Test
  void whatWasAlteredAfterItsApprovalIsNotTakenUp() {
    PolicySet approved = approve(propose(more()));
    assertThat(here.digest()).isEqualTo(approved.digest());
    String altered =
        approved.source().with("role/more.cedar", POLICY.replace("vip", "ownRecord")).text();
    sql("UPDATE policy_set SET policies = ? WHERE id = ?", altered, approved.id());
    here.check();
    assertThat(here.digest()).isEqualTo(approved.digest());
    assertThat(permits(here)).isTrue();
    assertThat(here.warning())
        .hasValueSatisfying(said -> assertThat(said).contains("version 2", "another digest"));
    assertThat(permits(PoliciesInForce.of(sets, clock))).isFalse();

    sql(
        "UPDATE policy_set SET digest = ? WHERE id = ?",
        PolicySource.parse(altered).digest(),
        approved.id());
    assertThat(permits(PoliciesInForce.of(sets, clock))).isFalse();
  }

  @Test
  void whatWasShownIsWhatIsApproved() {
    PolicySet proposed = propose(more());
    PolicySource other = proposed.source().without("role/quality.cedar");
    sql("UPDATE policy_set SET policies = ? WHERE id = ?", other.text(), proposed.id());
    refused(Reason.ALTERED, () -> approve(proposed));
    assertThat(here.digest()).isEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void anOlderVersionIsNotTakenUpWhileANodeRuns() {
    PolicySet approved = approve(propose(more()));
    assertThat(here.digest()).isEqualTo(approved.digest());
    sql("DELETE FROM policy_set WHERE version = 2");
    assertThat(here.digest()).isEqualTo(approved.digest());
    here.check();
    assertThat(here.warning())
        .hasValueSatisfying(said -> assertThat(said).contains("version 2", "is not there"));
  }

  @Test
  void whereTheLedgerKnowsALaterApprovalThanTheDatabaseNothingIsPermitted() {
    var _ = approve(propose(more()));
    bury();
    sql("DELETE FROM policy_set WHERE version = 2");
    PolicySets after = sets();
    PoliciesInForce node = PoliciesInForce.of(after, clock);
    assertThat(node.set().orElseThrow().version()).hasValue(1);
    after.readLedger();
    assertThat(node.decide(Canary.all().getFirst().question()).outcome())
        .isEqualTo(Outcome.UNAVAILABLE);
    assertThat(node.problem())
        .hasValueSatisfying(said -> assertThat(said).contains("version 2", "version 1"));

    PolicySet again = after.propose(more(), "because", person("ada"));
    PolicySet approved = after.approve(again.id(), again.digest(), person("grace"));
    assertThat(approved.version()).hasValue(3);
    assertThat(node.problem()).isEmpty();
    assertThat(permits(node)).isTrue();
  }

  @Test
  void anEmptiedDatabaseThatBeganAnewIsFoundToo() {
    var _ = approve(propose(more()));
    bury();
    database.jdbc().sql("DELETE FROM policy_set").update();
    PolicySets after = sets();
    assertThat(after.latest()).isEqualTo(1);
    audit.audit().publish();
    after.readLedger();
    assertThat(permits(PoliciesInForce.of(after, clock))).isFalse();
  }

  @Test
  void whereTheLedgerAgreesWithTheDatabaseAllStaysAsItIs() {
    sets.readLedger();
    assertThat(permits(here)).isTrue();
    var _ = approve(propose(more()));
    bury();
    PolicySets after = sets();
    after.readLedger();
    assertThat(permits(PoliciesInForce.of(after, clock))).isTrue();
  }

  @Test
  void howFarTheLedgerWasReadIsBelievedUnderItsKeyedHashOnly() {
    var _ = approve(propose(more()));
    bury();
    sets.readLedger();
    sql("DELETE FROM policy_set WHERE version = 2");
    PolicySets went = sets();
    went.readLedger();
    assertThat(went.recorded()).as("from the mark").isEqualTo(2);
    sql("UPDATE policy_recorded SET version = 1");
    PolicySets began = sets();
    began.readLedger();
    assertThat(began.recorded()).as("from the first entry").isEqualTo(2);
    sql("DELETE FROM policy_recorded");
    PolicySets again = sets();
    again.readLedger();
    assertThat(again.recorded()).isEqualTo(2);
  }

  /** Some bundles of other entries in the same log, and some in the next one. */
  private void bury() {
    others(600);
    audit.audit().turn("operator");
    others(300);
    audit.audit().publish();
  }

  private void others(int count) {
    audit.audit().record(Collections.nCopies(count, new Entry.Stopped(clock.instant())));
  }

  private PolicySet insertShipped(PolicySource older) {
    PolicySets bare = sets();
    database.jdbc().sql("DELETE FROM policy_set").update();
    bare.first(older, "shipped");
    return bare.list().getFirst();
  }

  private static void write(Path folder, PolicySource source) throws IOException {
    for (var file : source.policies().entrySet()) {
      Path path = folder.resolve("policies").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
