package org.wardhealth.server.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How it was made sure that it is they who say that they lost their factors: at least as surely as
 * when they were first handed a link (ASVS 6.4.4). Ward cannot see it; it asks, and records who
 * said so.
 */
public enum Proofing {
  /** An identity document, seen face to face. */
  DOCUMENT,
  /** An identity document, seen in a video call. */
  VIDEO,
  /** Who makes the link knows them, and met them face to face. */
  KNOWN,
  /** Somebody with a role in their department came with them and vouched for them. */
  VOUCHED;

  /** In entries, forms and commands. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of this code. */
  public static Optional<Proofing> parse(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }

  /** All codes, to be told to who gave another. */
  public static String codes() {
    return Arrays.stream(values()).map(Proofing::code).collect(Collectors.joining(", "));
  }
}
