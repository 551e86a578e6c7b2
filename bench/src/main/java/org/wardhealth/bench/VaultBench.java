package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * How long a column of 4 kB takes to open with a key in memory, and how long a hardware module
 * takes to wrap a key: SoftHSM, in a process of its own, where it is installed.
 */
final class VaultBench {
  private static final int COLUMN = 4_096;
  private static final int WARM_UP = 30_000;
  private static final int RUNS = 100_000;
  private static final int MODULE_RUNS = 5_000;
  private static final String PIN = "123456";
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

  private VaultBench() {}

  static int run(String[] args, PrintStream out) {
    if (args.length > 0) {
      out.println("usage: vault");
      return 64;
    }
    try {
      Path directory = Files.createTempDirectory("ward-bench-vault");
      try {
        open(directory, out);
        wrap(directory, out);
        return 0;
      } finally {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      out.println("the disk failed: " + e);
      return 74;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.println("interrupted");
      return 1;
    }
  }

  private static void open(Path directory, PrintStream out) {
    SecureRandom random = new SecureRandom();
    try (Database database = Database.open(DatabaseSettings.embedded(directory))) {
      Vault vault = Vault.open(directory.resolve("keys"), database, Clock.systemUTC(), random);
      byte[] column = new byte[COLUMN];
      random.nextBytes(column);
      Subject subject = vault.application("bench");
      byte[] sealed = subject.seal("table", "row", column);
      print(
          out,
          "open 4 kB, key in memory",
          measured(RUNS, () -> opened(subject.open("table", "row", sealed))));
      print(
          out,
          "the same, with the row of the key read",
          measured(
              RUNS / 10, () -> opened(vault.application("bench").open("table", "row", sealed))));
    }
  }

  private static void opened(byte[] column) {
    if (column.length != COLUMN) {
      throw new IllegalStateException("opened to something else");
    }
  }

  private static Times measured(int runs, Runnable work) {
    for (int i = 0; i < Math.min(runs, WARM_UP); i++) {
      work.run();
    }
    Times times = new Times();
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      work.run();
      times.add(System.nanoTime() - begun);
    }
    return times;
  }

  private static void print(PrintStream out, String what, Times times) {
    out.printf(
        Locale.ROOT,
        "%-42s p50 %8.1f us   p99 %8.1f us   (%d runs)%n",
        what,
        times.millis(50) * 1_000,
        times.millis(99) * 1_000,
        times.size());
    out.flush();
  }

  private static void wrap(Path directory, PrintStream out)
      throws IOException, InterruptedException {
    Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElse(Path.of(""));
    if (library.toString().isEmpty()) {
      out.println("wrap in SoftHSM: not measured, libsofthsm2.so is not installed");
      return;
    }
    Path configuration = directory.resolve("softhsm.conf");
    Files.writeString(
        configuration,
        "directories.tokendir = "
            + Files.createDirectory(directory.resolve("tokens"))
            + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    Files.writeString(directory.resolve("pin"), PIN);
    ProcessBuilder token =
        new ProcessBuilder(
            "softhsm2-util",
            "--init-token",
            "--slot",
            "0",
            "--label",
            "ward",
            "--pin",
            PIN,
            "--so-pin",
            "12345678");
    ProcessBuilder module =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Module.class.getName(),
            directory.resolve("module").toString(),
            library.toString(),
            directory.resolve("pin").toString());
    for (ProcessBuilder builder : List.of(token, module)) {
      builder.environment().put("SOFTHSM2_CONF", configuration.toString());
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || builder == module) {
        out.print(said);
      }
    }
    out.flush();
  }

  /** The child, which finds SoftHSM's configuration in its environment. */
  static final class Module {
    private Module() {}

    public static void main(String[] args) {
      Keys keys =
          Keys.open(
              Path.of(args[0]),
              new KeySettings.Pkcs11(Path.of(args[1]), 0, Path.of(args[2]), "ward"),
              Clock.systemUTC(),
              new SecureRandom());
      print(System.out, "wrap a key in SoftHSM", measured(MODULE_RUNS, keys::probe));
    }
  }
}
