package org.wardhealth.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.labels.Meaning.Cue;
import org.wardhealth.labels.Meaning.Term;
import org.wardhealth.labels.Meaning.Tongue;

/**
 * How languages speak of what stigmatises, and how they say that it is not so, or of another
 * person. Each is read from a file of its own; a new language is a file. {@link Reading} says what
 * the kinds of its lines mean.
 */
final class LabelPack {
  private LabelPack() {}

  /** Languages share words, so what one says of them around a term of another holds too. */
  static Phrases load(String... languages) {
    Phrases phrases = new Phrases();
    for (String language : languages) {
      read(language + ".txt", phrases);
    }
    read("little-words.txt", phrases);
    return phrases;
  }

  private static void read(String file, Phrases phrases) {
    for (String line : lines(file)) {
      int colon = line.indexOf(':');
      Meaning meaning = meaning(line.substring(0, colon).strip());
      for (String phrase : line.substring(colon + 1).strip().split("\\s+", -1)) {
        phrases.add(phrase, meaning);
      }
    }
  }

  private static Meaning meaning(String kind) {
    boolean always = kind.endsWith("!");
    String name = always ? kind.substring(0, kind.length() - 1) : kind;
    Optional<Sensitivity> named = Sensitivity.of(name);
    if (named.isPresent()) {
      return new Term(named.get(), always);
    }
    return switch (name) {
      case "ours" -> Tongue.OURS;
      case "others" -> Tongue.OTHERS;
      default -> Cue.valueOf(name.toUpperCase(Locale.ROOT));
    };
  }

  /** A list of this package without its blank lines and comments. */
  static List<String> lines(String name) {
    try (InputStream in = LabelPack.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
