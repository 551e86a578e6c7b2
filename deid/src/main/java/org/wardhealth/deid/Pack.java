package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one language brings: its words, from the folder of resources named by its {@linkplain
 * Language#code() code}, its rules, and its tagger where one was trained. Immutable, thread-safe.
 *
 * <p>A new language is a constant of {@link Language}, a folder, and its row in {@link Rules}.
 */
record Pack(Language language, Lexicon lexicon, Rules rules, Optional<Tagger> tagger) {
  /** From here on a finding of a rule stands whatever the tagger says. */
  static final float SURE = 0.7f;

  /** From here on a finding of the tagger stands whatever an encoder says. */
  private static final float UNDOUBTED = 0.95f;

  private static final Set<Source> DOUBTED = EnumSet.of(Source.TAGGER, Source.PROPAGATED);

  private static final int LAST_AGE = 89;

  private static final Set<IdentifierType> PERSONS =
      EnumSet.of(IdentifierType.NAME, IdentifierType.CLINICIAN);

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
    return find(text, known, Optional.empty());
  }

  /** As {@link #find(String, CompiledIdentity)}, with what an encoder adds. */
  List<Finding> find(String text, CompiledIdentity known, Optional<Encoder> encoder) {
    Tokens tokens = Tokens.of(text, lexicon);
    Candidates found = new Candidates(tokens);
    known.recognise(tokens, found);
    List<Finding> ruled = rules.find(tokens);
    BitSet old = old(ruled);
    Candidates tagged = new Candidates(tokens);
    tagger.ifPresent(t -> t.recognise(tokens, Hints.of(tokens, ruled), tagged));
    List<Finding> bounds =
        tagged.settleAll().stream()
            .filter(f -> !Exclusions.rate(tokens, f))
            .map(f -> withAge(tokens, withoutWeekday(tokens, f), old))
            .toList();
    if (exact()) {
      bounds.forEach(found::add);
    } else {
      found.addTagged(bounds);
    }
    for (Finding finding : ruled) {
      if (tagger.isEmpty() || (finding.source() == Source.RULE && finding.score() >= SURE)) {
        if (exact()) {
          if (finding.type() == IdentifierType.AGE_OVER_89) {
            found.add(finding);
          } else if (!bareDay(finding)) {
            found.addBeside(bounds, finding);
          }
        } else {
          found.add(finding);
        }
      }
    }
    Optional<Encoder.Reading> reading = encoder.map(e -> e.read(text, ruled));
    reading.ifPresent(r -> encoded(tokens, r.found(), old, found));
    new NamePropagation(found.settle()).recognise(tokens, found);
    List<Finding> settled = found.settle();
    return PatientsByLabel.in(
        tokens, reading.isPresent() ? believed(settled, reading.get().clear()) : settled);
  }

  /** The findings less what the tagger was unsure of where an encoder is sure of nothing. */
  private static List<Finding> believed(List<Finding> settled, List<Encoder.Stretch> clear) {
    List<Finding> out = new ArrayList<>(settled.size());
    int at = 0;
    for (Finding finding : settled) {
      while (at < clear.size() && clear.get(at).end() < finding.end()) {
        at++;
      }
      boolean doubted =
          finding.score() < UNDOUBTED
              && DOUBTED.contains(finding.source())
              && at < clear.size()
              && clear.get(at).start() <= finding.start();
      if (!doubted) {
        out.add(finding);
      }
    }
    return List.copyOf(out);
  }

  /** Adds what an encoder found where nothing stands, less what the language excludes. */
  private static void encoded(Tokens tokens, List<Finding> encoded, BitSet old, Candidates found) {
    List<Finding> standing = found.settle();
    Candidates more = new Candidates(tokens);
    more.addTagged(
        encoded.stream().map(f -> withAge(tokens, withoutWeekday(tokens, f), old)).toList());
    more.settle().forEach(finding -> found.addBeside(standing, finding));
  }

  /**
   * What the tagger marked keeps its type and bounds, and what a rule found beyond them is a
   * finding of its own: where the guidelines of the field say to the letter where an identifier
   * ends.
   */
  private boolean exact() {
    return tagger.isPresent() && language.vocabulary() == Vocabulary.MEDDOCAN;
  }

  /** "El día 3" counts from the operation as often as from the first of the month. */
  private static boolean bareDay(Finding finding) {
    return finding.type() == IdentifierType.DATE && finding.length() <= 2;
  }

  /** "PT Wade Fri": the day behind a name is none of it. */
  private static Finding withoutWeekday(Tokens t, Finding finding) {
    int last = t.at(finding.end() - 1);
    boolean named = PERSONS.contains(finding.type()) && t.start(last) > finding.start();
    return named && t.has(last, Cue.WEEKDAY)
        ? new Finding(
            finding.start(), t.end(last - 1), finding.type(), finding.source(), finding.score())
        : finding;
  }

  /** The units that rules are sure to be of ages over 89. */
  private static BitSet old(List<Finding> ruled) {
    BitSet old = new BitSet();
    for (Finding finding : ruled) {
      if (finding.type() == IdentifierType.AGE_OVER_89 && finding.score() >= SURE) {
        old.set(finding.start(), finding.end());
      }
    }
    return old;
  }

  /** Taggers know ages; whether one is over 89 is reckoned, or was by a rule. */
  private static Finding withAge(Tokens t, Finding finding, BitSet ruled) {
    if (finding.type() != IdentifierType.AGE) {
      return finding;
    }
    int first = ruled.nextSetBit(finding.start());
    boolean old = first >= 0 && first < finding.end();
    for (int i = t.at(finding.start()); i < t.size() && t.start(i) < finding.end(); i++) {
      old |= t.value(i) > LAST_AGE || t.has(i, Cue.TENS_90);
    }
    return old
        ? new Finding(
            finding.start(),
            finding.end(),
            IdentifierType.AGE_OVER_89,
            finding.source(),
            finding.score())
        : finding;
  }
}
