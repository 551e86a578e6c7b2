package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final VerificationKey KEY = TestLog.SIGNER.verificationKey();
  private static final List<VerificationKey> KEYS = TestLog.SIGNER.verificationKeys();
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

  @Test
  void aSignedCheckpointIsReadBack() throws Exception {
    Checkpoint made =
        Checkpoint.sign(
            new TreeHead(KEY.name(), 20_852_163, Hash.OF_NOTHING),
            TestLog.SIGNER,
            TestLog.CLOCK.instant());
    Checkpoint read = Checkpoint.verify(made.bytes(), KEY);
    assertThat(read.size()).isEqualTo(20_852_163);
    assertThat(read.root()).isEqualTo(Hash.OF_NOTHING);
    assertThat(read.origin()).isEqualTo("ward.example/log");
    assertThat(read.text()).isEqualTo(made.text()).startsWith("ward.example/log\n20852163\n");
  }

  @Test
  void extensionLinesArePassedOver() throws Exception {
    assertThat(verify("ward.example/log\n7\n" + ROOT + "\nextension\n").size()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ward.example/log\n07\n" + ROOT + "\n",
        "ward.example/log\n00\n" + ROOT + "\n",
        "ward.example/log\n+7\n" + ROOT + "\n",
        "ward.example/log\n-7\n" + ROOT + "\n",
        "ward.example/log\n\u0667\n" + ROOT + "\n",
        "ward.example/log\n7 \n" + ROOT + "\n",
        "ward.example/log\n18446744073709551615\n" + ROOT + "\n",
        "ward.example/log\n18446744073709551616\n" + ROOT + "\n",
        "ward.example/log\n99999999999999999999999\n" + ROOT + "\n",
        "ward.example/log\n\n" + ROOT + "\n",
        "ward.example/log\n7\n\n",
        "ward.example/log\n7\nAAAA\n",
        "ward.example/log\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "ward.example/log\n7\n" + ROOT + "\n\nextension\n",
        "ward.example/log\n7\n",
        "other.example/log\n7\n" + ROOT + "\n",
      })
  void whatIsNotACheckpointOfThisLogIsRefusedThoughSigned(String text) {
    assertThatThrownBy(() -> verify(text)).isInstanceOf(VerificationFailure.BadSignature.class);
  }

  @Test
  void noSingleBitOfACheckpointCanChange() {
    Checkpoint made =
        Checkpoint.sign(
            new TreeHead(KEY.name(), 7, Hash.OF_NOTHING), TestLog.SIGNER, TestLog.CLOCK.instant());
    byte[] bytes = made.bytes();
    for (int bit = 0; bit < bytes.length * 8; bit += bit < 3_000 ? 7 : 211) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> Checkpoint.verify(flipped, KEYS))
          .as("bit %d", bit)
          .isInstanceOf(VerificationFailure.BadSignature.class);
    }
  }

  @Test
  void everyExpectedKeyMustHaveSignedAndASignatureTakenAwayIsMissed() throws Exception {
    Checkpoint made = made(7);
    assertThat(Checkpoint.verify(made.bytes(), KEYS).size()).isEqualTo(7);
    for (VerificationKey gone : KEYS) {
      byte[] note =
          made.note().onlyBy(KEYS.stream().filter(key -> !key.equals(gone)).toList()).bytes();
      assertThatThrownBy(() -> Checkpoint.verify(note, KEYS))
          .isInstanceOf(VerificationFailure.BadSignature.class)
          .hasMessageContaining("no signature");
      assertThat(Checkpoint.verifyAny(note, KEYS).size()).isEqualTo(7);
    }
  }

  @Test
  void aSignatureTakenFromAnotherCheckpointSpoilsItWhicheverKeyMadeIt() {
    Checkpoint made = made(7);
    Checkpoint other = made(8);
    for (VerificationKey key : KEYS) {
      byte[] mixed = made.note().with(other.note().onlyBy(List.of(key)).signatures()).bytes();
      assertThatThrownBy(() -> Checkpoint.verifyAny(mixed, KEYS))
          .isInstanceOf(VerificationFailure.BadSignature.class)
          .hasMessageContaining("is wrong");
    }
  }

  @Test
  void aCheckpointNamesItsLogWhenOnlyTheOtherKeyIsAsked() {
    Checkpoint foreign =
        Checkpoint.sign(
            new TreeHead("other.example/log", 7, Hash.OF_NOTHING),
            TestLog.SIGNER,
            TestLog.CLOCK.instant());
    assertThatThrownBy(() -> Checkpoint.verify(foreign.bytes(), KEYS))
        .isInstanceOf(VerificationFailure.BadSignature.class)
        .hasMessageContaining("origin");
  }

  private static Checkpoint made(long size) {
    return Checkpoint.sign(
        new TreeHead(KEY.name(), size, Hash.OF_NOTHING), TestLog.SIGNER, TestLog.CLOCK.instant());
  }

  private static Checkpoint verify(String text) throws Exception {
    byte[] note = TestLog.SIGNER.sign(text).bytes();
    assertThat(new String(note, UTF_8)).startsWith(text);
    return Checkpoint.verify(note, KEY);
  }
}
