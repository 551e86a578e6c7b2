package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.WatchedAudit;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Gate;
import org.wardhealth.testkit.Speech;

/** A stop that is asked for finishes what was admitted, and says in the ledger that it was one. */
@Timeout(60)
final class GracefulStopTest {
  @Test
  void aStreamInFlightIsFinishedAndRecordedBeforeWardStops(@TempDir Path home) throws Exception {
    Gate gate = new Gate();
    TestWard ward = TestWard.start(home);
    try (ward) {
      ward.script(Speech.say("one two three").inDeltasOf(4).gatedBy(gate));
      gate.let(2);
      try (InputStream in = ward.open(TestWard.chat("hello", true))) {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("one ") < 0) {
          seen.append((char) in.read());
        }
        Thread stop = Thread.ofVirtual().start(ward.server::close);
        awaitClosedDoor(ward);
        gate.open();
        String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rest).contains("two ", "thre").endsWith("data: [DONE]\n\n");
        stop.join();
      }
    }
    WatchedAudit again = new WatchedAudit(home, "test.example/ledger", ward.clock);
    List<String> types = new ArrayList<>();
    try (var ledger = again.watched().ledger()) {
      for (long i = 0; i < ledger.state().durable(); i++) {
        types.add(Json.MAPPER.readTree(ledger.entry(i)).path("type").asString());
      }
    }
    assertThat(types).endsWith("exchange.admit", "exchange.result", "ward.stopped");
  }

  /** Waits until Ward takes no new connections: so the stop has begun. */
  private static void awaitClosedDoor(TestWard ward) throws Exception {
    while (true) {
      try (Socket _ = ward.socket()) {
        Thread.onSpinWait();
      } catch (ConnectException e) {
        return;
      }
    }
  }
}
