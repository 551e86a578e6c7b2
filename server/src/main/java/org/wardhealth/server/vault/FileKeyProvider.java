package org.wardhealth.server.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * A keyset in a file that only its owner can read. Protects against who has the database or a
 * backup alone; not against who reads the disk.
 */
final class FileKeyProvider implements KeyProvider {
  static final String FILE = "root";
  private static final Configuration AEAD = AeadConfig2026.get();

  private final Aead aead;

  FileKeyProvider(KeyFiles files) throws IOException, GeneralSecurityException {
    this.aead =
        files.load(FILE, PredefinedAeadParameters.AES256_GCM, AEAD).getPrimitive(AEAD, Aead.class);
  }

  @Override
  public String name() {
    return "file";
  }

  /** What opens data keys that were sealed before there were epochs. */
  Aead aead() {
    return aead;
  }

  @Override
  public byte[] wrap(byte[] key, String place) {
    try {
      return aead.encrypt(key, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new SealException("A key could not be sealed.", e);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    try {
      return aead.decrypt(wrapped, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new SealException(
          "A key of an epoch does not open: it was altered, or root.keyset is another Ward's.", e);
    }
  }
}
