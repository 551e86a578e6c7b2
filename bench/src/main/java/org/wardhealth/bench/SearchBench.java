package org.wardhealth.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Dialect;

/**
 * Searches of the ledger's entries in a table of many rows, by each filter: the newest page, a page
 * within a week of the past, and a page deep in the list. It is Ward's own schema and Ward's own
 * search; only the rows are made up and written without the ledger.
 */
final class SearchBench {
  private static final int USAGE_ERROR = 64;
  private static final int BATCH = 10_000;
  private static final int PAGE = 50;
  private static final int SEARCHES = 300;
  private static final int WARM_UP = 50;
  private static final int PATIENTS_PER_MILLION = 20_000;
  private static final Instant BEGIN = Instant.parse("2024-11-29T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(730);
  private static final List<String> PURPOSES =
      List.of("TREAT", "TREAT", "TREAT", "ETREAT", "HOPERAT", "HRESCH", "HQUALIMP");
  private static final List<String> CODES =
      List.of("purpose_not_allowed", "patient_unknown", "content_blocked", "invalid_api_key");

  private final PrintStream out;
  private final long rows;

  private SearchBench(PrintStream out, long rows) {
    this.out = out;
    this.rows = rows;
  }

  /**
   * Runs it in a temporary directory.
   *
   * @param args {@code [--rows N] [--only sqlite|postgresql] [DIR]}: by default 1,000,000 rows in
   *     both, in the system's temporary directory
   * @return 0; 64 for wrong usage; 74 if disk or database failed
   */
  static int run(String[] args, PrintStream out) {
    long rows = 1_000_000;
    String only = "";
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    for (int i = 0; i < args.length; i++) {
      boolean value = i + 1 < args.length;
      if (args[i].equals("--rows") && value && args[i + 1].matches("[1-9][0-9]{3,8}")) {
        rows = Long.parseLong(args[++i]);
      } else if (args[i].equals("--only") && value && args[i + 1].matches("sqlite|postgresql")) {
        only = args[++i];
      } else if (args[i].startsWith("-")) {
        out.println("usage: search [--rows N] [--only sqlite|postgresql] [DIR]");
        return USAGE_ERROR;
      } else {
        parent = Path.of(args[i]);
      }
    }
    try {
      SearchBench bench = new SearchBench(out, rows);
      if (!only.equals("postgresql")) {
        bench.sqlite(parent);
      }
      if (!only.equals("sqlite")) {
        bench.postgresql(parent);
      }
      return 0;
    } catch (IOException | SQLException e) {
      out.println("cannot measure: " + e);
      return 74;
    }
  }

  private void sqlite(Path parent) throws IOException, SQLException {
    Path directory = Files.createTempDirectory(parent, "ward-bench-search");
    try {
      measure(DatabaseSettings.embedded(directory));
      out.printf(Locale.ROOT, "file: %.0f MB%n", Files.size(directory.resolve("state.db")) / 1e6);
    } finally {
      remove(directory);
    }
  }

  private void postgresql(Path parent) throws IOException, SQLException {
    Path directory = Files.createTempDirectory(parent, "ward-bench-search");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "localhost")
            .setDataDirectory(directory.resolve("data"))
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .start()) {
      measure(
          new DatabaseSettings(
              "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
              Optional.of("postgres"),
              Optional.empty()));
    } finally {
      remove(directory);
    }
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void measure(DatabaseSettings settings) throws SQLException {
    try (Database database = Database.open(settings)) {
      long begin = System.nanoTime();
      fill(database);
      out.printf(
          Locale.ROOT,
          "%n%s, %d rows (made in %.0f s), pages of %d, %d searches each%n",
          database.dialect(),
          rows,
          (System.nanoTime() - begin) / 1e9,
          PAGE,
          SEARCHES);
      out.println("filter              newest p50  p95 ms   a week p50  p95 ms   deep p50  p95 ms");
      Trail trail = new Trail(database);
      double worst = report(trail, Optional.empty());
      for (Field field : Field.values()) {
        worst = Math.max(worst, report(trail, Optional.of(field)));
      }
      out.printf(Locale.ROOT, "slowest p95: %.1f ms%n", worst);
    }
  }

