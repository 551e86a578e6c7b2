package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerOptions;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.NoteSigner;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerifiedLog;

/**
 * Durable appends of the ledger beside two physical limits, in the same run, by turns: a
 * preallocated file with one fdatasync for each group of writes, and the same with the least that
 * makes it a log that others can verify ({@link BareTree}).
 *
 * <p>Disks and neighbours change from second to second, so only ratios within one run mean
 * something. All sides serve the same writers through the same kind of future; the bare file frames
 * nothing, hashes nothing and publishes nothing.
 */
final class LedgerBench {
  private static final int ENTRY_BYTES = 600;

  /** Many; as many as the gateway's bench has connections; one. */
  private static final List<Integer> WRITERS = List.of(256, 16, 1);

  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private final PrintStream out;
  private final Duration turn;
  private final int rounds;

  private LedgerBench(PrintStream out, Duration turn, int rounds) {
    this.out = out;
    this.turn = turn;
    this.rounds = rounds;
  }

  /**
   * Runs the measurement in a temporary directory and prints a table.
   *
   * @param args {@code [DIR [SECONDS_A_TURN [ROUNDS]]]}: where to write (default: the system's
   *     temporary directory), by default 3 seconds and 5 rounds
   * @return 0; 64 for wrong usage; 74 if the disk failed; 1 if what was written did not verify
   */
  static int run(String[] args, PrintStream out) {
    Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int seconds;
    int rounds;
    try {
      seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
      rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    } catch (NumberFormatException _) {
      out.println("usage: ledger [DIR [SECONDS_A_TURN [ROUNDS]]]");
      return 64;
    }
    try {
      return measureIn(parent, new LedgerBench(out, Duration.ofSeconds(seconds), rounds));
    } catch (IOException e) {
      out.println("the disk failed: " + e);
      return 74;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.println("interrupted");
      return 1;
    }
  }

  private static int measureIn(Path parent, LedgerBench bench)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(parent, "ward-bench-ledger");
    try {
      return bench.measure(directory);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private int measure(Path directory) throws IOException, InterruptedException {
    NoteSigner signer = NoteSigner.generate("bench.example/log", new SecureRandom());
    Path log = directory.resolve("log");
    LedgerOptions options = LedgerOptions.of(log, directory.resolve("second"), signer);
    out.printf(
        Locale.ROOT,
        "%d-byte entries; %d rounds of %d s a side, by turns; %d cores%n%n",
        ENTRY_BYTES,
        rounds,
        turn.toSeconds(),
        Runtime.getRuntime().availableProcessors());
    out.println(
        "writers  side         appends/s   p50 ms   p99 ms   CPU us   of the bare file (median of rounds)");
    try (Ledger ledger = Ledger.open(options);
        BareFile file = new BareFile(directory.resolve("bare"), Optional.empty());
        BareFile hashed =
            new BareFile(
                directory.resolve("hashed"),
                Optional.of(new BareTree(directory.resolve("published"))))) {
      List<Side> sides =
          List.of(
              new Side("bare file", file::append),
              new Side("with a tree", hashed::append),
              new Side("ledger", entry -> ledger.append(entry)));
      for (int writers : WRITERS) {
        compare(writers, sides);
      }
      publication(ledger);
    }
    reopen(options);
    return verify(log, signer);
  }

  /** Whose appends are measured; ratios are to the first of them. */
  private record Side(String name, AppendLoad.Target target) {}

  private void compare(int writers, List<Side> sides) {
    AppendLoad load = new AppendLoad(writers, ENTRY_BYTES);
    for (Side side : sides) {
      load.run(side.target(), WARM_UP);
    }
    List<List<AppendLoad.Result>> results =
        sides.stream()
            .map(_ -> (List<AppendLoad.Result>) new ArrayList<AppendLoad.Result>())
            .toList();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < sides.size(); i++) {
        int side = (i + round) % sides.size(); // another one begins each round
        results.get(side).add(load.run(sides.get(side).target(), turn));
      }
    }
    for (int side = 0; side < sides.size(); side++) {
      print(
          writers,
          sides.get(side).name(),
          results.get(side),
          ratios(results.get(side), results.getFirst()));
    }
  }

  private static List<Double> ratios(List<AppendLoad.Result> of, List<AppendLoad.Result> to) {
    return IntStream.range(0, of.size())
        .mapToObj(round -> of.get(round).perSecond() / to.get(round).perSecond())
        .toList();
  }

  private void print(
      int writers, String side, List<AppendLoad.Result> results, List<Double> ratios) {
    out.printf(
        Locale.ROOT,
        "%7d  %-11s %10.0f %8.2f %8.2f %8.1f   %.2f  %s%n",
        writers,
        side,
        median(results.stream().map(AppendLoad.Result::perSecond).toList()),
        median(results.stream().map(r -> r.millis(0.50)).toList()),
        median(results.stream().map(r -> r.millis(0.99)).toList()),
        median(results.stream().map(AppendLoad.Result::cpuMicros).toList()),
        median(ratios),
        format(ratios));
  }

  /** How long an entry waits for a signed checkpoint over it while all the others go on writing. */
  private void publication(Ledger ledger) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Queue<Double> seconds = new ConcurrentLinkedQueue<>();
    Thread probe =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    seconds.add(publicationOfOne(ledger));
                  }
                });
    new AppendLoad(WRITERS.getFirst(), ENTRY_BYTES)
        .run(entry -> ledger.append(entry), turn.multipliedBy(5));
    done.set(true);
    probe.join();
    List<Double> sorted = seconds.stream().sorted().toList();
    out.printf(
        Locale.ROOT,
        "%nreceipt to signed checkpoint, %d writers: median %.2f s, longest of %d: %.2f s%n",
        WRITERS.getFirst(),
        median(sorted),
        sorted.size(),
        sorted.getLast());
  }

  private static double publicationOfOne(Ledger ledger) {
    long index = ledger.append(new byte[ENTRY_BYTES]).index();
    long receipt = System.nanoTime();
    while (ledger.checkpoint().size() <= index) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return (System.nanoTime() - receipt) / 1e9;
  }

  private void reopen(LedgerOptions options) {
    long start = System.nanoTime();
    try (Ledger ledger = Ledger.open(options)) {
      out.printf(
          Locale.ROOT,
          "opened again with %d entries: %.2f s%n",
          ledger.state().durable(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private int verify(Path log, NoteSigner signer) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try {
      out.println();
      for (int pass = 0; pass < 3; pass++) {
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        VerifiedLog verified = LogVerifier.verify(log, signer.verificationKey(), Optional.empty());
        double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
        double wallSeconds = (System.nanoTime() - wall) / 1e9;
        out.printf(
            Locale.ROOT,
            "verified %d entries: %.0f entries/s of one core's time, %.0f/s of the clock%n",
            verified.size(),
            verified.size() / cpuSeconds,
            verified.size() / wallSeconds);
      }
      return 0;
    } catch (VerificationFailure e) {
      out.println("NOT verified: " + e.getMessage());
      return 1;
    }
  }

  private static String format(List<Double> ratios) {
    return ratios.stream().map(r -> String.format(Locale.ROOT, "%.2f", r)).toList().toString();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
