package org.wardhealth.ledger;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Asks one witness, within a bounded time, for a bounded answer, and believes only a signature.
 * Used by one thread at a time.
 */
final class WitnessClient {
  private static final int MAX_ANSWER_BYTES = 64 << 10;
  private static final int ATTEMPTS = 3;

  /** Why there is no cosignature. The message holds nothing that the witness wrote. */
  static final class NotCosigned extends Exception {
    private static final long serialVersionUID = 1;

    NotCosigned(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }

  private final HttpClient http;
  private final WitnessEndpoint endpoint;
  private final Duration timeout;
  private final LongSupplier nanos;
  private volatile long oldSize;

  WitnessClient(HttpClient http, WitnessEndpoint endpoint, Duration timeout, LongSupplier nanos) {
    this.nanos = nanos;
    this.http = http;
    this.endpoint = endpoint;
    this.timeout = timeout;
  }

  WitnessEndpoint endpoint() {
    return endpoint;
  }

  /** The verified cosignatures of the witness on the checkpoint. */
  List<SignedNote.NoteSignature> cosign(Ledger ledger, Checkpoint checkpoint)
      throws NotCosigned, InterruptedException {
    long end = nanos.getAsLong() + timeout.toNanos();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HttpResponse<byte[]> answer = send(proof(ledger, checkpoint), checkpoint, end);
      if (answer.statusCode() == 200) {
        List<SignedNote.NoteSignature> lines = read(checkpoint, answer.body());
        oldSize = checkpoint.size();
        return lines;
      }
      if (answer.statusCode() != 409) {
        throw new NotCosigned("it answers " + answer.statusCode());
      }
      long latest = latest(answer.body());
      if (latest > checkpoint.size()) {
        throw new NotCosigned(
            "it has cosigned "
                + latest
                + " entries of this log, which has only "
                + checkpoint.size()
                + ": a rollback, or another log under the same name");
      }
      oldSize = latest;
    }
    throw new NotCosigned("it answers 409 to the size that it named itself");
  }

  private ConsistencyProof proof(Ledger ledger, Checkpoint checkpoint) throws NotCosigned {
    long from = oldSize;
    long to = checkpoint.size();
    try {
      return from == 0 || from == to
          ? new ConsistencyProof(from, to, List.of())
          : ledger.proveConsistency(from, to);
    } catch (LedgerException | IllegalArgumentException e) {
      throw new NotCosigned("the consistency from " + from + " to " + to + " cannot be proved");
    }
  }

  private HttpResponse<byte[]> send(ConsistencyProof proof, Checkpoint checkpoint, long end)
      throws NotCosigned, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.addCheckpoint())
            .timeout(timeout)
            .POST(BodyPublishers.ofByteArray(Witness.request(proof, checkpoint)))
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return answer.get(Math.max(0, end - nanos.getAsLong()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NotCosigned("it does not answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      String kind = e.getCause() instanceof IOException io ? io.getClass().getSimpleName() : "";
      throw new NotCosigned("it cannot be reached, or its answer cannot be read " + kind);
    } finally {
      answer.cancel(true);
    }
  }

  private List<SignedNote.NoteSignature> read(Checkpoint checkpoint, byte[] body)
      throws NotCosigned {
    List<VerificationKey> keys = List.of(endpoint.key());
    try {
      byte[] text = (checkpoint.note().text() + "\n").getBytes(StandardCharsets.UTF_8);
      SignedNote note = SignedNote.parse(Ed25519.concat(text, body));
      if (!note.text().equals(checkpoint.note().text())) {
        throw new Malformed("the answer holds an empty line");
      }
      Map<VerificationKey, Long> signed = note.verify(keys, keys);
      if (signed.containsValue(0L)) {
        throw new Malformed("the cosignature says no time");
      }
      return List.of(note.onlyBy(keys).signatures().getFirst());
    } catch (Malformed | VerificationFailure.BadSignature e) {
      throw new NotCosigned(
          "its answer holds no right cosignature by " + keys.getFirst().shortText());
    }
  }

  private static long latest(byte[] body) throws NotCosigned {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    try {
      return Lines.number(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    } catch (Malformed e) {
      throw new NotCosigned("it answers 409 without a size");
    }
  }
}
