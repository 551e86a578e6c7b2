package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HL7 version 2 in its form with separators (ER7), versions 2.1 to 2.9: single messages, files of
 * many, batches, MLLP frames.
 *
 * <p>Any separators; segments end with whatever ends the MSH segment. Character sets ASCII, 8859/1
 * and UNICODE UTF-8; a message in another one is left out. Segments that the keep-list does not
 * name (Z-segments among them) are removed, fields emptied. Structure, order and empty parts stay;
 * so do escape sequences of texts in which nothing had to be replaced. One message is held in
 * memory, and may have 64 MB.
 */
final class Hl7Format implements RecordFormat {
  @Override
  public String name() {
    return "hl7-v2";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    String start = new String(head, StandardCharsets.ISO_8859_1).replace("\u00EF\u00BB\u00BF", "");
    int at = 0;
    while (at < start.length() && (start.charAt(at) <= ' ')) {
      at++;
    }
    return start.length() > at + 4
        && Hl7Reader.HEADERS.contains(start.substring(at, at + 3))
        && !Character.isLetterOrDigit(start.charAt(at + 3))
        && start.charAt(at + 3) > ' ';
  }

  @Override
  public void index(InputStream in, PatientIndex patients) throws IOException {
    Hl7Reader reader = new Hl7Reader(in);
    for (Optional<Hl7Message> next = nextReadable(reader, Optional.empty());
        next.isPresent();
        next = nextReadable(reader, Optional.empty())) {
      Hl7Patients.index(next.get(), patients);
    }
  }

  @Override
  public void transform(InputStream in, OutputStream out, Release release) throws IOException {
    Hl7Reader reader = new Hl7Reader(in);
    long batch = 0;
    for (Optional<Hl7Message> next = nextReadable(reader, Optional.of(release.tally()));
        next.isPresent();
        next = nextReadable(reader, Optional.of(release.tally()))) {
      Hl7Message message = next.get();
      String header = message.segments().getFirst().name();
      switch (header) {
        case "BHS" -> batch = 0;
        case "BTS" -> message = counted(message, batch);
        case "MSH" -> {
          batch++;
          String type = message.component(message.segments().getFirst().field(9), 1);
          release.tally().record(Hl7Segments.ALL.message(type));
        }
        default -> {}
      }
      write(message, Hl7Rewrite.of(message, release), out);
    }
    out.flush();
  }

  /** A trailer that counts the messages that were written, not those that were read. */
  private static Hl7Message counted(Hl7Message trailer, long messages) {
    Hl7Message.Segment segment = trailer.segments().getFirst();
    if (segment.field(1).isEmpty()) {
      return trailer;
    }
    List<String> fields = new ArrayList<>(segment.fields());
    fields.set(0, String.valueOf(messages));
    return new Hl7Message(
        trailer.number(),
        trailer.encoding(),
        List.of(new Hl7Message.Segment(segment.name(), fields)),
        trailer.terminator(),
        trailer.framed());
  }

  private static void write(Hl7Message message, String segments, OutputStream out)
      throws IOException {
    if (message.framed()) {
      out.write(Hl7Bytes.VT);
    }
    out.write(message.encoding().bytes(segments));
    if (message.framed()) {
      out.write(Hl7Bytes.FS);
      out.write('\r');
    }
  }

  /** The next message that can be read; the others are told to {@code tally}. */
  private static Optional<Hl7Message> nextReadable(Hl7Reader reader, Optional<Tally> tally)
      throws IOException {
    while (true) {
      try {
        return reader.next();
      } catch (MalformedRecord e) {
        tally.ifPresent(counts -> counts.malformed(e));
      }
    }
  }
}
