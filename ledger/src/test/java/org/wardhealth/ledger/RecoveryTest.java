package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash can leave is taken up; everything else is refused before anything is written. */
class RecoveryTest {
  @TempDir private Path root;
  private TestLog log;
  private Path original;
  private Path atWork;

  @BeforeEach
  void newLog() {
    original = root.resolve("original");
    log = new TestLog(original);
    atWork = root.resolve("at-work");
  }

  /**
   * A log as a crash leaves it: 300 entries published, then more in batches of one that are not.
   *
   * @return the crashed state; the original was closed properly
   */
  private TestLog crashed(int unpublished, int entryBytes) throws IOException {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 300);
      ledger.publish();
      for (int i = 0; i < unpublished; i++) {
        ledger.append(bigEntry(300 + i, entryBytes));
      }
      TestLog.copy(original, atWork);
    }
    return new TestLog(atWork);
  }

  private static byte[] bigEntry(int i, int bytes) {
    byte[] entry = new byte[bytes];
    Arrays.fill(entry, (byte) 'x');
    byte[] text = TestLog.entry(i);
    System.arraycopy(text, 0, entry, 0, text.length);
    return entry;
  }

  @Test
  void whatWasDurableIsPublishedAtTheNextStart() throws Exception {
    TestLog crash = crashed(50, 100);
    try (Ledger ledger = crash.open()) {
      assertThat(ledger.checkpoint().size()).isEqualTo(350);
      assertThat(ledger.entry(349)).isEqualTo(bigEntry(349, 100));
    }
    crash.verify();
  }

  @Test
  void aTornTailIsCutOffAndTheLogGoesOn() throws Exception {
    TestLog crash = crashed(5, 100);
    Path segment = crash.segments().getLast();
    Frame last = frames(segment).getLast();
    for (int cut : new int[] {0, 4, 8, 31, 32, 60, 131}) {
      Path tornRoot = root.resolve("torn" + cut);
      TestLog.copy(atWork, tornRoot);
      TestLog torn = new TestLog(tornRoot);
      byte[] bytes = Files.readAllBytes(segment);
      for (int at = last.offset() + cut; at < last.end(); at++) {
        bytes[at] = 0;
      }
      Files.write(torn.segments().getLast(), bytes);
      for (int round = 0; round < 3; round++) {
        try (Ledger ledger = torn.open()) {
          assertThat(ledger.state().durable()).isEqualTo(304 + round);
          ledger.append(TestLog.entry(round));
        }
      }
      assertThat(torn.verify().size()).isEqualTo(307);
    }
  }

  @Test
  void aBatchTornInItsMiddleKeepsItsSoundBeginning() throws Exception {
    TestLog crash = crashed(1, 100);
    Path file = crash.segments().getLast();
    Frame last = frames(file).getLast();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer out = ByteBuffer.wrap(bytes).position(last.end());
    long salt = salt(bytes);
    Frame.put(out, salt, last.batch() + 1, 301, 2, TestLog.entry(1));
    int middle = out.position();
    Frame.put(out, salt, last.batch() + 1, 302, 1, TestLog.entry(2));
    Frame.put(out, salt, last.batch() + 1, 303, 0, TestLog.entry(3));
    bytes[middle + Frame.HEADER] ^= 1;
    Files.write(file, bytes);
    try (Ledger ledger = crash.open()) {
      assertThat(ledger.state().durable()).isEqualTo(302);
      ledger.append(TestLog.entry(4));
    }
    try (Ledger ledger = crash.open()) {
      assertThat(ledger.state().durable()).isEqualTo(303);
      assertThat(ledger.entry(301)).isEqualTo(TestLog.entry(1));
      assertThat(ledger.entry(302)).isEqualTo(TestLog.entry(4));
    }
  }

  @Test
  void damageBeforeALaterBatchIsRefusedAndNamed() throws Exception {
    TestLog crash = crashed(5, 100);
    List<Frame> frames = frames(crash.segments().getLast());
    Frame victim = frames.get(frames.size() - 3);
    damage(crash.segments().getLast(), victim.offset() + Frame.HEADER + 9);
    refused(crash).hasMessageStartingWith("CORRUPT").hasMessageContaining("entry 302");
    refused(crash).hasMessageContaining("entry 303 of a later batch follows");
  }

  @Test
  void damageAnywhereBelowTheLastBatchIsRefused() throws Exception {
    TestLog crash = crashed(3, 20);
    Path file = crash.segments().getLast();
    Frame end = frames(file).getLast();
    byte[] sound = Files.readAllBytes(file);
    int step = 131;
    for (int at = Segment.HEADER; at < end.offset(); at += step) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      Files.write(file, bytes);
      refused(crash).hasMessageStartingWith("CORRUPT");
    }
    for (int at = 0; at < Segment.HEADER; at++) {
      byte[] bytes = sound.clone();
      bytes[at] ^= (byte) (1 << (at % 8));
      Files.write(file, bytes);
      refused(crash).hasMessageStartingWith("CORRUPT");
    }
    Files.write(file, sound);
    crash.open().close();
  }

  @Test
  void damageInAMiddleSegmentIsRefusedAndNamed() throws Exception {
    TestLog crash = crashed(8, 60_000);
    List<Path> segments = crash.segments();
    assertThat(segments).hasSizeGreaterThan(3);
    Path middle = segments.get(2);
    Frame last = frames(middle).getLast();
    damage(middle, last.offset() + 5000);
    refused(crash)
        .hasMessageStartingWith("CORRUPT")
        .hasMessageContaining("entry " + last.index() + " is missing or damaged");
  }

  @Test
  void aMissingMiddleSegmentIsRefused() throws Exception {
    TestLog crash = crashed(8, 60_000);
    Files.delete(crash.segments().get(2));
    refused(crash).hasMessageStartingWith("CORRUPT").hasMessageContaining("is missing or damaged");
  }

  @Test
  void aMissingFirstSegmentIsRefused() throws Exception {
    TestLog crash = crashed(8, 60_000);
    Files.delete(crash.segments().getFirst());
    refused(crash).hasMessageStartingWith("MISSING").hasMessageContaining("entries 300");
  }

  @Test
  void aTruncatedSegmentIsRefused() throws Exception {
    TestLog crash = crashed(3, 100);
    Path file = crash.segments().getLast();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 8));
    refused(crash).hasMessageStartingWith("CORRUPT");
  }

  @Test
  void anEntryForgedBelowTheCheckpointIsRefused() throws Exception {
    TestLog crash = crashed(3, 100);
    Path file = crash.segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    Frame victim = frames(file).get(17);
    byte[] forged = TestLog.entry(17);
    forged[0] ^= 1;
    Frame.put(
        ByteBuffer.wrap(bytes).position(victim.offset()),
        salt(bytes),
        victim.batch(),
        17,
        victim.following(),
        forged);
    Files.write(file, bytes);
    refused(crash).hasMessageStartingWith("CORRUPT").hasMessageContaining("entry 17");
  }

  @Test
  void aValidFrameInsideAnEntryIsNotTakenForALaterBatch() throws Exception {
    try (Ledger ledger = log.open()) {
      ByteBuffer trap = ByteBuffer.allocate(200);
      Frame.put(trap, 0, 1000, 1, 0, TestLog.entry(1));
      ledger.append(trap.array());
      TestLog.copy(original, atWork);
    }
    TestLog crash = new TestLog(atWork);
    damage(crash.segments().getLast(), Segment.HEADER);
    try (Ledger ledger = crash.open()) {
      assertThat(ledger.state().durable()).isZero();
    }
  }

  @Test
  void whatASegmentHeldInAnEarlierUseIsNeverReadAgain() throws Exception {
    int next = 0;
    for (int round = 0; round < 5; round++) {
      Path copy = root.resolve("round" + round);
      try (Ledger ledger = log.open()) {
        assertThat(ledger.state().durable()).isEqualTo(next);
        for (int i = 0; i < 7; i++) {
          ledger.append(bigEntry(next++, 50_000));
        }
        ledger.publish();
        assertThat(log.directory.resolve("wal/spare")).exists();
        for (int i = 0; i < 4 + round; i++) {
          ledger.append(bigEntry(next++, 30_000));
        }
        TestLog.copy(original, copy);
      }
      TestLog crash = new TestLog(copy);
      try (Ledger ledger = crash.open()) {
        assertThat(ledger.state().durable()).isEqualTo(next);
        assertThat(ledger.entry(next - 1)).isEqualTo(bigEntry(next - 1, 30_000));
      }
      assertThat(crash.verify().size()).isEqualTo(next);
    }
  }

  @Test
  void anOldCopyOfTheWholeDirectoryIsRefusedByTheSecondStore() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 10);
    }
    TestLog.copy(log.directory, root.resolve("backup"));
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 10, 20);
    }
    TestLog.delete(log.directory);
    TestLog.copy(root.resolve("backup"), log.directory);
    refused(log).hasMessageStartingWith("ROLLBACK").hasMessageContaining("20 entries were signed");
  }

  @Test
  void aDirectoryThatWasEmptiedIsRefusedByTheSecondStore() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 10);
    }
    TestLog.delete(log.directory);
    refused(log).hasMessageStartingWith("ROLLBACK").hasMessageContaining("10 signed entries");
  }

  @Test
  void aMissingOrOlderOrDamagedSecondStoreIsRefused() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 10);
    }
    Path store = new LastSigned(log.secondStore, "ward.example/log", FileStorage.FILES).file();
    String sound = Files.readString(store);
    Files.writeString(store, sound.replace("\n10\n", "\n9\n"));
    refused(log).hasMessageStartingWith("ROLLBACK").hasMessageContaining("behind the checkpoint");
    Files.writeString(store, sound.replace("\n10\n", "\n11\n"));
    refused(log).hasMessageStartingWith("ROLLBACK").hasMessageContaining("11 entries were signed");
    Files.writeString(store, "?");
    refused(log).hasMessageStartingWith("CORRUPT").hasMessageContaining("second store");
    Files.delete(store);
    refused(log).hasMessageStartingWith("MISSING").hasMessageContaining("second store");
    Files.writeString(store, sound);
    log.open().close();
  }

  @Test
  void aSecondStoreAheadOfTheCheckpointIsFinishedExactly() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 10);
      ledger.publish();
      TestLog.append(ledger, 10, 20);
      TestLog.copy(original, atWork);
      TreeHead promised = ledger.publish().head();
      TestLog crash = new TestLog(atWork);
      LastSigned store = new LastSigned(crash.secondStore, "ward.example/log", FileStorage.FILES);
      store.advance(store.read(), promised);
    }
    TestLog crash = new TestLog(atWork);
    try (Ledger ledger = crash.open()) {
      assertThat(ledger.checkpoint().size()).isEqualTo(20);
    }
    crash.verify();
  }

  @Test
  void aPromiseToAnotherRootIsRefused() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 20);
      TestLog.copy(original, atWork);
    }
    TestLog crash = new TestLog(atWork);
    LastSigned store = new LastSigned(crash.secondStore, "ward.example/log", FileStorage.FILES);
    store.advance(store.read(), new TreeHead("ward.example/log", 15, Hash.OF_NOTHING));
    refused(crash).hasMessageStartingWith("CORRUPT").hasMessageContaining("size 15");
  }

  @Test
  void aSecondStoreChangedBySomebodyElseStopsTheNextSignature() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 5);
      LastSigned store = new LastSigned(log.secondStore, "ward.example/log", FileStorage.FILES);
      store.advance(store.read(), new TreeHead("ward.example/log", 4, Hash.OF_NOTHING));
      assertThatThrownBy(ledger::publish)
          .isInstanceOf(LedgerException.Halted.class)
          .hasMessageContaining("somebody else");
      assertThat(ledger.checkpoint().size()).isZero();
    }
  }

  @Test
  void missingPublishedFilesAreRefusedAndNamed() throws Exception {
    crashed(0, 20);
    for (String name :
        List.of(
            "tile/0/000",
            "tile/entries/000",
            "tile/0/001.p/44",
            "tile/1/000.p/1",
            "tile/entries/001.p/44")) {
      Path brokenRoot = root.resolve("without-" + name.replace('/', '-'));
      TestLog.copy(atWork, brokenRoot);
      TestLog broken = new TestLog(brokenRoot);
      Files.delete(broken.directory.resolve(name));
      refused(broken).hasMessageStartingWith("MISSING").hasMessageContaining(name);
    }
  }

  @Test
  void aMissingCheckpointIsRefused() throws Exception {
    TestLog crash = crashed(0, 20);
    Files.delete(crash.directory.resolve("checkpoint"));
    refused(crash).hasMessageStartingWith("ROLLBACK").hasMessageContaining("no checkpoint");
  }

  @Test
  void aDamagedRightEdgeIsRefused() throws Exception {
    TestLog crash = crashed(0, 20);
    for (String name : List.of("tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44")) {
      damage(crash.directory.resolve(name), 20);
      refused(crash).hasMessageStartingWith("CORRUPT");
      damage(crash.directory.resolve(name), 20);
    }
    crash.open().close();
  }

  @Test
  void aCheckpointByAnotherKeyIsRefused() throws Exception {
    log.open().close();
    LedgerOptions other =
        LedgerOptions.of(log.directory, log.secondStore, TestLog.signer("ward.example/log", 9));
    assertThatThrownBy(() -> Ledger.open(other))
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageContaining("none of the known keys signed");
  }

  @Test
  void missingSegmentsAreRefused() throws Exception {
    TestLog crash = crashed(0, 20);
    TestLog.delete(crash.directory.resolve("wal"));
    refused(crash).hasMessageStartingWith("MISSING").hasMessageContaining("write-ahead");
  }

  @Test
  void aRefusalChangesNothingOnDisk() throws Exception {
    TestLog crash = crashed(5, 100);
    List<Frame> frames = frames(crash.segments().getLast());
    damage(crash.segments().getLast(), frames.get(frames.size() - 3).offset() + 40);
    List<String> before = contents();
    refused(crash);
    assertThat(contents()).isEqualTo(before);
  }

  private List<String> contents() throws IOException {
    List<String> all = new ArrayList<>();
    try (var files = Files.walk(atWork)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.add(file + " " + Hash.ofEntry(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(TestLog log) {
    return assertThatThrownBy(log::open).isInstanceOf(LedgerException.Refused.class);
  }

  private static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  private static long salt(byte[] segment) {
    return ByteBuffer.wrap(segment).getLong(48);
  }

  private static List<Frame> frames(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    List<Frame> frames = new ArrayList<>();
    Optional<Frame> next = Frame.read(bytes, Segment.HEADER, bytes.getLong(48));
    while (next.isPresent()) {
      frames.add(next.get());
      next = Frame.read(bytes, next.get().end(), bytes.getLong(48));
    }
    return frames;
  }
}
