package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The first command of the README, on the notes that it sends. */
class DemoTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("ward.root", ".."), "docs", "examples");

  @Test
  void everyNoteGoesThroughAndEveryReceiptIsVerified() throws Exception {
    Shell demo = Shell.run("demo", "--once", "--again", "1", "--examples", EXAMPLES.toString());

    assertThat(demo.err()).isEmpty();
    assertThat(demo.exitCode()).isZero();
    long notes;
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      notes = files.filter(file -> file.toString().endsWith(".txt")).count();
    }
    assertThat(notes).isPositive();
    assertThat(demo.out().split("decision   permit for TREAT", -1)).hasSize((int) notes + 1);
    assertThat(demo.out().split("verified   offline: ", -1)).hasSize((int) notes + 1);
    assertThat(demo.out()).contains(notes + " exchanges more");
    assertThat(demo.out())
        .containsOnlyOnce("denied     consent_denied: ")
        .contains("no model was asked");
  }

  @Test
  void aFolderWithoutNotesIsSaidSo(@org.junit.jupiter.api.io.TempDir Path empty) {
    Shell demo = Shell.run("demo", "--once", "--examples", empty.toString());

    assertThat(demo.exitCode()).isEqualTo(Failure.NO_INPUT);
    assertThat(demo.err()).contains("no notes (*.txt) lie in");
  }
}
