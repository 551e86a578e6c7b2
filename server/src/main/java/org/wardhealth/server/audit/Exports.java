package org.wardhealth.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.wardhealth.server.store.Database;

/**
 * Hands the ledger's entries to receivers elsewhere, each on a thread of its own.
 *
 * <p>Guarantees: each receiver gets every published entry, in order, at least once, also one that
 * was away, also after Ward was killed. Nothing waits for a receiver: no exchange, no other
 * receiver, no stop of Ward for longer than some seconds.
 */
public final class Exports implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Exporter> exporters = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private Exports() {}

  /** Begins to deliver. */
  public static Exports start(
      List<ExportSettings> settings, Audit audit, Database database, Clock clock) {
    Exports exports = new Exports();
    for (ExportSettings one : settings) {
      Exporter exporter = new Exporter(one, Receiver.of(one), audit, database, clock);
      exports.exporters.add(exporter);
      exports.threads.add(
          Thread.ofVirtual()
              .name("ward-export-" + one.name())
              .start(() -> exports.deliver(exporter)));
    }
    return exports;
  }

  /** How each receiver stands. */
  public List<ExportState> states() {
    return exporters.stream().map(Exporter::state).toList();
  }

  private void deliver(Exporter exporter) {
    try {
      Duration pause = Duration.ZERO;
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = exporter.turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Ward stops; what was under way is delivered again
    }
  }

  /** Ends the deliveries; what was not delivered waits in the ledger. */
  @Override
  public void close() {
    closing.countDown();
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        var _ = thread.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
