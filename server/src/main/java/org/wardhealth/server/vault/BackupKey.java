package org.wardhealth.server.vault;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig2026;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Encrypts backups, under the keyset {@code keys/backup.keyset}, which is made when first needed.
 *
 * <p>Guarantees: what {@link #encrypt} wrote is read back whole and in order, or reading fails
 * (AES-256-GCM by segments of 1 MB, HKDF). A backup cannot be read without {@code keys/}, which is
 * not in it.
 */
public final class BackupKey {
  private static final String FILE = "backup";
  private static final Configuration STREAMING = StreamingAeadConfig2026.get();
  private static final byte[] PLACE = "ward-backup|1".getBytes(StandardCharsets.UTF_8);

  private final StreamingAead aead;

  private BackupKey(StreamingAead aead) {
    this.aead = aead;
  }

  /** Opens the keyset, or makes it. */
  public static BackupKey open(Keys keys) {
    try {
      return new BackupKey(
          keys.keyset(FILE, PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB, STREAMING)
              .getPrimitive(STREAMING, StreamingAead.class));
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(FILE + ".keyset does not hold a Tink keyset.", e);
    }
  }

  /** Encrypts what is written; close it, or the end is missing. */
  public OutputStream encrypt(OutputStream out) throws IOException {
    try {
      return aead.newEncryptingStream(out, PLACE);
    } catch (GeneralSecurityException e) {
      throw new SealException("The backup could not be encrypted.", e);
    }
  }

  /** Decrypts what is read; reading fails where it was altered, cut, or is under another key. */
  public InputStream decrypt(InputStream in) throws IOException {
    try {
      return aead.newDecryptingStream(in, PLACE);
    } catch (GeneralSecurityException e) {
      throw new SealException("The backup could not be decrypted.", e);
    }
  }
}
