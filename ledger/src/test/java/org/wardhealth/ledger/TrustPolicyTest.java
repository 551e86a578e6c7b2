package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyTest {
  private static final List<VerificationKey> LOG = TestLog.SIGNER.verificationKeys();
  private static final List<WitnessKey> WITNESSES = witnesses(6);

  /** The example of tlog-policy, with keys in the place of {@code <vkey>}. */
  private static final String EXAMPLE =
      """
      log %s

      witness X1 %s
      witness X2 %s
      witness X3 %s
      group X-witnesses 2 X1 X2 X3

      witness Y1 %s
      witness Y2 %s
      witness Y3 %s
      group Y-witnesses any Y1 Y2 Y3

      group X-and-Y all X-witnesses Y-witnesses
      quorum X-and-Y
      """
          .formatted(LOG.get(0), vkey(0), vkey(1), vkey(2), vkey(3), vkey(4), vkey(5));

  @ParameterizedTest
  @CsvSource({
    "013,true",
    "123,true",
    "025,true",
    "012345,true",
    "01,false",
    "345,false",
    "0345,false",
    "012,false",
    "'',false"
  })
  void theExampleOfTheSpecificationAsksForTwoOfXAndOneOfY(String cosigners, boolean accepted)
      throws Exception {
    TrustPolicy policy = TrustPolicy.parse(EXAMPLE.getBytes(UTF_8));
    byte[] note = note(cosigners.chars().map(c -> c - '0').toArray());
    if (accepted) {
      CosignedCheckpoint signed = policy.verify(note);
      assertThat(signed.checkpoint().size()).isEqualTo(7);
      assertThat(signed.witnesses()).hasSize(cosigners.length());
      assertThat(signed.witnesses().values()).containsOnly(TestLog.CLOCK.instant());
    } else {
      assertThatThrownBy(() -> policy.verify(note))
          .isInstanceOf(VerificationFailure.NoQuorum.class)
          .hasMessageContaining("X-and-Y");
    }
  }

  @Test
  void aWrongCosignatureByAKnownWitnessSpoilsAllAndOneByAStrangerNothing() throws Exception {
    TrustPolicy policy = TrustPolicy.parse(EXAMPLE.getBytes(UTF_8));
    Checkpoint made = Checkpoint.verify(note(0, 1, 3), LOG);
    TreeHead other = new TreeHead("ward.example/log", 8, Hash.OF_NOTHING);
    SignedNote.NoteSignature wrong = WITNESSES.get(5).cosign(other.text(), other, 5);
    assertThatThrownBy(() -> policy.verify(made.with(List.of(wrong)).bytes()))
        .isInstanceOf(VerificationFailure.BadSignature.class);
    WitnessKey stranger = witness(77, KeyType.ML_DSA_44);
    assertThat(
            policy
                .verify(made.with(List.of(stranger.cosign(other.text(), other, 5))).bytes())
                .witnesses())
        .hasSize(3);
  }

  @Test
  void everyKeyOfTheLogThatThePolicyListsMustHaveSigned() throws Exception {
    String both = "log " + LOG.get(0) + "\nlog " + LOG.get(1) + "\nquorum none\n";
    TrustPolicy policy = TrustPolicy.parse(both.getBytes(UTF_8));
    Checkpoint made = Checkpoint.verify(note(), LOG);
    assertThat(policy.verify(made.bytes()).checkpoint().size()).isEqualTo(7);
    byte[] first = made.note().onlyBy(LOG.subList(0, 1)).bytes();
    assertThatThrownBy(() -> policy.verify(first))
        .isInstanceOf(VerificationFailure.BadSignature.class);
  }

  @Test
  void aLogThatIsNotListedIsNotBelieved() {
    String vkey = TestLog.signer("other.example/log", 9).verificationKey().toString();
    TrustPolicy policy = TrustPolicy.parse(("log " + vkey + "\nquorum none\n").getBytes(UTF_8));
    assertThatThrownBy(() -> policy.verify(note()))
        .isInstanceOf(VerificationFailure.BadSignature.class)
        .hasMessageContaining("does not know");
  }

  @Test
  void whitespaceCommentsUrlsAndForeignLettersAreAllowed() throws Exception {
    String text =
        "\t # caf\u00e9\n \t\nlog\t"
            + LOG.get(0)
            + " https://ward.example/ \n  witness \u212a "
            + vkey(0)
            + " https://w.example/\nwitness K "
            + vkey(1)
            + "\nquorum \u212a\n";
    TrustPolicy policy = TrustPolicy.parse(text.getBytes(UTF_8));
    assertThat(policy.verify(note(0)).witnesses()).containsOnlyKeys("\u212a");
    assertThatThrownBy(() -> policy.verify(note(1)))
        .isInstanceOf(VerificationFailure.NoQuorum.class);
    byte[] octets = ("witness \u00ff " + vkey(0) + "\nquorum \u00ff\n").getBytes(ISO_8859_1);
    assertThat(TrustPolicy.parse(octets).witnesses()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "witness a <W0>;|no quorum line",
        "quorum none;quorum none;|second quorum",
        "quorum a;witness a <W0>;|line 1 names a, which is not defined above",
        "witness a <W0>;group g any a b;quorum g;|names b, which is not defined",
        "group g any g;quorum g;|names g, which is not defined",
        "witness a <W0>;group g any a;group h any a;quorum h;|names a, which is a member already",
        "witness a <W0>;group g 1 a a;quorum g;|names a, which is a member already",
        "witness a <W0>;witness a <W1>;quorum a;|defines a again",
        "witness a <W0>;group a any a;quorum a;|defines a again",
        "witness a <W0>;witness b <W0>;quorum a;|repeats the key of another witness",
        "log <L0>;log <L0>;quorum none;|repeats the key of another log",
        "witness none <W0>;quorum none;|defines `none`",
        "witness a <W0>;group g any none a;quorum g;|names none, which is not defined",
        "witness a <W0>;group g 2 a;quorum g;|asks for 2 of 1",
        "witness a <W0>;group g 0 a;quorum g;|asks for 0 of 1",
        "witness a <W0>;group g 01 a;quorum g;|asks for 01 of 1",
        "witness a <W0>;group g most a;quorum g;|asks for most of 1",
        "witness a <W0>;group g all;quorum g;|is not `group",
        "witness a <L0>;quorum a;|has the key of a log",
        "log <W2>;quorum none;|has the key of a witness",
        "log <L0> u v;quorum none;|is not `log",
        "witness a;quorum none;|is not `witness",
        "quorum none x;|is not `quorum",
        "logs <L0>;quorum none;|begins with none of",
        "log nonsense;quorum none;|name+hash+base64",
        "quorum none|does not end with a newline",
      })
  void aWrongPolicySaysWhatAndWhere(String lines, String problem) {
    String text =
        lines
            .replace(";", "\n")
            .replace("<L0>", LOG.get(0).toString())
            .replace("<W0>", vkey(0))
            .replace("<W1>", vkey(1))
            .replace("<W2>", vkey(1));
    assertThatThrownBy(() -> TrustPolicy.parse(text.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void allProblemsAreSaidAtOnce() {
    assertThatThrownBy(
            () -> TrustPolicy.parse("log x\nwitness none y\rz\nnonsense".getBytes(UTF_8)))
        .hasMessageContaining("line 1")
        .hasMessageContaining("line 2 holds a control character")
        .hasMessageContaining("line 3")
        .hasMessageContaining("quorum");
  }

  @Test
  void oneKeyUnderTwoNamesIsOneWitness() throws Exception {
    VerificationKey key = WITNESSES.get(1).verificationKey();
    byte[] typed = Base64Text.decode(key.toString().split("\\+", 3)[2]);
    byte[] raw = java.util.Arrays.copyOfRange(typed, 1, typed.length);
    VerificationKey alias = VerificationKey.of(key.type(), "alias.example", raw);
    String text = "witness a " + key + "\nwitness b " + alias + "\nquorum none\n";
    assertThatThrownBy(() -> TrustPolicy.parse(text.getBytes(UTF_8)))
        .hasMessageContaining("repeats the key");
  }

  @Test
  void manyLogsWitnessesAndGroupsAreNoMatter() throws Exception {
    StringBuilder text = new StringBuilder();
    List<WitnessKey> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      NoteSigner log = TestLog.signer("log" + i + ".example", 100 + i);
      text.append("log ").append(log.verificationKey()).append('\n');
      many.add(witness(150 + i, KeyType.ED25519_COSIGNATURE));
      text.append("witness w").append(i).append(' ');
      text.append(many.get(i).verificationKey()).append('\n');
      text.append("group g").append(i).append(" all w").append(i);
      text.append(i == 0 ? "\n" : " g" + (i - 1) + "\n");
    }
    text.append("quorum g39\n");
    TrustPolicy policy = TrustPolicy.parse(text.toString().getBytes(UTF_8)).withLogs(LOG);
    assertThat(policy.accepts(many.stream().map(WitnessKey::verificationKey).toList())).isTrue();
    many.removeFirst();
    assertThat(policy.accepts(many.stream().map(WitnessKey::verificationKey).toList())).isFalse();
  }

  static byte[] note(int... cosigners) {
    TreeHead head = new TreeHead("ward.example/log", 7, Hash.OF_NOTHING);
    List<SignedNote.NoteSignature> lines = new ArrayList<>();
    for (int i : cosigners) {
      lines.add(
          WITNESSES.get(i).cosign(head.text(), head, TestLog.CLOCK.instant().getEpochSecond()));
    }
    return Checkpoint.sign(head, TestLog.SIGNER, TestLog.CLOCK.instant()).with(lines).bytes();
  }

  private static List<WitnessKey> witnesses(int count) {
    List<WitnessKey> witnesses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      witnesses.add(witness(20 + i, i % 2 == 0 ? KeyType.ML_DSA_44 : KeyType.ED25519_COSIGNATURE));
    }
    return witnesses;
  }

  static WitnessKey witness(int seed, KeyType type) {
    return WitnessKey.generate(type, "w" + seed + ".example", TestLog.random(seed));
  }

  private static String vkey(int i) {
    return WITNESSES.get(i).verificationKey().toString();
  }
}
