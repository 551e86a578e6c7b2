package org.wardhealth.server.guard;

/**
 * What a screen said.
 *
 * @param screen which screen, as named in the ledger
 * @param action what follows
 * @param reason what was seen, in words that hold nothing of the content
 * @param count how often
 */
public record Verdict(String screen, Action action, String reason, int count) {
  /** From harmless to hardest. */
  public enum Action {
    /** Goes on; the record and the answer say so. */
    FLAG,
    /** Goes no further. */
    BLOCK
  }

  /** As the ledger has it: {@code chat-template:flag:control-token:2}. */
  public String summary() {
    return screen
        + ':'
        + action.name().toLowerCase(java.util.Locale.ROOT)
        + ':'
        + reason
        + ':'
        + count;
  }
}
