package org.wardhealth.deid;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The words and phrases of one language with their {@linkplain Cue meanings}: a hash table from the
 * 64-bit hash of a folded word, or of the words of a phrase, to bits. Immutable once loaded.
 *
 * <p>Words themselves are not kept. Two words with one hash would share meanings: at 2^-64 a pair,
 * and the harm is one finding too many or too few by dictionary, this is accepted.
 */
final class Lexicon {
  /** Longest phrase, in words. */
  static final int MAX_PHRASE = 6;

  /** Marks a word that begins a phrase. */
  static final long BEGINS_PHRASE = 1L << 63;

  /**
   * Hashes and their bits in turn, so that both lie in one line of memory; 0 where free. At least
   * half is free. Begins with room for a smaller language.
   */
  private long[] table = new long[1 << 19];

  private final FunctionWords functions;
  private final WordEndings endings;
  private int size;

  private Lexicon(FunctionWords functions, WordEndings endings) {
    this.functions = functions;
    this.endings = endings;
  }

  /** Reads the pack {@code pack} from the resources of this class; a list it lacks is empty. */
  static Lexicon load(String pack) {
    Lexicon lexicon =
        new Lexicon(FunctionWords.of(pack), WordEndings.of(read(pack + "/endings.txt")));
    lexicon.readList(pack + "/words.txt", Cue.COMMON, 10_000, Cue.WORD);
    lexicon.readList(pack + "/given-names.txt", Cue.GIVEN_FREQUENT, 2_500, Cue.GIVEN);
    lexicon.readList(pack + "/family-names.txt", Cue.FAMILY_FREQUENT, 5_000, Cue.FAMILY);
    lexicon.readList(pack + "/places.txt", Cue.PLACE_LARGE, 3_000, Cue.PLACE);
    lexicon.readCues(pack + "/cues.txt");
    lexicon.readCues(pack + "/medical.txt");
    lexicon.readCues(pack + "/brands.txt");
    lexicon.readCues(pack + "/eponyms.txt");
    lexicon.readList(pack + "/terms.txt", Cue.MEDICAL, 0, Cue.MEDICAL);
    return lexicon;
  }

  /** The bits of a word or phrase hash; 0 when unknown. */
  long bits(long hash) {
    int at = slot(hash);
    return table[at] == hash ? table[at + 1] : 0;
  }

  /** The {@linkplain FunctionWord#bit roles} of a small word; 0 when it has none. */
  long functions(long hash) {
    return functions.roles(hash);
  }

  /** What the ending of a word that no list has says of it. */
  long bitsByEnding(CharSequence text, int from, int to) {
    return endings.bits(text, from, to);
  }

  /** Adds a folded letter to a word hash that began with 0. */
  static long hash(long hash, char folded) {
    return (hash ^ folded) * 0x9E3779B97F4A7C15L + 0x7F4A7C15L;
  }

  /** Adds a word hash to a phrase hash that began with the first word's. */
  static long join(long phrase, long word) {
    return (Long.rotateLeft(phrase, 17) ^ word) * 0xC2B2AE3D27D4EB4FL;
  }

  /** The hash of a folded word given as a string. */
  static long hash(String folded) {
    long hash = 0;
    for (int i = 0; i < folded.length(); i++) {
      hash = hash(hash, folded.charAt(i));
    }
    return hash;
  }

  /** One entry a line, most frequent first: the first {@code frequent} lines get both cues. */
  private void readList(String resource, Cue frequent, int count, Cue all) {
    byte[] bytes = read(resource);
    long word = 0;
    long phrase = 0;
    long first = 0;
    int line = 0;
    for (byte b : bytes) {
      if (b == '\n' || b == ' ' || b == '-') {
        phrase = first == 0 ? word : join(phrase, word);
        first = first == 0 ? word : first;
        word = 0;
        if (b == '\n') {
          put(first, phrase, line < count ? all.bit | frequent.bit : all.bit);
          first = 0;
          line++;
        }
      } else if (b != '\'' && b != '\r') {
        word = hash(word, (char) b);
      }
    }
  }

  /** Lines {@code class: word word two_word_phrase}; {@code #} begins a comment. */
  private void readCues(String resource) {
    byte[] bytes = read(resource);
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      int colon = -1;
      while (end < bytes.length && bytes[end] != '\n') {
        colon = colon < 0 && bytes[end] == ':' ? end : colon;
        end++;
      }
      if (colon > 0 && bytes[at] != '#') {
        String cue = new String(bytes, at, colon - at, StandardCharsets.US_ASCII);
        readEntries(bytes, colon + 1, end, Cue.valueOf(cue.toUpperCase(Locale.ROOT)).bit);
      }
      at = end + 1;
    }
  }

  private void readEntries(byte[] bytes, int from, int end, long bit) {
    long word = 0;
    long phrase = 0;
    long first = 0;
    for (int i = from; i <= end; i++) {
      byte b = i < end ? bytes[i] : (byte) ' ';
      if (b != ' ' && b != '_' && b != '-') {
        word = hash(word, (char) b);
      } else if (word != 0) {
        phrase = first == 0 ? word : join(phrase, word);
        first = first == 0 ? word : first;
        word = 0;
      }
      if (b == ' ' && first != 0) {
        put(first, phrase, bit);
        first = 0;
      }
    }
  }

  private void put(long first, long phrase, long bits) {
    if (first != phrase) {
      or(first, BEGINS_PHRASE);
    }
    or(phrase, bits);
  }

  private void or(long hash, long bits) {
    int at = slot(hash);
    if (table[at] != hash) {
      if (++size > table.length / 4) {
        grow();
        at = slot(hash);
      }
      table[at] = hash;
    }
    table[at + 1] |= bits;
  }

  private void grow() {
    long[] small = table;
    table = new long[2 * small.length];
    for (int i = 0; i < small.length; i += 2) {
      if (small[i] != 0) {
        int at = slot(small[i]);
        table[at] = small[i];
        table[at + 1] = small[i + 1];
      }
    }
  }

  /**
   * Where {@code hash} is, or the free slot for it. The hash 0 is never looked up with effect: its
   * slot holds no bits.
   */
  private int slot(long hash) {
    int mask = table.length - 2;
    int at = (int) ((hash ^ (hash >>> 32)) << 1) & mask;
    while (table[at] != hash && table[at] != 0) {
      at = (at + 2) & mask;
    }
    return at;
  }

  /** The bytes of a file of a pack; none when the pack lacks it. */
  static byte[] read(String resource) {
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
