package org.wardhealth.records;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** UUIDs in their form of 36 characters, made from pseudonyms. */
final class Uuids {
  private Uuids() {}

  static boolean isUuid(String id) {
    if (id.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = id.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A UUID of version 8 (RFC 9562, section 5.8) that says no more than the pseudonym does. */
  static String of(String pseudonym) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(pseudonym.getBytes(StandardCharsets.UTF_8));
      hash[6] = (byte) ((hash[6] & 0x0F) | 0x80);
      hash[8] = (byte) ((hash[8] & 0x3F) | 0x80);
      String hex = HexFormat.of().formatHex(hash, 0, 16);
      return hex.substring(0, 8)
          + "-"
          + hex.substring(8, 12)
          + "-"
          + hex.substring(12, 16)
          + "-"
          + hex.substring(16, 20)
          + "-"
          + hex.substring(20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }
}
