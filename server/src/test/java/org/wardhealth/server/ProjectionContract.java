package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Exports;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.testkit.ManualClock;

/** What may be expected of the table that is searched, whichever database holds it. */
abstract class ProjectionContract {
  private static final String ORIGIN = "ward.one/ledger";
  private static final String PATIENT = "0123456789abcdef0123456789abcdef";

  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final SecureRandom random = new SecureRandom();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @TempDir private Path home;
  private Database database;
  private Audit audit;
  private Projection projection;
  private Trail trail;

  /** The settings of a database that holds nothing yet. */
  abstract DatabaseSettings emptyDatabase(Path directory);

  /** Makes the database refuse the row of an index, as if Ward were killed when it writes it. */
  abstract void refuse(Database refusing, long index);

  /** Takes that back. */
  abstract void refuseNoMore(Database refusing);

  @BeforeEach
  void open() {
    database = opened(Database.open(emptyDatabase(home)));
    audit = opened(Audit.open(home.resolve("one"), ORIGIN, clock, random));
    projection = opened(new Projection(database, audit));
    trail = new Trail(database);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable room : opened.reversed()) {
      room.close();
    }
  }

  private <T extends AutoCloseable> T opened(T room) {
    opened.add(room);
    return room;
  }

  private Instant now() {
    clock.advance(Duration.ofMillis(1));
    return clock.instant();
  }

  private Entry.Admit admit(String exchange, String patient, String model, String purpose) {
    return new Entry.Admit(
        now(),
        exchange,
        "/v1/chat/completions",
        false,
        new Entry.Who("cl_1", "rounds", List.of("api-key"), 1),
        new Entry.Basis(
            Optional.of(purpose),
            Optional.of(patient),
            Optional.empty(),
            Optional.of(model),
            Optional.empty(),
            Optional.of("ward"),
            "permit",
            List.of("rule")),
        Map.of(),
        Map.of(),
        List.of(),
        "c",
        Map.of());
  }

  private Entry.Result result(String exchange, long admitted, String outcome) {
    return new Entry.Result(
        now(),
        exchange,
        admitted,
        outcome,
        outcome.equals("failed") ? Optional.of("upstream_timeout") : Optional.empty(),
        Map.of(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  private Entry.Refuse refusal(String exchange) {
    return new Entry.Refuse(
        now(),
        exchange,
        "/v1/chat/completions",
        Optional.empty(),
        Optional.empty(),
        "invalid_api_key",
        0);
  }

  /** Many entries at once, published and projected. */
  private void fill(int entries) {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      receipts.add(audit.submit(refusal("ex" + i)));
    }
    receipts.forEach(CompletableFuture::join);
    project();
  }

  private void project() {
    audit.publish();
    projection.catchUp();
  }

  /** All that stands in the table. */
  private List<String> table() {
    return database
        .jdbc()
        .sql("SELECT * FROM audit_entry ORDER BY log_id, ledger_index")
        .query(
            (row, _) -> {
              StringBuilder line = new StringBuilder();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                line.append(row.getString(i)).append('|');
              }
              return line.toString();
            })
        .list();
  }

  private long count() {
    return database.jdbc().sql("SELECT count(*) FROM audit_entry").query(Long.class).single();
  }

  private long mark() {
    return database.jdbc().sql("SELECT next_index FROM audit_log").query(Long.class).single();
  }

  private List<Row> all() {
    return rows(Search.of(Map.of(), Search.MOST));
  }

  private List<Row> rows(Search search) {
    return trail.page(search).rows();
  }

  private List<Row> rows(Field field, String value) {
    return rows(Search.of(Map.of(field, value), Search.MOST));
  }

  // the rows

  @Test
  void everyPublishedEntryIsOneRowOnce() {
    fill(1_300);
    assertThat(count()).isEqualTo(1_300);
    assertThat(
            database
                .jdbc()
                .sql("SELECT max(ledger_index) FROM audit_entry")
                .query(Long.class)
                .single())
        .isEqualTo(1_299);
    List<String> before = table();
    projection.catchUp();
    opened(new Projection(database, audit)).catchUp();
    assertThat(table()).isEqualTo(before);
    assertThat(projection.state().lag()).isZero();

    audit.record(refusal("late"));
    project();
    assertThat(count()).isEqualTo(1_301);
    assertThat(rows(Field.EXCHANGE, "late")).hasSize(1);
  }

  @Test
  void aResultIsFoundByWhatItsAdmitEntrySaysAlsoAfterARestart() {
    Receipt admitted = audit.record(admit("ex", PATIENT, "m", "TREAT"));
    project();
    fill(600);
    database.jdbc().sql("UPDATE audit_entry SET patient = 'altered'").update();
    audit.record(result("ex", admitted.index(), "failed"));
    audit.record(result("other", admitted.index(), "answered"));
    audit.publish();
    opened(new Projection(database, audit)).catchUp();

    List<Row> found = rows(Field.OUTCOME, "failed");
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().fields())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Field.EXCHANGE, "ex",
                Field.PATIENT, PATIENT,
                Field.CLIENT, "cl_1",
                Field.APPLICATION, "rounds",
                Field.OUTCOME, "failed",
                Field.CODE, "upstream_timeout",
                Field.KIND, "exchange.result",
                Field.MODEL, "m",
                Field.DECISION, "permit",
                Field.PURPOSE, "TREAT"));
    assertThat(rows(Field.EXCHANGE, "other").getFirst().get(Field.PATIENT))
        .as("a result that names another exchange's admit entry gets nothing of it")
        .isEmpty();
  }

  @Test
  void aRefusalWithoutABasisIsADenial() {
    fill(3);
    assertThat(rows(Field.DECISION, "deny")).hasSize(3);
  }

  @Test
  void rowsAndMarkAreWrittenTogetherOrNotAtAll() {
    refuse(database, 700);
    assertThatThrownBy(() -> fill(1_300)).isInstanceOf(AuditUnavailable.class);
    assertThat(mark()).isLessThanOrEqualTo(700);
    assertThat(count()).as("rows up to the mark, and none behind it").isEqualTo(mark());

    assertThatThrownBy(projection::catchUp).isInstanceOf(AuditUnavailable.class);
    refuseNoMore(database);
    opened(new Projection(database, audit)).catchUp();
    assertThat(count()).isEqualTo(1_300);
    assertThat(mark()).isEqualTo(1_300);
  }

  @Test
  void aMarkThatWasMovedIsNoticedAndGoneOnFrom() {
    fill(10);
    List<String> before = table();
    database.jdbc().sql("UPDATE audit_log SET next_index = 3").update();
    audit.record(refusal("more"));
    audit.publish();
    assertThatThrownBy(projection::catchUp)
        .isInstanceOf(AuditUnavailable.class)
        .hasMessageContaining("moved the mark");
    projection.catchUp();
    assertThat(table()).startsWith(before.toArray(String[]::new)).hasSize(11);
  }

  @Test
  void aTableOfAnotherLedgerIsNotGoneOnFromButRebuilt() {
    fill(5);
    List<String> right = table();
    database.jdbc().sql("UPDATE audit_log SET next_index = 4711").update();
    Projection restarted = opened(new Projection(database, audit));
    assertThatThrownBy(restarted::catchUp)
        .isInstanceOf(AuditUnavailable.class)
        .hasMessageContaining("ward ledger project --rebuild");
    restarted.rebuild();
    restarted.catchUp();
    assertThat(table()).isEqualTo(right);
    assertThat(mark()).isEqualTo(5);
  }

  @Test
  void whatWasAlteredIsPutRightByARebuildAndRowsStayMeanwhile() {
    Receipt admitted = audit.record(admit("ex", PATIENT, "m", "TREAT"));
    audit.record(result("ex", admitted.index(), "answered"));
    fill(1_300);
    List<String> right = table();
    projection.rebuild();
    assertThat(table()).as("rows are there while they are made anew").isEqualTo(right);
    assertThat(projection.state().rebuilding()).hasValue(0);
    projection.catchUp();
    assertThat(table()).isEqualTo(right);
    assertThat(projection.state().rebuilding()).isEmpty();

    database
        .jdbc()
        .sql("UPDATE audit_entry SET patient = NULL, kind = 'x' WHERE ledger_index < 2")
        .update();
    database.jdbc().sql("DELETE FROM audit_entry WHERE ledger_index = 900").update();
    for (long forged : new long[] {-7, 1_000_000}) {
      database
          .jdbc()
          .sql(
              "INSERT INTO audit_entry (log_id, ledger_index, at, kind)"
                  + " SELECT id, ?, 1, 'forged' FROM audit_log")
          .param(forged)
          .update();
    }
    assertThat(table()).isNotEqualTo(right);
    projection.rebuild();
    projection.catchUp();
    assertThat(table()).isEqualTo(right);
  }

  @Test
  void rowsOfPrunedEntriesGoInStepsAndARebuildPassesThemOver() {
    fill(4_400);
    audit.turn("ward");
    audit.record(refusal("kept"));
    project();
    Exports nobody = opened(Exports.start(List.of(), audit, database, clock));
    Audit second = opened(Audit.open(home.resolve("two"), "ward.two/ledger", clock, random));
    second.record(refusal("another node"));
    second.publish();
    opened(new Projection(database, second)).catchUp();
    clock.advance(Duration.ofDays(3_000));
    Pruning pruning = new Pruning(database, audit, nobody, clock, Duration.ofDays(2_192));
    Pruning.Plan gone = pruning.prune(LocalDate.parse("2026-03-02"), "operator");
    assertThat(gone.entries()).isEqualTo(4_352);
    project();
    List<String> right = table();
    assertThat(rows(Field.EXCHANGE, "kept")).hasSize(1);
    assertThat(count()).as("49 of the old log, 3 of the new, 1 elsewhere").isEqualTo(53);
    // As if Ward had been killed in between.
    database
        .jdbc()
        .sql(
            "INSERT INTO audit_entry (log_id, ledger_index, at, kind)"
                + " SELECT log_id, 7, 1, 'left' FROM audit_entry WHERE exchange = 'kept'")
        .update();
    pruning.forget();
    assertThat(table()).isEqualTo(right);
    projection.rebuild();
    projection.catchUp();
    assertThat(table()).isEqualTo(right);
    assertThat(projection.state().next()).isEqualTo(4_404);
    Projection anew = opened(new Projection(database, audit));
    database.jdbc().sql("UPDATE audit_log SET next_index = 0").update();
    anew.catchUp();
    assertThat(table()).as("from the beginning").isEqualTo(right);
  }

  @Test
  void twoNodesInOneDatabaseEachLookAfterTheirOwnRows() {
    Audit second = opened(Audit.open(home.resolve("two"), "ward.two/ledger", clock, random));
    Projection other = opened(new Projection(database, second));
    Receipt admitted = audit.record(admit("ex", PATIENT, "m", "TREAT"));
    audit.record(result("ex", admitted.index(), "answered"));
    second.record(admit("ex", PATIENT, "m", "TREAT"));
    second.record(refusal("its own"));
    second.publish();
    other.catchUp();
    project();

    assertThat(rows(Field.PATIENT, PATIENT))
        .extracting(Row::origin)
        .containsExactlyInAnyOrder(ORIGIN, ORIGIN, "ward.two/ledger");
    Stories.Story story = new Stories(trail, audit).of("ex").orElseThrow();
    assertThat(story.told()).extracting(told -> told.place().index()).containsExactly(0L, 1L);
    assertThat(story.elsewhere()).containsExactly(new Stories.Place("ward.two/ledger", 0));
    assertThat(story.patient()).contains(PATIENT);

    List<String> right = table();
    database.jdbc().sql("UPDATE audit_entry SET kind = 'altered'").update();
    projection.rebuild();
    projection.catchUp();
    assertThat(rows(Field.KIND, "altered")).extracting(Row::origin).containsOnly("ward.two/ledger");
    other.rebuild();
    other.catchUp();
    assertThat(table()).isEqualTo(right);
  }

  @Test
  void aStoryIsToldByTheLedgerAndNotByTheDatabase() {
    Receipt admitted = audit.record(admit("ex", PATIENT, "m", "TREAT"));
    audit.record(result("ex", admitted.index(), "answered"));
    audit.record(refusal("another"));
    project();
    Stories stories = new Stories(trail, audit);
    database.jdbc().sql("UPDATE audit_entry SET exchange = NULL WHERE ledger_index = 0").update();
    database.jdbc().sql("UPDATE audit_entry SET exchange = 'ex' WHERE ledger_index = 2").update();
    database.jdbc().sql("UPDATE audit_entry SET model = 'forged'").update();

    Stories.Story story = stories.of("ex").orElseThrow();
    assertThat(story.told())
        .extracting(told -> told.entry().path("type").asString())
        .containsExactly("exchange.admit", "exchange.result");
    assertThat(story.told().getFirst().entry().path("basis").path("model").asString())
        .isEqualTo("m");
    assertThat(stories.of("nobody's")).isEmpty();
  }

  // what is found

  @Test
  void everyFilterAloneAndWithEveryOtherAndWithTimesFindsWhatAScanFinds() {
    Random chance = new Random(4);
    for (int i = 0; i < 60; i++) {
      String exchange = "ex" + i;
      Receipt admitted =
          audit.record(
              admit(
                  exchange,
                  PATIENT.substring(1) + chance.nextInt(3),
                  "m" + chance.nextInt(3),
                  chance.nextBoolean() ? "TREAT" : "HRESCH"));
      audit.record(
          result(exchange, admitted.index(), chance.nextBoolean() ? "failed" : "answered"));
      if (chance.nextInt(4) == 0) {
        audit.record(refusal("refused" + i));
      }
    }
    project();
    List<Row> all = all();
    assertThat(all).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
    Instant since = all.get(all.size() * 3 / 4).at();
    Instant until = all.get(all.size() / 4).at();
    for (Row like : all.subList(0, 12)) {
      for (Field one : like.fields().keySet()) {
        for (Field other : like.fields().keySet()) {
          Map<Field, String> equal = new EnumMap<>(Field.class);
          equal.put(one, like.fields().get(one));
          equal.put(other, like.fields().get(other));
          List<Row> wanted =
              all.stream()
                  .filter(row -> row.fields().entrySet().containsAll(equal.entrySet()))
                  .toList();
          assertThat(rows(Search.of(equal, Search.MOST))).as("%s", equal).isEqualTo(wanted);
          assertThat(
                  rows(
                      new Search(
                          equal,
                          Optional.of(since),
                          Optional.of(until),
                          Optional.empty(),
                          Search.MOST)))
              .as("%s within a time", equal)
              .isEqualTo(
                  wanted.stream()
                      .filter(row -> !row.at().isBefore(since) && row.at().isBefore(until))
                      .toList());
        }
      }
    }
  }

  @Test
  void pagesShowEveryRowOnceWhileEntriesArrive() {
    for (int i = 0; i < 40; i++) {
      Instant same = clock.instant();
      audit.record(
          // some at one time
          new Entry.ClientRevoked(
              "cl_" + i, "app", "operator", Optional.empty(), i % 4 == 0 ? now() : same));
    }
    project();
    List<Row> right = rows(Field.KIND, "client.revoked");
    Search search = Search.of(Map.of(Field.KIND, "client.revoked"), 7);
    List<Row> paged = new ArrayList<>();
    Trail.Page page = trail.page(search);
    paged.addAll(page.rows());
    while (page.next().isPresent()) {
      audit.record(new Entry.ClientRevoked("cl_new", "app", "operator", Optional.empty(), now()));
      project();
      page = trail.page(search.after(page.next().get()));
      paged.addAll(page.rows());
    }
    assertThat(right).hasSize(40);
    assertThat(paged).isEqualTo(right);
  }

  @Test
  void aHostileValueIsAValue() {
    fill(5);
    for (String hostile :
        List.of(
            "' OR '1'='1",
            "'; DROP TABLE audit_entry; --",
            "\" OR 1=1 --",
            "ex0' --",
            "%",
            "ex_",
            "\\",
            "?",
            "$1",
            ":name",
            "NULL",
            "ex0\u00a0")) {
      for (Field field : Field.values()) {
        assertThat(rows(field, hostile)).as("%s in %s", hostile, field).isEmpty();
      }
    }
    assertThat(count()).isEqualTo(5);
  }

  @Test
  void followingByItselfProjectsWhatIsRecorded() {
    projection.begin();
    audit.record(refusal("seen"));
    audit.publish();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (rows(Field.EXCHANGE, "seen").isEmpty()) {
      assertThat(System.nanoTime()).as("waited 20 s for a row").isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(projection.state().problem()).isEmpty();
  }

  @Test
  void thatSomebodySearchedIsFoundByThePatientTheySearchedFor() {
    audit.record(
        new Entry.AuditSearched(
            "operator",
            Optional.empty(),
            new TreeSet<>(List.of("patient")),
            Optional.of(PATIENT),
            2,
            now()));
    project();
    assertThat(rows(Field.PATIENT, PATIENT))
        .extracting(row -> row.get(Field.KIND).orElse(""))
        .containsExactly("audit.searched");
    assertThat(rows(Field.CLIENT, "operator")).hasSize(1);
  }
}
