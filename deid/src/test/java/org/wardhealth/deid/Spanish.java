package org.wardhealth.deid;

import java.util.List;
import java.util.Optional;

/**
 * The rules and dictionaries of Spanish, without a tagger, loaded once, and short ways to ask them.
 */
final class Spanish {
  private static final Pack PACK =
      new Pack(Language.SPANISH, Lexicon.load("es"), Rules.of(Language.SPANISH), Optional.empty());

  private Spanish() {}

  static List<Finding> find(String text) {
    return PACK.find(text, CompiledIdentity.NONE);
  }

  /** The types of what is found, in order. */
  static List<IdentifierType> types(String text) {
    return find(text).stream().map(Finding::type).toList();
  }
}
