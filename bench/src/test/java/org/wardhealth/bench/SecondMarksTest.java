package org.wardhealth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondMarksTest {
  private static final String FIRST =
      "#### n-1 | ward\nSeen by [[CLINICIAN Okafor]], son [[NAME Obi]].\n#### n-2 | lab | clean\nNa 140\n";

  @TempDir private Path dir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void whatTheSecondLeftOutAndAddedIsCounted() throws IOException {
    String second =
        "#### n-1 | x\nSeen by [[NAME Okafor]], son Obi.\n#### n-2 | x\n[[OTHER_ID Na]] 140\n";
    assertThat(run(FIRST, second)).isZero();
    assertThat(printed()).contains("P 0.750  R 0.667", "touched     1 of 1");
  }

  @Test
  void marksOfOtherTextsAreRefused() throws IOException {
    assertThat(run(FIRST, "#### n-1 | x\nSeen by [[NAME Okafor]], son Ob.\n")).isEqualTo(65);
    assertThat(printed()).contains("another text for n-1").doesNotContain("Okafor");
    assertThat(run(FIRST, "#### n-2 | x\nNa 140\n")).isEqualTo(65);
  }

  @Test
  void typesThatNobodyKnowsAreRefused() throws IOException {
    assertThat(run(FIRST, "#### n-1 | x\nSeen by [[DOC Okafor]], son Obi.\n")).isEqualTo(65);
    assertThat(printed()).contains("n-1 have no type 'DOC'");
  }

  @Test
  void whatAsksTheEngineIsRefusedBesideIt() throws IOException {
    assertThat(run(FIRST, FIRST, "--curve")).isEqualTo(64);
    assertThat(printed()).contains("--second asks no engine");
  }

  private int run(String first, String second, String... more) throws IOException {
    Path gold = Files.writeString(dir.resolve("first.txt"), first);
    Path again = Files.writeString(dir.resolve("second.txt"), second);
    List<String> arguments =
        new ArrayList<>(List.of("--gold", gold.toString(), "--second", again.toString()));
    arguments.addAll(List.of(more));
    return DeidBench.run(
        arguments.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
