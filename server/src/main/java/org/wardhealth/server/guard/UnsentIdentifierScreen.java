package org.wardhealth.server.guard;

import java.util.List;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Profile;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.guard.Verdict.Action;

/**
 * Sees identifiers in an answer that the caller did not send: what the model remembered, made up,
 * or took from somebody else's data. MITRE ATLAS AML.T0057.
 *
 * <p>Looks at the answer as the model gave it, where the caller's own identifiers are surrogates.
 */
final class UnsentIdentifierScreen implements Screen {
  private final Deid deid;

  UnsentIdentifierScreen(Deid deid) {
    this.deid = deid;
  }

  @Override
  public String name() {
    return "unsent-identifier";
  }

  @Override
  public List<Verdict> screen(Screening screening) {
    int found = 0;
    for (Passage passage : screening.passages()) {
      if (passage.channel() == Channel.ANSWER) {
        for (Finding finding : Profile.SAFE_HARBOR.concerned(deid.find(passage.text()))) {
          String surface = passage.text().substring(finding.start(), finding.end());
          if (!screening.sent().test(surface)) {
            found++;
          }
        }
      }
    }
    return found == 0
        ? List.of()
        : List.of(new Verdict(name(), Action.FLAG, "not-in-request", found));
  }
}
