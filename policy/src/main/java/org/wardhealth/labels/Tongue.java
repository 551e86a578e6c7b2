package org.wardhealth.labels;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a text is in a language that the packs read: it is not where most letters are of another
 * script, or where the little words of other languages outnumber theirs. Telegraphic notes and
 * records without running text have no little words, and count as read.
 */
final class Tongue {
  private static final int FEW = 3;
  private static final int FEW_LETTERS = 12;

  private final Set<String> ours;
  private final Set<String> others;

  private Tongue(Set<String> ours, Set<String> others) {
    this.ours = ours;
    this.others = others;
  }

  static Tongue load() {
    Set<String> ours = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (String line : LabelPack.lines("little-words.txt")) {
      int colon = line.indexOf(':');
      (line.startsWith("ours") ? ours : others)
          .addAll(Arrays.asList(line.substring(colon + 1).strip().split("\\s+", -1)));
    }
    return new Tongue(ours, others);
  }

  boolean reads(String text, Tokens tokens) {
    int foreign = 0;
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        foreign += Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN ? 0 : 1;
      }
    }
    if (foreign >= FEW_LETTERS && foreign * 4 > letters) {
      return false;
    }
    int known = 0;
    int unknown = 0;
    for (int i = 0; i < tokens.size(); i++) {
      known += ours.contains(tokens.word(i)) ? 1 : 0;
      unknown += others.contains(tokens.word(i)) ? 1 : 0;
    }
    return unknown < FEW || unknown <= known;
  }
}
