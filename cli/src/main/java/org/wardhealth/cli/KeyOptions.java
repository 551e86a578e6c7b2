package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.server.Settings;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.Keys;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which key surrogates hang on. */
final class KeyOptions {
  @Mixin private Home home = new Home();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of the data set ('ward deid key NAME --out FILE').")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--data-set",
      paramLabel = "NAME",
      description = "The data set, whose key comes from the vault in WARD_HOME.")
  private Optional<String> name = Optional.empty();

  /** The file that was named; empty when none was. */
  Optional<Path> file() {
    return file;
  }

  /** The key that was asked for; empty when none was. */
  Optional<DataSetKey> asked() throws IOException {
    if (file.isPresent() && name.isPresent()) {
      throw new Failure(Failure.USAGE, "say --key or --data-set, not both");
    }
    if (file.isPresent()) {
      return Optional.of(read(file.get()));
    }
    return name.map(dataSet -> fromVault(home.path(), dataSet));
  }

  /** The key that was asked for, or one that nobody will ever have again. */
  DataSetKey key() throws IOException {
    return asked().orElseGet(() -> DataSetKey.random(new SecureRandom()));
  }

  static DataSetKey fromVault(Path home, String name) {
    if (!DataSetKeys.isName(name)) {
      throw new Failure(
          Failure.USAGE,
          "a data set's name has 1 to 64 lower-case letters, digits, '.', '_' or '-', not '"
              + name
              + "'");
    }
    if (!Files.isDirectory(home.resolve("keys"))) {
      throw new Failure(
          Failure.NO_INPUT,
          "there is no vault in "
              + home
              + ": name it with --home or WARD_HOME, or make one ('ward serve')");
    }
    KeySettings provider =
        Files.exists(home.resolve("ward.yaml"))
            ? Settings.load(home, System.getenv()).keys()
            : new KeySettings.File();
    return DataSetKeys.open(
            Keys.open(home.resolve("keys"), provider, Clock.systemUTC(), new SecureRandom()))
        .key(name);
  }

  private static DataSetKey read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Failure(Failure.NO_INPUT, file + " is a folder, not a key");
    }
    return DataSetKeyFile.read(file);
  }
}
