package org.wardhealth.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Dialect;

/**
 * Exchanges that are made up, always the same: as entries of a ledger, and as the rows that Ward's
 * own projection makes of these entries. Of two entries one admits and the next is its result; one
 * pair in twenty is two refusals.
 *
 * <p>The rows are written all at once and indexed at the end, which is quicker than the projection,
 * and the same.
 */
final class MadeExchanges {
  private static final int BATCH = 10_000;
  private static final int UNDER_WAY = 2_048;
  private static final int PATIENTS_PER_MILLION = 20_000;
  private static final Instant BEGIN = Instant.parse("2024-11-29T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(730);
  private static final int PEOPLE = 500;

  /** Before the id of a person who broke the glass, among the rules of a basis. */
  private static final String BROKE_GLASS = "glass-of:";

  private static final List<String> PURPOSES =
      List.of("TREAT", "TREAT", "TREAT", "ETREAT", "HOPERAT", "HRESCH", "HQUALIMP");
  private static final List<String> CODES =
      List.of("purpose_not_allowed", "patient_unknown", "content_blocked", "invalid_api_key");

  private final long entries;
  private final List<String> known;

  /**
   * Makes nothing yet.
   *
   * @param entries how many
   * @param known pseudonyms of patients that the exchanges are about too, as often as any other
   */
  MadeExchanges(long entries, List<String> known) {
    this.entries = entries;
    this.known = List.copyOf(known);
  }

  /** Some time within them that has a week after it. */
  Instant someWeek(Random chance) {
    return BEGIN.plusSeconds(chance.nextLong(SPAN.minusDays(7).toSeconds()));
  }

  /** The fields of the entry at an index. */
  Map<Field, String> fields(long index) {
    SplittableRandom chance = new SplittableRandom(index / 2);
    Map<Field, String> fields = new EnumMap<>(Field.class);
    boolean refused = chance.nextInt(20) == 0;
    int application = (int) Math.abs(chance.nextGaussian() * 20);
    long patients = Math.max(100, entries / 1_000_000 * PATIENTS_PER_MILLION);
    fields.put(Field.EXCHANGE, "ex_" + hex(refused ? -1 - index : index / 2 * 29));
    fields.put(Field.CLIENT, "cl_" + application);
    fields.put(Field.APPLICATION, "application " + application);
    fields.put(Field.PURPOSE, PURPOSES.get(chance.nextInt(PURPOSES.size())));
    fields.put(Field.DECISION, refused ? "deny" : "permit");
    if (refused) {
      fields.put(Field.KIND, "exchange.refuse");
      fields.put(Field.CODE, CODES.get(chance.nextInt(CODES.size())));
    } else {
      long patient = chance.nextLong(patients);
      fields.put(
          Field.PATIENT,
          patient < known.size() ? known.get((int) patient) : hex(patient) + hex(4_711));
      fields.put(Field.MODEL, "provider/model-" + (int) Math.abs(chance.nextGaussian() * 6));
      boolean failed = chance.nextInt(30) == 0;
      if (index % 2 == 0) {
        fields.put(Field.KIND, "exchange.admit");
      } else {
        fields.put(Field.KIND, "exchange.result");
        fields.put(Field.OUTCOME, failed ? "failed" : "answered");
        if (failed) {
          fields.put(Field.CODE, "upstream_timeout");
        }
      }
      if (chance.nextInt(200) == 0) {
        fields.put(Field.PERSON, "pe_" + chance.nextInt(PEOPLE));
      }
    }
    return fields;
  }

  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number * 0x9E3779B97F4A7C15L);
  }

  private long micros(long index) {
    return BEGIN.getEpochSecond() * 1_000_000
        + (long) ((double) index / entries * SPAN.toSeconds() * 1e6);
  }

  /**
   * The entry at an index.
   *
   * @param first the number that the ledger gives to the first of them
   */
  private Entry entry(long index, long first) {
    Map<Field, String> fields = fields(index);
    Instant at =
        Instant.EPOCH
            .plusSeconds(micros(index) / 1_000_000)
            .plusNanos(micros(index) % 1_000_000 * 1_000);
    String exchange = get(fields, Field.EXCHANGE).orElseThrow();
    Entry.Who who =
        new Entry.Who(
            get(fields, Field.CLIENT).orElseThrow(),
            get(fields, Field.APPLICATION).orElseThrow(),
            List.of("api-key"),
            1);
    Entry.Basis basis =
        new Entry.Basis(
            get(fields, Field.PURPOSE),
            get(fields, Field.PATIENT),
            Optional.empty(),
            get(fields, Field.MODEL),
            Optional.empty(),
            get(fields, Field.MODEL).map(_ -> "provider"),
            get(fields, Field.DECISION).orElseThrow(),
            Stream.concat(
                    Stream.of("purpose-of-application", "model-of-application", "patient-known"),
                    get(fields, Field.PERSON).map(BROKE_GLASS::concat).stream())
                .toList());
    return switch (get(fields, Field.KIND).orElseThrow()) {
      case "exchange.refuse" ->
          new Entry.Refuse(
              at,
              exchange,
              "/v1/chat/completions",
              Optional.of(who),
              Optional.of(basis),
              get(fields, Field.CODE).orElseThrow(),
              0);
      case "exchange.admit" ->
          new Entry.Admit(
              at,
              exchange,
              "/v1/chat/completions",
              false,
              who,
              basis,
              new TreeMap<>(Map.of("DATE", 1, "NAME", 2)),
              new TreeMap<>(Map.of("RULE", 1, "TAGGER", 2)),
              List.of("hidden-characters:allow:none:0"),
              hex(index) + hex(~index),
              new TreeMap<>(Map.of("decide", 480L, "identify", 210L, "protect", 1_900L)));
      default ->
          new Entry.Result(
              at,
              exchange,
              first + index - 1,
              get(fields, Field.OUTCOME).orElseThrow(),
              get(fields, Field.CODE),
              new TreeMap<>(Map.of("NAME", 1)),
              List.of(),
              Optional.of(hex(index) + hex(~index)),
              new TreeMap<>(Map.of("completion", 87L, "prompt", 212L)),
              new TreeMap<>(Map.of("invoke", 812_000L, "record", 700L)));
    };
  }

  private static Optional<String> get(Map<Field, String> fields, Field field) {
    return Optional.ofNullable(fields.get(field));
  }

  /**
   * Appends the entries to a ledger to which nobody else writes, and publishes them.
   *
   * @return the number of the first
   */
  long entries(Audit audit) throws InterruptedException {
    long first = audit.state().durable();
    Semaphore room = new Semaphore(UNDER_WAY);
    Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
    for (long index = 0; index < entries && failed.isEmpty(); index++) {
      room.acquire();
      var _ =
          audit
              .submit(entry(index, first))
              .whenComplete(
                  (_, e) -> {
                    if (e != null) {
                      failed.add(e);
                    }
                    room.release();
                  });
    }
    room.acquire(UNDER_WAY);
    if (!failed.isEmpty()) {
      throw new IllegalStateException("the ledger took not all entries", failed.element());
    }
    var _ = audit.publish();
    return first;
  }

  /**
   * Writes the rows of the entries: first the rows, then the indexes of Ward's own migration.
   *
   * @param origin the name of their ledger
   * @param first the number of the first entry; the rows of those before are there already
   */
  void rows(Database database, String origin, long first) throws SQLException {
    List<String> indexes = indexes(database);
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      if (database.dialect() == Dialect.SQLITE) {
        statement.execute("PRAGMA synchronous = OFF");
        statement.execute("PRAGMA cache_size = -400000");
      } else {
        // An index over so many rows takes longer than Ward waits for an answer.
        connection.setNetworkTimeout(Runnable::run, 0);
        statement.execute("SET synchronous_commit = off");
        statement.execute("SET maintenance_work_mem = '512MB'");
      }
      for (Field field : Field.values()) {
        statement.execute("DROP INDEX audit_entry_" + field.word());
      }
      statement.execute("DROP INDEX audit_entry_at");
      long log = log(connection, origin);
      connection.setAutoCommit(false);
      insert(connection, log, first);
      connection.setAutoCommit(true);
      for (String index : indexes) {
        statement.execute(index);
      }
      if (database.dialect() == Dialect.POSTGRESQL) {
        statement.execute("VACUUM ANALYZE audit_entry");
      } else {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA cache_size = -8000");
      }
    }
  }

  private static List<String> indexes(Database database) {
    return database
        .jdbc()
        .sql(
            database.dialect() == Dialect.SQLITE
                ? "SELECT sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'audit_entry_%'"
                    + " AND sql IS NOT NULL"
                : "SELECT indexdef FROM pg_indexes WHERE tablename = 'audit_entry'"
                    + " AND indexname <> 'audit_entry_pkey'")
        .query(String.class)
        .list();
  }

  private static long log(Connection connection, String origin) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO audit_log (origin, next_index) VALUES (?, 0)"
                    + " ON CONFLICT (origin) DO NOTHING");
        PreparedStatement find =
            connection.prepareStatement("SELECT id FROM audit_log WHERE origin = ?")) {
      insert.setString(1, origin);
      insert.executeUpdate();
      find.setString(1, origin);
      try (var found = find.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  private void insert(Connection connection, long log, long first) throws SQLException {
    String columns =
        Arrays.stream(Field.values()).map(Field::word).collect(Collectors.joining(", "));
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO audit_entry (log_id, ledger_index, at, "
                    + columns
                    + ") VALUES (?, ?, ?"
                    + ", ?".repeat(Field.values().length)
                    + ")");
        PreparedStatement advance =
            connection.prepareStatement("UPDATE audit_log SET next_index = ? WHERE id = ?")) {
      for (long index = 0; index < entries; index++) {
        Map<Field, String> fields = fields(index);
        int column = 1;
        insert.setLong(column++, log);
        insert.setLong(column++, first + index);
        insert.setLong(column++, micros(index));
        for (Field field : Field.values()) {
          insert.setString(column++, fields.get(field));
        }
        insert.addBatch();
        if (index % BATCH == BATCH - 1 || index == entries - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
      advance.setLong(1, first + entries);
      advance.setLong(2, log);
      advance.executeUpdate();
      connection.commit();
    }
  }
}
