package org.wardhealth.deid;

import java.util.List;

/** The engine under test, loaded once, and short ways to ask it. */
final class English {
  static final Deid DEID = Deid.english();

  /** Rules and dictionaries alone: what a recogniser promises, it promises without a tagger. */
  static final Deid RULES = new Deid(Pack.load(Language.ENGLISH).withoutTagger());

  private English() {}

  /** The texts that the rules find of one type. */
  static List<String> found(IdentifierType type, String text) {
    return RULES.find(text).stream()
        .filter(f -> f.type() == type)
        .map(f -> text.substring(f.start(), f.end()))
        .toList();
  }

  /** Everything that the rules find. */
  static List<String> found(String text) {
    return RULES.find(text).stream()
        .filter(f -> f.score() >= 0.3f)
        .map(f -> text.substring(f.start(), f.end()))
        .toList();
  }

  static List<String> found(String text, CompiledIdentity known) {
    return RULES.find(text, known).stream().map(f -> text.substring(f.start(), f.end())).toList();
  }

  /** The text with its findings replaced. */
  static String protect(String text) {
    return new Surrogates().replace(text, DEID.find(text));
  }
}
