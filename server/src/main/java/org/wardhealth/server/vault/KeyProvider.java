package org.wardhealth.server.vault;

/**
 * Whoever holds the key above all keys. It is asked when a key of an epoch is made, opened at a
 * start or moved, never for an exchange.
 *
 * <p>Guarantees: what {@link #wrap} returns is opened by {@link #unwrap} with the same {@code
 * place} alone, by the same provider alone.
 */
sealed interface KeyProvider
    permits FileKeyProvider,
        PassphraseKeyProvider,
        Pkcs11KeyProvider,
        TransitKeyProvider,
        AwsKmsKeyProvider,
        GoogleKmsKeyProvider {
  /** As settings and status name it. */
  String name();

  /**
   * Encrypts a key.
   *
   * @param place what the key is for; authenticated, not secret
   * @throws SealException if the provider does not answer, or refuses
   */
  byte[] wrap(byte[] key, String place);

  /**
   * Decrypts a key.
   *
   * @throws SealException if the provider does not answer, refuses, or did not wrap this
   */
  byte[] unwrap(byte[] wrapped, String place);
}
