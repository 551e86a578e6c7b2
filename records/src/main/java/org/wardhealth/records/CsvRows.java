package org.wardhealth.records;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a CSV, read one by one as RFC 4180 has them. One use. */
final class CsvRows {
  /** In characters; a longer field is refused. */
  static final int LONGEST_FIELD = 8 << 20;

  private static final int LONGEST_ROW = 16 << 20;
  private static final int MOST_COLUMNS = 16_384;

  private final CloseableIterator<CsvRecord> rows;
  private final LineDelimiter lineEnd;
  private final List<String> header;
  private long line;
  private long next = 1;

  /** One row. */
  record Row(long line, List<String> fields) {}

  CsvRows(InputStream in, char delimiter) throws IOException, MalformedRecord {
    BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
    byte[] head = head(buffered);
    skipMark(buffered, head);
    this.lineEnd = lineEnd(head);
    InputStreamReader reader =
        new InputStreamReader(
            buffered,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    this.rows =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(LONGEST_ROW)
            .build(
                CsvRecordHandler.builder()
                    .maxFields(MOST_COLUMNS)
                    .maxFieldSize(LONGEST_FIELD)
                    .maxRecordSize(LONGEST_ROW)
                    .build(),
                reader)
            .iterator();
    Row first = read().orElseThrow(() -> new MalformedRecord(0, "the file is empty"));
    this.header = names(first.fields());
  }

  private static byte[] head(BufferedInputStream in) throws IOException {
    in.mark(Formats.HEAD_BYTES);
    byte[] head = in.readNBytes(Formats.HEAD_BYTES);
    in.reset();
    return head;
  }

  private static void skipMark(BufferedInputStream in, byte[] head)
      throws IOException, MalformedRecord {
    if (starts(head, 0xFE, 0xFF) || starts(head, 0xFF, 0xFE)) {
      throw notUtf8(0);
    }
    if (starts(head, 0xEF, 0xBB, 0xBF)) {
      in.skipNBytes(3);
    }
  }

  private static boolean starts(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static LineDelimiter lineEnd(byte[] head) {
    for (int i = 0; i < head.length; i++) {
      if (head[i] == '\n') {
        return i > 0 && head[i - 1] == '\r' ? LineDelimiter.CRLF : LineDelimiter.LF;
      }
    }
    return LineDelimiter.CRLF;
  }

  /** The names of a header; a name that is missing becomes {@code #} and its number. */
  private static List<String> names(List<String> fields) throws MalformedRecord {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).strip();
      names.add(name.isEmpty() ? "#" + (i + 1) : name);
    }
    return List.copyOf(names);
  }

  /** The names of the columns. */
  List<String> header() {
    return header;
  }

  /** How lines end, as far as the first one tells. */
  LineDelimiter lineEnd() {
    return lineEnd;
  }

  /**
   * The next row; empty at the end.
   *
   * @throws MalformedRecord when the rest cannot be told into rows
   */
  Optional<Row> read() throws IOException, MalformedRecord {
    try {
      if (!rows.hasNext()) {
        return Optional.empty();
      }
      CsvRecord row = rows.next();
      line = row.getStartingLineNumber();
      List<String> fields = row.getFields();
      next = line + 1;
      for (String field : fields) {
        next += field.chars().filter(c -> c == '\n').count();
        if (field.indexOf('\0') >= 0) {
          throw notUtf8(line);
        }
      }
      return Optional.of(new Row(line, fields));
    } catch (CsvParseException e) {
      throw new MalformedRecord(
          next,
          "from here on the rows cannot be told apart: a quote is not closed, or text follows a"
              + " closing quote, or a field is longer than "
              + LONGEST_FIELD
              + " characters");
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw notUtf8(next);
      }
      throw e.getCause();
    }
  }

  private static MalformedRecord notUtf8(long line) {
    return new MalformedRecord(
        line, "is not UTF-8: convert the file first, for example with iconv -f CP1252 -t UTF-8");
  }
}
