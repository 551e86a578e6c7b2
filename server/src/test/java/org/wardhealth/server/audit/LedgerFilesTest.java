package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.testkit.ManualClock;

class LedgerFilesTest {
  private static final String ORIGIN = "ward.test/ledger";

  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir private Path home;

  private Audit open(String origin) {
    return Audit.open(home, origin, clock, random);
  }

  private Path key() {
    return home.resolve("keys/ledger.key");
  }

  private void beginLedger() {
    try (Audit audit = open(ORIGIN)) {
      audit.record(new Entry.Stopped(clock.instant()));
    }
  }

  @Test
  void theKeyIsForItsOwnerOnlyAndItsPublicHalfForAuditors() throws IOException {
    beginLedger();
    assertThat(Files.getPosixFilePermissions(key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(home.resolve("ledger.vkey"))).startsWith(ORIGIN + "+");
    assertThat(Files.readString(key())).startsWith("PRIVATE+KEY+" + ORIGIN + "+");
  }

  @Test
  void aLedgerGoesOnUnderItsKey() {
    beginLedger();
    try (Audit audit = open(ORIGIN)) {
      assertThat(audit.record(new Entry.Stopped(Instant.EPOCH)).index()).isOne();
    }
  }

  @Test
  void anotherOriginThanTheKeysIsRefused() {
    beginLedger();
    assertThatThrownBy(() -> open("ward.other/ledger"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'ward.other/ledger'")
        .hasMessageContaining("'" + ORIGIN + "'");
  }

  @Test
  void aKeyThatIsGoneWhileItsLedgerIsThereIsNotMadeAnew() throws IOException {
    beginLedger();
    Files.delete(key());
    assertThatThrownBy(() -> open(ORIGIN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key().toString())
        .hasMessageContaining("backup");
    assertThat(key()).doesNotExist();
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws IOException {
    beginLedger();
    Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> open(ORIGIN))
        .hasMessageContaining(key().toString())
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aKeyOfAnotherLedgerOfTheSameNameIsRefused() throws IOException {
    beginLedger();
    Path other = Files.createDirectory(home.resolve("other"));
    Audit.open(other, ORIGIN, clock, random).close();
    Files.copy(
        other.resolve("keys/ledger.key"), key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> open(ORIGIN)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void whatIsNoKeyIsRefusedWithoutShowingIt() throws IOException {
    beginLedger();
    Files.writeString(key(), "PRIVATE+KEY+hush+nonsense\n");
    assertThatThrownBy(() -> open(ORIGIN)).hasMessageNotContaining("nonsense");
  }

  @Test
  void theLedgersPublicKeyIsWrittenAgainWhenItIsGone() throws IOException {
    beginLedger();
    String vkey = Files.readString(home.resolve("ledger.vkey"));
    Files.delete(home.resolve("ledger.vkey"));
    open(ORIGIN).close();
    assertThat(Files.readString(home.resolve("ledger.vkey"))).isEqualTo(vkey);
  }

  @Test
  void aClosedLedgerTakesNothing() {
    Audit audit = open(ORIGIN);
    audit.close();
    assertThatThrownBy(() -> audit.record(new Entry.Stopped(Instant.EPOCH)))
        .isInstanceOf(AuditUnavailable.class);
    assertThatThrownBy(() -> audit.submit(new Entry.Stopped(Instant.EPOCH)).join())
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(AuditUnavailable.class),
            e -> assertThat(e).hasCauseInstanceOf(RuntimeException.class));
  }

  @Test
  void evidenceOfAnEntryVerifiesOffline() throws Exception {
    try (Audit audit = open(ORIGIN)) {
      long index = audit.record(new Entry.Stopped(Instant.EPOCH)).index();
      Evidence evidence = audit.evidence(index);
      assertThat(new String(evidence.entry(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("ward.stopped");
      assertThat(evidence.checkpoint().size()).isGreaterThan(index);
    }
  }

  @Test
  void aLedgerWithOneKeyIsGivenTheSecondAtItsNextStartAndBothAreShown() throws Exception {
    beginLedger();
    String first = Files.readAllLines(key()).getFirst();
    Files.writeString(key(), first + "\n");
    Files.delete(home.resolve("ledger.policy"));
    beginLedger();
    assertThat(Files.readAllLines(key())).hasSize(2).startsWith(first);
    assertThat(Files.getPosixFilePermissions(key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    String second = Files.readString(key());
    beginLedger();
    assertThat(Files.readString(key())).isEqualTo(second);
    TrustPolicy policy = TrustPolicy.parse(Files.readAllBytes(home.resolve("ledger.policy")));
    assertThat(policy.logs(ORIGIN)).hasSize(2);
    assertThat(policy.logs(ORIGIN + "/2")).as("the keys of the next log").hasSize(2);
    assertThat(LogVerifier.verify(home.resolve("ledger"), policy, Optional.empty()).size())
        .isEqualTo(3);
  }
}
