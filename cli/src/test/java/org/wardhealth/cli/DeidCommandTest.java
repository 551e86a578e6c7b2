package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** The verbs that programs and people call on text, offline. */
class DeidCommandTest {
  @Test
  void textComesBackWithSurrogates() {
    Shell deid =
        Shell.runWith("Seen by Dr. Alice Moreno, MRN 00123456. BP 120/80.", "deid", "text");

    assertThat(deid.exitCode()).isZero();
    assertThat(deid.out())
        .matches("Seen by Dr\\. \\[[A-Z]+-[0-9]+], MRN \\[MRN-[0-9]+]\\. BP 120/80\\.");
  }

  @Test
  void spansPointIntoTheText() {
    String text = "Seen by Dr. Alice Moreno \\ud83d\\ude00 on 3 March 2026.";
    Shell deid =
        Shell.runWith("{\"id\":7,\"text\":\"" + text + "\"}\n\n", "deid", "find", "--jsonl");

    assertThat(deid.exitCode()).isZero();
    JsonNode line = Json.MAPPER.readTree(deid.out());
    String decoded = Json.MAPPER.readTree("\"" + text + "\"").asString();
    assertThat(line.path("id").asInt()).isEqualTo(7);
    assertThat(line.path("spans"))
        .extracting(
            span ->
                decoded.substring(span.path("start").asInt(), span.path("end").asInt())
                    + '|'
                    + span.path("label").asString())
        .containsExactly("Alice Moreno|CLINICIAN", "3 March 2026|DATE");
  }

  @Test
  void aLineThatIsNoJsonIsNamedAndNotRepeated() {
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\nJane Doe\n", "deid", "find", "--jsonl");

    assertThat(deid.exitCode()).isEqualTo(Failure.DATA);
    assertThat(deid.err()).contains("line 2").doesNotContain("Jane");
  }

  @Test
  void linesBeforeABadOneAreAnsweredAndTheErrorSaysSo() {
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\nno\n", "deid", "find", "--jsonl");

    assertThat(deid.out()).isEqualTo("{\"id\":1,\"spans\":[]}\n");
    assertThat(deid.err()).contains("the lines before it are answered");
  }

  @Test
  void labelsAndTypesAreThoseThatWereAskedFor() {
    String line = "{\"id\":1,\"text\":\"MRN 00123456, 54-year-old\"}\n";
    assertThat(Shell.runWith(line, "deid", "find", "--jsonl", "--labels", "i2b2").out())
        .contains("MEDICALRECORD");
    assertThat(
            Shell.runWith(line, "deid", "find", "--jsonl", "--profile", "limited-data-set").out())
        .contains("MRN");
    assertThat(Shell.runWith(line, "deid", "find", "--jsonl", "--labels", "bogus").exitCode())
        .isEqualTo(Failure.USAGE);
  }

  @Test
  void anEncoderThatIsNotInstalledIsSaidAndNothingIsRead() {
    for (String verb : List.of("text", "jsonl")) {
      Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\n", "deid", verb, "--encoder");
      assertThat(deid.exitCode()).isEqualTo(Failure.UNAVAILABLE);
      assertThat(deid.err()).contains("./ward rebuild --encoder");
      assertThat(deid.out()).isEmpty();
    }
    assertThat(Shell.run("deid", "find", "--jsonl", "--encoder-model", "x").exitCode())
        .isEqualTo(Failure.UNAVAILABLE);
    assertThat(Shell.run("deid", "run", ".", "--out", "x", "--spark", "--encoder").exitCode())
        .isEqualTo(Failure.USAGE);
  }

  @Test
  void transformedLinesKeepTheirIdsAndOnePatientsSurrogates() {
    String line = ",\"patient\":\"p\",\"text\":\"MRN 00123456\",\"x\":1}\n";
    Shell deid = Shell.runWith("{\"id\":\"a\"" + line + "{\"id\":\"b\"" + line, "deid", "jsonl");

    assertThat(deid.exitCode()).isZero();
    List<String> lines = deid.out().lines().toList();
    assertThat(lines.get(0).replace("\"a\"", "\"b\"")).isEqualTo(lines.get(1));
    assertThat(deid.out()).doesNotContain("00123456", "\"x\"");
  }
}
