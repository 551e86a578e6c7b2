package org.wardhealth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {
  private static final WitnessKey KEY = TrustPolicyTest.witness(60, KeyType.ML_DSA_44);
  private static final List<VerificationKey> LOG = TestLog.SIGNER.verificationKeys();

  @TempDir private Path root;
  private TestLog log;
  private Ledger ledger;
  private Witness witness;

  @BeforeEach
  void open() {
    log = new TestLog(root);
    ledger = log.open();
    witness = witness(FileStorage.FILES);
  }

  @AfterEach
  void close() {
    witness.close();
    ledger.close();
  }

  private Witness witness(Storage storage) {
    return Witness.open(KEY, LOG, root.resolve("state"), TestLog.CLOCK, storage);
  }

  private Checkpoint grow(int to) {
    TestLog.append(ledger, (int) ledger.state().durable(), to);
    return ledger.publish();
  }

  private byte[] request(long old, Checkpoint checkpoint) {
    ConsistencyProof proof =
        old == 0 || old >= checkpoint.size()
            ? new ConsistencyProof(old, checkpoint.size(), List.of())
            : ledger.proveConsistency(old, checkpoint.size());
    return Witness.request(proof, checkpoint);
  }

  private static byte[] request(String head, Checkpoint checkpoint) {
    return (head + "\n" + checkpoint.text()).getBytes(UTF_8);
  }

  private static Checkpoint sign(long size, Hash treeRoot) {
    return Checkpoint.sign(
        new TreeHead("ward.example/log", size, treeRoot), TestLog.SIGNER, TestLog.CLOCK.instant());
  }

  private static void assertCosigned(Witness.Answer answer, Checkpoint checkpoint)
      throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    SignedNote note =
        SignedNote.parse((checkpoint.note().text() + "\n" + answer.body()).getBytes(UTF_8));
    assertThat(note.verify(List.of(KEY.verificationKey()), List.of(KEY.verificationKey())))
        .containsValue(TestLog.CLOCK.instant().getEpochSecond());
  }

  @Test
  void whatExtendsTheLastIsCosignedAlsoTheSameAgainAndTheEmptyLog() throws Exception {
    Checkpoint empty = ledger.checkpoint();
    assertCosigned(witness.addCheckpoint(request(0, empty)), empty);
    Checkpoint five = grow(5);
    assertCosigned(witness.addCheckpoint(request(0, five)), five);
    assertCosigned(witness.addCheckpoint(request(5, five)), five);
    Checkpoint many = grow(700);
    assertCosigned(witness.addCheckpoint(request(5, many)), many);
  }

  @Test
  void anUnknownLogIs404AndAnUnsignedOrWronglySignedCheckpointIs403() throws Exception {
    Checkpoint five = grow(5);
    NoteSigner other = TestLog.signer("other.example/log", 8);
    TreeHead head = new TreeHead("other.example/log", 5, five.root());
    Checkpoint foreign = Checkpoint.sign(head, other, TestLog.CLOCK.instant());
    assertThat(witness.addCheckpoint(request("old 0\n", foreign)).status()).isEqualTo(404);

    NoteSigner impostor = TestLog.signer("ward.example/log", 8);
    Checkpoint unsigned = Checkpoint.sign(five.head(), impostor, TestLog.CLOCK.instant());
    assertThat(witness.addCheckpoint(request("old 0\n", unsigned)).status()).isEqualTo(403);
    for (VerificationKey key : LOG) {
      Checkpoint mixed = five.with(sign(6, five.root()).note().onlyBy(List.of(key)).signatures());
      assertThat(witness.addCheckpoint(request("old 0\n", mixed)).status()).isEqualTo(403);
    }
    assertThat(state()).isEmpty();
  }

  @Test
  void malformedRequestsAndAnOldSizeBeyondTheCheckpointAre400() throws Exception {
    Checkpoint five = grow(5);
    assertThat(witness.addCheckpoint(request("old 6\n", five)).status()).isEqualTo(400);
    String hash = five.root() + "\n";
    for (String head :
        List.of(
            "",
            "old\n",
            "old \n",
            "old -1\n",
            "old 00\n",
            "old 01\n",
            "old +0\n",
            "old 0 \n",
            " old 0\n",
            "old  0\n",
            "old 99999999999999999999\n",
            "new 0\n",
            "old 0\r\n",
            "old 0\nAAAA\n",
            "old 0\n" + five.root() + " \n",
            "old 0\n" + five.root().toString().replace("=", "") + "\n",
            "old 0\n" + hash.repeat(64))) {
      assertThat(witness.addCheckpoint(request(head, five)).status()).as(head).isEqualTo(400);
    }
    for (byte[] body :
        List.of(
            new byte[0],
            "old 0\n".getBytes(UTF_8),
            "old 0\n\n".getBytes(UTF_8),
            ("old 0\n\n" + five.note().text()).getBytes(UTF_8),
            ("old 0\n" + five.text()).getBytes(UTF_8),
            new byte[Witness.MAX_REQUEST_BYTES + 1])) {
      assertThat(witness.addCheckpoint(body).status()).isEqualTo(400);
    }
    assertThat(state()).isEmpty();
  }

  @Test
  void anotherOldSizeIs409WithTheSizeThatWasCosigned() throws Exception {
    Checkpoint five = grow(5);
    assertThat(witness.addCheckpoint(request("old 3\n", five)))
        .isEqualTo(new Witness.Answer(409, "text/x.tlog.size", "0\n"));
    assertCosigned(witness.addCheckpoint(request(0, five)), five);
    Checkpoint nine = grow(9);
    assertThat(witness.addCheckpoint(request(0, nine)))
        .isEqualTo(new Witness.Answer(409, "text/x.tlog.size", "5\n"));
    assertThat(witness.addCheckpoint(request(9, nine)))
        .isEqualTo(new Witness.Answer(409, "text/x.tlog.size", "5\n"));
    assertCosigned(witness.addCheckpoint(request(5, nine)), nine);
    assertThat(witness.addCheckpoint(request("old 5\n", five)).status()).isEqualTo(409);
  }

  @Test
  void whatIsNotProvedIs422AndIsNotRemembered() throws Exception {
    Checkpoint five = grow(5);
    String hash = five.root() + "\n";
    Checkpoint wrongEmpty = sign(0, five.root());
    assertThat(witness.addCheckpoint(request("old 0\n", wrongEmpty)).status()).isEqualTo(422);
    assertThat(witness.addCheckpoint(request("old 0\n" + hash, five)).status()).isEqualTo(422);
    assertThat(witness.addCheckpoint(request("old 0\n" + hash.repeat(63), five)).status())
        .isEqualTo(422);
    assertCosigned(witness.addCheckpoint(request(0, five)), five);

    Checkpoint otherFive = sign(5, Hash.OF_NOTHING);
    assertThat(witness.addCheckpoint(request("old 5\n", otherFive)).status()).isEqualTo(422);
    assertThat(witness.addCheckpoint(request("old 5\n" + hash, five)).status()).isEqualTo(422);
    Checkpoint nine = grow(9);
    assertThat(witness.addCheckpoint(request("old 5\n", nine)).status()).isEqualTo(422);
    Checkpoint forged = sign(9, Hash.OF_NOTHING);
    byte[] body = Witness.request(ledger.proveConsistency(5, 9), forged);
    assertThat(witness.addCheckpoint(body).status()).isEqualTo(422);
    assertCosigned(witness.addCheckpoint(request(5, nine)), nine);
  }

  @Test
  void ofManyThatBeginAtOneSizeOneIsCosignedAndTheOthersAreToldSo() throws Exception {
    Checkpoint first = grow(5);
    assertCosigned(witness.addCheckpoint(request(0, first)), first);
    long size = 5;
    for (int round = 0; round < 15; round++) {
      List<Checkpoint> next = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        next.add(grow((int) size + i));
      }
      CyclicBarrier start = new CyclicBarrier(next.size());
      List<Callable<Witness.Answer>> calls = new ArrayList<>();
      for (Checkpoint checkpoint : next) {
        byte[] body = request(size, checkpoint);
        calls.add(
            () -> {
              start.await();
              return witness.addCheckpoint(body);
            });
      }
      List<Integer> statuses = new ArrayList<>();
      long won = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
        List<Future<Witness.Answer>> answers = threads.invokeAll(calls);
        for (int i = 0; i < answers.size(); i++) {
          statuses.add(answers.get(i).get().status());
          won = answers.get(i).get().status() == 200 ? next.get(i).size() : won;
        }
      }
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
      Checkpoint last = next.getLast();
      assertThat(witness.addCheckpoint(request("old 0\n", last)).body()).isEqualTo(won + "\n");
      assertCosigned(witness.addCheckpoint(request(won, last)), last);
      size = last.size();
    }
  }

  @Test
  void whatWasCosignedIsKnownAfterARestartAndShownWithBothKindsOfSignatures() throws Exception {
    String hash = Witness.hash("ward.example/log");
    assertThat(witness.checkpoint(hash).status()).isEqualTo(404);
    Checkpoint five = grow(5);
    WitnessKey stranger = TrustPolicyTest.witness(61, KeyType.ED25519_COSIGNATURE);
    Checkpoint decorated = five.with(List.of(stranger.cosign(five.note().text(), five.head(), 5)));
    assertCosigned(witness.addCheckpoint(request(0, decorated)), five);
    witness.close();
    witness = witness(FileStorage.FILES);
    Witness.Answer shown = witness.checkpoint(hash);
    assertThat(shown.status()).isEqualTo(200);
    CosignedCheckpoint signed =
        TrustPolicy.of(LOG, List.of(KEY.verificationKey())).verify(shown.body().getBytes(UTF_8));
    assertThat(signed.checkpoint().size()).isEqualTo(5);
    assertThat(shown.body()).doesNotContain("w61.example");
    assertThat(witness.addCheckpoint(request("old 0\n", five)).status()).isEqualTo(409);
    assertThat(witness.checkpoint(Witness.hash("other")).status()).isEqualTo(404);
  }

  @Test
  void aDamagedMemoryIsRefusedAndSoIsASecondProcess() throws Exception {
    assertThatThrownBy(() -> witness(FileStorage.FILES))
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageContaining("LOCKED");
    Checkpoint five = grow(5);
    assertCosigned(witness.addCheckpoint(request(0, five)), five);
    witness.close();
    Path file = root.resolve("state").resolve(Witness.hash("ward.example/log"));
    Files.writeString(file, Files.readString(file).replace("\n5\n", "\n4\n"));
    assertThatThrownBy(() -> witness(FileStorage.FILES))
        .isInstanceOf(LedgerException.Refused.class)
        .hasMessageContaining("CORRUPT");
    Files.write(file, five.bytes());
    witness = witness(FileStorage.FILES);
  }

  @Test
  void nothingIsCosignedThatWasNotSyncedAndNothingAfterAFailedSync() throws Exception {
    witness.close();
    FaultyDisk disk = new FaultyDisk();
    witness = witness(disk);
    Checkpoint five = grow(5);
    assertCosigned(witness.addCheckpoint(request(0, five)), five);
    Checkpoint nine = grow(9);
    disk.failNext("sync");
    Witness.Answer answer = witness.addCheckpoint(request(5, nine));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("\u2014");
    assertThat(witness.addCheckpoint(request(5, nine)).status()).isEqualTo(503);
  }

  @Test
  void theDirectoryIsSyncedBeforeTheAnswer() throws Exception {
    witness.close();
    FaultyDisk disk = new FaultyDisk();
    witness = witness(disk);
    Checkpoint five = grow(5);
    disk.steps.clear();
    assertCosigned(witness.addCheckpoint(request(0, five)), five);
    assertThat(disk.steps).containsExactly("sync", "rename", "directory");
  }

  private List<Path> state() throws IOException {
    try (var files = Files.list(root.resolve("state"))) {
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }
}
