package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

/**
 * Holds {@code docs/fields.md} to the columns of the database, to the routes of {@code
 * docs/routes.md}, which is tested as everybody, and to the tests that it names.
 */
class FieldsPageTest {
  private static final Path DOCS =
      Path.of(System.getProperty("ward.root", "..")).resolve("docs").normalize();
  private static final Pattern TABLE = Pattern.compile("(?m)^## ([a-z_]+)$([^#]*)");
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\| (`[^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String ROUTE = "(?:GET|POST|PUT|DELETE) `[^`]+`";
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+)\\.([A-Za-z0-9]+)`");

  @TempDir private Path home;

  private record Line(Set<String> columns, String readers, String writers, String besides) {}

  private static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (MatchResult table :
        TABLE.matcher(Files.readString(DOCS.resolve("fields.md"))).results().toList()) {
      for (MatchResult line : LINE.matcher(table.group(2)).results().toList()) {
        Set<String> columns =
            CODE.matcher(line.group(1))
                .results()
                .map(column -> table.group(1) + '.' + column.group(1))
                .collect(Collectors.toSet());
        lines.add(new Line(columns, line.group(2), line.group(3), line.group(4)));
      }
    }
    return lines;
  }

  @Test
  void everyFieldHasALineThatSaysWhoReadsAndWritesIt() throws IOException, SQLException {
    try (Database database = Database.open(DatabaseSettings.embedded(home))) {
      assertThat(lines().stream().flatMap(line -> line.columns().stream()))
          .as("fields of docs/fields.md; a new one needs a line there")
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(SchemaTest.columns(database));
    }
  }

  @Test
  void everyRouteOfALineIsOneOfTheTableThatIsTestedAsEverybody() throws IOException {
    String routes = Files.readString(DOCS.resolve("routes.md"));
    for (Line line : lines()) {
      for (String cell : List.of(line.readers(), line.writers())) {
        assertThat(cell).as(line.toString()).matches("-|" + ROUTE + "(, " + ROUTE + ")*");
        for (String route : cell.equals("-") ? new String[0] : cell.split(", ")) {
          assertThat(routes).contains("\n| " + route.replace(" ", " | ") + " | ");
        }
      }
      for (String route : line.readers().split(", ")) {
        assertThat(route).as("what reads").doesNotStartWith("PUT").doesNotStartWith("DELETE");
      }
      for (String route : line.writers().split(", ")) {
        assertThat(route).as("what writes").doesNotStartWith("GET");
      }
    }
  }

  @Test
  void whatHoldsBesidesIsShownByATestThatIsThere() throws IOException {
    int shown = 0;
    for (Line line : lines()) {
      for (MatchResult test : TEST.matcher(line.besides()).results().toList()) {
        AsvsPageTest.requireTest(test.group(1), test.group(2), "docs/fields.md");
        shown++;
      }
    }
    assertThat(shown).isGreaterThan(15);
  }
}
