package org.wardhealth.testkit;

/**
 * A {@link Canary} found where it should not be.
 *
 * @param canary which one; its value is not printed
 * @param form how it was written there
 * @param where the file or the name that was given to the bytes; {@code !gzip@N} tells of a gzip
 *     member at byte N
 * @param offset the byte at which it begins; -1 when it stands in the name of the file
 */
public record Sighting(Canary canary, Form form, String where, long offset) {
  /** How a text can be written down. */
  public enum Form {
    /** As it is, in UTF-8, whatever the case of ASCII letters. */
    UTF_8,
    /** In ISO 8859-1. */
    LATIN_1,
    /** UTF-16, big-endian. */
    UTF_16BE,
    /** UTF-16, little-endian. */
    UTF_16LE,
    /** With {@code \}{@code uXXXX} for what is not ASCII, and perhaps {@code \/}. */
    JSON,
    /** Percent-encoded, with {@code %20} or {@code +} for spaces. */
    URL,
    /** HTML character references for what is not ASCII. */
    HTML,
    /** Base64 of text around it, at any alignment, in either alphabet. */
    BASE64,
    /** Hexadecimal digits. */
    HEX,
    /** Its digits without separators. */
    DIGITS
  }
}
