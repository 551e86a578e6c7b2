package org.wardhealth.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

/**
 * Searches of the ledger's entries in a table of many rows, by each filter: the newest page, a page
 * within a week of the past, and a page deep in the list. It is Ward's own schema and Ward's own
 * search; only the rows are made up and written without the ledger.
 */
final class SearchBench {
  private static final int USAGE_ERROR = 64;
  private static final int PAGE = 50;
  private static final int SEARCHES = 300;
  private static final int WARM_UP = 50;
  private final PrintStream out;
  private final long rows;
  private final MadeExchanges made;

  private SearchBench(PrintStream out, long rows) {
    this.out = out;
    this.rows = rows;
    this.made = new MadeExchanges(rows, List.of());
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
      Scratch.remove(directory);
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
      Scratch.remove(directory);
    }
  }

  private void measure(DatabaseSettings settings) throws SQLException {
    try (Database database = Database.open(settings)) {
      long begin = System.nanoTime();
      made.rows(database, "bench/ledger", 0);
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
      Map<Field, String> like = made.fields(chance.nextLong(rows));
      Map<Field, String> equal =
          field.filter(like::containsKey).map(f -> Map.of(f, like.get(f))).orElse(Map.of());
      if (field.isPresent() && equal.isEmpty()) {
        i--; // this entry has no such field: another one
        continue;
      }
      Instant since = made.someWeek(chance);
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
}
