package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlogProofTest {
  private static final TrustPolicy POLICY = TrustPolicy.of(TestLog.SIGNER.verificationKeys());

  /** The example of tlog-proof, with short signatures in the place of those that it elides. */
  private static final String EXAMPLE =
      """
      c2sp.org/tlog-proof@v1
      extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
      index 73894
      gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
      B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
      EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
      RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
      AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

      example.com/fancylog
      109482
      sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

      \u2014 example.com/fancylog hI2DJwAA
      \u2014 witness1.example mJirIkAA
      """;

  @TempDir private Path root;
  private TestLog log;
  private Ledger ledger;

  @BeforeEach
  void publish() {
    log = new TestLog(root);
    ledger = log.open();
    TestLog.append(ledger, 0, 300);
    ledger.publish();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void theExampleOfTheSpecificationIsReadAndWrittenBack() throws Exception {
    String written = EXAMPLE.replace("hI2DJwAA", "hI2DJwAAAAA=").replace("IkAA", "IkAAAAA=");
    TlogProof proof = TlogProof.parse(written.getBytes(UTF_8));
    assertThat(new String(proof.bytes(), UTF_8)).isEqualTo(written);
    assertThat(proof.unauthenticatedExtra()).isPresent();
    assertThatThrownBy(() -> proof.verify(new byte[0], POLICY))
        .isInstanceOf(VerificationFailure.BadSignature.class);
  }

  @Test
  void everyEntryIsProvedWhileTheLogIsOpenAndInOneFile() throws Exception {
    for (long index : List.of(0L, 1L, 255L, 256L, 299L)) {
      byte[] file = new LogDirectory(log.directory).prove(index, true).bytes();
      TlogProof proof = TlogProof.parse(file);
      byte[] entry = proof.unauthenticatedExtra().orElseThrow();
      TlogProof.Verified verified = proof.verify(entry, POLICY);
      assertThat(verified.index()).isEqualTo(index);
      assertThat(verified.entry()).isEqualTo(TestLog.entry((int) index));
      assertThat(verified.checkpoint().checkpoint().size()).isEqualTo(300);
      assertThatThrownBy(() -> proof.verify(TestLog.entry(7), POLICY))
          .isInstanceOf(VerificationFailure.BadContent.class);
    }
    TlogProof bare = new LogDirectory(log.directory).prove(3, false);
    assertThat(bare.unauthenticatedExtra()).isEmpty();
    assertThat(bare.verify(TestLog.entry(3), POLICY).index()).isEqualTo(3);
    assertThatThrownBy(() -> new LogDirectory(log.directory).prove(300, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noSingleBitOfAProofCanChange() throws Exception {
    byte[] file = new LogDirectory(log.directory).prove(70, true).bytes();
    for (int bit = 0; bit < file.length * 8; bit += bit < 3_000 ? 7 : 211) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(
              () -> {
                TlogProof proof = TlogProof.parse(flipped);
                proof.verify(proof.unauthenticatedExtra().orElse(new byte[0]), POLICY);
              })
          .as("bit %d", bit)
          .isInstanceOf(VerificationFailure.class);
    }
  }

  @Test
  void malformedProofsAreRefused() throws Exception {
    String good = new String(new LogDirectory(log.directory).prove(70, true).bytes(), UTF_8);
    String hash = Hash.OF_NOTHING + "\n";
    for (String bad :
        List.of(
            "",
            "\n",
            good.replace("proof@v1", "proof@v2"),
            good.replace("index 70\n", ""),
            good.replace("index 70", "index 070"),
            good.replace("index 70", "index -70"),
            good.replace("index 70", "index  70"),
            good.replace("index 70", "index 70 "),
            good.replace("index 70", "index 18446744073709551616"),
            good.replace("index 70\n", "index 70\nextra AAAA\n"),
            good.replace("extra ", "extra  "),
            good.replace("index 70\n", "index 70\n" + hash.repeat(63)),
            good.replace("index 70\n", "index 70\r\n"),
            good.replace("\n\nward", "\nward"),
            good.substring(0, good.indexOf("\n\n") + 2))) {
      assertThatThrownBy(() -> TlogProof.parse(bad.getBytes(UTF_8)))
          .as(bad)
          .isInstanceOf(VerificationFailure.BadContent.class);
    }
    String longer = good.replace("index 70\n", "index 70\n" + hash);
    TlogProof proof = TlogProof.parse(longer.getBytes(UTF_8));
    assertThatThrownBy(() -> proof.verify(TestLog.entry(70), POLICY))
        .isInstanceOf(VerificationFailure.BadContent.class);
  }

  @Test
  void anEntryIsFoundByTheIdThatItHolds() throws Exception {
    for (String entry : List.of("{\"id\":\"abc\"}", "{\"id\":\"abcd\"}", "{\"of\":\"abc\"}")) {
      ledger.append(entry.getBytes(UTF_8));
    }
    ledger.publish();
    LogDirectory directory = new LogDirectory(log.directory);
    assertThat(directory.find("abc")).containsExactly(300L, 302L);
    assertThat(directory.find("ab")).isEmpty();
    assertThat(directory.entry(300)).isEqualTo("{\"id\":\"abc\"}".getBytes(UTF_8));
  }
}
