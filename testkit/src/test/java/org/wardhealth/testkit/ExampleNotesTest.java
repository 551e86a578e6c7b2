package org.wardhealth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The notes of docs/examples keep what their README promises. */
class ExampleNotesTest {
  private static final Path EXAMPLES = Path.of(System.getProperty("ward.root"), "docs", "examples");
  private static final Pattern PHONE =
      Pattern.compile("\\(?\\b[2-9]\\d{2}\\)?[-. ]\\s?(\\d{3})[-. ]\\s?(\\d{2})\\d{2}\\b");

  private static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  @Test
  void everyNoteIsOfUsualLengthAndHasItsPatient() throws IOException {
    List<Path> notes = files(".txt");
    assertThat(notes).hasSize(8);
    for (Path note : notes) {
      String text = Files.readString(note);
      assertThat(text.split("\\s+")).as("%s", note).hasSizeBetween(150, 450);
      String patient = note.getFileName().toString().replace(".txt", ".patient.json");
      JsonNode fhir = Json.PLAIN.readTree(Files.readAllBytes(EXAMPLES.resolve(patient)));
      assertThat(fhir.path("resourceType").asString()).isEqualTo("Patient");
      assertThat(fhir.at("/name/0/family").asString()).isNotEmpty();
      assertThat(fhir.at("/identifier/0/value").asString()).isNotEmpty();
    }
  }

  @Test
  void noTelephoneNumberCanReachAnybody() throws IOException {
    for (String suffix : List.of(".txt", ".json")) {
      for (Path file : files(suffix)) {
        for (MatchResult phone : PHONE.matcher(Files.readString(file)).results().toList()) {
          assertThat(phone.group(1) + phone.group(2)).as("%s %s", file, phone).isEqualTo("55501");
        }
      }
    }
  }
}
