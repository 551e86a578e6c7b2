package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Profile;

class FhirJsonTest {
  private static final String BUNDLE =
      "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"link\":[{\"relation\":\"self\",\"url\":"
          + "\"http://ehr.example.org/Quillfeather\"}],\"entry\":[{\"fullUrl\":\"urn:uuid:p-1\",\"resource\":"
          + FhirFixture.PATIENT
          + "},{\"resource\":{\"resourceType\":\"Secret\",\"text\":\"Quillfeather\"}},{\"resource\":{"
          + "\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"urn:uuid:p-1\"},"
          + "\"valueString\":\"Quillfeather is well\"}}]}";

  @Test
  void bytesThatAreNoTextAreRefusedAndNotTakenForAFailingDisk() {
    byte[] utf32 = {'{', 0, 0, 0, 0, 0, 0, 4, (byte) 0xA4, '"', 'r'};
    assertThatThrownBy(
            () ->
                new FhirJson()
                    .index(new java.io.ByteArrayInputStream(utf32), new PatientIndex(1 << 20)))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("no text in an encoding of JSON");
  }

  @Test
  void aBundleIsReadEntryByEntryAndItsReferencesLead() throws Exception {
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
    String safe = files.index(new FhirJson(), BUNDLE).transform(new FhirJson(), BUNDLE);
    assertThat(safe)
        .startsWith("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{")
        .doesNotContain("Quillfeather", "Secret", "link", "urn:uuid:p-1")
        .contains("is well");
    String fullUrl = safe.split("\"fullUrl\":\"")[1].split("\"")[0];
    assertThat(safe).contains("\"subject\":{\"reference\":\"" + fullUrl + "\"}");
    assertThat(files.tally().removed()).containsEntry(Removal.UNKNOWN_TYPE, 1L);
    assertThat(files.tally().malformed())
        .as("a person should look at it")
        .anyMatch(one -> one.reason().contains("resourceType is none"));
  }

  @Test
  void aFileWhoseTypeComesLateOrInAnotherEncodingIsRecognised() throws Exception {
    String late =
        "{\"id\":\"p1\",\"text\":{\"div\":\""
            + "x".repeat(9000)
            + "\"},\"resourceType\":\"Patient\"}";
    byte[] head = late.substring(0, Formats.HEAD_BYTES).getBytes(StandardCharsets.UTF_8);
    assertThat(Formats.of(head, "late.json").orElseThrow().name()).isEqualTo("fhir-json");
    assertThat(Formats.of(head, "late.ndjson").orElseThrow().name()).isEqualTo("fhir-ndjson");
    assertThat(Formats.of(head, "late.bin")).isEmpty();
    byte[] notes =
        ("{\"id\":\"n1\",\"text\":\"" + "x".repeat(9000)).getBytes(StandardCharsets.UTF_8);
    assertThat(Formats.of(java.util.Arrays.copyOf(notes, Formats.HEAD_BYTES), "notes.ndjson"))
        .get()
        .isInstanceOf(NoteLines.class);
    for (java.nio.charset.Charset charset :
        java.util.List.of(
            StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] wide = BUNDLE.getBytes(charset);
      assertThat(Formats.of(wide, "wide.json").orElseThrow().name()).isEqualTo("fhir-json");
    }
  }

