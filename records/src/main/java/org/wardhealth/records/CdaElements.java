package org.wardhealth.records;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The keep-list of C-CDA, as {@code cda-elements.txt} has it. Immutable, thread-safe. */
final class CdaElements {
  /** The one instance. */
  static final CdaElements ALL = new CdaElements();

  /** What is done with an element. */
  enum Rule {
    /** Holds elements. */
    PARTS,
    /** A coded value. */
    CODE,
    /** A date, dates, or a period. */
    TIME,
    /** A number, an amount, a range. */
    QUANTITY,
    /** An identifier. */
    ID,
    /** The id of a template. */
    TEMPLATE,
    /** True or false. */
    FLAG,
    /** Free text or a text attachment. */
    TEXT,
    /** Of the type that xsi:type says. */
    VALUE,
    /** A number of a thing, as text. */
    NUMBER_TEXT,
    /** The name of a person, place or thing. */
    NAME,
    /** An address. */
    ADDR,
    /** A telephone number or the like. */
    TELECOM,
    /** A link into the narrative, or a reference to something outside of the document. */
    REFERENCE,
    /** Goes. */
    REMOVE
  }

  private final Map<String, Rule> rules = new TreeMap<>();
  private final Map<String, String> persons = new HashMap<>();

  private CdaElements() {
    InputStream in =
        Objects.requireNonNull(CdaElements.class.getResourceAsStream("cda-elements.txt"));
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      reader.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(this::line);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read cda-elements.txt of Ward's own jar", e);
    }
  }

  private void line(String line) {
    String[] words = line.split(" ");
    boolean person = words[0].equals("person");
    for (int i = person ? 2 : 1; i < words.length; i++) {
      if (person) {
        persons.put(words[i], words[1]);
      } else if (rules.put(
              words[i], Rule.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_')))
          != null) {
        throw new IllegalStateException("cda-elements.txt has " + words[i] + " twice");
      }
    }
  }

  /** What is done with the element called {@code local}; nothing for one that is not listed. */
  Optional<Rule> rule(String local) {
    return Optional.ofNullable(rules.get(local));
  }

  /** Whose name stands in the element called {@code local}; {@code outer} when it does not say. */
  String person(String local, String outer) {
    return persons.getOrDefault(local, outer);
  }

  /** The names of all elements. */
  Set<String> names() {
    return rules.keySet();
  }
}
