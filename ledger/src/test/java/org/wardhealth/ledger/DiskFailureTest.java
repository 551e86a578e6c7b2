package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFailureTest {
  @TempDir private Path root;
  private TestLog log;
  private final FaultyDisk disk = new FaultyDisk();

  @BeforeEach
  void newLog() {
    log = new TestLog(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "write"})
  void anErrorWhileAppendingHaltsTheLogForGood(String step) throws Exception {
    try (Ledger ledger = Ledger.open(log.options(), disk)) {
      TestLog.append(ledger, 0, 3);
      disk.failNext(step);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> ledger.append(TestLog.entry(3)))
            .isInstanceOf(LedgerException.Halted.class)
            .hasMessageContaining("writing failed");
      }
      assertThatThrownBy(ledger::publish).isInstanceOf(LedgerException.Halted.class);
      assertThat(ledger.state().halted()).isPresent();
      assertThat(ledger.state().durable()).isEqualTo(3);
    }
    try (Ledger again = log.open()) {
      assertThat(again.state().durable()).isGreaterThanOrEqualTo(3);
      assertThat(again.entry(2)).isEqualTo(TestLog.entry(2));
    }
    log.verify();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "write", "rename", "directory"})
  void anErrorWhilePublishingHaltsTheLogAndLosesNothing(String step) throws Exception {
    try (Ledger ledger = Ledger.open(log.options(), disk)) {
      TestLog.append(ledger, 0, 300);
      disk.failNext(step);
      assertThatThrownBy(ledger::publish)
          .isInstanceOf(LedgerException.Halted.class)
          .hasMessageContaining("publishing failed");
      assertThatThrownBy(() -> ledger.append(TestLog.entry(300)))
          .isInstanceOf(LedgerException.Halted.class);
    }
    try (Ledger again = log.open()) {
      assertThat(again.checkpoint().size()).isEqualTo(300);
    }
    log.verify();
  }

  @Test
  void aFullDiskSaysSo() {
    try (Ledger ledger = Ledger.open(log.options(), disk)) {
      disk.failNext("write");
      assertThatThrownBy(() -> ledger.append(TestLog.entry(0)))
          .isInstanceOf(LedgerException.Halted.class)
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  void aFullDiskAtTheStartIsRefusedAndLeavesTheLogFree() {
    disk.failNext("write");
    assertThatThrownBy(() -> Ledger.open(log.options(), disk))
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageContaining("No space left on device");
    log.open().close();
  }

  @Test
  void aDurableBatchIsOneSyncAndNoReceiptComesWithoutOne() {
    try (Ledger ledger = Ledger.open(log.options(), disk)) {
      for (int i = 0; i < 20; i++) {
        int before = disk.syncs.get();
        ledger.append(TestLog.entry(i));
        assertThat(disk.syncs.get()).isEqualTo(before + 1);
      }
    }
  }
}
