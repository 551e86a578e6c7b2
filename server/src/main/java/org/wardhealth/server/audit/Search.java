package org.wardhealth.server.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody looks for in the ledgers.
 *
 * @param equal fields and the value that each must have; all of them
 * @param since not before
 * @param until before
 * @param after where the page before ended; newer rows are not shown again
 * @param limit how many rows at most, from 1 to {@value #MOST}
 * @param ends whether only entries that end an exchange are looked for: one row an exchange
 */
public record Search(
    Map<Field, String> equal,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Position> after,
    int limit,
    boolean ends) {
  /** The longest page. */
  public static final int MOST = 1_000;

  private static final int POSITION_BYTES = 3 * Long.BYTES;
  private static final int MARK_BYTES = 8;

  /**
   * Checks the form; see the record.
   *
   * @throws IllegalArgumentException if a value or the limit cannot be asked for
   */
  public Search {
    equal = equal.isEmpty() ? Map.of() : new EnumMap<>(equal);
    equal.forEach(Search::check);
    equal = Map.copyOf(equal);
    since.ifPresent(time -> check("since", time));
    until.ifPresent(time -> check("until", time));
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit is " + limit + ": 1 to " + MOST + " rows a page.");
    }
  }

  /** All entries, whether they end an exchange or not. */
  public Search(
      Map<Field, String> equal,
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<Position> after,
      int limit) {
    this(equal, since, until, after, limit, false);
  }

  /** The same search for entries that end an exchange: answered, failed, refused, released. */
  public Search ending() {
    return new Search(equal, since, until, after, limit, true);
  }

  /** All that has these values, the newest first. */
  public static Search of(Map<Field, String> equal, int limit) {
    return new Search(equal, Optional.empty(), Optional.empty(), Optional.empty(), limit);
  }

  /** The last row of a page: the next one begins behind it. */
  record Position(long micros, long log, long index) {}

  /**
   * The same search, behind a page of it.
   *
   * @param cursor what {@link Trail.Page#next} said
   * @throws IllegalArgumentException if it is no cursor of a search for these values
   */
  public Search after(String cursor) {
    return new Search(equal, since, until, Optional.of(parse(cursor)), limit, ends);
  }

  /**
   * A position for whoever shows it again. Bound to the values that are searched for, so that a
   * cursor of another search is noticed; no secret, and no protection against who wants to skip.
   */
  String cursor(Position position) {
    byte[] bytes =
        ByteBuffer.allocate(POSITION_BYTES)
            .putLong(position.micros())
            .putLong(position.log())
            .putLong(position.index())
            .array();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(POSITION_BYTES + MARK_BYTES).put(bytes).put(mark(bytes)).array());
  }

  private Position parse(String cursor) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw foreign();
    }
    if (bytes.length != POSITION_BYTES + MARK_BYTES) {
      throw foreign();
    }
    ByteBuffer read = ByteBuffer.wrap(bytes);
    Position position = new Position(read.getLong(), read.getLong(), read.getLong());
    if (!cursor(position).equals(cursor)) {
      throw foreign();
    }
    return position;
  }

  private static IllegalArgumentException foreign() {
    return new IllegalArgumentException(
        "after is no cursor of this search: take 'next' of the page before, with the same filters.");
  }

  private byte[] mark(byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(position);
      for (Field field : Field.values()) {
        digest.update((byte) 0);
        digest.update(equal.getOrDefault(field, "").getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) (ends ? 1 : 0));
      return java.util.Arrays.copyOf(digest.digest(), MARK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }

  private static void check(Field field, String value) {
    if (value.isEmpty() || value.length() > field.longest()) {
      throw new IllegalArgumentException(
          field.word() + " has " + value.length() + " characters: 1 to " + field.longest() + ".");
    }
    if (!value.codePoints().allMatch(Row::plain)) {
      throw new IllegalArgumentException(field.word() + " has characters that no value has.");
    }
  }

  private static void check(String name, Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(Row.LATEST)) {
      throw new IllegalArgumentException(name + " must be a time from 1970 to 9999.");
    }
  }
}
