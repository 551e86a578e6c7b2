package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dward.fhir.write=true} to write the two files anew. */
class FhirElementsTest {
  private static final Path RESOURCES =
      Path.of("src/main/resources/org/wardhealth/records").toAbsolutePath();

  @Test
  void elementsAndCodesAreThoseThatFhirDefines() throws IOException {
    FhirDefinitions fhir = FhirDefinitions.read();
    assertThat(fhir.resources).contains("Patient", "Bundle", "Binary", "Transport");
    check("fhir-elements.txt", fhir.lines());
    check("fhir-codes.txt", List.copyOf(fhir.codes));
  }

  private static void check(String name, List<String> lines) throws IOException {
    Path file = RESOURCES.resolve(name);
    if (Boolean.getBoolean("ward.fhir.write")) {
      Files.createDirectories(RESOURCES);
      Files.write(file, lines);
    }
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }
}
