package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A file that is one note: {@code .txt}, {@code .text}, {@code .md}, in UTF-8.
 *
 * <p>The whole file is searched as one document, since what is found in one place is looked for in
 * all others: a window could not do that. So it is held in memory, and has a limit of {@value
 * #LIMIT} bytes. A mark of byte order at the head is dropped; line ends and all else stay.
 *
 * <p>The patient is {@link Release#about}.
 */
final class NoteFile implements RecordFormat {
  /** The longest note, in bytes; it needs about 40 times as much memory. */
  static final int LIMIT = 16 * 1024 * 1024;

  private static final List<String> EXTENSIONS = List.of(".txt", ".text", ".md");

  /** What such a file would begin with if its name were wrong; none of it is text for people. */
  private static final List<String> FOREIGN =
      List.of("{\\rtf", "%PDF", "PK\u0003\u0004", "<?xml", "<!DOCTYPE", "<html", "<HTML");

  @Override
  public String name() {
    return "text";
  }

  @Override
  public boolean recognises(byte[] head, String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (EXTENSIONS.stream().noneMatch(name::endsWith)) {
      return false;
    }
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
        return false;
      }
    }
    String begin = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    return FOREIGN.stream().noneMatch(begin::startsWith);
  }

  @Override
  public boolean describesPatients() {
    return false;
  }

  @Override
  public void index(InputStream in, PatientIndex patients) {}

  @Override
  public void transform(InputStream in, OutputStream out, Release release)
      throws IOException, MalformedRecord {
    byte[] bytes = in.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw new MalformedRecord(
          0, "a note longer than " + (LIMIT >> 20) + " MB: split it where one note ends");
    }
    String text = release.text(release.about(), text(bytes));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    release.tally().record("note");
  }

  private static String text(byte[] bytes) throws MalformedRecord {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new MalformedRecord(
          0, "not UTF-8: convert it first (iconv -f WINDOWS-1252 -t UTF-8, or what it is in)");
    }
  }
}
