package org.wardhealth.server.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A language that the pages are written in. */
public enum Language {
  EN("en"),
  ES("es");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** As in {@code <html lang>} and in the names of the bundles. */
  public String tag() {
    return tag;
  }

  Locale locale() {
    return Locale.forLanguageTag(tag);
  }

  /** Reads a tag such as {@code es} or {@code es-MX}; nothing if Ward has no such pages. */
  public static Optional<Language> parse(String tag) {
    String wanted = Locale.forLanguageTag(tag.strip()).getLanguage();
    return Arrays.stream(values()).filter(language -> language.tag.equals(wanted)).findFirst();
  }

  /** The first of {@code Accept-Language} that Ward has, English if none. */
  public static Language accepted(Optional<String> header) {
    if (header.isEmpty() || header.get().length() > 1_000) {
      return EN;
    }
    try {
      return Locale.LanguageRange.parse(header.get()).stream()
          .flatMap(range -> parse(range.getRange()).stream())
          .findFirst()
          .orElse(EN);
    } catch (IllegalArgumentException e) {
      return EN;
    }
  }
}
