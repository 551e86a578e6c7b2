package org.wardhealth.ledger;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one published file: {@code tile/<L>/<N>[.p/<W>]} or {@code tile/entries/<N>[.p/<W>]}.
 *
 * <p>Source: C2SP tlog-tiles. The same text is the path below the log's directory and below its URL
 * prefix. {@link #parse} accepts only the one spelling that {@link #toString} gives, so a parsed
 * path can not leave the directory.
 *
 * @param kind hashes or entries
 * @param level the tile level, 0 to 63; 0 for entries
 * @param index the index of the tile in its level, from 0
 * @param width 256 for a full tile, 1 to 255 for a partial one
 */
public record TilePath(Kind kind, int level, long index, int width) {
  /** What a published file below {@code tile/} holds. */
  public enum Kind {
    /** Up to 256 hashes of 32 bytes. */
    HASHES,
    /** Up to 256 entries, each after its length in two bytes, big end first. */
    ENTRIES
  }

  private static final Pattern SYNTAX =
      Pattern.compile(
          "tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /** Checks the ranges. */
  public TilePath {
    if (level < 0 || level > 63 || (kind == Kind.ENTRIES && level != 0)) {
      throw new IllegalArgumentException("no tile level " + level + " for " + kind);
    }
    if (index < 0) {
      throw new IllegalArgumentException("tile index " + index + " is negative");
    }
    if (width < 1 || width > Tile.WIDTH) {
      throw new IllegalArgumentException("tile width " + width + " is not in 1..256");
    }
  }

  static TilePath tile(int level, long index, int width) {
    return new TilePath(Kind.HASHES, level, index, width);
  }

  static TilePath bundle(long index, int width) {
    return new TilePath(Kind.ENTRIES, 0, index, width);
  }

  /** The path named by the text, or nothing if the text is not exactly such a path. */
  public static Optional<TilePath> parse(String text) {
    Matcher m = SYNTAX.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    boolean entries = m.group(1).equals("entries");
    int level = entries ? 0 : Integer.parseInt(m.group(1));
    long index;
    try {
      index = Long.parseLong(m.group(2).replace("x", "").replace("/", ""));
    } catch (NumberFormatException beyondLong) {
      return Optional.empty();
    }
    String w = m.group(3);
    int width = w == null ? Tile.WIDTH : Integer.parseInt(w);
    if (level > 63 || (w != null && width >= Tile.WIDTH)) {
      return Optional.empty();
    }
    TilePath path = new TilePath(entries ? Kind.ENTRIES : Kind.HASHES, level, index, width);
    return path.toString().equals(text) ? Optional.of(path) : Optional.empty();
  }

  /** Whether the file holds fewer than 256 hashes or entries. */
  public boolean partial() {
    return width < Tile.WIDTH;
  }

  TilePath full() {
    return new TilePath(kind, level, index, Tile.WIDTH);
  }

  /** The first width + index that this file covers, counted in hashes or entries of its level. */
  long end() {
    return index * Tile.WIDTH + width;
  }

  Path in(Path directory) {
    return directory.resolve(toString());
  }

  /** The path with slashes, as in a URL. */
  @Override
  public String toString() {
    String digits = Long.toString(index);
    digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
    StringBuilder text = new StringBuilder("tile/");
    text.append(kind == Kind.ENTRIES ? "entries" : Integer.toString(level)).append('/');
    for (int i = 0; i < digits.length(); i += 3) {
      boolean last = i + 3 == digits.length();
      text.append(last ? "" : "x").append(digits, i, i + 3).append(last ? "" : "/");
    }
    return partial() ? text.append(".p/").append(width).toString() : text.toString();
  }
}
