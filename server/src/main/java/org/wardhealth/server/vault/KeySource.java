package org.wardhealth.server.vault;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Where a private key in PEM is read from; never the configuration itself. */
public sealed interface KeySource {
  /** A file that holds it in clear. */
  record File(Path path) implements KeySource {}

  /** A secret that the vault keeps sealed under this name. */
  record Sealed(String name) implements KeySource {}

  /** A key that the vault has opened. */
  record Opened(String pem) implements KeySource {
    @Override
    public String toString() {
      return "Opened[***]";
    }
  }

  /**
   * The same key, opened if it is sealed.
   *
   * @param vault answers the secret of a name
   */
  default KeySource opened(UnaryOperator<String> vault) {
    return this instanceof Sealed(String name) ? new Opened(vault.apply(name)) : this;
  }
}
