package org.wardhealth.deid;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells the language of a text by the small words that only one of some languages has ({@code
 * function-words.txt} of their packs). One pass over the text, linear, nothing kept but a count for
 * each language.
 *
 * <p>Where fewer than {@value #ENOUGH} such words speak, or another language has more than one in
 * {@value #FOREIGN} of the winner's, it answers every language: a short text, a mixed one, a table.
 * Names and places of another language do not count, only its small words, and of these not what
 * stands in a name (María de la Cruz), nor a letter with a period (q.d., b.i.d.).
 */
final class LanguageGuess {
  static final int ENOUGH = 3;
  static final int FOREIGN = 12;

  private static final int CAPACITY = 1 << 12;
  private static final int BINDING = FunctionWord.OF.bit | FunctionWord.THE.bit;

  private final Language[] languages;
  private final long[] keys = new long[CAPACITY];
  private final byte[] speaks = new byte[CAPACITY];
  private final boolean[] binds = new boolean[CAPACITY];

  LanguageGuess(Set<Language> languages) {
    this.languages = EnumSet.copyOf(languages).toArray(new Language[0]);
    for (int i = 0; i < this.languages.length; i++) {
      FunctionWords words = FunctionWords.of(this.languages[i].code());
      for (long word : words.hashes()) {
        int at = slot(word);
        binds[at] |= (words.roles(word) & BINDING) != 0;
        keys[at] = word;
        speaks[at] |= (byte) (1 << i);
      }
    }
  }

  /** The language of {@code text}, or all of them. */
  Set<Language> of(CharSequence text) {
    int[] votes = new int[languages.length];
    int n = text.length();
    long hash = 0;
    int from = 0;
    boolean capital = false;
    boolean named = false;
    for (int i = 0; i <= n; i++) {
      char c = i < n ? text.charAt(i) : ' ';
      boolean letter = c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : c >= 0xAA;
      if (letter) {
        if (hash == 0) {
          from = i;
          capital = Character.isUpperCase(c);
        }
        hash = Lexicon.hash(hash, Folding.fold(c));
      } else if (hash != 0) {
        int at = slot(hash);
        boolean part = named && !capital && binds[at];
        boolean abbreviation = i - from == 1 && c == '.';
        if (!part && !abbreviation) {
          vote(speaks[at], votes);
        }
        named = capital || part;
        hash = 0;
      }
    }
    return decide(votes);
  }

  /** Counts a word that only one language has. */
  private static void vote(int only, int[] votes) {
    if (only != 0 && (only & (only - 1)) == 0) {
      votes[Integer.numberOfTrailingZeros(only)]++;
    }
  }

  private Set<Language> decide(int[] votes) {
    int most = 0;
    for (int i = 1; i < votes.length; i++) {
      most = votes[i] > votes[most] ? i : most;
    }
    boolean sure = votes[most] >= ENOUGH;
    for (int i = 0; i < votes.length; i++) {
      sure &= i == most || votes[i] * FOREIGN < votes[most];
    }
    return sure ? EnumSet.of(languages[most]) : EnumSet.copyOf(Arrays.asList(languages));
  }

  private int slot(long hash) {
    int at = (int) (hash ^ (hash >>> 32)) & (CAPACITY - 1);
    while (keys[at] != hash && keys[at] != 0) {
      at = (at + 1) & (CAPACITY - 1);
    }
    return at;
  }
}
