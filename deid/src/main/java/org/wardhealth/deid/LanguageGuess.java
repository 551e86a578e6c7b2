package org.wardhealth.deid;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the language of a text by the small words that only one of some languages has ({@code
 * function-words.txt} of their packs). One pass over the text, linear, nothing kept but a count for
 * each language.
 *
 * <p>Where fewer than {@value #ENOUGH} such words speak, or another language has more than one in
 * {@value #FOREIGN} of the winner's, it answers every language: a short text, a mixed one, a table.
 *
 * <p>Names, places and abbreviations of another language do not count: no single letter, no short
 * word with a period (q.d., et al.), no word in capitals (LA, MI) unless most are, no word of a
 * name (María de la Cruz, Los Angeles), no label or title, and none that another language writes
 * alike.
 */
final class LanguageGuess {
  static final int ENOUGH = 3;
  static final int FOREIGN = 12;

  private static final int CAPACITY = 1 << 12;
  private static final long BINDING = FunctionWord.OF.bit | FunctionWord.THE.bit;

  /** The parts whose words tell a language; those of the others stand beside names and numbers. */
  private static final long TELLING =
      Stream.of(
              FunctionWord.OF,
              FunctionWord.THE,
              FunctionWord.A,
              FunctionWord.AND,
              FunctionWord.IN,
              FunctionWord.AT,
              FunctionWord.TO,
              FunctionWord.FROM,
              FunctionWord.FOR,
              FunctionWord.OUR,
              FunctionWord.IS,
              FunctionWord.WHOSE,
              FunctionWord.UNTIL,
              FunctionWord.ON,
              FunctionWord.AGO,
              FunctionWord.YEAR,
              FunctionWord.DIGIT,
              FunctionWord.OTHER)
          .mapToLong(word -> word.bit)
          .reduce(0L, (one, other) -> one | other);

  private final Language[] languages;
  private final long[] keys = new long[CAPACITY];
  private final byte[] speaks = new byte[CAPACITY];
  private final boolean[] binds = new boolean[CAPACITY];

  LanguageGuess(Set<Language> languages) {
    this.languages = EnumSet.copyOf(languages).toArray(new Language[0]);
    for (int i = 0; i < this.languages.length; i++) {
      FunctionWords words = FunctionWords.of(this.languages[i].code());
      for (long word : words.hashes()) {
        long roles = words.roles(word);
        int at = slot(word);
        keys[at] = word;
        binds[at] |= (roles & BINDING) != 0;
        if ((roles & TELLING) != 0 && (roles & FunctionWord.SHARED.bit) == 0) {
          speaks[at] |= (byte) (1 << i);
        }
      }
    }
  }

  /** The language of {@code text}, or all of them. */
  Set<Language> of(CharSequence text) {
    Votes votes = new Votes();
    int n = text.length();
    long hash = 0;
    int from = 0;
    int capitals = 0;
    for (int i = 0; i <= n; i++) {
      char c = i < n ? text.charAt(i) : ' ';
      boolean letter = c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : c >= 0xAA;
      if (letter) {
        if (hash == 0) {
          from = i;
          capitals = 0;
        }
        capitals += Character.isUpperCase(c) ? 1 : 0;
        hash = Lexicon.hash(hash, Folding.fold(c));
      } else if (hash != 0) {
        boolean brief = i - from == 1 || (i - from == 2 && c == '.');
        votes.word(
            slot(hash), Character.isUpperCase(text.charAt(from)), capitals == i - from, brief);
        hash = 0;
      }
    }
    return decide(votes.end());
  }

  /** What the words of one text say. */
  private final class Votes {
    private final int[] quiet = new int[languages.length];
    private final int[] loud = new int[languages.length];
    private int quietWords;
    private int loudWords;

    /** The word before is one with a capital letter, or binds one. */
    private boolean named;

    /** What the word before says, if the next one shows that it begins no name. */
    private int open;

    void word(int at, boolean capital, boolean capitals, boolean brief) {
      if (!capital) {
        vote(open, quiet);
      }
      open = 0;
      boolean part = named && !capital && binds[at];
      if (!part && !brief) {
        if (capitals) {
          loudWords++;
          vote(speaks[at], loud);
        } else {
          quietWords++;
          if (capital && binds[at]) {
            open = speaks[at];
          } else {
            vote(speaks[at], quiet);
          }
        }
      }
      named = capital || part;
    }

    int[] end() {
      vote(open, quiet);
      for (int i = 0; i < quiet.length && loudWords > quietWords; i++) {
        quiet[i] += loud[i];
      }
      return quiet;
    }
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
