package org.wardhealth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeidBenchTest {
  /** Said at once, not behind a minute of measuring. */
  @Test
  void markedTextsThatAreNotThereAreMissedBeforeAnythingIsMeasured(@TempDir Path dir) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String[] missing = {"--gold", dir.resolve("no.jsonl").toString()};
    assertThat(DeidBench.run(missing, out)).isEqualTo(66);
    assertThat(DeidBench.run(new String[] {"--curve"}, out)).isEqualTo(64);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("there is no ")
        .contains("no.jsonl", "say --gold")
        .doesNotContain("load ");
  }
}
