package org.wardhealth.server.guard;

import java.util.List;
import org.wardhealth.server.guard.Verdict.Action;

/**
 * Sees characters that a model reads and a person does not: Unicode tag characters, bidirectional
 * overrides, zero-width characters inside words, and other format characters. MITRE ATLAS
 * AML.T0068.
 *
 * <p>Joiners between letters of scripts that need them (Arabic, Indic, Persian) and in emoji are
 * ordinary and not counted.
 */
final class HiddenCharacterScreen implements Screen {
  @Override
  public String name() {
    return "hidden-character";
  }

  @Override
  public List<Verdict> screen(Screening screening) {
    int found = 0;
    for (Passage passage : screening.passages()) {
      String text = passage.text();
      int before = ' ';
      for (int at = 0; at < text.length(); ) {
        int c = text.codePointAt(at);
        int next = at + Character.charCount(c);
        int after = next < text.length() ? text.codePointAt(next) : ' ';
        if (hidden(c, before, after)) {
          found++;
        }
        before = c;
        at = next;
      }
    }
    return found == 0
        ? List.of()
        : List.of(new Verdict(name(), Action.FLAG, "invisible-text", found));
  }

  private static boolean hidden(int c, int before, int after) {
    if (c < 0xAD) {
      return false;
    }
    if (c >= 0xE0000 && c <= 0xE007F) {
      return true; // tag characters spell ASCII that nobody sees
    }
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
      return true; // bidirectional embeddings, overrides and isolates
    }
    if (c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x180E || c == 0x00AD) {
      return latin(before) && latin(after);
    }
    if (c == 0x200C || c == 0x200D) {
      return latin(before) && latin(after);
    }
    return false;
  }

  private static boolean latin(int c) {
    return Character.isLetterOrDigit(c)
        && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
  }
}
