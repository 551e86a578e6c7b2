package org.wardhealth.records;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats that Ward reads. */
public final class Formats {
  /** How much of a file is enough to recognise it. */
  public static final int HEAD_BYTES = 8192;

  private static final List<RecordFormat> ALL =
      List.of(
          new FhirNdjson(),
          new FhirJson(),
          new Hl7Format(),
          new CdaFormat(),
          new ParquetFormat(),
          new CsvFormat(),
          new NoteLines(),
          new NoteFile());

  private Formats() {}

  /** All of them, in the order in which they are asked. */
  public static List<RecordFormat> all() {
    return ALL;
  }

  /** The format called {@code name}. */
  public static Optional<RecordFormat> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /**
   * The first format that recognises a file; see {@link RecordFormat#recognises}. An object of JSON
   * that none does is FHIR by its name, since its {@code resourceType} may come later.
   */
  public static Optional<RecordFormat> of(byte[] head, String fileName) {
    return ALL.stream()
        .filter(format -> format.recognises(head, fileName))
        .findFirst()
        .or(() -> byName(head, fileName.toLowerCase(Locale.ROOT)));
  }

  private static Optional<RecordFormat> byName(byte[] head, String name) {
    String text = FhirReader.text(head).stripLeading();
    if (head.length < HEAD_BYTES || !FhirReader.object(text)) {
      return Optional.empty();
    }
    if (name.endsWith(".ndjson")) {
      return Optional.of(new FhirNdjson());
    }
    return name.endsWith(".json") ? Optional.of(new FhirJson()) : Optional.empty();
  }
}
