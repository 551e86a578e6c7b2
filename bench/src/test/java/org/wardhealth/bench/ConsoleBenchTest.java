package org.wardhealth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

@Tag("extra")
class ConsoleBenchTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(String... args) {
    return ConsoleBench.run(args, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyPageOfTheRealServerIsAskedAndNothingIsLeftBehind() throws Exception {
    assertThat(run("--exchanges", "500", "--requests", "3", "--no-browser", directory.toString()))
        .as(output())
        .isZero();
    assertThat(output())
        .contains("SQLite, 500 exchanges", "decision record", "cohorts, counted", "slowest p95");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThat(run("--exchange", "500")).isEqualTo(64);
    assertThat(run("--postgres", "jdbc:mysql:x")).isEqualTo(64);
    assertThat(output()).contains("usage: console");
  }

  /** What is written all at once is what Ward's own projection would have made of the ledger. */
  @Test
  void theRowsAreThoseOfTheProjection() throws Exception {
    try (Database database = Database.open(DatabaseSettings.embedded(directory));
        Audit audit =
            Audit.open(directory, "bench.example/ledger", Clock.systemUTC(), new SecureRandom());
        Projection projection = new Projection(database, audit)) {
      MadeExchanges made = new MadeExchanges(800, List.of("0123456789abcdef0123456789abcdef"));
      made.rows(database, audit.origin(), made.entries(audit));
      List<Row> written = rows(database);
      assertThat(written).hasSize(800);
      assertThat(projection.state().lag()).isEqualTo(800);
      projection.catchUp();
      assertThat(projection.state().lag()).isZero();
      projection.rebuild();
      projection.catchUp();
      assertThat(rows(database)).isEqualTo(written);
    }
  }

  private static List<Row> rows(Database database) {
    return new Trail(database)
        .page(
            new Search(Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Search.MOST))
        .rows();
  }
}
