package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Cedar's native library cannot be loaded, that is said, and nothing can be asked. */
class CedarLibraryTest {
  /** Loads the shipped set, as a program of its own. */
  static final class Loads {
    public static void main(String... args) {
      try {
        System.out.println("loaded " + Policies.load(PolicySource.shipped()).digest());
      } catch (PolicyUnavailable e) {
        System.out.println("unavailable: " + e.getMessage());
      }
    }
  }

  @Test
  void aTemporaryDirectoryThatIsNoneIsSaid(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run(List.of("-Djava.io.tmpdir=" + file), Map.of()))
        .contains("unavailable: Cedar, which decides")
        .contains("noexec")
        .contains(file.toString());
  }

  @Test
  void aLibraryThatTheSystemRefusesIsSaid(@TempDir Path folder) throws Exception {
    Path library = Files.writeString(folder.resolve("libcedar_java_ffi.so"), "no library");
    assertThat(run(List.of(), Map.of("CEDAR_JAVA_FFI_LIB", library.toString())))
        .contains("unavailable: Cedar, which decides");
  }

  @Test
  void elsewhereItLoadsWithoutAWarningOfJava() throws Exception {
    String said = run(List.of(), Map.of());
    assertThat(said)
        .contains("loaded " + PolicySource.shipped().digest())
        .doesNotContain("WARNING");
  }

  private static String run(List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    java.util.ArrayList<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Loads.class.getName()));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().putAll(environment);
    Process started = process.start();
    String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var _ = started.waitFor();
    return said;
  }
}
