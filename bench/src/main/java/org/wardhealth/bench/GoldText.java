package org.wardhealth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text with its identifiers marked: a JSON line {@code
 * {"id","text","spans":[{"start","end","label"}]}}, or a note of a {@code .txt} file, which begins
 * with {@code #### id | genre} and holds its identifiers as {@code [[TYPE text]]}.
 */
record GoldText(String id, String text, List<Span> spans) {
  /** {@code [start, end)}, in UTF-16 units. */
  record Span(int start, int end, String label) {}

  GoldText {
    spans = List.copyOf(spans);
  }

  /** The texts of a file, or of the {@code .txt} and {@code .jsonl} files of a folder. */
  static List<GoldText> read(Path path) throws IOException {
    List<GoldText> out = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.sorted().toList()) {
          if (file.toString().endsWith(".txt") || file.toString().endsWith(".jsonl")) {
            out.addAll(read(file));
          }
        }
      }
    } else if (path.toString().endsWith(".txt")) {
      for (String note : ("\n" + Files.readString(path)).split("\n#### ", -1)) {
        int line = note.indexOf('\n');
        if (line > 0) {
          out.add(
              note(note.substring(0, line).split("\\|", 2)[0].strip(), note.substring(line + 1)));
        }
      }
    } else {
      JsonMapper json = JsonMapper.builder().build();
      for (String line : Files.readAllLines(path)) {
        out.add(document(json.readTree(line)));
      }
    }
    return out;
  }

  private static GoldText document(JsonNode node) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode span : node.get("spans")) {
      spans.add(
          new Span(
              span.get("start").asInt(), span.get("end").asInt(), span.get("label").asString()));
    }
    return new GoldText(node.path("id").asString(""), node.get("text").asString(), spans);
  }

  private static GoldText note(String id, String marked) {
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    int done = 0;
    for (int at = marked.indexOf("[["); at >= 0; at = marked.indexOf("[[", done)) {
      int blank = marked.indexOf(' ', at);
      int end = marked.indexOf("]]", at);
      if (blank < 0 || end < blank) {
        throw new IllegalArgumentException(
            "note " + id + ": a mark is [[TYPE text]], mend the one at unit " + at);
      }
      text.append(marked, done, at);
      int start = text.length();
      text.append(marked, blank + 1, end);
      spans.add(new Span(start, text.length(), marked.substring(at + 2, blank)));
      done = end + 2;
    }
    return new GoldText(id, text.append(marked.substring(done)).toString(), spans);
  }
}
