package org.wardhealth.server.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.wardhealth.policy.PolicySource;

/**
 * A set of policies as it is kept, with who wants it, who approved it, and since when.
 *
 * @param id Ward's own
 * @param version counts the sets that were ever in force, from 1; nothing for one that never was
 * @param base the version that was in force when it was proposed
 * @param digest SHA-256 of {@code source}, in lower-case hex
 * @param why in the words of who proposed it
 * @param proposed by whom, and when
 * @param decided by whom it was approved, refused or withdrawn, and when
 */
public record PolicySet(
    String id,
    OptionalLong version,
    long base,
    String digest,
    PolicySource source,
    State state,
    String why,
    Act proposed,
    Optional<Act> decided) {

  /** What has become of a set. */
  public enum State {
    /** Brought by the operator's command; nobody stands for it yet. */
    DRAFT,
    /** A person stands for it; another is to approve it. */
    PROPOSED,
    /** In force, or it was until the next one was approved. */
    APPROVED,
    REFUSED,
    WITHDRAWN;

    /** As tables and JSON have it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Who did something to a set, and when.
   *
   * @param by a person's id, {@code operator} or {@code ward}
   * @param name as people call them
   */
  public record Act(String by, String name, Instant at) {}

  /** Whether somebody may still decide about it. */
  public boolean open() {
    return state == State.DRAFT || state == State.PROPOSED;
  }
}
