package org.wardhealth.deid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text whose identifiers a person marked, in one of two forms of file.
 *
 * <p>JSON lines: {@code {"id":"a","text":"...","spans":[{"start":0,"end":4,"label":"NAME"}]}},
 * offsets in UTF-16 units; other members are ignored.
 *
 * <p>Marked notes, {@code .txt}: each note begins with a line {@code #### id | genre}; its
 * identifiers stand as {@code [[NAME Jane Doe]]}.
 *
 * @param id unique within a file
 * @param spans sorted, disjoint
 */
record MarkedText(String id, String text, List<Span> spans) {
  /** {@code [start, end)} is marked {@code label}. */
  record Span(int start, int end, String label) {}

  MarkedText {
    spans = List.copyOf(spans);
  }

  /**
   * Reads a file, or the {@code .txt} and {@code .jsonl} files of a folder in the order of their
   * names; answers the texts of each.
   *
   * @throws IllegalArgumentException at a mistake in a file, with the file and the line or note
   */
  static List<List<MarkedText>> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      String content = Files.readString(path);
      return List.of(
          path.toString().endsWith(".txt")
              ? notes(content, path.toString())
              : lines(content, path.toString()));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files =
          all.filter(f -> f.toString().endsWith(".txt") || f.toString().endsWith(".jsonl"))
              .sorted()
              .toList();
    }
    List<List<MarkedText>> out = new ArrayList<>();
    for (Path file : files) {
      out.addAll(files(file));
    }
    return out;
  }

  static List<MarkedText> lines(String content, String name) {
    List<MarkedText> out = new ArrayList<>();
    int number = 0;
    for (String line : content.split("\n")) {
      number++;
      if (!line.isBlank()) {
        try {
          out.add(new MarkedLine(line).read());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ", line " + number + ": " + e.getMessage(), e);
        }
      }
    }
    return out;
  }

  static List<MarkedText> notes(String content, String name) {
    List<MarkedText> out = new ArrayList<>();
    String normal = "\n" + content.replace("\r\n", "\n");
    for (int at = normal.indexOf("\n#### "); at >= 0; ) {
      int next = normal.indexOf("\n#### ", at + 1);
      int line = normal.indexOf('\n', at + 1);
      int end = next < 0 ? normal.length() : next + 1;
      String head = normal.substring(at + 6, line < 0 ? end : line);
      int bar = head.indexOf('|');
      String id = (bar < 0 ? head : head.substring(0, bar)).strip();
      out.add(note(id, line < 0 ? "" : normal.substring(line + 1, end), name));
      at = next;
    }
    return out;
  }

  /** One text with its identifiers as {@code [[TYPE text]]}. */
  static MarkedText note(String id, String marked, String name) {
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    int done = 0;
    for (int at = marked.indexOf("[["); at >= 0; at = marked.indexOf("[[", done)) {
      int blank = at + 2;
      while (blank < marked.length()
          && (marked.charAt(blank) == '_' || Character.isLetterOrDigit(marked.charAt(blank)))) {
        blank++;
      }
      int end = marked.indexOf("]]", blank);
      if (end < 0 || blank == at + 2 || !Character.isWhitespace(marked.charAt(blank))) {
        throw new IllegalArgumentException(
            name + ", note " + id + ": a mark is [[TYPE text]], mend the one at unit " + at);
      }
      text.append(marked, done, at);
      int start = text.length();
      text.append(marked, blank + 1, end);
      if (text.length() == start) {
        throw new IllegalArgumentException(
            name + ", note " + id + ": the mark at unit " + at + " is empty");
      }
      spans.add(new Span(start, text.length(), marked.substring(at + 2, blank)));
      done = end + 2;
    }
    text.append(marked, done, marked.length());
    return new MarkedText(id, text.toString(), spans);
  }
}
