package org.wardhealth.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;

/** Where Ward's state lies, and whether somebody watches. */
final class Home {
  private Home() {}

  /** {@code WARD_HOME}, or {@code ./.ward}. */
  static Path path() {
    return Path.of(System.getenv().getOrDefault("WARD_HOME", ".ward")).toAbsolutePath().normalize();
  }

  /** Whether a person reads what is printed. */
  static boolean terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
