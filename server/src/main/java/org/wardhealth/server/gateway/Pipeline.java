package org.wardhealth.server.gateway;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.server.gateway.Exchange.Admitted;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Asked;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.gateway.Exchange.Permitted;
import org.wardhealth.server.gateway.Exchange.Protected;
import org.wardhealth.server.gateway.Exchange.Screened;
import org.wardhealth.server.gateway.Recorder.Ending;
import org.wardhealth.server.gateway.Reply.ClientGone;
import org.wardhealth.server.guard.Verdict;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.models.Answer;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.models.ProviderException;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way of an exchange, top to bottom. The order is fixed here and nowhere else.
 *
 * <p>Each step takes one stage of the {@link Exchange} and returns the next, or refuses. Whatever
 * goes wrong in a step denies: a refusal with its reason, anything else, a {@link
 * StackOverflowError} too, as an internal error that says nothing. What was admitted always gets
 * its result entry, unless the ledger itself is gone.
 */
final class Pipeline {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final Identify identify;
  private final Ask ask;
  private final Decide decide;
  private final Protect protect;
  private final Screen screen;
  private final Recorder record;
  private final Invoke invoke;
  private final Review review;
  private final RateLimits limits;
  private final Meters meters;
  private final Refusals refusals;

  Pipeline(
      Identify identify,
      Ask ask,
      Decide decide,
      Protect protect,
      Screen screen,
      Recorder record,
      Invoke invoke,
      Review review,
      RateLimits limits,
      Meters meters,
      Refusals refusals) {
    this.identify = identify;
    this.ask = ask;
    this.decide = decide;
    this.protect = protect;
    this.screen = screen;
    this.record = record;
    this.invoke = invoke;
    this.review = review;
    this.limits = limits;
    this.meters = meters;
    this.refusals = refusals;
  }

  /** Takes one exchange from its door to its reply. */
  void run(Arrived arrived, Operation operation, Reply reply) {
    Exchange exchange = arrived;
    Admitted admitted;
    try {
      Identified identified = identify.apply(arrived);
      exchange = identified;
      Asked asked = ask.apply(identified, operation);
      exchange = asked;
      Permitted permitted = decide.apply(asked);
      exchange = permitted;
      Protected guarded = protect.apply(permitted);
      exchange = guarded;
      Screened screened = screen.apply(guarded);
      exchange = screened;
      admitted = record.admit(screened);
    } catch (RuntimeException | Error e) {
      reply.refuse(refusals.record(exchange, e));
      return;
    }
    answer(admitted, reply);
  }

  private void answer(Admitted admitted, Reply reply) {
    Restore restore = new Restore(admitted);
    Notice.of(admitted.permitted().data()).ifPresent(reply::notice);
    try (Answer answer = invoke.apply(admitted)) {
      for (Optional<ObjectNode> next = answer.next(); next.isPresent(); next = answer.next()) {
        reply.release(restore.take(next.get()));
      }
      List<ObjectNode> last = restore.finish();
      admitted.arrived().timings().mark("invoke");
      List<Verdict> verdicts = review.apply(admitted, restore);
      Receipt receipt = result(admitted, restore, "answered", Optional.empty(), verdicts);
      meters.answered(admitted, restore.tokens());
      end(reply, restore.sealed(last, receipt, verdicts));
    } catch (ClientGone e) {
      meters.failed(admitted, "client-gone");
      ended(admitted, restore, "aborted", Optional.empty());
    } catch (ProviderException e) {
      ErrorCode code = code(e);
      meters.failed(admitted, code.code());
      reply.refuse(
          ended(
              admitted,
              restore,
              "failed",
              Optional.of(new Refusal(code, e.problem(), Optional.empty(), e.retryAfter()))));
    } catch (RuntimeException | Error e) {
      Refusal refusal = Refusals.of(admitted, e);
      meters.failed(admitted, refusal.code().code());
      reply.refuse(
          refusal.code() == ErrorCode.RECORD_UNAVAILABLE
              ? refusal
              : ended(admitted, restore, "failed", Optional.of(refusal)));
    }
  }

  /** Releases the end. Whether somebody still listens changes nothing: the record is complete. */
  private static void end(Reply reply, List<ObjectNode> last) {
    try {
      reply.end(last);
    } catch (ClientGone e) {
      log.debug("the client left before the last word");
    }
  }

  /** Records how an admitted exchange failed; the refusal that the caller gets. */
  private Refusal ended(
      Admitted admitted, Restore restore, String outcome, Optional<Refusal> refusal) {
    try {
      result(admitted, restore, outcome, refusal.map(Refusal::code), List.of());
      return refusal.orElseGet(() -> new Refusal(ErrorCode.INTERNAL_ERROR, "The client is gone."));
    } catch (RuntimeException | Error e) {
      return Refusals.of(admitted, e);
    }
  }

  private Receipt result(
      Admitted admitted,
      Restore restore,
      String outcome,
      Optional<ErrorCode> code,
      List<Verdict> verdicts) {
    Receipt receipt =
        record.result(
            admitted,
            new Ending(
                outcome,
                code,
                restore.restored(),
                verdicts,
                restore.transcript(),
                restore.tokens()));
    limits.charge(admitted.asked().identified().client(), restore.charge());
    return receipt;
  }

  private static ErrorCode code(ProviderException e) {
    return switch (e.failure()) {
      case BUSY -> ErrorCode.UPSTREAM_BUSY;
      case UNAVAILABLE -> ErrorCode.UPSTREAM_UNAVAILABLE;
      case TIMEOUT -> ErrorCode.UPSTREAM_TIMEOUT;
      case MALFORMED -> ErrorCode.UPSTREAM_MALFORMED;
      case TOO_LARGE -> ErrorCode.UPSTREAM_TOO_LARGE;
      case REJECTED -> ErrorCode.UPSTREAM_REJECTED;
      case CREDENTIALS -> ErrorCode.UPSTREAM_CREDENTIALS;
    };
  }
}
