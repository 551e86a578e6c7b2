package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CosignatureTest {
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  private static final String TEXT = "example.com/behind-the-sofa\n20852163\n" + ROOT + "\n";
  private static final long TIME = 1_679_315_147;

  /** The example of tlog-cosignature, whose keys are not printed there. */
  private static final String EXAMPLE =
      TEXT
          + "\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe"
          + "4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
          + "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZ"
          + "CB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

  @Test
  void theExampleOfTheSpecificationIsRead() throws Exception {
    SignedNote note = SignedNote.parse(EXAMPLE.getBytes(UTF_8));
    assertThat(note.bytes()).isEqualTo(EXAMPLE.getBytes(UTF_8));
    assertThat(TreeHead.parse(note.text()).size()).isEqualTo(20_852_163);
    byte[] witness = Base64Text.decode(note.signatures().get(1).base64());
    assertThat(witness).hasSize(4 + 8 + 64);
    assertThat(ByteBuffer.wrap(witness).getLong(4)).isEqualTo(TIME);
  }

  @Test
  void theMessagesAreThoseOfTheSpecification() throws Exception {
    assertThat(new String(Cosigned.message(TIME, TEXT), UTF_8))
        .isEqualTo("cosignature/v1\ntime 1679315147\n" + TEXT);
    byte[] message = Cosigned.message("w1", TIME, TreeHead.parse(TEXT));
    assertThat(HexFormat.of().formatHex(message))
        .isEqualTo(
            HexFormat.of().formatHex("subtree/v1\n\0".getBytes(UTF_8))
                + "02"
                + HexFormat.of().formatHex("w1".getBytes(UTF_8))
                + "00000000641850cb"
                + "1b"
                + HexFormat.of().formatHex("example.com/behind-the-sofa".getBytes(UTF_8))
                + "0000000000000000"
                + "00000000013e2dc3"
                + HexFormat.of().formatHex(Base64Text.decode(ROOT)));
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ED25519_COSIGNATURE", "ML_DSA_44"})
  void aCosignatureIsVerifiedWithItsTimeAndNothingOfItCanChange(KeyType type) throws Exception {
    WitnessKey key = WitnessKey.generate(type, "w.example/1", new SecureRandom());
    VerificationKey half = VerificationKey.parse(key.verificationKey().toString());
    assertThat(WitnessKey.parse(key.secretText()).verificationKey()).isEqualTo(half);
    TreeHead head = TreeHead.parse(TEXT);
    byte[] signature = bytes(key.cosign(TEXT, head, TIME));
    assertThat(half.verify(TEXT, signature)).hasValue(TIME);

    for (int bit = 0; bit < 80 * 8; bit++) { // the time, and the beginning of the signature
      byte[] flipped = signature.clone();
      int at = bit / 8 < signature.length ? bit / 8 : 0;
      flipped[at] ^= (byte) (1 << (bit % 8));
      assertThat(half.verify(TEXT, flipped)).as("bit %d", bit).isEmpty();
    }
    assertThat(half.verify(TEXT, Arrays.copyOf(signature, signature.length - 1))).isEmpty();
    assertThat(half.verify(TEXT, Arrays.copyOf(signature, signature.length + 1))).isEmpty();
    assertThat(half.verify(TEXT, new byte[0])).isEmpty();
    assertThat(half.verify(TEXT.replace("20852163", "20852164"), signature)).isEmpty();
    assertThat(half.verify(TEXT.replace("sofa", "bed"), signature)).isEmpty();
    assertThat(half.verify(TEXT.replace(ROOT, Hash.OF_NOTHING.toString()), signature)).isEmpty();
    assertThat(half.verify("no checkpoint\n", signature)).isEmpty();
  }

  @Test
  void onlyMlDsaLeavesExtensionLinesOutAndOnlyMlDsaHoldsTheName() throws Exception {
    SecureRandom random = new SecureRandom();
    String extended = TEXT + "extension\n";
    TreeHead head = TreeHead.parse(extended);
    WitnessKey ed = WitnessKey.generate(KeyType.ED25519_COSIGNATURE, "w", random);
    byte[] edSignature = bytes(ed.cosign(extended, head, TIME));
    assertThat(ed.verificationKey().verify(extended, edSignature)).hasValue(TIME);
    assertThat(ed.verificationKey().verify(TEXT, edSignature)).isEmpty();

    WitnessKey pq = WitnessKey.generate(KeyType.ML_DSA_44, "w", random);
    byte[] pqSignature = bytes(pq.cosign(extended, head, TIME));
    assertThat(pq.verificationKey().verify(TEXT, pqSignature)).hasValue(TIME);
    VerificationKey renamed = renamed(pq.verificationKey(), "v");
    assertThat(renamed.verify(TEXT, pqSignature)).isEmpty();
  }

  @Test
  void noTimeIsNeverSigned() throws Exception {
    TreeHead head = TreeHead.parse(TEXT);
    for (KeyType type : List.of(KeyType.ED25519_COSIGNATURE, KeyType.ML_DSA_44)) {
      WitnessKey key = WitnessKey.generate(type, "w", new SecureRandom());
      assertThatThrownBy(() -> key.cosign(TEXT, head, 0)).hasMessageContaining("clock");
      assertThatThrownBy(() -> key.cosign(TEXT, head, -1)).hasMessageContaining("clock");
    }
    assertThatThrownBy(() -> WitnessKey.generate(KeyType.ED25519_NOTE, "w", new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static VerificationKey renamed(VerificationKey key, String name) throws Exception {
    byte[] typed = Base64Text.decode(key.toString().split("\\+", 3)[2]);
    return VerificationKey.of(key.type(), name, Arrays.copyOfRange(typed, 1, typed.length));
  }

  private static byte[] bytes(SignedNote.NoteSignature signature) throws Malformed {
    byte[] line = Base64Text.decode(signature.base64());
    return Arrays.copyOfRange(line, 4, line.length);
  }
}
