package org.wardhealth.server.gateway;

import java.util.List;
import org.wardhealth.server.gateway.Exchange.Admitted;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.guard.Screening;
import org.wardhealth.server.guard.Verdict;

/** Has the screens look at what the model answered, whole, before its end is released. */
final class Review {
  private final Guard guard;

  Review(Guard guard) {
    this.guard = guard;
  }

  List<Verdict> apply(Admitted admitted, Restore answer) {
    List<Verdict> verdicts =
        guard.screen(new Screening(answer.passages(), admitted.guarded().surrogates()::knows));
    if (verdicts.stream().anyMatch(verdict -> verdict.action() == Verdict.Action.BLOCK)) {
      throw new Refusal(ErrorCode.CONTENT_BLOCKED, "A screen stopped the answer.");
    }
    admitted.arrived().timings().mark("review");
    return verdicts;
  }
}
