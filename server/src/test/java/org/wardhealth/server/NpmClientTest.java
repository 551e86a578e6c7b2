package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's client for JavaScript, from npm, unchanged. Needs Node.js: {@code ward test --extra}.
 */
@Tag("extra")
class NpmClientTest {
  @Test
  void theOfficialClientWorksUnchanged(@TempDir Path home, @TempDir Path work) throws Exception {
    Path source = Path.of(System.getProperty("ward.root", "..")).resolve("server/src/test/node");
    for (String file : List.of("package.json", "check.mjs")) {
      Files.copy(source.resolve(file), work.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    run(work, Map.of(), "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    try (TestWard ward = TestWard.start(home)) {
      String said =
          run(
              work,
              Map.of(
                  "WARD_URL", ward.server.url().toString(),
                  "WARD_KEY", ward.key.revealOnce(),
                  "WARD_MODEL", TestWard.MODEL,
                  "WARD_PATIENT", TestWard.PATIENT,
                  "WARD_NOTE", TestWard.NOTE),
              "node",
              "check.mjs");
      assertThat(said.lines()).hasSize(7).allMatch(line -> line.startsWith("ok "));
    }
  }

  private static String run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
