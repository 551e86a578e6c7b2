package org.wardhealth.deid;

import java.util.List;

/**
 * What one language brings: its words, from the folder of resources named by its {@linkplain
 * Language#code() code}, and its rules. Immutable, thread-safe.
 *
 * <p>A new language is a constant of {@link Language}, a folder, and its row in {@link Rules}.
 */
record Pack(Language language, Lexicon lexicon, Rules rules) {
  /** Loads the words of a language: some tens of milliseconds, about 10 MB. */
  static Pack load(Language language) {
    return new Pack(language, Lexicon.load(language.code()), Rules.of(language));
  }

  /** Sorted, disjoint. */
  List<Finding> find(String text, CompiledIdentity known) {
    Tokens tokens = Tokens.of(text, lexicon);
    Candidates found = new Candidates(tokens);
    known.recognise(tokens, found);
    rules.find(tokens).forEach(found::add);
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settle();
  }
}
