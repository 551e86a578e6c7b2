package org.wardhealth.deid;

import java.util.List;

/**
 * A text of a {@link Subject} after its transformation, with what was taken out. Whoever holds this
 * holds what identifies: keep the list encrypted, or drop it. {@link #toString()} shows nothing.
 *
 * @param text what may leave
 * @param replacements sorted, disjoint
 */
public record Transformed(String text, List<Replacement> replacements) {
  /** Copies the list. */
  public Transformed {
    replacements = List.copyOf(replacements);
  }

  /**
   * One place.
   *
   * @param start first unit in the transformed text
   * @param end first unit behind it
   * @param type what stood there
   * @param original what stood there, as it stood
   */
  public record Replacement(int start, int end, IdentifierType type, String original) {
    @Override
    public String toString() {
      return "Replacement[" + start + ".." + end + ", " + type + ", ***]";
    }
  }

  /** The text as it was: exact for every text and every style of surrogates. */
  public String restore() {
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    for (Replacement replacement : replacements) {
      out.append(text, done, replacement.start()).append(replacement.original());
      done = replacement.end();
    }
    return out.append(text, done, text.length()).toString();
  }

  @Override
  public String toString() {
    return "Transformed[" + text.length() + " units, " + replacements.size() + " replacements]";
  }
}
