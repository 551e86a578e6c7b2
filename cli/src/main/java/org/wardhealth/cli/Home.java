package org.wardhealth.cli;

import java.nio.file.Path;

/** Where Ward's state lies. */
final class Home {
  private Home() {}

  /** {@code WARD_HOME}, or {@code ./.ward}. */
  static Path path() {
    return Path.of(System.getenv().getOrDefault("WARD_HOME", ".ward")).toAbsolutePath().normalize();
  }
}
