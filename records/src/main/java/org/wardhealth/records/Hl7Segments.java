package org.wardhealth.records;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.wardhealth.deid.IdentifierType;

/** The keep-list of HL7 v2, as {@code hl7-segments.txt} has it. Immutable, thread-safe. */
final class Hl7Segments {
  /** The one instance. */
  static final Hl7Segments ALL = new Hl7Segments();

  private final Map<String, String[]> types = new HashMap<>();
  private final Map<String, Map<Integer, Hl7Rule>> segments = new TreeMap<>();
  private final Set<String> messages = new HashSet<>();

  private Hl7Segments() {
    InputStream in =
        Objects.requireNonNull(Hl7Segments.class.getResourceAsStream("hl7-segments.txt"));
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<String> lines = reader.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
      for (String line : lines) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "type" ->
              types.put(words[1], List.of(words).subList(2, words.length).toArray(String[]::new));
          case "message" -> messages.addAll(List.of(words).subList(1, words.length));
          case "segment" -> {}
          default -> throw new IllegalStateException("hl7-segments.txt: " + words[0]);
        }
      }
      lines.stream().filter(line -> line.startsWith("segment ")).forEach(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read hl7-segments.txt of Ward's own jar", e);
    }
  }

  /** The rules of the segment called {@code name} by field; nothing for one that is not listed. */
  Optional<Map<Integer, Hl7Rule>> segment(String name) {
    return Optional.ofNullable(segments.get(name));
  }

  /** The names of all segments. */
  Set<String> names() {
    return segments.keySet();
  }

  /** {@code type} when it is a message type of HL7, else a word that says that it is none. */
  String message(String type) {
    return messages.contains(type) ? type : "other";
  }

  /** The rule of a data type that OBX-2 names and this list describes. */
  Hl7Rule type(String rule) {
    return rule(rule);
  }

  private void read(String line) {
    String[] words = line.split(" ");
    Map<Integer, Hl7Rule> fields = segments.computeIfAbsent(words[1], name -> new TreeMap<>());
    for (int i = 2; i < words.length; i++) {
      String[] range = words[i].substring(0, words[i].indexOf('=')).split("-");
      Hl7Rule rule = rule(words[i].substring(words[i].indexOf('=') + 1));
      for (int n = Integer.parseInt(range[0]);
          n <= Integer.parseInt(range[range.length - 1]);
          n++) {
        if (fields.put(n, rule) != null) {
          throw new IllegalStateException("hl7-segments.txt has " + words[1] + "-" + n + " twice");
        }
      }
    }
  }

  private Hl7Rule rule(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String type = colon < 0 ? "" : text.substring(colon + 1);
    String[] parts = types.get(name);
    if (parts != null) {
      List<Hl7Rule> rules = new ArrayList<>();
      for (String part : parts) {
        rules.add(rule(part.replace("?", type)));
      }
      return new Hl7Rule.Parts(rules);
    }
    return switch (name) {
      case "ID" -> new Hl7Rule.Link(IdentifierType.valueOf(type));
      case "V" -> new Hl7Rule.Value(IdentifierType.valueOf(type));
      case "F" -> new Hl7Rule.Name(IdentifierType.valueOf(type), true);
      case "G" -> new Hl7Rule.Name(IdentifierType.valueOf(type), false);
      case "CX" -> new Hl7Rule.Extended(IdentifierType.valueOf(type));
      case "CWE", "UNIT", "XTN", "HD", "OBX5" -> Hl7Rule.Special.valueOf(name);
      default -> Hl7Rule.Plain.valueOf(name);
    };
  }
}
