package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wardhealth.deid.DataSetKeyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward deid key}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the key of a data set from the vault in WARD_HOME to a file that only "
          + "its owner may read.",
      "The same name gives the same key. Who has it can join releases: keep it apart."
    },
    footer = {"", "Example:", "  ward deid key study-7 --out study-7.key"})
final class DeidKeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Home home = new Home();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file.")
  private Path out = Path.of("");

  @Parameters(paramLabel = "NAME", description = "Of the data set.")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out)) {
      throw new Failure(
          Failure.CANNOT_CREATE, out + " is there already, and no key is overwritten");
    }
    DataSetKeyFile.write(KeyOptions.fromVault(home.path(), name), out);
    spec.commandLine().getErr().println("wrote " + out);
    return 0;
  }
}
