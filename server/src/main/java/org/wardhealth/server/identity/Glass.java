package org.wardhealth.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.server.vault.Pseudonym;

/**
 * A glass that a clinician broke in an emergency: for a while, what one patient's consents refuse
 * is left to the policies. Why, in the clinician's words, is not here: {@link Glasses#words}.
 *
 * @param person who broke it, as they are now
 * @param session in which they did; when they sign out of it, the glass is whole again
 * @param textLength how many characters they wrote to explain it
 * @param phishingResistant whether what they had proved cannot be given to a page that only looks
 *     like Ward
 * @param proofAge how old their last proof was when they broke it
 * @param review what somebody else said of it afterwards
 */
public record Glass(
    String id,
    Person person,
    String session,
    Pseudonym patient,
    Reason reason,
    int textLength,
    boolean phishingResistant,
    Duration proofAge,
    Instant broken,
    Instant until,
    Optional<Review> review) {
  /** How long after a glass was broken somebody else must have looked at it. */
  public static final Duration REVIEWED_WITHIN = Duration.ofDays(3);

  /** Why a glass is broken. */
  public enum Reason {
    /** The patient's life or health is at stake. */
    EMERGENCY,
    /** The patient cannot be asked. */
    UNCONSCIOUS,
    /** Somebody stands in for who treats the patient. */
    COVERING,
    /** Too many patients at once. */
    DISASTER,
    OTHER;

    /** As policies and the ledger name it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a code; nothing if there is no such reason. */
    public static Optional<Reason> parse(String code) {
      return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
    }
  }

  /** What a review came to. */
  public enum Verdict {
    /** It was an emergency. */
    JUSTIFIED,
    /** It was none: what follows is for the privacy office to do. */
    NOT_JUSTIFIED;

    /** As the ledger names it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a code; nothing if there is no such verdict. */
    public static Optional<Verdict> parse(String code) {
      return Arrays.stream(values()).filter(verdict -> verdict.code().equals(code)).findFirst();
    }
  }

  /**
   * That somebody else looked at it.
   *
   * @param reference the number of the file in which more is said
   * @param by a person's id
   */
  public record Review(Verdict verdict, Optional<String> reference, String by, Instant at) {}

  /** By when somebody else must have looked at it. */
  public Instant due() {
    return broken.plus(REVIEWED_WITHIN);
  }

  /** Whether it counts for something: its time is not over, and its person still is a clinician. */
  public boolean holds(Instant now) {
    return now.isBefore(until) && person.active() && person.roles(now).contains(Role.CLINICIAN);
  }
}
