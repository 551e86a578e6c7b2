package org.wardhealth.deid;

import java.util.List;
import java.util.Optional;

/**
 * What one language brings: its words, from the folder of resources named by its {@linkplain
 * Language#code() code}, its rules, and its tagger where one was trained. Immutable, thread-safe.
 *
 * <p>A new language is a constant of {@link Language}, a folder, and its row in {@link Rules}.
 */
record Pack(Language language, Lexicon lexicon, Rules rules, Optional<Tagger> tagger) {
  /** From here on a finding of a rule stands whatever the tagger says. */
  private static final float SURE = 0.7f;

  /** Loads the words of a language: some tens of milliseconds, about 15 MB without the tagger. */
  static Pack load(Language language) {
    String code = language.code();
    return new Pack(language, Lexicon.load(code), Rules.of(language), Tagger.find(code));
  }

  /** The same language by its rules and dictionaries alone. */
  Pack withoutTagger() {
    return new Pack(language, lexicon, rules, Optional.empty());
  }

  /** Sorted, disjoint. */
  List<Finding> find(String text, CompiledIdentity known) {
    Tokens tokens = Tokens.of(text, lexicon);
    Candidates found = new Candidates(tokens);
    known.recognise(tokens, found);
    List<Finding> ruled = rules.find(tokens);
    Candidates tagged = new Candidates(tokens);
    tagger.ifPresent(t -> t.recognise(tokens, Hints.of(tokens, ruled), tagged));
    List<Finding> bounds = tagged.settleAll();
    if (exact()) {
      bounds.forEach(found::add);
    } else {
      found.addTagged(bounds);
    }
    for (Finding finding : ruled) {
      if (tagger.isEmpty() || (finding.source() == Source.RULE && finding.score() >= SURE)) {
        if (exact()) {
          found.addBeside(bounds, finding);
        } else {
          found.add(finding);
        }
      }
    }
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settle();
  }

  /**
   * What the tagger marked keeps its type and bounds, and what a rule found beyond them is a
   * finding of its own: where the guidelines of the field say to the letter where an identifier
   * ends.
   */
  private boolean exact() {
    return language.vocabulary() == Vocabulary.MEDDOCAN;
  }
}
