package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteSignerTest {
  private static final String BOTH = TestLog.SIGNER.secretText();
  private static final String ED25519 = BOTH.lines().toList().get(0);
  private static final String ML_DSA = BOTH.lines().toList().get(1);

  @Test
  void bothKeysAreReadBackFromTheirText() {
    NoteSigner read = NoteSigner.parse(BOTH);
    assertThat(read.verificationKeys())
        .isEqualTo(TestLog.SIGNER.verificationKeys())
        .extracting(VerificationKey::type)
        .containsExactly(KeyType.ED25519_NOTE, KeyType.ML_DSA_44);
    for (VerificationKey key : read.verificationKeys()) {
      assertThat(VerificationKey.parse(key.toString())).isEqualTo(key);
    }
    assertThat(read.toString()).doesNotContain(ED25519.split("\\+", 5)[4]);
    assertThat(read.toString()).doesNotContain(ML_DSA.split("\\+", 5)[4]);
  }

  @Test
  void otherMixesOfKeysAreRefused() {
    WitnessKey witness = WitnessKey.generate(KeyType.ML_DSA_44, "w.example", new SecureRandom());
    WitnessKey old =
        WitnessKey.generate(KeyType.ED25519_COSIGNATURE, "ward.example/log", new SecureRandom());
    for (String text :
        List.of(
            "",
            ML_DSA,
            ML_DSA + "\n" + ED25519,
            ED25519 + "\n" + ED25519,
            ED25519 + "\n" + witness.secretText(),
            ED25519 + "\n" + old.secretText(),
            old.secretText(),
            BOTH + "\n" + ML_DSA)) {
      assertThatThrownBy(() -> NoteSigner.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> WitnessKey.parse(ED25519)).hasMessageContaining("key of a log");
    assertThatThrownBy(() -> NoteSigner.generate("n".repeat(256), new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLogWithOneKeyStillOpensAndIsSignedByBothOnceASecondIsThere(@TempDir Path root)
      throws Exception {
    TestLog log = new TestLog(root);
    NoteSigner one = NoteSigner.parse(ED25519);
    LedgerOptions before = options(log, one);
    byte[] kept;
    try (Ledger ledger = Ledger.open(before)) {
      TestLog.append(ledger, 0, 300);
      kept = ledger.publish().bytes();
    }
    Ledger.open(before).close();
    NoteSigner both = one.upgraded(new SecureRandom());
    assertThat(both.upgraded(new SecureRandom()).verificationKeys())
        .isEqualTo(both.verificationKeys());
    Ledger.open(options(log, both)).close();
    byte[] now = Files.readAllBytes(log.directory.resolve("checkpoint"));
    assertThat(Checkpoint.verify(now, both.verificationKeys()).size()).isEqualTo(300);
    Checkpoint older = Checkpoint.verifyAny(kept, both.verificationKeys());
    assertThat(
            LogVerifier.verify(
                    log.directory, TrustPolicy.of(both.verificationKeys()), Optional.of(older))
                .size())
        .isEqualTo(300);
  }

  private static LedgerOptions options(TestLog log, NoteSigner signer) {
    LedgerOptions options = log.options();
    return LedgerOptions.of(options.directory(), options.secondStore(), signer)
        .withClock(options.clock())
        .withSegmentBytes(options.segmentBytes())
        .withPublishInterval(options.publishInterval());
  }
}
