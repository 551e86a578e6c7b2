package org.wardhealth.server.gateway;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Content;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.gateway.Exchange.Admitted;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Asked;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.gateway.Exchange.Permitted;
import org.wardhealth.server.gateway.Exchange.Protected;
import org.wardhealth.server.gateway.Exchange.Screened;
import org.wardhealth.server.guard.Verdict;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what happens, before it happens: {@code admit} before the model is called, {@code result}
 * before the end of the answer is released.
 *
 * <p>Guarantees: when a method returns, entry and content are on stable storage; if they may not
 * be, it throws {@link AuditUnavailable}. When only the content could not be kept, the ledger gets
 * a result entry that says so ({@code record_unavailable}); of two results of one exchange the
 * later holds. Refusals of strangers and of too many requests are not waited for, and past {@value
 * #STRANGERS_PER_SECOND} a second only counted, so that nobody can fill the ledger from outside.
 */
final class Recorder {
  static final int STRANGERS_PER_SECOND = 20;

  private final Audit audit;
  private final Contents contents;
  private final Clock clock;
  private final SecureRandom random;
  private final AtomicLong strangersSecond = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();

  Recorder(Audit audit, Contents contents, Clock clock, SecureRandom random) {
    this.audit = audit;
    this.contents = contents;
    this.clock = clock;
    this.random = random;
  }

  Admitted admit(Screened screened) {
    Protected guarded = screened.guarded();
    Permitted permitted = guarded.permitted();
    Arrived arrived = screened.arrived();
    Content prompt = prompt(guarded);
    CompletableFuture<Void> kept =
        contents.save(arrived.id(), Contents.Part.PROMPT, permitted.subject(), prompt);
    Receipt receipt =
        audit.record(
            new Entry.Admit(
                clock.instant(),
                arrived.id(),
                door(arrived),
                permitted.asked().stream(),
                who(permitted.asked().identified().proved()),
                basis(permitted, "permit"),
                guarded.found(),
                guarded.layers(),
                summaries(screened.verdicts()),
                prompt.commitment(),
                arrived.timings().micros()));
    Admitted admitted = new Admitted(screened, receipt.index());
    try {
      await(kept);
    } catch (AuditUnavailable e) {
      throw unkept(admitted, e);
    }
    arrived.timings().mark("admit");
    return admitted;
  }

  /** How an exchange ended, as the ledger will have it. */
  record Ending(
      String outcome,
      Optional<ErrorCode> code,
      Map<String, Integer> restored,
      List<Verdict> verdicts,
      Optional<ObjectNode> answer,
      Map<String, Long> tokens) {}

  Receipt result(Admitted admitted, Ending ending) {
    Arrived arrived = admitted.arrived();
    Optional<Content> answer =
        ending.answer().map(said -> Content.of(Json.MAPPER.writeValueAsBytes(said), random));
    Receipt receipt;
    try {
      Optional<CompletableFuture<Void>> kept =
          answer.map(
              content ->
                  contents.save(
                      arrived.id(), Contents.Part.ANSWER, admitted.permitted().subject(), content));
      receipt = audit.record(entry(admitted, ending, answer.map(Content::commitment)));
      kept.ifPresent(Recorder::await);
    } catch (AuditUnavailable e) {
      throw unkept(admitted, e);
    }
    arrived.timings().mark("record");
    return receipt;
  }

  private Entry entry(Admitted admitted, Ending ending, Optional<String> commitment) {
    return new Entry.Result(
        clock.instant(),
        admitted.arrived().id(),
        admitted.index(),
        ending.outcome(),
        ending.code().map(ErrorCode::code),
        ending.restored(),
        summaries(ending.verdicts()),
        commitment,
        ending.tokens(),
        admitted.arrived().timings().micros());
  }

  /** Says in the ledger, if it still takes entries, that the exchange ended without a record. */
  private AuditUnavailable unkept(Admitted admitted, AuditUnavailable why) {
    Ending ending =
        new Ending(
            "failed",
            Optional.of(ErrorCode.RECORD_UNAVAILABLE),
            Map.of(),
            List.of(),
            Optional.empty(),
            Map.of());
    try {
      audit.record(entry(admitted, ending, Optional.empty()));
    } catch (AuditUnavailable e) {
      why.addSuppressed(e);
    }
    return why;
  }

  /** What was de-identified, before it is released. */
  Receipt deidentified(Deidentify.Permitted permitted, int documents, Map<String, Integer> found) {
    Arrived arrived = permitted.identified().arrived();
    return audit.record(
        new Entry.Deidentified(
            clock.instant(),
            arrived.id(),
            door(arrived),
            who(permitted.identified().proved()),
            new Entry.Basis(
                Optional.of(permitted.purpose().name()),
                permitted.patient().map(known -> known.subject().pseudonym().value()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "permit",
                permitted.rules()),
            permitted.release().profile().name(),
            permitted.dataSetName(),
            documents,
            found,
            arrived.timings().micros()));
  }

  /** A refusal before the exchange was admitted. */
  void refuse(Exchange exchange, Refusal refusal) {
    ErrorCode code = refusal.code();
    boolean stranger = exchange instanceof Arrived || code == ErrorCode.RATE_LIMIT_EXCEEDED;
    if (stranger && !room()) {
      unrecorded.incrementAndGet();
      return;
    }
    Entry entry =
        new Entry.Refuse(
            clock.instant(),
            exchange.arrived().id(),
            door(exchange.arrived()),
            proved(exchange).map(Recorder::who),
            stated(exchange, refusal.rules()),
            code.code(),
            unrecorded.getAndSet(0));
    if (stranger) {
      var _ = audit.submit(entry);
    } else {
      audit.record(entry);
    }
  }

  /** Whether this second has room for another entry about a stranger. */
  private boolean room() {
    long second = clock.instant().getEpochSecond();
    if (strangersSecond.getAndSet(second) != second) {
      strangers.set(0);
    }
    return strangers.incrementAndGet() <= STRANGERS_PER_SECOND;
  }

  /** What the model was sent, and what its surrogates stand for: so what the caller sent. */
  private Content prompt(Protected guarded) {
    ObjectNode kept = guarded.safe().objectNode();
    kept.set("sent", guarded.safe());
    ObjectNode surrogates = kept.putObject("surrogates");
    guarded.surrogates().forEach((surrogate, original) -> surrogates.put(surrogate, original));
    return Content.of(kept.toString().getBytes(StandardCharsets.UTF_8), random);
  }

  private static Optional<Proved> proved(Exchange exchange) {
    return switch (exchange) {
      case Arrived _ -> Optional.empty();
      case Identified identified -> Optional.of(identified.proved());
      case Asked asked -> Optional.of(asked.identified().proved());
      case Permitted permitted -> proved(permitted.asked());
      case Protected guarded -> proved(guarded.permitted());
      case Screened screened -> proved(screened.guarded());
      case Admitted admitted -> proved(admitted.screened());
    };
  }

  private static Optional<Entry.Basis> stated(Exchange exchange, List<String> rules) {
    return switch (exchange) {
      case Arrived _ -> Optional.empty();
      case Identified _ -> Optional.empty();
      case Asked asked ->
          Optional.of(
              new Entry.Basis(
                  asked
                      .context()
                      .purpose()
                      .flatMap(org.wardhealth.server.identity.Purpose::parse)
                      .map(Enum::name),
                  Optional.empty(),
                  Optional.empty(),
                  // Policies are asked only of a model that Ward knows: its name is nobody's words.
                  rules.stream().anyMatch(rule -> rule.startsWith("policies:"))
                      ? Optional.of(asked.model())
                      : Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  "deny",
                  rules));
      case Permitted permitted -> Optional.of(basis(permitted, "deny"));
      case Protected guarded -> stated(guarded.permitted(), rules);
      case Screened screened -> stated(screened.guarded(), rules);
      case Admitted admitted -> stated(admitted.screened(), rules);
    };
  }

  private static Entry.Basis basis(Permitted permitted, String decision) {
    return new Entry.Basis(
        Optional.of(permitted.purpose().name()),
        Optional.of(permitted.subject().pseudonym().value()),
        permitted.encounter(),
        Optional.of(permitted.model().id()),
        permitted.model().digest(),
        Optional.of(permitted.model().provider()),
        decision,
        permitted.rules());
  }

  static Entry.Who who(Proved proved) {
    return new Entry.Who(proved.client().id(), proved.client().name(), proved.factors(), 1);
  }

  private static String door(Arrived arrived) {
    return arrived.door().path();
  }

  private static List<String> summaries(List<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::summary).toList();
  }

  private static void await(CompletableFuture<Void> kept) {
    try {
      kept.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AuditUnavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }
}
