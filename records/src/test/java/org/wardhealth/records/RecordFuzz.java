package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.testkit.FuzzTarget;

/**
 * A format under foreign bytes: both passes end, or say that the file is malformed, in words that
 * hold nothing of it; the same bytes give the same output.
 */
abstract class RecordFuzz implements FuzzTarget {
  /** Stands in the seeds, and must not stand in an error. */
  static final String CANARY = "Quillfeather";

  static final String OBSERVATION =
      """
      {"resourceType":"Observation","id":"o-1","status":"final","code":{"text":"note"},\
      "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p>Deana <b>Quillfeather</b></p></div>"},\
      "subject":{"reference":"Patient/p-1"},"effectiveDateTime":"2024-05-03T10:00:00+02:00",\
      "valueString":"Quillfeather slept.","component":[{"code":{"text":"x"},"valueQuantity":{"value":1.50e1,"unit":"mg"}}]}""";

  private static final DataSet DATA_SET =
      new DataSet(
          Profile.GDPR_PSEUDONYMISED,
          DataSetKey.of(new byte[DataSetKey.BYTES]),
          Deid.english(),
          LocalDate.of(2026, 6, 1));

  private final RecordFormat format;
  private final List<byte[]> seeds;

  RecordFuzz(RecordFormat format, byte[]... seeds) {
    this.format = format;
    this.seeds = List.of(seeds);
  }

  @Override
  public final List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public final void run(byte[] input) {
    if (!Arrays.equals(transformed(input), transformed(input))) {
      throw new IllegalStateException("the same bytes gave another output");
    }
    check(input);
  }

  /** What the format promises beside that. */
  void check(byte[] input) {}

  private byte[] transformed(byte[] input) {
    PatientIndex patients = new PatientIndex(10_000_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      try {
        format.index(new ByteArrayInputStream(input), patients);
      } catch (MalformedRecord e) {
        checkSilent(e);
      }
      Release release = new Release(DATA_SET, patients);
      format.transform(new ByteArrayInputStream(input), out, release);
      release.finish().malformed().forEach(RecordFuzz::checkSilent);
    } catch (MalformedRecord e) {
      checkSilent(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void checkSilent(MalformedRecord told) {
    if (told.toString().contains(CANARY)) {
      throw new IllegalStateException("the error repeats the record");
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
