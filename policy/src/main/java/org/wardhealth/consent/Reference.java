package org.wardhealth.consent;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References in the one form in which they are compared: {@code Type/id}, an absolute URL without
 * version, a URN, or {@code system|value} of an identifier.
 */
final class Reference {
  private static final Pattern VERSION = Pattern.compile("/_history/[A-Za-z0-9.-]{1,64}$");
  private static final Pattern RELATIVE =
      Pattern.compile("[A-Z][A-Za-z]{1,63}/[A-Za-z0-9.-]{1,64}");
  private static final Pattern ABSOLUTE = Pattern.compile("(?:https?://|urn:)[!-~]{1,2000}");

  private Reference() {}

  /** The form that is compared; nothing for a fragment, or what is no reference. */
  static Optional<String> of(String text) {
    Matcher version = VERSION.matcher(text);
    String plain = version.find() ? text.substring(0, version.start()) : text;
    return RELATIVE.matcher(plain).matches() || ABSOLUTE.matcher(plain).matches()
        ? Optional.of(plain)
        : Optional.empty();
  }

  /** An identifier, in the form that is compared. */
  static String identifier(String system, String value) {
    return system + "|" + value;
  }
}
