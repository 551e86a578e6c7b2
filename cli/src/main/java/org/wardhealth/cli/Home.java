package org.wardhealth.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where Ward's state lies. */
final class Home {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "${env:WARD_HOME:-.ward}",
      description = "Where Ward's state lies (WARD_HOME); ./.ward if not said.")
  private Path directory = Path.of(".ward");

  Path path() {
    return directory.toAbsolutePath().normalize();
  }
}
