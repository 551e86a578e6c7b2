package org.wardhealth.server.vault;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Whoever data are about, with the key under which everything about them is stored.
 *
 * <p>Guarantees: what {@link #seal} returns can be opened only with this subject's key and only in
 * the place it was sealed for (AES-256-GCM, fresh nonce; the associated data name subject, table
 * and row).
 */
public final class Subject {
  private final long id;
  private final Pseudonym pseudonym;
  private final Aead aead;

  Subject(long id, Pseudonym pseudonym, Aead aead) {
    this.id = id;
    this.pseudonym = pseudonym;
    this.aead = aead;
  }

  /** The subject's row. */
  public long id() {
    return id;
  }

  /** What stands for the subject in the ledger. */
  public Pseudonym pseudonym() {
    return pseudonym;
  }

  /** Encrypts {@code plaintext} for {@code row} of {@code table}. */
  public byte[] seal(String table, String row, byte[] plaintext) {
    try {
      return aead.encrypt(plaintext, place(table, row));
    } catch (GeneralSecurityException e) {
      throw new SealException("A value for " + table + " could not be sealed.", e);
    }
  }

  /**
   * Decrypts what was sealed for {@code row} of {@code table}.
   *
   * @throws SealException if it was sealed for another place, under another key, or was altered
   */
  public byte[] open(String table, String row, byte[] sealed) {
    try {
      return aead.decrypt(sealed, place(table, row));
    } catch (GeneralSecurityException e) {
      throw new SealException("A value of " + table + " does not open: altered or misplaced.", e);
    }
  }

  private byte[] place(String table, String row) {
    return (pseudonym.value() + '|' + table + '|' + row).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Subject[" + pseudonym + "]";
  }
}
