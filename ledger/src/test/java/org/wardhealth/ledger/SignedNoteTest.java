package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  /** The example of the C2SP signed-note text. */
  private static final VerificationKey FOO =
      VerificationKey.parse(
          "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

  private static final String FOO_SIGNATURE =
      "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3"
          + "mFXmRKuwHjG1Yu72IneyaQM=\n";
  private static final String FOO_NOTE = "This is an example message.\n\n" + FOO_SIGNATURE;

  private static final NoteSigner SIGNER = TestLog.SIGNER;
  private static final VerificationKey KEY = SIGNER.verificationKey();

  @Test
  void theExampleOfTheSpecificationVerifies() throws Exception {
    SignedNote note = SignedNote.parse(FOO_NOTE.getBytes(UTF_8));
    note.verify(FOO);
    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.bytes()).isEqualTo(FOO_NOTE.getBytes(UTF_8));
    assertThat(FOO.name()).isEqualTo("example.com/foo");
    assertThat(FOO.keyId()).isEqualTo(0x530d903a);
  }

  @Test
  void textMayHoldEmptyLines() throws Exception {
    SignedNote note = SIGNER.sign("one\n\ntwo\n");
    SignedNote read = SignedNote.parse(note.bytes());
    read.verify(KEY);
    assertThat(read.text()).isEqualTo("one\n\ntwo\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fox+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+",
        "example.com/foo+530d903a",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/ foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ""
      })
  void aVerifierKeyThatContradictsItselfIsRefused(String text) {
    assertThatThrownBy(() -> VerificationKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreReadBackFromTheirText() throws Exception {
    NoteSigner made = NoteSigner.generate("ward.example/x", new SecureRandom());
    NoteSigner read = NoteSigner.parse(made.secretText());
    assertThat(read.verificationKey()).isEqualTo(made.verificationKey());
    assertThat(VerificationKey.parse(made.verificationKey().toString()))
        .isEqualTo(made.verificationKey());
    SignedNote.parse(read.sign("text\n").bytes()).verify(made.verificationKey());
  }

  @Test
  void theSecretIsNotShownByAccident() {
    String secret = SIGNER.secretText();
    String base64 = secret.substring(secret.lastIndexOf('+') + 1);
    assertThat(SIGNER.toString()).doesNotContain(base64);
    String damaged = secret.replace("PRIVATE+KEY+ward", "PRIVATE+KEY+word");
    assertThatThrownBy(() -> NoteSigner.parse(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(base64);
  }

  @Test
  void signaturesByUnknownKeysArePassedOver() throws Exception {
    String note = new String(SIGNER.sign("text\n").bytes(), UTF_8);
    SignedNote.parse((note + FOO_SIGNATURE).getBytes(UTF_8)).verify(KEY);
  }

  @Test
  void aWrongSignatureByTheKeySpoilsTheNoteBesideAGoodOne() throws Exception {
    String good = new String(SIGNER.sign("text\n").bytes(), UTF_8);
    String other = new String(SIGNER.sign("other\n").bytes(), UTF_8);
    String wrongLine = other.substring(other.indexOf('\u2014'));
    SignedNote both = SignedNote.parse((good + wrongLine).getBytes(UTF_8));
    assertThatThrownBy(() -> both.verify(KEY))
        .isInstanceOf(VerificationFailure.BadSignature.class)
        .hasMessageContaining("is wrong");
  }

  @Test
  void aNoteWithoutTheExpectedSignatureIsRefused() throws Exception {
    SignedNote note = SIGNER.sign("text\n");
    assertThatThrownBy(() -> note.verify(FOO))
        .isInstanceOf(VerificationFailure.BadSignature.class)
        .hasMessageContaining("no signature");
  }

  @Test
  void sixteenLargeSignaturesAreRead() throws Exception {
    StringBuilder note = new StringBuilder(new String(SIGNER.sign("text\n").bytes(), UTF_8));
    byte[] large = new byte[5000];
    for (int i = 0; i < 15; i++) {
      note.append("\u2014 other/").append(i).append(' ').append(Base64Text.encode(large));
      note.append('\n');
    }
    SignedNote.parse(note.toString().getBytes(UTF_8)).verify(KEY);
  }

  @Test
  void malformedNotesAreRefused() {
    String good = FOO_NOTE;
    List<String> bad =
        new ArrayList<>(
            List.of(
                "",
                "\n",
                "\n\n",
                good.replace("\n\n", "\n"),
                good.substring(0, good.length() - 1),
                good + "\n",
                good.replace("\u2014 ", "- "),
                good.replace("\u2014 ", "\u2014"),
                good.replace("yaQM=", "yaQN="),
                good.replace("yaQM=", "yaQM"),
                good.replace("yaQM=", "yaQM=="),
                good.replace("com/foo", "com/ foo"),
                good.replace("com/foo", "com+foo"),
                good.replace("com/foo", "com/\u00a0foo"),
                good.replace("example message", "example\tmessage"),
                good.replace("example message", "example\rmessage"),
                "text\n\n\u2014 name AAAA\n"));
    for (String note : bad) {
      assertThatThrownBy(() -> SignedNote.parse(note.getBytes(UTF_8)))
          .as(note)
          .isInstanceOf(Malformed.class);
    }
    byte[] notUtf8 = good.getBytes(UTF_8);
    notUtf8[3] = (byte) 0xff;
    assertThatThrownBy(() -> SignedNote.parse(notUtf8)).isInstanceOf(Malformed.class);
    byte[] endless = new byte[SignedNote.MAX_BYTES + 1];
    Arrays.fill(endless, (byte) 'a');
    assertThatThrownBy(() -> SignedNote.parse(endless)).isInstanceOf(Malformed.class);
  }
}
