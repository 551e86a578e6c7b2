package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every parser of foreign bytes, fed with seeded changes of real ones: it returns, or it says that
 * the bytes are malformed; it never fails in another way, and what it accepts it writes back
 * unchanged.
 */
class ParserFuzzTest {
  private static final int RUNS = 5_000;

  private final Random random = new Random(20_260_301);

  @Test
  void notes() {
    byte[] real = TestLog.SIGNER.sign("a text\n\nof lines \u00e9\n").bytes();
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutate(real);
      try {
        assertThat(SignedNote.parse(bytes).bytes()).isEqualTo(bytes);
      } catch (Malformed e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void treeHeads() {
    byte[] real = new TreeHead("ward.example/log", 1234, Hash.OF_NOTHING).text().getBytes(UTF_8);
    for (int run = 0; run < RUNS; run++) {
      String text = new String(mutate(real), UTF_8);
      try {
        assertThat(text).startsWith(TreeHead.parse(text).text());
      } catch (Malformed e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void verifierKeys() {
    byte[] real = TestLog.SIGNER.verificationKey().toString().getBytes(UTF_8);
    for (int run = 0; run < RUNS; run++) {
      String text = new String(mutate(real), UTF_8);
      try {
        assertThat(VerificationKey.parse(text)).hasToString(text);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void policies() {
    byte[] real =
        ("# a policy\nlog "
                + TestLog.SIGNER.verificationKey()
                + " https://log.example/\nwitness a "
                + TrustPolicyTest.witness(70, KeyType.ED25519_COSIGNATURE).verificationKey()
                + "\nwitness b "
                + TrustPolicyTest.witness(71, KeyType.ED25519_COSIGNATURE).verificationKey()
                + "\ngroup g 1 a b\nquorum g\n")
            .getBytes(UTF_8);
    for (int run = 0; run < RUNS; run++) {
      try {
        TrustPolicy policy = TrustPolicy.parse(mutate(real));
        assertThat(policy.accepts(policy.witnesses()) || policy.witnesses().size() < 2).isTrue();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("the policy is not usable:");
      }
    }
  }

  @Test
  void proofs() {
    byte[] real =
        TlogProof.of(
                Optional.of(TestLog.entry(3)),
                70,
                List.of(Hash.OF_NOTHING, Hash.ofEntry(TestLog.entry(1))),
                TestLog.SIGNER.sign("ward.example/log\n100\n" + Hash.OF_NOTHING + "\n").bytes())
            .bytes();
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutate(real);
      try {
        assertThat(TlogProof.parse(bytes).bytes()).isEqualTo(bytes);
      } catch (VerificationFailure e) {
        assertThat(e.getMessage()).startsWith("not a proof: ");
      }
    }
  }

  @Test
  void requestsToAWitness(@TempDir Path root) {
    Checkpoint checkpoint =
        Checkpoint.sign(
            new TreeHead("ward.example/log", 0, Hash.OF_NOTHING),
            NoteSigner.parse(TestLog.SIGNER.secretText().lines().findFirst().orElseThrow()),
            TestLog.CLOCK.instant());
    byte[] real =
        Witness.request(
            new ConsistencyProof(0, 0, List.of(Hash.OF_NOTHING, Hash.OF_NOTHING)), checkpoint);
    try (Witness witness =
        Witness.open(
            TrustPolicyTest.witness(72, KeyType.ED25519_COSIGNATURE),
            TestLog.SIGNER.verificationKeys(),
            root.resolve("state"),
            TestLog.CLOCK)) {
      for (int run = 0; run < RUNS; run++) {
        Witness.Answer answer = witness.addCheckpoint(mutate(real));
        assertThat(answer.status()).isIn(200, 400, 403, 404, 409, 422);
        if (answer.status() == 200) {
          assertThat(witness.checkpoint(Witness.hash("ward.example/log")).body())
              .startsWith("ward.example/log\n0\n" + Hash.OF_NOTHING + "\n");
        }
      }
    }
  }

  @Test
  void linesOfCheckpoints() throws Exception {
    Checkpoint made =
        Checkpoint.sign(
            new TreeHead("ward.example/log", 9, Hash.OF_NOTHING),
            TestLog.SIGNER,
            TestLog.CLOCK.instant());
    byte[] real = CheckpointLine.of(made.bytes()).getBytes(UTF_8);
    for (int run = 0; run < RUNS; run++) {
      byte[] note = CheckpointLine.toNote(mutate(real));
      try {
        assertThat(Checkpoint.verifyAny(note, TestLog.SIGNER.verificationKeys()).size())
            .isEqualTo(9);
      } catch (VerificationFailure e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void tilePaths() {
    byte[] real = TilePath.bundle(1_234_067, 17).toString().getBytes(UTF_8);
    for (int run = 0; run < RUNS; run++) {
      String text = new String(mutate(real), UTF_8);
      TilePath.parse(text).ifPresent(path -> assertThat(path).hasToString(text));
    }
  }

  @Test
  void bundles() {
    EntryBundle.Builder builder = new EntryBundle.Builder();
    for (int i = 0; i < 20; i++) {
      builder.add(TestLog.entry(i));
    }
    byte[] real = builder.bytes();
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutate(real);
      try {
        EntryBundle bundle = EntryBundle.parse(bytes, 20);
        EntryBundle.Builder again = new EntryBundle.Builder();
        for (int i = 0; i < 20; i++) {
          again.add(bundle.entry(i));
        }
        assertThat(again.bytes()).isEqualTo(bytes);
      } catch (Malformed e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void frames() {
    ByteBuffer real = ByteBuffer.allocate(400);
    Frame.put(real, 7, 1, 0, 0, TestLog.entry(0));
    int end = real.position();
    for (int run = 0; run < RUNS; run++) {
      byte[] bytes = mutate(real.array());
      boolean unchanged = bytes.length >= end && Arrays.equals(bytes, 0, end, real.array(), 0, end);
      assertThat(Frame.read(ByteBuffer.wrap(bytes), 0, 7).isPresent()).isEqualTo(unchanged);
      Frame.read(ByteBuffer.wrap(bytes), 8, 7);
    }
  }

  @Test
  void segments(@TempDir Path root) throws Exception {
    TestLog log = new TestLog(root);
    try (Ledger ledger = log.open()) {
      TestLog.append(ledger, 0, 20);
    }
    Path file = log.segments().getFirst();
    byte[] real = Files.readAllBytes(file);
    int used = 64 + 20 * Frame.bytes(8);
    for (int run = 0; run < 300; run++) {
      byte[] bytes = real.clone();
      byte[] start = mutate(Arrays.copyOf(real, used));
      System.arraycopy(start, 0, bytes, 0, start.length);
      Files.write(file, bytes);
      try {
        Replay.End end =
            new Replay(FileStorage.FILES, file.resolveSibling(""), "ward.example/log")
                .run(0, this::known);
        assertThat(end.nextIndex()).isBetween(0L, 20L);
      } catch (Malformed e) {
        assertThat(e.getMessage()).contains(".segment");
      }
    }
  }

  private void known(long index, byte[] entry) {
    assertThat(entry).isEqualTo(TestLog.entry((int) index));
  }

  /** Flips, overwrites, cuts, doubles or drops a few bytes. */
  private byte[] mutate(byte[] real) {
    byte[] bytes = real.clone();
    for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
        default -> bytes = splice(bytes, at, to, new byte[0]);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    return ByteBuffer.allocate(bytes.length - (to - from) + middle.length)
        .put(bytes, 0, from)
        .put(middle)
        .put(bytes, to, bytes.length - to)
        .array();
  }
}
