package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.policy.PolicySets;

/** Who may change the policies, and by what they proved who they are. */
final class Editors {
  /** Who may propose a change, and approve or refuse another's. */
  static final Role[] MAY_CHANGE = {
    Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER
  };

  private final Viewers viewers;
  private final Clock clock;

  Editors(Viewers viewers, Clock clock) {
    this.viewers = viewers;
    this.clock = clock;
  }

  /** The viewer, as the sets of policies know them. */
  PolicySets.By by(Viewer viewer, HttpServletRequest request) {
    return new PolicySets.By(
        viewer.id(),
        Optional.of(new Entry.Person(viewer.name(), viewer.factors(), viewer.aal())),
        viewers.passkey(request));
  }

  /** Whether the viewer showed a passkey not so long ago that they would have to again. */
  boolean fresh(HttpServletRequest request) {
    return viewers
        .passkey(request)
        .filter(at -> Duration.between(at, clock.instant()).compareTo(PolicySets.FRESH) <= 0)
        .isPresent();
  }

  /** Where a passkey is shown, and what comes after. */
  static String stepUp(String next) {
    return "/step-up?next=" + Steps.encoded(next);
  }
}
