package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/asvs.md} to the tests that it names, and counts what it leaves open. */
class AsvsPageTest {
  private static final Path ROOT = Path.of(System.getProperty("ward.root", ".."));
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| v5\\.0\\.0-([0-9]+\\.[0-9]+\\.[0-9]+) \\| [12] \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern SHOWN =
      Pattern.compile(
          "`([A-Za-z]+)\\.([A-Za-z0-9]+)`|page: \\[([a-z.-]+)]\\(\\3\\)|(not applicable|open): .{5,}");

  /** Levels 1 and 2 of V3, V6, V7, V8 and V10 in version 5.0.0. */
  private static final int REQUIREMENTS = 108;

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs/asvs.md"))).results().toList();
  }

  /** Says that there is a test of that class and name. */
  static void requireTest(String type, String name, String where) throws IOException {
    String source = source(type);
    int at =
        Math.max(
            source.indexOf("\n  void " + name + "("),
            source.indexOf("\n  final void " + name + "("));
    assertThat(at).as(where + ": " + name).isPositive();
    assertThat(source.substring(source.lastIndexOf("\n  }\n", at) + 1, at))
        .as(where)
        .containsPattern("@(Parameterized)?Test\\b");
  }

  private static String source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("server/src/test/java"))) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().equals(name + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("a page names no test: " + name));
      return Files.readString(file);
    }
  }

  @Test
  void everyRequirementIsThereOnce() throws IOException {
    assertThat(rows().stream().map(row -> row.group(1)))
        .doesNotHaveDuplicates()
        .hasSize(REQUIREMENTS);
  }

  @Test
  void whatIsSaidToShowItIsThere() throws IOException {
    for (MatchResult row : rows()) {
      var shown = SHOWN.matcher(row.group(3));
      assertThat(shown.matches()).as(row.group()).isTrue();
      if (shown.group(1) != null) {
        requireTest(shown.group(1), shown.group(2), row.group());
      } else if (shown.group(3) != null) {
        assertThat(ROOT.resolve("docs").resolve(shown.group(3))).as(row.group()).exists();
      }
    }
    long applicable = count("(?!not applicable)");
    System.out.printf(
        "ASVS 5.0: %d of %d applicable requirements by test, %d by page, %d open%n",
        count("`"), applicable, count("page"), count("open"));
  }

  private static long count(String how) throws IOException {
    return rows().stream()
        .filter(row -> Pattern.compile(how).matcher(row.group(3)).lookingAt())
        .count();
  }
}
