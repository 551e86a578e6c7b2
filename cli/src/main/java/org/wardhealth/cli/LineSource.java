package org.wardhealth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads lines {@code {"id","text"[,"lang"]}} and stops at the first that is none. */
final class LineSource {
  private LineSource() {}

  /** What is done with one line: {@code text} is a string, {@code id} is there. */
  interface Each {
    void line(ObjectNode line) throws IOException;
  }

  static void read(Optional<Path> file, Each each) throws IOException {
    int number = 0;
    try (BufferedReader lines =
        file.isPresent()
            ? Files.newBufferedReader(file.get())
            : new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          each.line(document(line, number));
        }
      }
    } catch (CharacterCodingException e) {
      throw stopped(number + 1, "is not UTF-8");
    }
  }

  private static ObjectNode document(String line, int number) {
    JsonNode document;
    try {
      document = Json.MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw stopped(number, "is not JSON");
    }
    if (!(document instanceof ObjectNode object)
        || !object.path("text").isString()
        || object.path("id").isMissingNode()
        || !(object.path("lang").isMissingNode() || object.path("lang").isString())) {
      throw stopped(number, "needs \"id\", a string \"text\" and, if any, a string \"lang\"");
    }
    return object;
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
