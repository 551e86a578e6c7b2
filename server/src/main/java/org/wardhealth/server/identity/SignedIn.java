package org.wardhealth.server.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A person in a session, as of one request, with what they proved and when. What follows from the
 * proofs is computed, never stored.
 *
 * @param session its id, which is not the cookie
 * @param proofs at most one of each factor, the latest
 * @param at the time of the request
 */
public record SignedIn(
    String session, Person person, List<Proof> proofs, Instant began, Instant at) {
  /** How long after a recovery code its holder may add a factor. */
  static final Duration RECOVERING = Duration.ofMinutes(15);

  public SignedIn {
    proofs = List.copyOf(proofs);
  }

  /**
   * The authenticator assurance level (NIST SP 800-63B): 2 for a passkey, or a password with a code
   * of an enrolled device or of the list of recovery codes, or several factors as an identity
   * provider says that is believed in this; else 1.
   */
  public int aal() {
    return aal(Duration.between(Instant.EPOCH, at));
  }

  /** The same, by proofs no older than said. */
  public int aal(Duration atMost) {
    boolean passkey = proved(Factor.PASSKEY, atMost);
    boolean second = proved(Factor.TOTP, atMost) || proved(Factor.RECOVERY, atMost);
    return passkey
            || proved(Factor.PROVIDER_MFA, atMost)
            || (proved(Factor.PASSWORD, atMost) && second)
        ? 2
        : 1;
  }

  /** Whether what was proved cannot be given to a page that only looks like Ward. */
  public boolean phishingResistant() {
    return proofs.stream().anyMatch(proof -> proof.factor() == Factor.PASSKEY);
  }

  /** Whether an identity provider says who this is: then their factors are kept there. */
  public boolean byProvider() {
    return proofs.stream()
        .anyMatch(
            proof -> proof.factor() == Factor.PROVIDER || proof.factor() == Factor.PROVIDER_MFA);
  }

  /** How long ago the session's last proof was given. */
  public Duration age() {
    return proofs.stream()
        .map(proof -> Duration.between(proof.at(), at))
        .min(Duration::compareTo)
        .orElseThrow();
  }

  /** The roles that hold now. */
  public Set<Role> roles() {
    return person.roles(at);
  }

  /** Whether a factor was proved no longer ago than said. */
  public boolean proved(Factor factor, Duration atMost) {
    return proofs.stream()
        .anyMatch(
            proof ->
                proof.factor() == factor
                    && Duration.between(proof.at(), at).compareTo(atMost) <= 0);
  }

  /**
   * Asks for a level.
   *
   * @throws StepUpNeeded if it was not reached by proofs no older than {@code fresh}
   */
  public void require(int aal, Duration fresh) {
    if (aal(fresh) < aal) {
      throw new StepUpNeeded(
          "This needs "
              + (aal == 2 ? "a passkey, or a password and a code," : "a proof")
              + " not older than "
              + fresh.toMinutes()
              + " minutes: prove yourself again.",
          false);
    }
  }

  /**
   * Asks for a passkey: for approvals, exports, keys and policies.
   *
   * @throws StepUpNeeded if none was shown within {@code fresh}
   */
  public void requirePasskey(Duration fresh) {
    if (!proved(Factor.PASSKEY, fresh)) {
      throw new StepUpNeeded(
          "This needs a passkey, shown not longer than " + fresh.toMinutes() + " minutes ago.",
          true);
    }
  }

  /**
   * Whether this person may add and remove factors now: level 2, or a recovery code a moment ago. A
   * password alone never may, nor who signed in at an identity provider.
   */
  public boolean mayChangeFactors() {
    return !byProvider() && (aal() == 2 || recovering());
  }

  /** Whether a recovery code was used a moment ago. */
  public boolean recovering() {
    return proved(Factor.RECOVERY, RECOVERING);
  }

  /** The same proofs with one more, which takes the place of an older one of its kind. */
  List<Proof> with(Proof proof) {
    List<Proof> merged = new ArrayList<>(proofs);
    merged.removeIf(old -> old.factor() == proof.factor());
    merged.add(proof);
    return merged;
  }

  /** A person must prove more, or anew, before they may do this. */
  public static final class StepUpNeeded extends RuntimeException {
    private final boolean passkey;

    StepUpNeeded(String message, boolean passkey) {
      super(message);
      this.passkey = passkey;
    }

    /** Whether only a passkey will do. */
    public boolean passkey() {
      return passkey;
    }
  }
}
