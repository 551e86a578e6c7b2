package org.wardhealth.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.deid.Language;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads lines {@code {"id","text"[,"lang"]}} and stops at the first that is none. */
final class LineSource {
  /** Bytes of a line: what is found in eight million characters fits into the shell's memory. */
  private static final int LONGEST = 8 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private LineSource() {}

  /**
   * What is done with one line: {@code text} is a string, {@code id} a string or a number, and so
   * is {@code patient} if there is one; {@code lang}, if there, is a language with a pack.
   */
  interface Each {
    void line(ObjectNode line) throws IOException;
  }

  /** The bytes of a file; of standard input if none is named. */
  static InputStream open(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return System.in;
    }
    if (Files.isDirectory(file.get())) {
      throw new Failure(Failure.NO_INPUT, file.get() + " is a folder: 'ward deid run' reads those");
    }
    return Files.newInputStream(file.get());
  }

  static void read(Optional<Path> file, Each each) throws IOException {
    int number = 0;
    try (InputStream in = new BufferedInputStream(open(file), 1 << 16)) {
      for (Optional<ByteBuffer> bytes = next(in); bytes.isPresent(); bytes = next(in)) {
        number++;
        if (bytes.get().remaining() > LONGEST) {
          throw stopped(number, "is longer than 8 MiB");
        }
        String line = text(bytes.get(), number);
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
          line = line.substring(1);
        }
        if (!line.isBlank()) {
          each.line(document(line, number));
        }
      }
    }
  }

  /** Up to the next line feed, the end, or a byte more than may be; nothing at the end. */
  private static Optional<ByteBuffer> next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      return Optional.empty();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 10);
    for (; b >= 0 && b != '\n' && line.size() <= LONGEST; b = in.read()) {
      line.write(b);
    }
    return Optional.of(ByteBuffer.wrap(line.toByteArray()));
  }

  private static String text(ByteBuffer line, int number) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
    } catch (CharacterCodingException e) {
      throw stopped(number, "is not UTF-8");
    }
  }

  private static ObjectNode document(String line, int number) {
    JsonNode document;
    try {
      document = Json.MAPPER.readTree(line);
    } catch (StreamConstraintsException e) {
      throw stopped(number, "is deeper than Ward reads");
    } catch (JacksonException e) {
      throw stopped(number, "is not JSON, or has a key twice");
    }
    if (!(document instanceof ObjectNode object)
        || !object.path("text").isString()
        || !names(object.path("id"))
        || !(object.path("patient").isMissingNode() || names(object.path("patient")))
        || !(object.path("lang").isMissingNode() || object.path("lang").isString())) {
      throw stopped(
          number,
          "needs \"id\" (a string or a number), a string \"text\" and, if any, a string \"lang\""
              + " and a \"patient\" (a string or a number)");
    }
    if (object.has("lang") && Language.of(object.path("lang").asString()).isEmpty()) {
      throw stopped(number, "is in a language that Ward has no pack for (en and es have one)");
    }
    return object;
  }

  private static boolean names(JsonNode value) {
    return value.isString() || value.isNumber();
  }

  private static Failure stopped(int number, String why) {
    return new Failure(
        Failure.DATA,
        "line "
            + number
            + " "
            + why
            + ": the lines before it are answered, it and those behind it are not");
  }
}