  private double report(Trail trail, Optional<Field> field) {
    Random chance = new Random(1);
    Times newest = new Times();
    Times week = new Times();
    Times deep = new Times();
    for (int i = 0; i < SEARCHES + WARM_UP; i++) {
      Map<Field, String> like = fields(chance.nextLong(rows));
      Map<Field, String> equal =
          field.filter(like::containsKey).map(f -> Map.of(f, like.get(f))).orElse(Map.of());
      if (field.isPresent() && equal.isEmpty()) {
        i--; // this entry has no such field: another one
        continue;
      }
      Instant since = BEGIN.plusSeconds(chance.nextLong(SPAN.minusDays(7).toSeconds()));
      Times[] kept =
          i < WARM_UP
              ? new Times[] {new Times(), new Times(), new Times()}
              : new Times[] {newest, week, deep};
      Search search = Search.of(equal, PAGE);
      time(kept[0], trail, search);
      time(
          kept[1],
          trail,
          new Search(
              equal,
              Optional.of(since),
              Optional.of(since.plus(Duration.ofDays(7))),
              Optional.empty(),
              PAGE));
      // The cursor of a page in the middle: what is behind it is read as if one had paged there.
      Trail.Page middle =
          trail.page(
              new Search(equal, Optional.empty(), Optional.of(since), Optional.empty(), PAGE));
      if (middle.next().isPresent()) {
        time(kept[2], trail, search.after(middle.next().get()));
      }
    }
    out.printf(
        Locale.ROOT,
        "%-18s %11.2f %7.2f %12.2f %7.2f %10.2f %7.2f%n",
        field.map(Field::word).orElse("(time alone)"),
        newest.millis(50),
        newest.millis(95),
        week.millis(50),
        week.millis(95),
        deep.millis(50),
        deep.millis(95));
    return Stream.of(newest, week, deep)
        .mapToDouble(times -> times.millis(95))
        .filter(millis -> !Double.isNaN(millis))
        .max()
        .orElse(Double.NaN);
  }

  private static void time(Times times, Trail trail, Search search) {
    long begin = System.nanoTime();
    var _ = trail.page(search);
    times.add(System.nanoTime() - begin);
  }

  /** Rows first, then the indexes of Ward's own migration: that is quicker, and the same. */
  private void fill(Database database) throws SQLException {
    List<String> indexes = indexes(database);
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      if (database.dialect() == Dialect.SQLITE) {
        statement.execute("PRAGMA synchronous = OFF");
        statement.execute("PRAGMA cache_size = -400000");
      } else {
        statement.execute("SET synchronous_commit = off");
        statement.execute("SET maintenance_work_mem = '512MB'");
      }
      for (Field field : Field.values()) {
        statement.execute("DROP INDEX audit_entry_" + field.word());
      }
      statement.execute("DROP INDEX audit_entry_at");
      statement.execute("INSERT INTO audit_log (origin, next_index) VALUES ('bench/ledger', 0)");
      connection.setAutoCommit(false);
      insert(connection);
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

  private void insert(Connection connection) throws SQLException {
    String columns =
        Arrays.stream(Field.values()).map(Field::word).collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit_entry (log_id, ledger_index, at, "
                + columns
                + ") VALUES (1, ?, ?"
                + ", ?".repeat(Field.values().length)
                + ")")) {
      for (long index = 0; index < rows; index++) {
        Map<Field, String> fields = fields(index);
        int column = 1;
        insert.setLong(column++, index);
        insert.setLong(column++, micros(index));
        for (Field field : Field.values()) {
          insert.setString(column++, fields.get(field));
        }
        insert.addBatch();
        if (index % BATCH == BATCH - 1 || index == rows - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
    }
  }

  private long micros(long index) {
    return BEGIN.getEpochSecond() * 1_000_000
        + (long) ((double) index / rows * SPAN.toSeconds() * 1e6);
  }

  /**
   * The fields of the entry at an index, always the same: of two entries one admits and the next is
   * its result; one pair in twenty is a refusal.
   */
  private Map<Field, String> fields(long index) {
    SplittableRandom chance = new SplittableRandom(index / 2);
    Map<Field, String> fields = new EnumMap<>(Field.class);
    boolean refused = chance.nextInt(20) == 0;
    int application = (int) Math.abs(chance.nextGaussian() * 20);
    long patients = Math.max(100, rows / 1_000_000 * PATIENTS_PER_MILLION);
    fields.put(Field.EXCHANGE, "ex_" + hex(index / 2 * (refused ? 31 : 29)));
    fields.put(Field.CLIENT, "cl_" + application);
    fields.put(Field.APPLICATION, "application " + application);
    fields.put(Field.PURPOSE, PURPOSES.get(chance.nextInt(PURPOSES.size())));
    fields.put(Field.DECISION, refused ? "deny" : "permit");
    if (refused) {
      fields.put(Field.KIND, "exchange.refuse");
      fields.put(Field.CODE, CODES.get(chance.nextInt(CODES.size())));
    } else {
      fields.put(Field.PATIENT, hex(chance.nextLong(patients)) + hex(4_711));
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
    }
    return fields;
  }

  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number * 0x9E3779B97F4A7C15L);
  }
}
