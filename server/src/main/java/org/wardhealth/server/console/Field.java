package org.wardhealth.server.console;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One question of a form. {@code name} is also its id; {@code error} says what is wrong with it.
 */
sealed interface Field {
  String name();

  String label();

  Optional<String> hint();

  Optional<String> error();

  /** A line of text. {@code type} is that of the input. */
  record Line(
      String name,
      String label,
      Optional<String> hint,
      Optional<String> error,
      String type,
      String value)
      implements Field {}

  /** Some lines of text. */
  record Lines(
      String name, String label, Optional<String> hint, Optional<String> error, String value)
      implements Field {}

  /** Any of some. */
  record Any(
      String name,
      String label,
      Optional<String> hint,
      Optional<String> error,
      List<Choice> choices)
      implements Field {}

  /** One of some. */
  record One(
      String name,
      String label,
      Optional<String> hint,
      Optional<String> error,
      List<Choice> choices)
      implements Field {}

  /** A thing to choose. */
  record Choice(String value, String label, boolean chosen) {
    /**
     * No answer yet, and each of some values.
     *
     * @param key what their labels are called, before the value
     * @param chosen one of them; empty for none
     */
    static List<Choice> orNone(Words words, String key, Stream<String> values, String chosen) {
      return Stream.concat(
              Stream.of(new Choice("", words.say("form.none"), chosen.isEmpty())),
              values.map(value -> new Choice(value, words.say(key + value), value.equals(chosen))))
          .toList();
    }
  }
}
