package org.wardhealth.server.vault;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Which provider holds the key above all keys, and how it is reached. */
public sealed interface KeySettings {
  /** The default: {@code keys/root.keyset}, which only its owner can read. */
  record File() implements KeySettings {}

  /**
   * A key derived from a passphrase (Argon2id) that is on no disk of Ward's.
   *
   * @param file that holds the passphrase alone, such as a systemd credential
   */
  record Passphrase(Path file) implements KeySettings {}

  /**
   * An AES-256 key that never leaves a hardware module, by its PKCS#11 library.
   *
   * @param library the module's shared library
   * @param slot index in its list of slots
   * @param pin file that holds the user's PIN alone
   * @param label of the key; made in the module when no key was ever sealed
   */
  record Pkcs11(Path library, int slot, Path pin, String label) implements KeySettings {}

  /**
   * The transit engine of HashiCorp Vault or OpenBao.
   *
   * @param url of the server
   * @param mount of the engine
   * @param key its name
   * @param token file that holds a token that may encrypt and decrypt with the key
   * @param caFile certificates to trust besides those of the JDK
   */
  record Transit(URI url, String mount, String key, Path token, Optional<Path> caFile)
      implements KeySettings {}
}
