package org.wardhealth.deid;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds what identifies a person in English clinical notes and chat. The one door of this library:
 *
 * <pre>{@code
 * Deid deid = Deid.english();                               // once; immutable, thread-safe
 * List<Finding> found = deid.find(text, patient.compile()); // or deid.find(text)
 *
 * Surrogates surrogates = new Surrogates();                 // one per exchange, one thread
 * surrogates.reserve(text);                                 // every text of the exchange, first
 * String safe = surrogates.replace(text, found);
 * Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
 * String shown = restorer.accept(chunk) + restorer.finish();
 * }</pre>
 *
 * <p><b>Guarantees.</b> Findings are sorted, disjoint and never cut a surrogate pair. Time and
 * memory are linear in the length of the text for every input. Any string is accepted: lone
 * surrogates, NUL, right-to-left text. The same text gives the same findings. An internal error is
 * thrown; there is no result that is quietly incomplete. What the caller passes as {@link
 * KnownIdentity} is found in the spellings documented there.
 *
 * <p><b>Not guaranteed.</b> That every identifier is found: without a known identity, names outside
 * the dictionaries and without a cue beside them, descriptions ("the mayor's wife"), and
 * identifiers in other languages are missed; see docs/deid.md for measured rates. Bare years,
 * states and countries are left, as Safe Harbor allows for the first and the last two. Findings
 * alone are no legal determination.
 */
public final class Deid {
  /** From here on a finding of a rule stands whatever the tagger says. */
  private static final float SURE = 0.88f;

  private final Lexicon lexicon;
  private final Rules rules;
  private final Optional<Tagger> tagger;

  Deid(Lexicon lexicon, Rules rules, Optional<Tagger> tagger) {
    this.lexicon = lexicon;
    this.rules = rules;
    this.tagger = tagger;
  }

  /**
   * The engine for English. Loads its dictionaries: some tens of milliseconds and about 10 MB; keep
   * one.
   */
  public static Deid english() {
    return new Deid(Lexicon.load("en"), Rules.of(Language.ENGLISH), Optional.of(Tagger.load("en")));
  }

  /**
   * The engine for Spanish: what was learnt from marked clinical cases, and the contact rules that
   * need no language. Its findings take the types and the exact bounds of the MEDDOCAN guidelines.
   * Loads some megabytes; keep one.
   */
  public static Deid spanish() {
    return new Deid(Lexicon.load("es"), Rules.of(Language.SPANISH), Optional.of(Tagger.load("es")));
  }

  /** As {@link #find(CharSequence, CompiledIdentity)} when nothing is known of the patient. */
  public List<Finding> find(CharSequence text) {
    return find(text, CompiledIdentity.NONE);
  }

  /**
   * Finds identifiers.
   *
   * @param text any text; offsets of the findings count its UTF-16 units
   * @param known what is known of the patient, compiled; {@link CompiledIdentity#NONE} when nothing
   *     is
   * @return sorted, disjoint
   */
  public List<Finding> find(CharSequence text, CompiledIdentity known) {
    Objects.requireNonNull(known, "known");
    Tokens tokens = Tokens.of(text.toString(), lexicon);
    Candidates found = new Candidates(tokens);
    known.recognise(tokens, found);
    List<Finding> ruled = rules.find(tokens);
    if (tagger.isPresent()) {
      Candidates tagged = new Candidates(tokens);
      tagger.get().recognise(tokens, Hints.of(tokens, ruled), tagged);
      found.addTagged(tagged.settleAll());
    }
    for (Finding finding : ruled) {
      if (tagger.isEmpty() || (finding.source() == Source.RULE && finding.score() >= SURE)) {
        found.add(finding);
      }
    }
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settle();
  }
}
