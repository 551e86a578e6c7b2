package org.wardhealth.ledger;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks witnesses to cosign what a running log publishes.
 *
 * <p>It goes in rounds: one checkpoint, all witnesses that are free. A round ends as soon as a
 * quorum cosigned, or all have answered, or its time is over; the next takes the newest checkpoint.
 * So two slow witnesses meet on one checkpoint, and one that is down holds up nobody.
 *
 * <p>Guarantee: no witness, whatever it does, holds up or halts the log; each is asked on a thread
 * of its own, within a bounded time, for a bounded answer of which only a right signature counts.
 * What is cosigned appears in {@code checkpoint}, and with a quorum in {@code checkpoint.cosigned}.
 */
public final class Witnessing implements AutoCloseable {
  /** How long a witness may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  /**
   * That a quorum cosigned a checkpoint which covers the entry.
   *
   * @param receipt of the entry
   * @param checkpoint the checkpoint
   */
  public record CosignedReceipt(Receipt receipt, CosignedCheckpoint checkpoint) {}

  private sealed interface Event {
    /** There is a newer checkpoint, or it is time to look. */
    record Wake() implements Event {}

    /** A witness answered, or did not. */
    record Answered(
        Seat seat,
        Checkpoint target,
        List<SignedNote.NoteSignature> cosignatures,
        Optional<String> problem)
        implements Event {}
  }

  /** One witness; used by the round's thread alone, but for the problem. */
  private static final class Seat {
    final WitnessClient client;
    boolean busy;
    int failures;
    long notBefore;
    volatile Optional<String> problem = Optional.empty();

    Seat(WitnessClient client) {
      this.client = client;
    }
  }

  private record Waiting(Receipt receipt, CompletableFuture<CosignedReceipt> future) {}

  private final Ledger ledger;
  private final TrustPolicy policy;
  private final Duration timeout;
  private final Duration retry;
  private final HttpClient http;
  private final List<Seat> seats;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final LongSupplier nanos;
  private final Set<Waiting> waiting = new HashSet<>(); // guards itself and `cosigned`
  private Optional<CosignedCheckpoint> cosigned = Optional.empty();
  private volatile boolean closed;

  // The round; used by its thread alone.
  private Checkpoint target;
  private final Map<String, SignedNote.NoteSignature> cosignatures = new TreeMap<>();
  private final Set<Seat> asked = new HashSet<>();
  private boolean quorum;
  private long roundEnd;

  private Witnessing(
      Ledger ledger,
      TrustPolicy policy,
      List<WitnessEndpoint> endpoints,
      Duration timeout,
      Duration retry,
      LongSupplier nanos) {
    this.nanos = nanos;
    this.ledger = ledger;
    this.policy = policy;
    this.timeout = timeout;
    this.retry = retry;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
    this.seats =
        endpoints.stream().map(e -> new Seat(new WitnessClient(http, e, timeout, nanos))).toList();
    this.target = ledger.checkpoint();
    this.thread = Thread.ofPlatform().daemon().name("ward-ledger-witnessing").unstarted(this::run);
  }

  /**
   * Begins to ask.
   *
   * @param ledger the running log; close this before it
   * @param policy who is a quorum; if none is given, all witnesses together
   * @param endpoints whom to ask
   * @param nanos a clock for time-outs, such as {@code System::nanoTime}
   * @throws IllegalArgumentException if the policy does not believe this log, does not know a
   *     witness that is asked, or if all that are asked would not be a quorum
   */
  public static Witnessing start(
      Ledger ledger,
      Optional<TrustPolicy> policy,
      List<WitnessEndpoint> endpoints,
      LongSupplier nanos) {
    return start(ledger, policy, endpoints, TIMEOUT, FIRST_RETRY, nanos);
  }

  static Witnessing start(
      Ledger ledger,
      Optional<TrustPolicy> policy,
      List<WitnessEndpoint> endpoints,
      Duration timeout,
      Duration retry,
      LongSupplier nanos) {
    List<VerificationKey> own = ledger.verificationKeys();
    List<VerificationKey> keys = endpoints.stream().map(WitnessEndpoint::key).toList();
    TrustPolicy rule = policy.orElseGet(() -> TrustPolicy.of(own, keys));
    if (rule.logs().isEmpty()) {
      rule = rule.withLogs(own);
    }
    if (!own.containsAll(rule.logs(own.getFirst().name()))
        || rule.logs(own.getFirst().name()).isEmpty()) {
      throw new IllegalArgumentException(
          "the policy does not list the keys of this log, " + own.getFirst().name());
    }
    for (VerificationKey key : keys) {
      if (!rule.witnesses().contains(key)) {
        throw new IllegalArgumentException("the policy does not know the witness " + key.name());
      }
    }
    if (!rule.accepts(keys)) {
      throw new IllegalArgumentException(
          "the quorum " + rule.quorum() + " cannot be met by the witnesses that are asked");
    }
    Witnessing witnessing = new Witnessing(ledger, rule, endpoints, timeout, retry, nanos);
    ledger.whenPublished(() -> witnessing.events.add(new Event.Wake()));
    witnessing.thread.start();
    return witnessing;
  }

  /** How the log stands with its witnesses. */
  public WitnessState state() {
    Map<String, String> problems = new TreeMap<>();
    for (Seat seat : seats) {
      seat.problem.ifPresent(p -> problems.put(seat.client.endpoint().key().shortText(), p));
    }
    synchronized (waiting) {
      return new WitnessState(cosigned, problems, seats.size());
    }
  }

