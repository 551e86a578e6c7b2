package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cosigns what extends all that it cosigned before, and remembers it (C2SP tlog-witness).
 *
 * <p>Guarantees: a checkpoint is cosigned only if its log signed it and it extends the last one
 * cosigned for its origin; the new state is on stable storage before the cosignature is given; the
 * look at the old state and the writing of the new one are one step, so of two that begin at the
 * same size one is refused. After an error of the disk nothing is cosigned until the next start.
 *
 * <p>Not guaranteed: that what the log's entries say is true. A witness sees sizes and roots, never
 * an entry.
 */
public final class Witness implements AutoCloseable {
  /** Longest request: 63 hashes, and a checkpoint with sixteen large signatures, and some. */
  public static final int MAX_REQUEST_BYTES = 256 << 10;

  /**
   * What is said to a request.
   *
   * @param status of HTTP
   * @param type the content type
   * @param body the text
   */
  public record Answer(int status, String type, String body) {
    static Answer plain(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", body);
    }
  }

  private record Request(long oldSize, List<Hash> proof, SignedNote note, TreeHead head) {}

  private final WitnessKey key;
  private final Path state;
  private final InstantSource clock;
  private final Storage storage;
  private final Storage.Lock lock;
  private final Map<String, Known> logs = new LinkedHashMap<>();
  private volatile Optional<String> halted = Optional.empty();

  /** A log, and the last checkpoint of it that was cosigned. Guarded by itself. */
  private static final class Known {
    final List<VerificationKey> keys = new ArrayList<>();
    Optional<Checkpoint> last = Optional.empty();

    long size() {
      return last.map(Checkpoint::size).orElse(0L);
    }
  }

  private Witness(
      WitnessKey key, Path state, InstantSource clock, Storage storage, Storage.Lock lock) {
    this.key = key;
    this.state = state;
    this.clock = clock;
    this.storage = storage;
    this.lock = lock;
  }

  /**
   * Opens a witness with what it remembers.
   *
   * @param key cosigns
   * @param logs the keys of the logs that it knows; those of one name belong to one log
   * @param state a directory of its own
   * @param clock gives the time of cosignatures
   * @throws LedgerException.Refused if another process uses the directory, or a remembered
   *     checkpoint is damaged
   */
  public static Witness open(
      WitnessKey key, Collection<VerificationKey> logs, Path state, InstantSource clock) {
    return open(key, logs, state, clock, FileStorage.FILES);
  }

