package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.testkit.ManualClock;

/**
 * Keys in SoftHSM, which is Debian's package {@code softhsm2}. Its library reads where tokens lie
 * from a variable, so each look is a Java of its own.
 */
@Tag("extra")
class Pkcs11Test {
  private static final Path LIBRARY =
      List.of(
              Path.of("/usr/lib/softhsm/libsofthsm2.so"),
              Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
              Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"))
          .stream()
          .filter(Files::exists)
          .findFirst()
          .orElse(Path.of("/usr/lib/softhsm/libsofthsm2.so"));

  @TempDir private Path directory;

  private Path token(String name) throws Exception {
    Path tokens = Files.createDirectories(directory.resolve(name));
    Path configuration = directory.resolve(name + ".conf");
    Files.writeString(
        configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    ProcessBuilder made =
        new ProcessBuilder(
            "softhsm2-util",
            "--init-token",
            "--slot",
            "0",
            "--label",
            "ward",
            "--pin",
            "123456",
            "--so-pin",
            "12345678");
    made.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process = made.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    Files.writeString(directory.resolve("pin"), "123456\n");
    return configuration;
  }

  /** Another Java: opens the keys in the module, and says which epoch seals what is new. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      try {
        Keys keys =
            Keys.open(
                Path.of(arguments[0]),
                new KeySettings.Pkcs11(
                    Path.of(arguments[1]), 0, Path.of(arguments[2]), arguments[3]),
                ManualClock.at("2026-03-10T08:00:00Z"),
                new SecureRandom());
        var _ = keys.kek(keys.current().id());
        System.out.println("epoch " + keys.current().id());
        if (arguments.length > 4) {
          long begun = System.nanoTime();
          for (int i = 0; i < 200; i++) {
            var _ = keys.rotate();
          }
          System.out.println("wrap " + (System.nanoTime() - begun) / 200_000 + " us with its file");
        }
      } catch (IllegalStateException | SealException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private String open(Path configuration, String label, String... more) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.resolve("keys").toString(),
                LIBRARY.toString(),
                directory.resolve("pin").toString(),
                label));
    command.addAll(List.of(more));
    ProcessBuilder java = new ProcessBuilder(command);
    java.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String said = String.join("\n", lines.lines().toList());
      process.waitFor();
      return said;
    }
  }

  @Test
  void theKeyStaysInTheModuleAndIsFoundAfterARestart() throws Exception {
    Path configuration = token("one");
    String first = open(configuration, "ward");
    assertThat(first).startsWith("epoch 2026-03-");
    assertThat(open(configuration, "ward")).isEqualTo(first);
    assertThat(directory.resolve("keys/root.keyset")).doesNotExist();
  }

  @Test
  void anotherModuleAWrongPinAndAMissingLibraryEndTheStart() throws Exception {
    Path configuration = token("one");
    assertThat(open(configuration, "ward")).startsWith("epoch ");
    assertThat(open(token("other"), "ward")).startsWith("refused: ").contains("another module");
    assertThat(open(configuration, "no-such-label")).contains("holds no key 'no-such-label'");
    Files.writeString(directory.resolve("pin"), "654321\n");
    assertThat(open(configuration, "ward")).startsWith("refused: ");
    assertThatThrownBy(
            () ->
                Keys.open(
                    directory.resolve("keys"),
                    new KeySettings.Pkcs11(
                        directory.resolve("no.so"), 0, directory.resolve("pin"), "ward"),
                    ManualClock.at("2026-03-10T08:00:00Z"),
                    new SecureRandom()))
        .hasMessageContaining("is not there");
  }

  @Test
  void aTokenOfPlainFilesDoesNotOpenWithTheFileProvider() throws IOException, Exception {
    Path configuration = token("one");
    assertThat(open(configuration, "ward")).startsWith("epoch ");
    assertThatThrownBy(
            () ->
                Keys.open(
                    directory.resolve("keys"),
                    ManualClock.at("2026-03-10T08:00:00Z"),
                    new SecureRandom()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keys.provider must name it");
  }
}
