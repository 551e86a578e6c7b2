package org.wardhealth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The measurement runs, reads every note, and says what it promises to say. */
@Tag("extra")
final class ScalingBenchTest {
  private static final Path ROOT = Path.of(System.getProperty("ward.root", ".."));

  private record Ran(int code, String out) {}

  private static Ran run(String... arguments) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        ScalingBench.run(ROOT, arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Ran(code, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void oneCoreAndTwoAreMeasuredBesideTheEngineAlone() throws Exception {
    Ran ran =
        run(
            "--format",
            "fhir-ndjson",
            "--notes",
            "20",
            "--runs",
            "1",
            "--files",
            "2",
            "--heap-mb",
            "512");

    assertThat(ran.code()).isZero();
    for (String row :
        List.of(
            "engine alone, 1 thread",
            "first pass alone, 1 thread, in memory",
            "without Spark, 1 thread, in memory",
            "application, `local[1]`",
            "application, `local[2]`")) {
      assertThat(ran.out())
          .containsPattern("\\| \\Q" + row + "\\E \\| \\d+\\.\\d\\d \\(\\d+\\.\\d\\d to ");
    }
    assertThat(ran.out())
        .contains("fhir-ndjson, written: 20 notes")
        .containsPattern("two cores do \\d+\\.\\d\\d of one");
  }

  @Test
  void anArgumentThatIsUnknownIsRefused() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"--colour", "red"}, {"--notes"}, {"--notes", "-1"}, {"--format", "csv"}, {"--text", "x"}
        }) {
      Ran ran = run(wrong);

      assertThat(ran.code()).isEqualTo(64);
      assertThat(ran.out()).startsWith("usage: ");
    }
  }

  @ParameterizedTest
  @EnumSource(MadeNotes.Prose.class)
  void notesAreThoseOfTheirSeed(MadeNotes.Prose prose) throws Exception {
    MadeNotes notes = new MadeNotes(ROOT, prose, 200);
    MadeNotes again = new MadeNotes(ROOT, prose, 200);
    int made = 0;
    int named = 0;
    while (notes.hasNext()) {
      MadeNotes.Note note = notes.next();
      made++;
      named += note.text().contains(note.patient().family()) ? 1 : 0;

      assertThat(again.next()).isEqualTo(note);
      assertThat(note.text()).hasSizeBetween(MadeNotes.LENGTH - 200, MadeNotes.LENGTH);
      assertThat(note.text()).doesNotContain("[[", "]]");
    }

    assertThat(made).isEqualTo(200);
    assertThat(named).isGreaterThanOrEqualTo(prose == MadeNotes.Prose.WRITTEN ? 150 : 0);
    assertThat(notes.patients())
        .hasSize(200 / MadeNotes.EACH)
        .allMatch(line -> line.startsWith("{") && !line.contains("\n"));
  }
}