  static Witness open(
      WitnessKey key,
      Collection<VerificationKey> logs,
      Path state,
      InstantSource clock,
      Storage storage) {
    try {
      storage.createDirectories(state);
      Storage.Lock lock = storage.lock(state.resolve("lock"));
      try {
        Witness witness = new Witness(key, state, clock, storage, lock);
        witness.load(logs);
        return witness;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LedgerException.Refused(
          LedgerException.Reason.UNREADABLE, "cannot open " + state + ": " + e.getMessage(), e);
    }
  }

  private void load(Collection<VerificationKey> keys) throws IOException {
    for (VerificationKey log : keys) {
      if (!log.type().forLogs()) {
        throw new IllegalArgumentException(log.shortText() + " is the key of a witness");
      }
      logs.computeIfAbsent(log.name(), name -> new Known()).keys.add(log);
    }
    storage.syncDirectory(state); // a process before may have been stopped between rename and sync
    for (Map.Entry<String, Known> log : logs.entrySet()) {
      Path file = file(log.getKey());
      if (storage.exists(file)) {
        List<VerificationKey> known = new ArrayList<>(log.getValue().keys);
        try {
          Checkpoint last = Checkpoint.verifyAny(storage.read(file), known);
          if (!last.origin().equals(log.getKey())) {
            throw new VerificationFailure.BadSignature("it is of the log " + last.origin());
          }
          log.getValue().last = Optional.of(last);
        } catch (VerificationFailure.BadSignature e) {
          throw new LedgerException.Refused(
              LedgerException.Reason.CORRUPT,
              file + " is not what this witness remembered: " + e.getMessage(),
              e);
        }
      }
    }
  }

  /** The public half of the key. */
  public VerificationKey verificationKey() {
    return key.verificationKey();
  }

  /** Answers a request to {@code add-checkpoint}. */
  public Answer addCheckpoint(byte[] body) {
    Request request;
    try {
      request = parse(body);
    } catch (Malformed e) {
      return Answer.plain(400, "the request is malformed: " + e.getMessage() + "\n");
    }
    Known log = logs.get(request.head().origin());
    if (log == null) {
      return Answer.plain(404, "this witness does not know the log\n");
    }
    try {
      if (request.note().verify(List.of(), log.keys).isEmpty()) {
        return Answer.plain(403, "no key of the log signed the checkpoint\n");
      }
    } catch (VerificationFailure.BadSignature e) {
      return Answer.plain(403, e.getMessage() + "\n");
    }
    if (request.oldSize() > request.head().size()) {
      return Answer.plain(400, "the old size is beyond the size of the checkpoint\n");
    }
    synchronized (log) {
      return compareAndCosign(log, request);
    }
  }

  private Answer compareAndCosign(Known log, Request request) {
    if (halted.isPresent()) {
      return Answer.plain(503, "this witness has stopped: " + halted.get() + "\n");
    }
    TreeHead head = request.head();
    if (request.oldSize() != log.size()) {
      return new Answer(409, "text/x.tlog.size", log.size() + "\n");
    }
    if (head.size() == 0 && !head.root().equals(Hash.OF_NOTHING)) {
      return Answer.plain(422, "an empty log has the root of nothing\n");
    }
    if (log.size() == 0 && !request.proof().isEmpty()) {
      return Answer.plain(422, "from size 0 the proof is empty\n");
    }
    if (log.size() > 0
        && !Merkle.extendsTo(
            log.last.orElseThrow().root(), log.size(), head.root(), head.size(), request.proof())) {
      return Answer.plain(422, "the checkpoint is not proved to extend the last one\n");
    }
    SignedNote.NoteSignature cosignature =
        key.cosign(request.note().text(), head, clock.instant().getEpochSecond());
    SignedNote kept = request.note().onlyBy(log.keys).with(List.of(cosignature));
    try {
      FileBatch.replace(storage, file(head.origin()), kept.bytes());
      log.last = Optional.of(Checkpoint.verifyAny(kept.bytes(), log.keys));
    } catch (IOException | VerificationFailure.BadSignature e) {
      halted = Optional.of("its state could not be written; start it again");
      return Answer.plain(500, "the state could not be written\n");
    }
    return Answer.plain(200, cosignature.toString());
  }

  /**
   * Answers a request for the last checkpoint cosigned.
   *
   * @param originHash SHA-256 of the origin in lowercase hex
   */
  public Answer checkpoint(String originHash) {
    for (Map.Entry<String, Known> log : logs.entrySet()) {
      if (hash(log.getKey()).equals(originHash)) {
        synchronized (log.getValue()) {
          return log.getValue()
              .last
              .map(last -> Answer.plain(200, last.text()))
              .orElseGet(() -> Answer.plain(404, "nothing of this log was cosigned yet\n"));
        }
      }
    }
    return Answer.plain(404, "this witness does not know the log\n");
  }

  /** Ends; no request may be under way. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new LedgerException.Halted("a lock was not freed: " + e.getMessage(), e);
    }
  }

  /** Reads a request; what it claims is not checked. */
  private static Request parse(byte[] body) throws Malformed {
    if (body.length > MAX_REQUEST_BYTES) {
      throw new Malformed("it is longer than " + MAX_REQUEST_BYTES + " bytes");
    }
    Lines lines = Lines.parse(body, 1 + Lines.MAX_HASHES);
    if (lines.head().isEmpty()) {
      throw new Malformed("the line of the old size is missing");
    }
    long oldSize = Lines.number(lines.head().getFirst(), "old");
    List<Hash> proof = Lines.hashes(lines.head().subList(1, lines.head().size()));
    SignedNote note = SignedNote.parse(lines.rest());
    return new Request(oldSize, proof, note, TreeHead.parse(note.text()));
  }

  /** The request that {@link #addCheckpoint} reads. */
  static byte[] request(ConsistencyProof proof, Checkpoint checkpoint) {
    StringBuilder head = new StringBuilder("old ").append(proof.oldSize()).append('\n');
    proof.path().forEach(hash -> head.append(hash).append('\n'));
    head.append('\n');
    return Ed25519.concat(head.toString().getBytes(StandardCharsets.US_ASCII), checkpoint.bytes());
  }

  private Path file(String origin) {
    return state.resolve(hash(origin));
  }

  static String hash(String origin) {
    return HexFormat.of().formatHex(Hasher.sha256(origin.getBytes(StandardCharsets.UTF_8)));
  }
}
