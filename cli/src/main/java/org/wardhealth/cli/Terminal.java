package org.wardhealth.cli;

import java.io.Console;
import java.util.Optional;

/** Who reads what is printed. */
final class Terminal {
  private Terminal() {}

  /** Whether a person does. */
  static boolean watched() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