  @Test
  void aBundleThatSaysItsTypeLastIsReadAllTheSame() throws Exception {
    String last = BUNDLE.replaceFirst("\"resourceType\":\"Bundle\",", "");
    last = last.substring(0, last.length() - 1) + ",\"resourceType\":\"Bundle\"}";
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
    assertThat(files.index(new FhirJson(), last).transform(new FhirJson(), last))
        .contains("is well")
        .doesNotContain("Quillfeather");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"Quillfeather\"",
        "{\"name\":\"Quillfeather\"}",
        "{\"resourceType\":7}",
        "{\"resourceType\":\"Secret\",\"id\":\"Quillfeather\"}",
        "{\"resourceType\":\"Patient\",\"id\":\"Quillfeather\",\"id\":\"b\"}",
        "{\"resourceType\":\"Patient\",\"id\":\"Quillfeather\"",
        "{\"resourceType\":\"Patient\"} Quillfeather",
        "{\"resourceType\":\"Patient\",\"id\":Quillfeather}"
      })
  void whatIsNoResourceIsRefusedInWordsThatShowNothing(String input) {
    assertThatThrownBy(() -> new FhirFixture(Profile.SAFE_HARBOR).transform(new FhirJson(), input))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageNotContaining("Quill");
  }

  @Test
  void depthWithoutEndIsRefused() {
    String deep = "{\"resourceType\":\"Patient\",\"a\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> new FhirFixture(Profile.SAFE_HARBOR).transform(new FhirJson(), deep))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("deep");
  }

  @Test
  void aBadLineIsLeftOutAndNamedAndTheOthersGoOn() throws Exception {
    String input =
        "\uFEFF"
            + FhirFixture.PATIENT
            + "\r\n\n{\"resourceType\":\"Patient\",\nnonsense\n"
            + FhirFixture.PATIENT;
    FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
    String safe = files.index(new FhirNdjson(), input).transform(new FhirNdjson(), input);
    assertThat(safe.lines()).hasSize(2);
    assertThat(files.tally().malformed())
        .extracting(MalformedRecord::record)
        .containsExactly(3L, 4L);
  }

  @Test
  void filesAreRecognisedByTheirHead() {
    byte[] patient = FhirFixture.PATIENT.getBytes(StandardCharsets.UTF_8);
    byte[] two =
        (FhirFixture.PATIENT + "\n" + FhirFixture.PATIENT).getBytes(StandardCharsets.UTF_8);
    assertThat(Formats.of(patient, "a.json").map(RecordFormat::name)).contains("fhir-json");
    assertThat(Formats.of(patient, "a.ndjson").map(RecordFormat::name)).contains("fhir-ndjson");
    assertThat(Formats.of(two, "a").map(RecordFormat::name)).contains("fhir-ndjson");
    assertThat(new FhirJson().recognises("{\"a\":1}".getBytes(StandardCharsets.UTF_8), "a.json"))
        .isFalse();
  }

  /** Bytes changed, dropped and doubled at random: refused or read, never passed or broken. */
  @Test
  void noBrokenInputPassesOrEscapes() throws Exception {
    // A phone number is found whoever the text is about, also when that is what was broken.
    byte[] good =
        BUNDLE
            .replace("Quillfeather is well", "call 617-555-0143")
            .getBytes(StandardCharsets.UTF_8);
    DataSet dataSet =
        new DataSet(Profile.SAFE_HARBOR, DataSetKey.of(new byte[32]), FhirFixture.DEID);
    PatientIndex patients = new PatientIndex(1 << 20);
    new FhirJson().index(new ByteArrayInputStream(good), patients);
    int refused = 0;
    for (int seed = 0; seed < 2000; seed++) {
      byte[] bad = mutated(good, new Random(seed));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try {
        new FhirJson()
            .transform(new ByteArrayInputStream(bad), out, new Release(dataSet, patients));
      } catch (MalformedRecord e) {
        refused++;
        assertThat(e.getMessage()).doesNotContain("Quill");
      }
      assertThat(out.toString(StandardCharsets.UTF_8))
          .as("seed %d", seed)
          .doesNotContain("Quillfeather", "617-555-0143", "917 Hilll");
    }
    assertThat(refused).isBetween(100, 1999);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bad = good.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(bad.length - 20);
      switch (random.nextInt(4)) {
        case 0 -> bad[at] = (byte) random.nextInt(256);
        case 1 -> bad[at] = (byte) "{}[]\",:\\0".charAt(random.nextInt(9));
        case 2 -> System.arraycopy(good, random.nextInt(good.length - 20), bad, at, 20);
        default -> bad = Arrays.copyOf(bad, 21 + random.nextInt(bad.length - 20));
      }
    }
    return bad;
  }

  /** What is alive does not grow from a fifth of the way to the end. */
  @Test
  void aBundleOfAnyLengthTakesConstantMemory() throws Exception {
    DataSet dataSet =
        new DataSet(Profile.SAFE_HARBOR, DataSetKey.of(new byte[32]), FhirFixture.DEID);
    List<Long> alive = new ArrayList<>();
    try (InputStream in = new Endless(10_000)) {
      new FhirJson().transform(in, watched(alive), new Release(dataSet, new PatientIndex(1 << 20)));
    }
    assertThat(alive).hasSizeGreaterThan(4);
    assertThat(alive.getLast() - alive.get(alive.size() / 5)).isLessThan(5L << 20);
  }

  /** Measures what is alive from time to time. */
  private static OutputStream watched(List<Long> alive) {
    return new OutputStream() {
      private int writes;

      @Override
      public void write(int one) {
        throw new UnsupportedOperationException("one byte at a time");
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        if (++writes % 100 == 0) {
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          alive.add(runtime.totalMemory() - runtime.freeMemory());
        }
      }
    };
  }

  /** A Bundle of so many observations, made as it is read. */
  private static final class Endless extends InputStream {
    private final int entries;
    private int made = -1;
    private byte[] part = new byte[0];
    private int at;

    private Endless(int entries) {
      this.entries = entries;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (at == part.length) {
        if (made > entries) {
          return -1;
        }
        part = next().getBytes(StandardCharsets.UTF_8);
        at = 0;
      }
      int some = Math.min(length, part.length - at);
      System.arraycopy(part, at, bytes, offset, some);
      at += some;
      return some;
    }

    private String next() {
      made++;
      if (made == 0) {
        return "{\"resourceType\":\"Bundle\",\"entry\":[";
      }
      if (made > entries) {
        return "]}";
      }
      return (made > 1 ? "," : "")
          + "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o"
          + made
          + "\",\"subject\":{\"reference\":\"Patient/p"
          + made / 50
          + "\"},\"valueString\":\"seen "
          + made
          + " times\",\"issued\":\"2020-01-01T00:00:00Z\",\"note\":[{\"text\":\""
          + "no change in state since the last visit. ".repeat(12)
          + "\"}]}}";
    }
  }

  @Test
  void whatIsNoEntryIsToldAndDoesNotHideThePatientsBehindIt() throws Exception {
    String note =
        "{\"resource\":{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p-1\"},"
            + "\"note\":[{\"text\":\"quillfeather walks\"}]}}";
    String patient = "{\"resource\":" + FhirFixture.PATIENT + "}";
    for (String noEntry : List.of("null", "7", "\"Quillfeather\"", "[]")) {
      String bundle =
          "{\"resourceType\":\"Bundle\",\"entry\":["
              + String.join(",", note, noEntry, patient, note)
              + "]}";
      FhirFixture files = new FhirFixture(Profile.SAFE_HARBOR);
      String safe = files.index(new FhirJson(), bundle).transform(new FhirJson(), bundle);
      assertThat(safe).contains("walks").doesNotContainIgnoringCase("quillfeather");
      assertThat(files.tally().malformed()).singleElement().extracting("record").isEqualTo(2L);
    }
  }
}
