package org.wardhealth.server.guard;

import java.util.List;
import org.wardhealth.server.guard.Verdict.Action;

/**
 * Sees characters that a model reads and a person does not: Unicode tag characters, bidirectional
 * overrides, embeddings where nothing is written from right to left, zero-width characters inside
 * Latin words or one after another anywhere, and variation selectors one after another. MITRE ATLAS
 * AML.T0068.
 *
 * <p>Ordinary, and not counted: joiners between letters of scripts that need them (Arabic, Indic,
 * Persian) and in emoji, flags of regions, marks of direction in Arabic and Hebrew, a byte order
 * mark.
 */
final class HiddenCharacterScreen implements Screen {
  private static final int BLACK_FLAG = 0x1F3F4;
  private static final int CANCEL_TAG = 0xE007F;

  /** A country of two letters and a region of up to three; and the end. */
  private static final int LONGEST_FLAG = 6;

  @Override
  public String name() {
    return "hidden-character";
  }

  @Override
  public List<Verdict> screen(Screening screening) {
    int found = screening.passages().stream().mapToInt(passage -> hidden(passage.text())).sum();
    return found == 0
        ? List.of()
        : List.of(new Verdict(name(), Action.FLAG, "invisible-text", found));
  }

  private static int hidden(String text) {
    int first = firstSuspect(text);
    if (first == text.length()) {
      return 0;
    }
    int[] points = text.codePoints().toArray();
    boolean rightToLeft = text.codePoints().anyMatch(HiddenCharacterScreen::rightToLeft);
    int found = 0;
    for (int at = 0; at < points.length; at++) {
      int c = points[at];
      if (c == BLACK_FLAG) {
        at += flag(points, at + 1);
      } else if (tag(c) || override(c)) {
        found++;
      } else if (embedding(c)) {
        found += rightToLeft ? 0 : 1;
      } else if (zeroWidth(c)) {
        boolean run = at > 0 && zeroWidth(points[at - 1]);
        boolean inWord =
            at > 0 && at + 1 < points.length && latin(points[at - 1]) && latin(points[at + 1]);
        found += run || inWord ? 1 : 0;
      } else if (variation(c)) {
        found += at > 0 && variation(points[at - 1]) ? 1 : 0;
      }
    }
    return found;
  }

  /** Most texts have none, and are done here. */
  private static int firstSuspect(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) < 0xAD) {
      at++;
    }
    return at;
  }

  /** How many characters after a black flag make it the flag of a region; none if they do not. */
  private static int flag(int[] points, int from) {
    int length = 0;
    while (from + length < points.length && tag(points[from + length]) && length < LONGEST_FLAG) {
      if (points[from + length] == CANCEL_TAG) {
        return length + 1;
      }
      length++;
    }
    return 0;
  }

  /** These spell ASCII that nobody sees. */
  private static boolean tag(int c) {
    return c >= 0xE0000 && c <= CANCEL_TAG;
  }

  private static boolean override(int c) {
    return c == 0x202D || c == 0x202E;
  }

  private static boolean embedding(int c) {
    return (c >= 0x202A && c <= 0x202C) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean zeroWidth(int c) {
    return (c >= 0x200B && c <= 0x200D)
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xFEFF
        || c == 0x180E
        || c == 0x00AD;
  }

  private static boolean variation(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static boolean rightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  private static boolean latin(int c) {
    return Character.isLetterOrDigit(c)
        && (c < 0x80 || Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
  }
}
