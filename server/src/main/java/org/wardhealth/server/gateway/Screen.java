package org.wardhealth.server.gateway;

import java.util.List;
import org.wardhealth.server.gateway.Exchange.Protected;
import org.wardhealth.server.gateway.Exchange.Screened;
import org.wardhealth.server.guard.Guard;
import org.wardhealth.server.guard.Screening;
import org.wardhealth.server.guard.Verdict;

/** Has the screens look at what goes to the model. */
final class Screen {
  private final Guard guard;

  Screen(Guard guard) {
    this.guard = guard;
  }

  Screened apply(Protected guarded) {
    List<Verdict> verdicts = guard.screen(new Screening(guarded.passages(), _ -> true));
    if (verdicts.stream().anyMatch(verdict -> verdict.action() == Verdict.Action.BLOCK)) {
      throw new Refusal(
          ErrorCode.CONTENT_BLOCKED,
          "A screen stopped this request: "
              + String.join(", ", verdicts.stream().map(Verdict::summary).toList())
              + ".");
    }
    guarded.arrived().timings().mark("screen");
    return new Screened(guarded, verdicts);
  }
}
