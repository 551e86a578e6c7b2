package org.wardhealth.server;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app: RFC 6238 from the text of its key, written without Ward's own code. */
final class Codes {
  private Codes() {}

  static String now(String base32, Clock clock) {
    ByteBuffer secret = ByteBuffer.allocate(base32.length() * 5 / 8);
    int held = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        secret.put((byte) (held >> bits));
        held &= (1 << bits) - 1;
      }
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.array(), "HmacSHA1"));
      byte[] hash =
          mac.doFinal(
              ByteBuffer.allocate(8).putLong(clock.instant().getEpochSecond() / 30).array());
      int offset = hash[19] & 15;
      int code = (ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff) % 1_000_000;
      return String.format("%06d", code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
