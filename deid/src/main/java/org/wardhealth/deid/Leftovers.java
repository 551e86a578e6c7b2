package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardhealth.deid.ResidualRisk.Document;
import org.wardhealth.deid.ResidualRisk.Kind;
import org.wardhealth.deid.ResidualRisk.Leftover;
import org.wardhealth.deid.Tokens.Shape;
import org.wardhealth.deid.Transformed.Replacement;

/** Looks through one transformed text. */
final class Leftovers {
  private static final int LONG_NUMBER = 6;
  private static final int TIGHT_PIECES = 12;
  private static final Set<String> FEMALE = Set.of("female", "woman", "girl", "mujer", "niña");
  private static final Set<String> MALE = Set.of("male", "man", "boy", "hombre", "varón", "niño");

  private Leftovers() {}

  static List<Leftover> of(Document document, Profile profile, Deid deid) {
    String text = document.transformed().text();
    Tokens tokens = deid.tokens(text);
    List<Replacement> issued = document.transformed().replacements();
    List<Leftover> found = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < tokens.size(); i++) {
      while (next < issued.size() && issued.get(next).end() <= tokens.start(i)) {
        next++;
      }
      boolean own = next < issued.size() && issued.get(next).start() < tokens.end(i);
      if (own) {
        continue;
      }
      if (nameLike(tokens, i)) {
        found.add(new Leftover(document.id(), tokens.start(i), tokens.end(i), Kind.NAME_LIKE));
      } else if (tokens.number(i)) {
        int last = longNumber(tokens, i);
        if (last >= i) {
          found.add(
              new Leftover(document.id(), tokens.start(i), tokens.end(last), Kind.LONG_NUMBER));
          i = last;
        }
      }
    }
    int at = 0;
    for (Finding finding : deid.find(text)) {
      if (profile.action(finding.type()) == Action.KEEP) {
        continue; // and what a threshold leaves is counted: it stands there
      }
      while (at < issued.size() && issued.get(at).end() <= finding.start()) {
        at++;
      }
      if (at == issued.size() || issued.get(at).start() >= finding.end()) {
        found.add(new Leftover(document.id(), finding.start(), finding.end(), Kind.FOUND_AGAIN));
      }
    }
    return found;
  }

  /** A capitalised word that is a given or family name, no common word and no medical term. */
  static boolean nameLike(Tokens tokens, int i) {
    return tokens.capital(i)
        && tokens.shape(i) != Shape.INITIAL
        && tokens.hasAny(i, Cue.of(Cue.GIVEN, Cue.FAMILY))
        && !tokens.hasAny(i, Cue.of(Cue.COMMON, Cue.MEDICAL, Cue.MONTH, Cue.WEEKDAY));
  }

  /** The last token of a number of six digits or more, over single separators; -1 if it is none. */
  private static int longNumber(Tokens tokens, int from) {
    int digits = tokens.length(from);
    int last = from;
    for (int at = from + 1; at + 1 < tokens.size() && at < from + TIGHT_PIECES; at += 2) {
      boolean joined =
          tokens.tight(at)
              && tokens.tight(at + 1)
              && (tokens.dash(at) || tokens.mark(at, '.') || tokens.mark(at, '/'))
              && tokens.number(at + 1);
      if (!joined) {
        break;
      }
      digits += tokens.length(at + 1);
      last = at + 1;
    }
    return digits >= LONG_NUMBER ? last : -1;
  }

  /** What a text says of age, sex, years and state. */
  static Map<String, Collection<String>> traits(String text, Deid deid) {
    Tokens tokens = deid.tokens(text);
    Map<String, Collection<String>> traits = new TreeMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.number(i, 1, 3) && age(tokens, i + 1)) {
        add(traits, "age", Integer.toString(tokens.value(i)));
      } else if (tokens.number(i, 4, 4)
          && !tokens.tight(i)
          && tokens.value(i) > 1899
          && tokens.value(i) < 2100) {
        add(traits, "year", Integer.toString(tokens.value(i)));
      } else if (tokens.word(i)) {
        String word = text.substring(tokens.start(i), tokens.end(i));
        String lower = word.toLowerCase(java.util.Locale.ROOT);
        if (FEMALE.contains(lower) || MALE.contains(lower)) {
          add(traits, "sex", FEMALE.contains(lower) ? "female" : "male");
        } else if (tokens.capital(i)
            && (tokens.has(i, Cue.STATE)
                || (tokens.has(i, Cue.STATE_CODE) && tokens.mark(i - 1, ',')))) {
          add(traits, "state", lower);
          if (tokens.number(i + 1, 3, 3)) {
            add(traits, "zip3", Integer.toString(1000 + tokens.value(i + 1)).substring(1));
          }
        }
      }
    }
    return traits;
  }

  private static void add(Map<String, Collection<String>> traits, String trait, String value) {
    traits.computeIfAbsent(trait, unused -> new TreeSet<>()).add(value);
  }

  private static boolean age(Tokens t, int behind) {
    int at = t.mark(behind, '+') ? behind + 1 : behind;
    at = t.dash(at) ? at + 1 : at;
    return t.reads(at, "year")
        || t.reads(at, "years")
        || t.reads(at, "yo")
        || t.reads(at, "anos")
        || (t.reads(at, "y") && t.mark(at + 1, '/') && t.reads(at + 2, "o"));
  }
}
