package org.wardhealth.cli;

import java.util.Optional;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Language;

/** The engine for what the shell is asked to read. */
final class Engine {
  private Engine() {}

  /** For text that nothing is said of, in any language that there is a pack for. */
  static Deid any() {
    return Deid.multilingual();
  }

  /** The language of a tag such as {@code es-MX}. */
  static Language language(String tag) {
    Optional<Language> language = Language.of(tag);
    return language.orElseThrow(
        () -> new Failure(Failure.USAGE, "Ward has no pack for the language '" + tag + "'"));
  }
}
