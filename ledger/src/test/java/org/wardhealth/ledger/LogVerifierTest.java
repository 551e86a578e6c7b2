package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults are planted in the published files of a log; each must be found. */
class LogVerifierTest {
  private static final int SIZE = 300;

  @TempDir private Path root;
  private TestLog log;
  private Checkpoint older;
  private Checkpoint newest;

  @BeforeEach
  void publishThreeTimes() {
    log = new TestLog(root);
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 270);
      older = ledger.publish();
      TestLog.append(ledger, 270, SIZE);
      newest = ledger.publish();
    }
  }

  @Test
  void theSoundLogVerifies() throws Exception {
    VerifiedLog verified = log.verifySince(older);
    assertThat(verified.size()).isEqualTo(SIZE);
    assertThat(verified.root()).isEqualTo(newest.root());
    assertThat(verified.unsignedFiles()).isZero();
    assertThat(publishedFiles()).hasSizeGreaterThanOrEqualTo(8);
  }

  @Test
  void aChangedBitInAnyPublishedFileIsFound() throws Exception {
    for (Path file : publishedFiles()) {
      int stride = Files.size(file) > 1000 ? 8 * 61 + 1 : 31;
      flipEveryBit(file, stride, log::verify);
    }
    log.verify();
  }

  /**
   * The signatures of the checkpoint are verified anew for each of its own bits; for those of the
   * other files, which no signature is of, once.
   */
  @Test
  @Tag("extra")
  void everySingleBitOfEveryPublishedFileIsGuarded() throws Exception {
    Path checkpoint = log.directory.resolve("checkpoint");
    Checkpoint verified = LogVerifier.checkpoint(log.directory, TestLog.POLICY).checkpoint();
    for (Path file : publishedFiles()) {
      ThrowingCallable verify =
          file.equals(checkpoint)
              ? log::verify
              : () -> LogVerifier.verify(log.directory, verified, Optional.empty());
      flipEveryBit(file, 1, verify);
    }
    log.verify();
  }

  private static void flipEveryBit(Path file, int stride, ThrowingCallable verify)
      throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long bit = 0; bit < 8 * bytes.length(); bit += stride) {
        bytes.seek(bit / 8);
        int sound = bytes.read();
        bytes.seek(bit / 8);
        bytes.write(sound ^ (1 << (bit % 8)));
        assertThatThrownBy(verify)
            .as("%s, bit %d", file, bit)
            .isInstanceOf(VerificationFailure.class);
        bytes.seek(bit / 8);
        bytes.write(sound);
      }
    }
  }

  @Test
  void aTruncatedOrLongerFileIsFound() throws Exception {
    for (Path file : publishedFiles()) {
      byte[] sound = Files.readAllBytes(file);
      for (byte[] wrong :
          List.of(
              new byte[0],
              Arrays.copyOf(sound, sound.length - 1),
              Arrays.copyOf(sound, sound.length + 1))) {
        Files.write(file, wrong);
        assertThatThrownBy(log::verify).as("%s", file).isInstanceOf(VerificationFailure.class);
      }
      Files.write(file, sound);
    }
  }

  @Test
  void anEntryForgedTogetherWithItsLeafHashIsFound() throws Exception {
    Path bundle = log.directory.resolve("tile/entries/000");
    Path tile = log.directory.resolve("tile/0/000");
    byte[] entries = Files.readAllBytes(bundle);
    byte[] forged = TestLog.entry(7);
    forged[0] ^= 1;
    System.arraycopy(forged, 0, entries, EntryBundle.prefix(entries, 7).end() + 2, forged.length);
    byte[] hashes = Files.readAllBytes(tile);
    Hash.ofEntry(forged).copyTo(hashes, 7 * Hash.LENGTH);
    Files.write(bundle, entries);
    Files.write(tile, hashes);
    assertThatThrownBy(log::verify).isInstanceOf(VerificationFailure.BadContent.class);
    forgeLevelOne(hashes);
    assertThatThrownBy(log::verify)
        .isInstanceOf(VerificationFailure.BadContent.class)
        .hasMessageContaining("signed root");
  }

  /** Makes the level above fit the forged tile, so that only the root is left to tell. */
  private void forgeLevelOne(byte[] hashes) throws Exception {
    Hash root = new Hasher().root(hashes, 0, Tile.WIDTH);
    Files.write(log.directory.resolve("tile/1/000.p/1"), root.bytes());
  }

  @Test
  void swappedAndReplayedEntriesAreFoundAndNamed() throws Exception {
    Path bundle = log.directory.resolve("tile/entries/000");
    byte[] sound = Files.readAllBytes(bundle);
    byte[] swapped = sound.clone();
    put(swapped, 7, TestLog.entry(8));
    byte[] replayed = swapped.clone();
    put(swapped, 8, TestLog.entry(7));
    for (byte[] wrong : List.of(swapped, replayed)) {
      Files.write(bundle, wrong);
      assertThatThrownBy(log::verify)
          .isInstanceOf(VerificationFailure.BadContent.class)
          .hasMessageContaining("tile/0/000")
          .hasMessageContaining("entry 255");
    }
    Files.write(bundle, sound);
    log.verify();
  }

  private static void put(byte[] bundle, int index, byte[] entry) throws Malformed {
    int at = EntryBundle.prefix(bundle, index).end() + 2;
    System.arraycopy(entry, 0, bundle, at, entry.length);
  }

  @Test
  void aBundleAndItsTileSwappedWithAnotherPairAreFound() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, SIZE, 600);
    }
    log.verify();
    swap("tile/entries/000", "tile/entries/001");
    swap("tile/0/000", "tile/0/001");
    assertThatThrownBy(log::verify).isInstanceOf(VerificationFailure.BadContent.class);
    swap("tile/entries/000", "tile/entries/001");
    assertThatThrownBy(log::verify).isInstanceOf(VerificationFailure.BadContent.class);
    swap("tile/0/000", "tile/0/001");
    log.verify();
  }

  private void swap(String one, String other) throws Exception {
    Path first = log.directory.resolve(one);
    Path second = log.directory.resolve(other);
    byte[] kept = Files.readAllBytes(first);
    Files.write(first, Files.readAllBytes(second));
    Files.write(second, kept);
  }

  @Test
  void anyMissingFileIsFound() throws Exception {
    for (Path file : publishedFiles()) {
      if (file.toString().contains(".p/14")) {
        continue; // of the older checkpoint; the newest one does not require it
      }
      byte[] sound = Files.readAllBytes(file);
      Files.delete(file);
      assertThatThrownBy(log::verify)
          .as("%s", file)
          .isInstanceOf(VerificationFailure.MissingData.class)
          .hasMessageContaining(log.directory.relativize(file).toString());
      Files.write(file, sound);
    }
  }

  @Test
  void anEditedSizeIsFound() throws Exception {
    String edited = newest.text().replace("\n300\n", "\n299\n");
    Files.writeString(log.directory.resolve("checkpoint"), edited);
    assertThatThrownBy(log::verify).isInstanceOf(VerificationFailure.BadSignature.class);
  }

  @Test
  void anotherKeyIsNotAccepted() {
    VerificationKey other = TestLog.signer("ward.example/log", 9).verificationKey();
    assertThatThrownBy(() -> LogVerifier.verify(log.directory, other, Optional.empty()))
        .isInstanceOf(VerificationFailure.BadSignature.class);
  }

  @Test
  void aShorterHistoryIsFoundByTheNewerCheckpoint() throws Exception {
    Files.write(log.directory.resolve("checkpoint"), older.bytes());
    log.verify();
    assertThatThrownBy(() -> log.verifySince(newest))
        .isInstanceOf(VerificationFailure.BadHistory.class)
        .hasMessageContaining("rollback");
  }

  @Test
  void anotherHistoryUnderTheSameKeyIsFoundByTheOlderCheckpoint() throws Exception {
    TestLog other = new TestLog(root.resolve("other"));
    try (Ledger ledger = other.open()) {
      TestLog.append(ledger, 1, SIZE + 100);
    }
    other.verify();
    for (Checkpoint kept : List.of(older, newest)) {
      assertThatThrownBy(() -> other.verifySince(kept))
          .isInstanceOf(VerificationFailure.BadHistory.class)
          .hasMessageContaining("fork");
    }
  }

  @Test
  void anOlderSignedStateOfTheSameFilesVerifies() throws Exception {
    assertThat(LogVerifier.verify(log.directory, older, Optional.of(older)).size()).isEqualTo(270);
  }

  @Test
  void filesBeyondTheCheckpointAreCountedAndNotTrusted() throws Exception {
    Files.write(log.directory.resolve("checkpoint"), older.bytes());
    assertThat(log.verify().unsignedFiles()).isPositive();
  }

  @Test
  void anEntryChangedAfterVerificationIsNotHandedOut() throws Exception {
    VerifiedLog verified = log.verify();
    Path bundle = log.directory.resolve("tile/entries/000");
    byte[] entries = Files.readAllBytes(bundle);
    entries[4] ^= 1;
    Files.write(bundle, entries);
    assertThatThrownBy(() -> verified.entries((index, entry) -> {}))
        .isInstanceOf(VerificationFailure.BadContent.class);
  }

  private List<Path> publishedFiles() throws Exception {
    try (Stream<Path> tiles = Files.walk(log.directory.resolve("tile"))) {
      return Stream.concat(
              Stream.of(log.directory.resolve("checkpoint")), tiles.filter(Files::isRegularFile))
          .toList();
    }
  }
}
