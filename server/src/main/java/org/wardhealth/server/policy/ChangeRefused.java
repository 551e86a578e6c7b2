package org.wardhealth.server.policy;

/**
 * Something was not done to a set of policies, because of who asked or of what became of the set.
 */
public final class ChangeRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ChangeRefused(Reason reason) {
    super(reason.says);
    this.reason = reason;
  }

  /** Why. */
  public enum Reason {
    UNKNOWN("There is no set of policies by this id."),
    OVER("This set was decided about already."),
    NOT_OPEN("This set is not at the point where that can be done."),
    SAME_PERSON("Who proposed a change cannot decide about it: another person does."),
    NOT_YOURS("Only who proposed a change can withdraw it."),
    PASSKEY("This needs a passkey, shown not longer than 15 minutes ago."),
    STALE(
        "Another set has come into force since this one was proposed: propose it anew, on what"
            + " holds now."),
    ALTERED("The text of this set is not the one that was shown: look at it again.");

    private final String says;

    Reason(String says) {
      this.says = says;
    }
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
