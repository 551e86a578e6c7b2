package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logs and checkpoints that other programs wrote. */
@Tag("data")
class ForeignLogDataTest {
  private static final Path DATA = Path.of(System.getProperty("ward.data", ""), "ledger");
  private static final Path TESSERA = DATA.resolve("tessera-log/log");
  private static final VerificationKey KEY =
      VerificationKey.parse(
          "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");
  private static final List<String> LEAVES =
      List.of(
          "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten"
              .split(" "));

  @Test
  void theTesseraLogVerifiesAtEverySizeAndExtendsEveryOlderOne() throws Exception {
    for (int size = 0; size <= 15; size++) {
      Checkpoint checkpoint = checkpoint(size);
      for (int old = 0; old <= size; old++) {
        VerifiedLog log = LogVerifier.verify(TESSERA, checkpoint, Optional.of(checkpoint(old)));
        assertThat(log.size()).isEqualTo(size);
        List<String> entries = new ArrayList<>();
        log.entries((index, entry) -> entries.add(new String(entry, UTF_8)));
        assertThat(entries).isEqualTo(LEAVES.subList(0, size));
      }
    }
    assertThat(LogVerifier.verify(TESSERA, KEY, Optional.empty()).size()).isEqualTo(15);
  }

  @Test
  void anOlderTesseraCheckpointIsARollback() throws Exception {
    assertThatThrownBy(() -> LogVerifier.verify(TESSERA, checkpoint(7), Optional.of(checkpoint(8))))
        .isInstanceOf(VerificationFailure.BadHistory.class);
  }

  @Test
  void malformedRekorCheckpointsAreRefusedAndTheValidOnesRead() throws Exception {
    int valid = 0;
    int refused = 0;
    try (Stream<Path> files = Files.list(DATA.resolve("sigstore-java-checkpoints"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        byte[] bytes = Files.readAllBytes(file);
        if (name.startsWith("valid")) {
          SignedNote note = SignedNote.parse(bytes);
          TreeHead head = TreeHead.parse(note.text());
          assertThat(head.origin()).isEqualTo("rekor.sigstore.dev - 2605736670972794746");
          assertThat(head.size()).isEqualTo(37_795_272);
          assertThat(note.signatures()).hasSize(name.contains("multi") ? 2 : 1);
          assertThat(note.bytes()).isEqualTo(bytes);
          valid++;
        } else {
          assertThatThrownBy(() -> TreeHead.parse(SignedNote.parse(bytes).text()))
              .as(name)
              .isInstanceOf(Malformed.class);
          refused++;
        }
      }
    }
    assertThat(valid).isEqualTo(2);
    assertThat(refused).isEqualTo(7);
  }

  private static Checkpoint checkpoint(int size) throws Exception {
    return Checkpoint.verify(Files.readAllBytes(TESSERA.resolve("checkpoint." + size)), KEY);
  }
}
