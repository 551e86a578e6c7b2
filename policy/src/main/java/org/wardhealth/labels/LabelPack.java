package org.wardhealth.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How languages speak of what stigmatises, and how they say that it is not so, or of another
 * person. Each is read from a file of its own; a new language is a file.
 *
 * <p>A term counts unless it is part of an {@code except} phrase, or negated, or said of a relative.
 * A negation reaches over ten words to the term, not past a word that ends it ({@code but},
 * {@code has}); after the term it stands within three. What a relative has is not the
 * patient's, of mind and addiction, where the sentence says that the relative has it. Terms of kinds that end in {@code !} always count: that an HIV test
 * was negative is still told of an HIV test, and a relative's gene is the patient's too.
 */
final class LabelPack {
  private static final int REACH = 10;
  private static final int AFTER = 3;

  private enum Cue {
    /** Says that what follows is not so. */
    NOT,
    /** Says that what stands before is not so. */
    NOT_AFTER,
    /** Looks like a negation and is none. */
    NOT_REALLY,
    /** What a negation does not reach over. */
    BUT,
    /** Another person. */
    KIN,
    /** Says of that person that they have it. */
    KIN_HAS,
    /** A heading about relatives. */
    FAMILY,
    /** Has another meaning here. */
    EXCEPT
  }

  private record Term(Sensitivity means, boolean always) {}

  private final Phrases<Term> terms = new Phrases<>();
  private final Phrases<Cue> cues = new Phrases<>();

  private LabelPack() {}

  /** Languages share words, so what one says of them around a term of another holds too. */
  static LabelPack load(String... languages) {
    LabelPack pack = new LabelPack();
    for (String language : languages) {
      pack.read(language + ".txt");
    }
    return pack;
  }

  private void read(String file) {
    for (String line : lines(file)) {
      int colon = line.indexOf(':');
      String kind = line.substring(0, colon).strip();
      boolean always = kind.endsWith("!");
      String name = always ? kind.substring(0, kind.length() - 1) : kind;
      Optional<Sensitivity> means = Sensitivity.of(name);
      for (String phrase : line.substring(colon + 1).strip().split("\\s+", -1)) {
        if (means.isPresent()) {
          terms.add(phrase, new Term(means.get(), always));
        } else {
          cues.add(phrase, Cue.valueOf(name.toUpperCase(Locale.ROOT)));
        }
      }
    }
  }

  /** A term in a text. */
  record Said(Sensitivity means, boolean always, int from, int to) {}

  List<Said> said(Tokens tokens) {
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      for (Phrases.Hit<Term> hit : terms.at(tokens, i)) {
        Term term = hit.meaning();
        said.add(new Said(term.means(), term.always(), hit.from(), hit.to()));
      }
    }
    return said;
  }

  Around around(Tokens tokens) {
    return new Around(tokens, cues);
  }

  /** What the words around a term say of it. */
  static final class Around {
    private final Tokens tokens;
    private final BitSet other = new BitSet();
    private final BitSet notBefore = new BitSet();
    private final @Nullable Cue[] before;
    private final int[] lengths;

    private Around(Tokens tokens, Phrases<Cue> cues) {
      this.tokens = tokens;
      this.before = new Cue[tokens.size()];
      this.lengths = new int[tokens.size()];
      int within = 0;
      for (int i = 0; i < tokens.size(); i++) {
        for (Phrases.Hit<Cue> hit : cues.at(tokens, i)) {
          int length = hit.to() - hit.from();
          switch (hit.meaning()) {
            case EXCEPT -> other.set(hit.from(), hit.to());
            case NOT_AFTER -> notBefore.set(i);
            case NOT, NOT_REALLY, BUT, KIN, KIN_HAS, FAMILY -> {
              // A word of a longer cue is none of its own.
              if (i >= within && length > lengths[i]) {
                before[i] = hit.meaning();
                lengths[i] = length;
              }
            }
          }
        }
        within = Math.max(within, i + lengths[i]);
      }
    }

    /** Whether it is not said of this patient, or means something else here. */
    boolean clears(Said term) {
      return hit(other.nextSetBit(term.from()), term.to())
          || (!term.always() && (clearedBefore(term) || clearedAfter(term)));
    }

    private static boolean hit(int at, int end) {
      return at >= 0 && at < end;
    }

    private boolean clearedBefore(Said term) {
      boolean open = true;
      for (int i = term.from() - 1; i >= 0 && tokens.together(i, term.from()); i--) {
        Cue cue = before[i];
        if (cue == null) {
          continue;
        }
        switch (cue) {
          case NOT -> {
            if (open && term.from() - i <= REACH) {
              return true;
            }
          }
          case FAMILY -> {
            if (ofRelatives(term.means())) {
              return true;
            }
          }
          case KIN -> {
            int next = i + lengths[i];
            boolean theirs = next >= term.from() - 1 || before[next] == Cue.KIN_HAS;
            if (theirs && ofRelatives(term.means())) {
              return true;
            }
          }
          case BUT, KIN_HAS -> open = false;
          case NOT_REALLY, NOT_AFTER, EXCEPT -> {}
        }
      }
      return false;
    }

    private boolean clearedAfter(Said term) {
      for (int i = term.to(); i < Math.min(tokens.size(), term.to() + AFTER); i++) {
        if (!tokens.together(i, term.to() - 1) || before[i] == Cue.BUT) {
          return false;
        }
        if (notBefore.get(i)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Whether it is not the patient's matter when a relative has it; violence at home is. */
  private static boolean ofRelatives(Sensitivity means) {
    return switch (means) {
      case MENTAL, SUBSTANCE, PSYCHOTHERAPY -> true;
      case HIV, STD, SEXUAL, VIOLENCE, GENETIC -> false;
    };
  }

  /** The lines of a file beside this class, without comments. */
  static List<String> lines(String name) {
    try (InputStream in = LabelPack.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + name + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
