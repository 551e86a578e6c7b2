package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.records.Hl7Bytes.Line;
import org.wardhealth.records.Hl7Message.Segment;

/**
 * Reads messages one by one. After a {@link MalformedRecord} the next message can be read. Holds
 * one message at a time.
 */
final class Hl7Reader {
  /** Segments whose first field is the separator itself. */
  static final Set<String> HEADERS = Set.of("MSH", "FHS", "BHS");

  /** Segments that stand around messages. */
  static final Set<String> ENVELOPE = Set.of("FHS", "BHS", "BTS", "FTS");

  private static final Set<String> STARTS = Set.of("MSH", "FHS", "BHS", "BTS", "FTS");

  /** So many bytes make a message that is refused. */
  private static final int LONGEST = 64 << 20;

  /** So many segments make a message that is refused. */
  private static final int MOST_SEGMENTS = 100_000;

  private static final int CHARACTER_SET = 18;
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]{2}");

  private final Hl7Bytes bytes;
  private Optional<Line> ahead = Optional.empty();
  private Hl7Encoding envelope =
      new Hl7Encoding('|', '^', '~', '\\', '&', '\0', StandardCharsets.UTF_8);
  private long number;

  Hl7Reader(InputStream in) {
    bytes = new Hl7Bytes(in);
  }

  /**
   * The next message or segment around messages; nothing at the end.
   *
   * @throws MalformedRecord when it cannot be read; it is passed over
   */
  Optional<Hl7Message> next() throws IOException, MalformedRecord {
    Optional<Line> first = line("");
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Line header = first.get();
    if (ENVELOPE.contains(header.name())) {
      return Optional.of(envelope(header));
    }
    number++;
    List<Line> lines = new ArrayList<>();
    lines.add(header);
    boolean tooLong = header.tooLong();
    int left = LONGEST - header.latin().length();
    boolean closed = header.endsFrame();
    while (!closed) {
      Optional<Line> next = bytes.next(header.terminator(), left, STARTS);
      if (next.isEmpty() || next.get().opensFrame() || STARTS.contains(next.get().name())) {
        ahead = next;
        break;
      }
      Line line = next.get();
      left -= line.latin().length();
      if (line.tooLong() || lines.size() >= MOST_SEGMENTS) {
        tooLong = true;
        lines.clear();
        left = 0;
      } else if (!tooLong) {
        lines.add(line);
      }
      closed = line.endsFrame();
    }
    if (tooLong) {
      throw new MalformedRecord(number, "one message is longer than Ward reads (about 64 MB)");
    }
    if (!header.name().equals("MSH")) {
      throw new MalformedRecord(number, "segments that follow no MSH segment");
    }
    return Optional.of(message(lines));
  }

  private Optional<Line> line(String mode) throws IOException {
    Optional<Line> next = ahead.isPresent() ? ahead : bytes.next(mode, LONGEST, STARTS);
    ahead = Optional.empty();
    return next;
  }

  private Hl7Message envelope(Line line) throws MalformedRecord {
    String text = text(line, utf8(List.of(line)) ? StandardCharsets.UTF_8 : LATIN_1, number);
    if (HEADERS.contains(line.name())) {
      char separator = text.length() > 3 ? text.charAt(3) : 0;
      String others =
          Hl7Encoding.split(text.substring(Math.min(4, text.length())), separator).getFirst();
      envelope = Hl7Encoding.of(separator, others, StandardCharsets.UTF_8, number);
    }
    return new Hl7Message(
        number, envelope, List.of(segment(text, envelope)), line.terminator(), line.opensFrame());
  }

  private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;

  private Hl7Message message(List<Line> lines) throws MalformedRecord {
    Line header = lines.getFirst();
    String plain = header.latin();
    char separator = plain.length() > 3 ? plain.charAt(3) : 0;
    List<String> fields =
        Hl7Encoding.split(plain.substring(Math.min(4, plain.length())), separator);
    Hl7Encoding encoding = Hl7Encoding.of(separator, fields.getFirst(), LATIN_1, number);
    String sets = fields.size() > CHARACTER_SET - 2 ? fields.get(CHARACTER_SET - 2) : "";
    Charset charset = LATIN_1;
    List<String> names = Hl7Encoding.split(sets, encoding.repetition());
    for (int i = names.size() - 1; i >= 0; i--) {
      charset = charset(names.get(i), lines);
    }
    encoding = Hl7Encoding.of(separator, fields.getFirst(), charset, number);
    List<Segment> segments = new ArrayList<>();
    for (Line line : lines) {
      segments.add(segment(text(line, charset, number), encoding));
    }
    boolean framed = header.opensFrame();
    return new Hl7Message(number, encoding, segments, header.terminator(), framed);
  }

  private Charset charset(String name, List<Line> lines) throws MalformedRecord {
    return switch (name.strip()) {
      // Nothing said means ASCII; what systems then send is UTF-8 or Latin-1.
      case "" -> utf8(lines) ? StandardCharsets.UTF_8 : LATIN_1;
      case "ASCII" -> StandardCharsets.US_ASCII;
      case "8859/1" -> LATIN_1;
      case "UNICODE UTF-8", "UTF-8" -> StandardCharsets.UTF_8;
      default ->
          throw new MalformedRecord(
              number, "a character set in MSH-18 other than ASCII, 8859/1 and UNICODE UTF-8");
    };
  }

  private static boolean utf8(List<Line> lines) {
    try {
      for (Line line : lines) {
        Hl7Encoding.strict(line.bytes(), StandardCharsets.UTF_8);
      }
      return true;
    } catch (CharacterCodingException e) {
      return false; // then it is Latin-1, which every byte is part of
    }
  }

  private static String text(Line line, Charset charset, long number) throws MalformedRecord {
    try {
      String text = Hl7Encoding.strict(line.bytes(), charset);
      if (text.indexOf('\0') >= 0) {
        throw new MalformedRecord(number, "a NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedRecord(number, "bytes that its character set (MSH-18) does not have");
    }
  }

  private Segment segment(String text, Hl7Encoding encoding) throws MalformedRecord {
    String name = text.substring(0, Math.min(3, text.length()));
    boolean named = NAME.matcher(name).matches();
    if (!named || (text.length() > 3 && text.charAt(3) != encoding.field())) {
      throw new MalformedRecord(number, "a line that is no segment");
    }
    List<String> fields =
        text.length() > 3
            ? Hl7Encoding.split(text.substring(4), encoding.field())
            : List.<String>of();
    return new Segment(name, fields);
  }
}
