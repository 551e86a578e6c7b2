package org.wardhealth.deid;

import java.util.List;

/** The engine under test, loaded once, and short ways to ask it. */
final class English {
  static final Deid DEID = Deid.english();

  private English() {}

  /** The texts found of one type. */
  static List<String> found(IdentifierType type, String text) {
    return DEID.find(text).stream()
        .filter(f -> f.type() == type)
        .map(f -> text.substring(f.start(), f.end()))
        .toList();
  }

  /** Everything found. */
  static List<String> found(String text) {
    return DEID.find(text).stream().map(f -> text.substring(f.start(), f.end())).toList();
  }

  static List<String> found(String text, CompiledIdentity known) {
    return DEID.find(text, known).stream().map(f -> text.substring(f.start(), f.end())).toList();
  }

  /** The text with its findings replaced. */
  static String protect(String text) {
    return new Surrogates().replace(text, DEID.find(text));
  }
}
