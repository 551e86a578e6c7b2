package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Marked texts as the chains that a {@link ChainTrainer} learns from: numbers for the features seen
 * often enough, and the states that the marks allow.
 */
final class TaggerSamples {
  /**
   * A text with what its marks can mean.
   *
   * @param types for each span, the types that it may be
   * @param unmarked types that this text has but does not mark
   * @param weight how much it counts, 1 as a rule
   */
  record Sample(
      MarkedText text,
      List<Set<IdentifierType>> types,
      Set<IdentifierType> unmarked,
      float weight) {}

  private static final int LEAST_CHAIN = 40;

  private final Lexicon lexicon;
  private final Rules rules;
  private final TagStates states;
  private final LongNumbers numbers = new LongNumbers();

  /** How often each key and offset was seen; after {@link #select} its number plus one, or 0. */
  private int selected;

  TaggerSamples(Lexicon lexicon, Rules rules, TagStates states) {
    this.lexicon = lexicon;
    this.rules = rules;
    this.states = states;
  }

  /** Counts the features of all samples and numbers those seen at least so often. */
  void select(List<Sample> samples, int least) {
    for (Sample sample : samples) {
      Tokens tokens = Tokens.of(sample.text().text(), lexicon);
      walk(tokens, (token, id) -> numbers.increment(id));
    }
    selected = numbers.number(least);
  }

  int features() {
    return selected;
  }

  /** The ids, as {@link #id} makes them, in the order of their numbers. */
  long[] ids() {
    return numbers.numbered(selected);
  }

  static long id(int key, int offset) {
    return ((Integer.toUnsignedLong(key) << 3) | (offset + TaggerFeatures.REACH)) + 1;
  }

  static int key(long id) {
    return (int) ((id - 1) >>> 3);
  }

  static int offset(long id) {
    return (int) ((id - 1) & 7) - TaggerFeatures.REACH;
  }

  /** The chains of a sample: cut at line breaks that nothing marks. */
  List<ChainTrainer.Chain> chains(Sample sample) {
    Tokens tokens = Tokens.of(sample.text().text(), lexicon);
    int size = tokens.size();
    int[][] features = new int[size][];
    int[] count = new int[size];
    Arrays.setAll(features, i -> new int[96]);
    walk(
        tokens,
        (token, id) -> {
          int number = numbers.get(id) - 1;
          if (number >= 0) {
            if (count[token] == features[token].length) {
              features[token] = Arrays.copyOf(features[token], count[token] * 2);
            }
            features[token][count[token]++] = number;
          }
        });
    for (int i = 0; i < size; i++) {
      features[i] = Arrays.copyOf(features[i], count[i]);
    }
    long[][] allowed = allowed(sample, tokens);
    List<ChainTrainer.Chain> out = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < size; i++) {
      boolean outside = (allowed[i][0] & 1) != 0;
      if (i == size - 1 || (tokens.breaks(i) && outside && i - from >= LEAST_CHAIN)) {
        out.add(
            new ChainTrainer.Chain(
                Arrays.copyOfRange(features, from, i + 1),
                Arrays.copyOfRange(allowed, from, i + 1),
                sample.weight()));
        from = i + 1;
      }
    }
    return out;
  }

  private long[][] allowed(Sample sample, Tokens tokens) {
    long[][] out = new long[tokens.size()][2];
    long[] outside = {1, 0};
    for (IdentifierType type : sample.unmarked()) {
      int index = states.types().indexOf(type);
      for (int place = 0; index >= 0 && place < 4; place++) {
        set(outside, TagStates.state(index, place));
      }
    }
    for (long[] token : out) {
      token[0] = outside[0];
      token[1] = outside[1];
    }
    int i = 0;
    for (int s = 0; s < sample.text().spans().size(); s++) {
      MarkedText.Span span = sample.text().spans().get(s);
      while (i < tokens.size() && tokens.end(i) <= span.start()) {
        i++;
      }
      int from = i;
      while (i < tokens.size() && tokens.start(i) < span.end()) {
        i++;
      }
      for (int at = from; at < i; at++) {
        int place =
            i - from == 1
                ? TagStates.ONLY
                : at == from ? TagStates.FIRST : at == i - 1 ? TagStates.LAST : TagStates.INNER;
        Arrays.fill(out[at], 0);
        for (IdentifierType type : sample.types().get(s)) {
          set(out[at], TagStates.state(states.types().indexOf(type), place));
        }
      }
    }
    return out;
  }

  private static void set(long[] bits, int state) {
    bits[state >> 6] |= 1L << (state & 63);
  }

  private interface Seen {
    void at(int token, long id);
  }

  private void walk(Tokens tokens, Seen seen) {
    int size = tokens.size();
    TaggerFeatures features = new TaggerFeatures(tokens, Hints.of(tokens, rules.find(tokens)));
    for (int j = -1; j <= size; j++) {
      features.advance(j);
      features.emit(
          j,
          TaggerFeatures.ALL,
          (token, key, from, to) -> {
            for (int offset = from; offset <= to; offset++) {
              int at = token + offset;
              if (at >= 0 && at < size) {
                seen.at(at, id(key, offset));
              }
            }
          });
    }
  }
}
