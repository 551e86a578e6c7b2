package org.wardhealth.deid;

/**
 * One identifier found in a text at {@code [start, end)}, counted in UTF-16 units.
 *
 * <p>The findings of one text are sorted, do not overlap, and never begin or end inside a surrogate
 * pair. A finding holds no text, so it may be counted, logged and stored.
 *
 * @param start first unit
 * @param end first unit behind it, greater than {@code start}
 * @param type what it is
 * @param source which layer made it
 * @param score how sure the layer is, 0 (exclusive) to 1; an order, not a probability
 */
public record Finding(int start, int end, IdentifierType type, Source source, float score) {
  /** Checks the bounds. */
  public Finding {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "a finding needs 0 <= start < end, not " + start + ".." + end);
    }
    if (!(score > 0 && score <= 1)) {
      throw new IllegalArgumentException("a score lies in (0, 1], not " + score);
    }
  }

  /** The number of UTF-16 units covered. */
  public int length() {
    return end - start;
  }
}
