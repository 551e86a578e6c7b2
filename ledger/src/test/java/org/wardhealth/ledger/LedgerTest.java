package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path root;
  private TestLog log;

  @BeforeEach
  void newLog() {
    log = new TestLog(root);
  }

  @Test
  void aReceiptNamesIndexLeafHashAndTime() {
    try (Ledger ledger = log.open()) {
      assertThat(ledger.append(TestLog.entry(0)))
          .isEqualTo(new Receipt(0, Hash.ofEntry(TestLog.entry(0)), TestLog.CLOCK.instant()));
      assertThat(ledger.append(TestLog.entry(1)).index()).isEqualTo(1);
    }
  }

  @Test
  void aNewLogPublishesTheEmptyTree() throws Exception {
    try (Ledger ledger = log.open()) {
      assertThat(ledger.checkpoint().size()).isZero();
      assertThat(ledger.checkpoint().root()).isEqualTo(Hash.OF_NOTHING);
    }
    assertThat(log.verify().size()).isZero();
  }

  @Test
  void everyEntryIsProvedUnderEveryCheckpoint() throws Exception {
    VerificationKey key = TestLog.SIGNER.verificationKey();
    List<Checkpoint> checkpoints = new ArrayList<>();
    try (Ledger ledger = log.open()) {
      for (int to : new int[] {1, 2, 200, 256, 257, 700}) {
        TestLog.append(ledger, (int) ledger.state().durable(), to);
        checkpoints.add(ledger.publish());
      }
      for (Checkpoint checkpoint : checkpoints) {
        for (int i = 0; i < checkpoint.size(); i += 7) {
          InclusionProof proof = ledger.proveInclusion(i, checkpoint.size());
          proof.verify(TestLog.entry(i), checkpoint.bytes(), key);
          byte[] other = TestLog.entry(i + 1);
          assertThatThrownBy(() -> proof.verify(other, checkpoint.bytes(), key))
              .isInstanceOf(VerificationFailure.BadContent.class);
        }
        for (Checkpoint later : checkpoints) {
          if (later.size() >= checkpoint.size()) {
            ledger.proveConsistency(checkpoint.size(), later.size()).verify(checkpoint, later);
            log.verifySince(checkpoint);
          }
        }
      }
    }
  }

  @Test
  void entriesAreReadBackBeforeAndAfterPublication() {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 300);
      assertThat(ledger.entry(299)).isEqualTo(TestLog.entry(299));
      ledger.publish();
      TestLog.append(ledger, 300, 310);
      for (int i = 0; i < 310; i++) {
        assertThat(ledger.entry(i)).isEqualTo(TestLog.entry(i));
      }
      assertThatThrownBy(() -> ledger.entry(310)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void entriesOfEveryLengthGoThrough() throws Exception {
    try (Ledger ledger = log.open()) {
      for (int length : new int[] {0, 1, 7, 8, 9, 255, 256, Ledger.MAX_ENTRY_BYTES}) {
        Receipt receipt = ledger.append(new byte[length]);
        assertThat(ledger.entry(receipt.index())).hasSize(length);
      }
      assertThatThrownBy(() -> ledger.append(new byte[Ledger.MAX_ENTRY_BYTES + 1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("65536");
    }
    List<Integer> lengths = new ArrayList<>();
    log.verify().entries((index, entry) -> lengths.add(entry.length));
    assertThat(lengths).containsExactly(0, 1, 7, 8, 9, 255, 256, 65_535);
  }

  @Test
  void closeLosesNothingThatWasAccepted() throws Exception {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    try (Ledger ledger = log.open()) {
      for (int i = 0; i < 2000; i++) {
        receipts.add(ledger.submit(TestLog.entry(i)));
      }
    }
    assertThat(receipts).allMatch(r -> r.isDone() && !r.isCompletedExceptionally());
    VerifiedLog verified = log.verify();
    assertThat(verified.size()).isEqualTo(2000);
    verified.entries((index, entry) -> assertThat(entry).isEqualTo(TestLog.entry((int) index)));
  }

  @Test
  void aClosedLogTakesNothing() {
    Ledger ledger = log.open();
    ledger.close();
    ledger.close();
    assertThatThrownBy(() -> ledger.append(TestLog.entry(0)))
        .isInstanceOf(LedgerException.Halted.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aReopenedLogGoesOnWhereItWas() throws Exception {
    for (int round = 0; round < 6; round++) {
      try (Ledger ledger = log.open()) {
        assertThat(ledger.state().durable()).isEqualTo(round * 300L);
        TestLog.append(ledger, round * 300, round * 300 + 300);
      }
    }
    assertThat(log.verify().size()).isEqualTo(1800);
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (Ledger ledger = Ledger.open(log.options().withQueueLimit(3), disk)) {
      disk.hold();
      List<CompletableFuture<Receipt>> accepted = new ArrayList<>();
      accepted.add(ledger.submit(TestLog.entry(0)));
      disk.awaitSync();
      for (int i = 1; i <= 3; i++) {
        accepted.add(ledger.submit(TestLog.entry(i)));
      }
      assertThatThrownBy(() -> ledger.append(TestLog.entry(4)))
          .isInstanceOf(LedgerException.Full.class);
      assertThat(ledger.state().queued()).isEqualTo(3);
      assertThat(accepted).noneMatch(CompletableFuture::isDone);
      disk.release();
      accepted.forEach(CompletableFuture::join);
      assertThat(ledger.append(TestLog.entry(4)).index()).isEqualTo(4);
    }
  }

  @Test
  void manyWritersGetUniqueIndexesWithTheirOwnEntries() throws Exception {
    int writers = 64;
    int each = 20;
    ConcurrentLinkedQueue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    LedgerOptions options = log.options().withPublishInterval(Duration.ofMillis(5));
    try (Ledger ledger = Ledger.open(options)) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int w = 0; w < writers; w++) {
          int first = w * each;
          threads.execute(
              () -> {
                for (int i = first; i < first + each; i++) {
                  Receipt receipt = ledger.append(TestLog.entry(i));
                  if (Arrays.equals(ledger.entry(receipt.index()), TestLog.entry(i))) {
                    receipts.add(receipt);
                  }
                }
              });
        }
      }
      Checkpoint last = ledger.publish();
      assertThat(receipts).hasSize(1280);
      assertThat(new TreeSet<>(receipts.stream().map(Receipt::index).toList())).hasSize(1280);
      for (Receipt receipt : receipts) {
        assertThat(
                ledger
                    .proveInclusion(receipt.index(), last.size())
                    .proves(receipt.leafHash(), last.root()))
            .isTrue();
      }
    }
    assertThat(log.verify().size()).isEqualTo(1280);
  }

  @Test
  void theTickerPublishesByItself() throws Exception {
    LedgerOptions options = log.options().withPublishInterval(Duration.ofMillis(1));
    try (Ledger ledger = Ledger.open(options)) {
      ledger.append(TestLog.entry(0));
      while (ledger.checkpoint().size() == 0) {
        Thread.onSpinWait();
      }
      assertThat(log.verify().size()).isEqualTo(1);
    }
  }

  @Test
  void publishedSegmentsAreRemoved() throws Exception {
    try (Ledger ledger = log.open()) {
      for (int i = 0; i < 8; i++) {
        ledger.append(new byte[60_000]);
      }
      assertThat(log.segments()).hasSizeGreaterThan(2);
      ledger.publish();
      assertThat(log.segments()).hasSize(1);
      ledger.append(new byte[60_000]);
    }
    try (Ledger ledger = log.open()) {
      assertThat(ledger.state().durable()).isEqualTo(9);
    }
  }

  @Test
  void partialTilesOfASignedSizeStayUntilTheFullOneIsThere() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 10);
      ledger.publish();
      TestLog.append(ledger, 10, 20);
      ledger.publish();
      assertThat(log.directory.resolve("tile/0/000.p/10")).exists();
      assertThat(log.directory.resolve("tile/entries/000.p/20")).exists();
      TestLog.append(ledger, 20, 256);
      ledger.publish();
      assertThat(log.directory.resolve("tile/0/000.p")).doesNotExist();
      assertThat(log.directory.resolve("tile/entries/000.p")).doesNotExist();
      assertThat(log.directory.resolve("tile/0/000")).hasSize(8192);
    }
  }

  @Test
  void aSecondWriterIsRefused() {
    try (Ledger ledger = log.open()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(log::open)
            .isInstanceOf(LedgerException.Refused.class)
            .hasMessageStartingWith("LOCKED");
      }
      ledger.append(TestLog.entry(0));
    }
    log.open().close();
  }

  @Test
  void aCopyOfTheDirectoryCannotBeWrittenBesideTheOriginal() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 3);
      ledger.publish();
      Path copy = root.resolve("copy");
      TestLog.copy(log.directory, copy);
      LedgerOptions options =
          LedgerOptions.of(copy, log.secondStore, TestLog.SIGNER).withSegmentBytes(1 << 17);
      assertThatThrownBy(() -> Ledger.open(options))
          .isInstanceOf(LedgerException.Refused.class)
          .hasMessageStartingWith("LOCKED");
    }
  }

  @Test
  void theSecondStoreMustLieOutsideTheLog() {
    assertThatThrownBy(() -> LedgerOptions.of(root, root.resolve("second"), TestLog.SIGNER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("outside");
  }

  @Test
  void askingBeyondTheCheckpointIsRefused() {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 5);
      ledger.publish();
      assertThatThrownBy(() -> ledger.proveInclusion(5, 5))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.proveInclusion(0, 6))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.proveConsistency(0, 5))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ledger.proveConsistency(5, 4))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aTileThatIsGoneIsReportedAsDamage() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 5);
      ledger.publish();
      Files.delete(log.directory.resolve("tile/0/000.p/5"));
      assertThatThrownBy(() -> ledger.proveInclusion(1, 5))
          .isInstanceOf(LedgerException.Damaged.class)
          .hasMessageContaining("000.p");
    }
  }

  @Test
  void publishedEntriesAreReadBundleByBundleAndNoneThatIsNot() throws Exception {
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 300);
      assertThat(ledger.publishedEntries(0)).isEmpty();
      ledger.publish();
      assertThat(ledger.publishedEntries(0)).hasSize(256);
      assertThat(ledger.publishedEntries(250)).hasSize(6);
      assertThat(ledger.publishedEntries(256)).hasSize(44);
      assertThat(ledger.publishedEntries(299)).containsExactly(TestLog.entry(299));
      assertThat(ledger.publishedEntries(300)).isEmpty();
      assertThatThrownBy(() -> ledger.publishedEntries(-1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
