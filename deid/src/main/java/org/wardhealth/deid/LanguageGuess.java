package org.wardhealth.deid;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tells the language of a text by the small words that only one of some languages has ({@code
 * function-words.txt} of their packs). One pass over the text, linear, nothing kept but a count for
 * each language.
 *
 * <p>Where fewer than {@value #ENOUGH} such words speak, or another language has more than one in
 * {@value #FOREIGN} of the winner's, a second pass asks the dictionaries: hurried notes and tables
 * have few small words. Each word of four letters or more that one dictionary explains and no other
 * holds counts too. Where fewer than {@value #ENOUGH_OF_ALL} speak then, or another language has
 * more than one in {@value #FOREIGN_OF_ALL}, it answers every language: a short text, a mixed one.
 *
 * <p>Names, places and abbreviations of another language do not count: no single letter, no short
 * word with a period (q.d., et al.), no word in capitals (LA, MI) unless most are, no word of a
 * name (María de la Cruz, Los Angeles), no label or title, and none that another language writes
 * alike.
 */
final class LanguageGuess {
  static final int ENOUGH = 3;
  static final int FOREIGN = 12;
  static final int ENOUGH_OF_ALL = 5;
  static final int FOREIGN_OF_ALL = 20;

  private static final int CAPACITY = 1 << 12;

  /** Shorter words are abbreviations as often, which languages share. */
  private static final int LETTERS = 4;

  /** What a dictionary says of ordinary words; of names it may say nothing else. */
  private static final long ORDINARY = Cue.COMMON.bit | Cue.WORD.bit | Cue.MEDICAL.bit;

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
  private final Function<Language, Lexicon> lexicons;
  private final long[] keys = new long[CAPACITY];
  private final byte[] speaks = new byte[CAPACITY];
  private final boolean[] binds = new boolean[CAPACITY];

  /**
   * @param lexicons the dictionary of each language; asked when a text is in doubt, so that it may
   *     be loaded then
   */
  LanguageGuess(Set<Language> languages, Function<Language, Lexicon> lexicons) {
    this.lexicons = lexicons;
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
    words(text, (from, to, hash) -> votes.word(text, from, to, slot(hash)));
    int[] said = votes.end();
    if (!decided(said, ENOUGH, FOREIGN)) {
      Lexicon[] dictionaries = Arrays.stream(languages).map(lexicons).toArray(Lexicon[]::new);
      words(text, (from, to, hash) -> ordinary(text, from, to, hash, dictionaries, said));
      if (!decided(said, ENOUGH_OF_ALL, FOREIGN_OF_ALL)) {
        return EnumSet.copyOf(Arrays.asList(languages));
      }
    }
    return EnumSet.of(languages[most(said)]);
  }

  /** A word of a text and its {@linkplain Lexicon#hash(long, char) hash}. */
  private interface Word {
    void at(int from, int to, long hash);
  }

  private static void words(CharSequence text, Word word) {
    int n = text.length();
    long hash = 0;
    int from = 0;
    for (int i = 0; i <= n; i++) {
      char c = i < n ? text.charAt(i) : ' ';
      boolean letter = c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : c >= 0xAA;
      if (letter) {
        if (hash == 0) {
          from = i;
        }
        hash = Lexicon.hash(hash, Folding.fold(c));
      } else if (hash != 0) {
        word.at(from, i, hash);
        hash = 0;
      }
    }
  }

  /**
   * Counts a word in one case that one dictionary explains and no other has; names have a capital.
   */
  private static void ordinary(
      CharSequence text, int from, int to, long hash, Lexicon[] dictionaries, int[] votes) {
    if (to - from < LETTERS
        || (Character.isUpperCase(text.charAt(from))
            && !Character.isUpperCase(text.charAt(to - 1)))) {
      return;
    }
    int only = -1;
    for (int i = 0; i < dictionaries.length; i++) {
      long bits = dictionaries[i].bits(hash);
      if (bits != 0 || dictionaries[i].functions(hash) != 0) {
        if (only >= 0 || (bits & ORDINARY) == 0) {
          return;
        }
        only = i;
      }
    }
    if (only >= 0) {
      votes[only]++;
    }
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

    void word(CharSequence text, int from, int to, int at) {
      boolean capital = Character.isUpperCase(text.charAt(from));
      boolean capitals = capital;
      for (int i = from + 1; i < to && capitals; i++) {
        capitals = Character.isUpperCase(text.charAt(i));
      }
      boolean period = to < text.length() && text.charAt(to) == '.';
      boolean brief = to - from == 1 || (to - from == 2 && period);
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

  private static int most(int[] votes) {
    int most = 0;
    for (int i = 1; i < votes.length; i++) {
      most = votes[i] > votes[most] ? i : most;
    }
    return most;
  }

  private static boolean decided(int[] votes, int enough, int foreign) {
    int most = most(votes);
    boolean sure = votes[most] >= enough;
    for (int i = 0; i < votes.length; i++) {
      sure &= i == most || votes[i] * foreign < votes[most];
    }
    return sure;
  }

  private int slot(long hash) {
    int at = (int) (hash ^ (hash >>> 32)) & (CAPACITY - 1);
    while (keys[at] != hash && keys[at] != 0) {
      at = (at + 1) & (CAPACITY - 1);
    }
    return at;
  }
}
