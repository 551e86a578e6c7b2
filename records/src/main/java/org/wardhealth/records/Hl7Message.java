package org.wardhealth.records;

import java.util.List;

/**
 * One message, or one segment that stands around messages (FHS, BHS, BTS, FTS), as it was read.
 *
 * @param number of the message in its file, from 1
 * @param encoding its separators and character set
 * @param segments each with its fields; the first is a header
 * @param terminator what ends a segment: CR, LF or both
 * @param framed whether it stands in an MLLP frame
 */
record Hl7Message(
    long number, Hl7Encoding encoding, List<Segment> segments, String terminator, boolean framed) {
  /** Copies the list. */
  Hl7Message {
    segments = List.copyOf(segments);
  }

  /**
   * A segment.
   *
   * @param name three characters
   * @param fields as written, from field 1 on; of MSH, FHS and BHS from field 2 on
   */
  record Segment(String name, List<String> fields) {
    /** Copies the list. */
    Segment {
      fields = List.copyOf(fields);
    }

    /** Whether the first field of this segment is the separator itself. */
    boolean header() {
      return Hl7Reader.HEADERS.contains(name);
    }

    /** Field {@code number} as written; the empty string when it is not there. */
    String field(int number) {
      int at = number - (header() ? 2 : 1);
      return at >= 0 && at < fields.size() ? fields.get(at) : "";
    }
  }

  /** Component {@code number} of the first repetition of {@code field}, without escapes. */
  String component(String field, int number) {
    List<String> components =
        Hl7Encoding.split(
            Hl7Encoding.split(field, encoding.repetition()).getFirst(), encoding.component());
    return number <= components.size()
        ? encoding.decode(components.get(number - 1)).text().strip()
        : "";
  }
}
