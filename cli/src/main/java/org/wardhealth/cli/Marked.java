package org.wardhealth.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of which some pieces are marked. */
record Marked(String text, boolean marked) {
  private static final Pattern TAG = Pattern.compile("\\[[A-Z]+-[0-9]+[a-z]*]");

  /** The text with surrogates, marked. */
  static List<Marked> tags(String text, Map<String, String> surrogates) {
    return mark(text, surrogates, false);
  }

  /** The text with the originals in place of surrogates, marked. */
  static List<Marked> originals(String text, Map<String, String> surrogates) {
    return mark(text, surrogates, true);
  }

  /** The text alone. */
  static String plain(List<Marked> pieces) {
    StringBuilder plain = new StringBuilder();
    pieces.forEach(piece -> plain.append(piece.text()));
    return plain.toString();
  }

  private static List<Marked> mark(String text, Map<String, String> surrogates, boolean originals) {
    List<Marked> pieces = new ArrayList<>();
    Matcher tag = TAG.matcher(text);
    int done = 0;
    while (tag.find()) {
      String original = surrogates.get(tag.group());
      if (original != null) {
        pieces.add(new Marked(text.substring(done, tag.start()), false));
        pieces.add(new Marked(originals ? original : tag.group(), true));
        done = tag.end();
      }
    }
    pieces.add(new Marked(text.substring(done), false));
    return pieces;
  }
}
