package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.Profile;

/** Whatever happens to the bytes of a file: an answer, or a refusal without content. */
class Hl7AndCdaFuzzTest {
  private static final byte[] SPECIAL =
      "|^~\\&\r\n\u000B\u001C$*<>\"= #;".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void anyChangeIsAnsweredOrRefused() {
    Random random = new Random(20240311);
    for (int i = 0; i < 300; i++) {
      for (String sample : List.of(Hl7Samples.ADMISSION, Hl7Samples.RESULT, Hl7Samples.SPANISH)) {
        attempt(new Hl7Format(), changed(sample, random, true));
      }
      if (i % 5 == 0) {
        attempt(new CdaFormat(), changed(CdaSamples.SUMMARY, random, true));
      }
    }
  }

  @Test
  void separatorsInWrongPlacesLetNoNameThrough() {
    Random random = new Random(19361104);
    for (int i = 0; i < 300; i++) {
      for (String sample : List.of(Hl7Samples.ADMISSION, Hl7Samples.RESULT)) {
        String out = attempt(new Hl7Format(), changed(sample, random, false));
        assertThat(out).doesNotContain("Quillfeather", "QUILLFEATHER", "Marigold");
      }
      if (i % 5 == 0) {
        String out = attempt(new CdaFormat(), changed(CdaSamples.SUMMARY, random, false));
        assertThat(out).doesNotContain("Quillfeather");
      }
    }
  }

  private static byte[] changed(String sample, Random random, boolean anything) {
    byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(6) + 1; n > 0; n--) {
      // Whom the file is about must stay readable where names are searched for.
      int from = anything ? 0 : behindPatient(sample);
      int at = from + random.nextInt(bytes.length - from);
      if (anything) {
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes = Arrays.copyOf(bytes, at + 1);
          default -> {
            int length = Math.min(random.nextInt(40), bytes.length - at);
            int to = random.nextInt(bytes.length - length + 1);
            System.arraycopy(bytes, at, bytes, to, length);
          }
        }
      } else if (!Character.isLetterOrDigit(bytes[at] & 0xFF) && bytes[at] > 0) {
        bytes[at] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return bytes;
  }

  private static int behindPatient(String sample) {
    int body = sample.indexOf("<structuredBody>");
    return body > 0 ? body : sample.indexOf('\r', sample.indexOf("\rPID") + 1) + 1;
  }

  private static String attempt(RecordFormat format, byte[] file) {
    PatientIndex patients = new PatientIndex(10_000_000);
    try {
      for (String known : List.of(Hl7Samples.ADMISSION, Hl7Samples.RESULT)) {
        new Hl7Format()
            .index(new ByteArrayInputStream(known.getBytes(StandardCharsets.UTF_8)), patients);
      }
      Hl7Samples.Result result = Hl7Samples.run(format, Profile.SAFE_HARBOR, file, patients);
      for (MalformedRecord record : result.tally().malformed()) {
        assertThat(record.getMessage()).doesNotContainIgnoringCase("Quillfeather");
      }
      return result.text();
    } catch (MalformedRecord e) {
      assertThat(e.getMessage()).doesNotContainIgnoringCase("Quillfeather");
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
