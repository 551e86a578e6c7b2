package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(deid.out()).isEqualTo("Seen by Dr. [NAME-1], MRN [MRN-1]. BP 120/80.");
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
        .containsExactly("Alice Moreno|NAME", "3 March 2026|DATE");
  }

  @Test
  void aLineThatIsNoJsonIsNamedAndNotRepeated() {
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\nJane Doe\n", "deid", "find", "--jsonl");

    assertThat(deid.exitCode()).isEqualTo(Failure.DATA);
    assertThat(deid.err()).contains("line 2").doesNotContain("Jane");
  }
}
