package org.wardhealth.deid;

import java.util.Locale;
import java.util.Optional;

/** A language that this library has a pack for. */
public enum Language {
  /** English. */
  ENGLISH("en", Vocabulary.WARD),
  /** Spanish. */
  SPANISH("es", Vocabulary.MEDDOCAN);

  private final String code;
  private final Vocabulary vocabulary;

  Language(String code, Vocabulary vocabulary) {
    this.code = code;
    this.vocabulary = vocabulary;
  }

  /** The ISO 639-1 code: the folder of the pack, the {@code lang} of a line of text. */
  public String code() {
    return code;
  }

  /** The names that the field uses for identifiers in this language. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The language of a tag such as {@code en}, {@code es-MX}; empty when there is no pack. */
  public static Optional<Language> of(String tag) {
    String code = tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    for (Language language : values()) {
      if (language.code.equals(code)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }
}