  /**
   * Completes when a quorum cosigned a checkpoint that covers the entry; fails with a {@link
   * java.util.concurrent.TimeoutException} if that takes longer, and with {@link
   * LedgerException.Halted} if this is closed before. Either way the entry stays durable.
   */
  public CompletableFuture<CosignedReceipt> cosigned(Receipt receipt, Duration atMost) {
    CompletableFuture<CosignedReceipt> future = new CompletableFuture<>();
    Waiting entry = new Waiting(receipt, future);
    synchronized (waiting) {
      if (cosigned.isPresent() && cosigned.get().checkpoint().size() > receipt.index()) {
        future.complete(new CosignedReceipt(receipt, cosigned.get()));
        return future;
      }
      if (closed) {
        future.completeExceptionally(closedException());
        return future;
      }
      waiting.add(entry);
    }
    var _ =
        future
            .orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((done, failure) -> forget(entry));
    return future;
  }

  /** Ends; what is under way with a witness is given up. */
  @Override
  public void close() {
    closed = true;
    events.add(new Event.Wake());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    ledger.whenPublished(() -> {});
    http.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      begin(ledger.checkpoint());
      while (!closed) {
        Event event = events.poll(untilNext(), TimeUnit.NANOSECONDS);
        if (event instanceof Event.Answered answered && !closed) {
          take(answered);
        }
        if (!closed) {
          goOn();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LedgerException _) {
      // the log has halted and says so itself
    } finally {
      closed = true;
      List<Waiting> left;
      synchronized (waiting) {
        left = List.copyOf(waiting);
      }
      left.forEach(entry -> entry.future().completeExceptionally(closedException()));
    }
  }

  private void begin(Checkpoint checkpoint) {
    if (!checkpoint.head().equals(target.head()) || cosignatures.isEmpty()) {
      cosignatures.clear();
      quorum = false;
    }
    target = checkpoint;
    asked.clear();
    roundEnd = nanos.getAsLong() + timeout.toNanos();
    if (policy.asksNoWitness()) {
      accept();
    }
    askFree();
  }

  private void askFree() {
    for (Seat seat : seats) {
      if (!seat.busy
          && !asked.contains(seat)
          && !cosignatures.containsKey(seat.client.endpoint().key().toString())
          && nanos.getAsLong() - seat.notBefore >= 0) {
        ask(seat, target);
      }
    }
  }

  private void ask(Seat seat, Checkpoint checkpoint) {
    seat.busy = true;
    asked.add(seat);
    Thread.ofVirtual()
        .name("ward-ledger-witness")
        .start(
            () -> {
              List<SignedNote.NoteSignature> lines = List.of();
              Optional<String> problem = Optional.empty();
              try {
                lines = seat.client.cosign(ledger, checkpoint);
              } catch (WitnessClient.NotCosigned e) {
                problem = Optional.of(e.getMessage());
              } catch (InterruptedException | RuntimeException e) {
                problem = Optional.of("it could not be asked: " + e.getClass().getSimpleName());
              }
              events.add(new Event.Answered(seat, checkpoint, lines, problem));
            });
  }

  private void take(Event.Answered answered) {
    Seat seat = answered.seat();
    seat.busy = false;
    seat.problem = answered.problem();
    if (answered.problem().isPresent()) {
      long pause = retry.toNanos() << Math.min(seat.failures++, MOST_DOUBLINGS);
      seat.notBefore = nanos.getAsLong() + pause;
      return;
    }
    seat.failures = 0;
    seat.notBefore = nanos.getAsLong();
    if (answered.target().head().equals(target.head())) {
      cosignatures.put(seat.client.endpoint().key().toString(), answered.cosignatures().getFirst());
      accept();
    }
  }

  private void accept() {
    Checkpoint all = target.with(List.copyOf(cosignatures.values()));
    Optional<CosignedCheckpoint> accepted;
    try {
      accepted = Optional.of(policy.verify(all.bytes()));
    } catch (VerificationFailure _) {
      accepted = Optional.empty();
    }
    ledger.cosigned(all, accepted.isPresent());
    if (accepted.isPresent()) {
      quorum = true;
      complete(accepted.get());
    }
  }

  private void complete(CosignedCheckpoint checkpoint) {
    List<Waiting> done = new ArrayList<>();
    synchronized (waiting) {
      cosigned = Optional.of(checkpoint);
      for (Waiting entry : waiting) {
        if (entry.receipt().index() < checkpoint.checkpoint().size()) {
          done.add(entry);
        }
      }
    }
    for (Waiting entry : done) {
      entry.future().completeAsync(() -> new CosignedReceipt(entry.receipt(), checkpoint));
    }
  }

  /** Begins the next round when this one is over and there is something to ask. */
  private void goOn() {
    Checkpoint newest = ledger.checkpoint();
    if (newest.head().equals(target.head())) {
      if (asked.stream().noneMatch(seat -> seat.busy)) {
        asked.clear(); // those that failed are asked again when their pause is over
      }
      askFree();
    } else if (over()) {
      begin(newest);
    } else {
      askFree();
    }
  }

  private boolean over() {
    return (quorum && !policy.asksNoWitness())
        || seats.stream().noneMatch(seat -> seat.busy)
        || nanos.getAsLong() - roundEnd >= 0;
  }

  /** How long nothing can happen but an event. */
  private long untilNext() {
    long now = nanos.getAsLong();
    long wait = timeout.toNanos();
    for (Seat seat : seats) {
      if (!seat.busy && seat.notBefore - now > 0) {
        wait = Math.min(wait, seat.notBefore - now);
      }
    }
    if (roundEnd - now > 0) {
      wait = Math.min(wait, roundEnd - now);
    }
    return wait;
  }

  private void forget(Waiting entry) {
    synchronized (waiting) {
      waiting.remove(entry);
    }
  }

  private static LedgerException.Halted closedException() {
    return new LedgerException.Halted("witnesses are asked no more; the entry is durable");
  }
}
