package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardhealth.labels.Meaning.Cue;
import org.wardhealth.labels.Meaning.Term;
import org.wardhealth.labels.Meaning.Tongue;

/**
 * One text as it is read, word by word, and what it names of what stigmatises.
 *
 * <p>A term counts unless it is part of an {@code except} phrase, or negated, or said of a
 * relative. A negation reaches over ten words to the term, not past a word that ends it ({@code
 * but}, {@code has}); after the term it stands within three. What a relative has is not the
 * patient's, of mind and addiction, where the sentence says that the relative has it. Terms of
 * kinds that end in {@code !} always count: that an HIV test was negative is still told of an HIV
 * test, and a relative's gene is the patient's too.
 *
 * <p>What stands before a term is kept as the few facts of its sentence that matter, so that a
 * sentence of any length takes linear time.
 */
final class Reading implements Phrases.Hits {
  private static final int REACH = 10;
  private static final int AFTER = 3;
  private static final int FEW = 3;

  /** A term whose words before do not clear it. */
  private record Named(Term term, int from, int to) {}

  private final Tokens tokens;
  private final List<Named> named = new ArrayList<>();
  private final BitSet other = new BitSet();
  private final BitSet notBefore = new BitSet();
  private final BitSet but = new BitSet();
  private int ours;
  private int others;

  /** The longest cue at this word, of which no part is a cue of its own. */
  private @Nullable Cue cue;

  private int cueEnd;
  private int within;

  // Of this sentence: where the last negation stands, where the last word that ends one, where
  // the last relative ends, and whether relatives are its matter.
  private int lastNot;
  private int lastBut;
  private int kinEnd;
  private boolean kin;

  private Reading(Tokens tokens) {
    this.tokens = tokens;
  }

  static Reading of(Tokens tokens, Phrases phrases) {
    Reading reading = new Reading(tokens);
    int sentence = -1;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.sentence(i) != sentence) {
        sentence = tokens.sentence(i);
        reading.begin();
      }
      phrases.at(tokens, i, reading);
      reading.settle(i);
    }
    return reading;
  }

  private void begin() {
    lastNot = Integer.MIN_VALUE / 2;
    lastBut = Integer.MIN_VALUE / 2;
    kinEnd = Integer.MIN_VALUE / 2;
    kin = false;
  }

  @Override
  public void hit(int from, int to, Meaning meaning) {
    switch (meaning) {
      case Term term -> {
        if (term.always() || !clearedBefore(term.of(), from)) {
          named.add(new Named(term, from, to));
        }
      }
      case Tongue.OURS -> ours++;
      case Tongue.OTHERS -> others++;
      case Cue.EXCEPT -> other.set(from, to);
      case Cue.NOT_AFTER -> notBefore.set(from);
      case Cue said -> {
        if (from >= within && to > cueEnd) {
          cue = said;
          cueEnd = to;
        }
      }
    }
  }

  /** What the cue at a word says of what follows it. */
  private void settle(int at) {
    if (cue == null) {
      return;
    }
    switch (cue) {
      case NOT -> lastNot = at;
      case BUT -> {
        lastBut = at;
        but.set(at);
      }
      case KIN -> kinEnd = cueEnd;
      case KIN_HAS -> {
        lastBut = at;
        kin |= kinEnd == at;
      }
      case FAMILY -> kin = true;
      case NOT_REALLY, NOT_AFTER, EXCEPT -> {}
    }
    within = cueEnd;
    cue = null;
  }

  private boolean clearedBefore(Sensitivity means, int from) {
    boolean negated = lastNot > lastBut && from - lastNot <= REACH;
    return negated || (means.isOfOnePersonAlone() && (kin || kinEnd >= from - 1));
  }

  /** What the text names. */
  Set<Sensitivity> found() {
    Set<Sensitivity> found = EnumSet.noneOf(Sensitivity.class);
    for (Named one : named) {
      if (!found.contains(one.term().of())
          && !hasOtherMeaning(one)
          && (one.term().always() || !clearedAfter(one))) {
        found.add(one.term().of());
      }
    }
    return found;
  }

  private boolean hasOtherMeaning(Named one) {
    for (int i = one.from(); i < one.to(); i++) {
      if (other.get(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean clearedAfter(Named one) {
    int end = Math.min(tokens.size(), one.to() + AFTER);
    for (int i = one.to(); i < end && tokens.together(i, one.from()) && !but.get(i); i++) {
      if (notBefore.get(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it is in a language that Ward reads: it is not where most letters are of another
   * script, or where the little words of other languages outnumber those of its own. Telegraphic
   * notes and records without running text have no little words, and count as read.
   */
  boolean understood() {
    return !tokens.inAnotherScript() && (others < FEW || others <= ours);
  }
}
