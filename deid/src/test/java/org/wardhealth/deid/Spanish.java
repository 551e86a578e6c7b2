package org.wardhealth.deid;

import java.util.List;

/**
 * The rules and dictionaries of Spanish, without a tagger, loaded once, and short ways to ask them.
 */
final class Spanish {
  private static final Pack PACK = Pack.load(Language.SPANISH).withoutTagger();

  private Spanish() {}

  static List<Finding> find(String text) {
    return PACK.find(text, CompiledIdentity.NONE);
  }

  /** The types of what is found, in order. */
  static List<IdentifierType> types(String text) {
    return find(text).stream().map(Finding::type).toList();
  }
}
