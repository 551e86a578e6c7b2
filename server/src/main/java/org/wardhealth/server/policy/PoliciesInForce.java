package org.wardhealth.server.policy;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Rule;

/**
 * The set of policies in force: the approved one of the highest version.
 *
 * <p>Guarantees: every question first reads which version that is, so that an approval holds for
 * the next question on every node. A set that is not what was approved, does not validate, or
 * answers a {@linkplain org.wardhealth.policy.Canary canary} wrongly is not taken up: this node
 * stays on the one that it has, and says so; one that has none yet permits nothing. While the set
 * that it has answers a canary wrongly, nothing is permitted either. Out of service it stays until
 * a later check finds every answer right, or another set comes into force.
 *
 * <p>Nothing is permitted either where the ledger knows of a later approval than the database: then
 * rows were taken away, or the database was brought back from before.
 *
 * <p>A version is looked at once, and those in force again by the hour. One that is lower than what
 * this node has is never taken up while it runs.
 */
public final class PoliciesInForce {
  private static final Logger log = LoggerFactory.getLogger(PoliciesInForce.class);

  private final Approved approved;
  private final Clock clock;
  private volatile Held held;

  private PoliciesInForce(Approved approved, Clock clock) {
    this.approved = approved;
    this.clock = clock;
    this.held = new Held(0, Optional.empty(), Set.of(), Optional.empty(), clock.instant());
  }

  /**
   * What this node has.
   *
   * @param tried the highest version that was looked at
   * @param taken the set that answers; nothing if none was fit yet
   * @param wrong the layers in which it answers wrongly
   * @param passedOver why what was looked at last was not taken up
   * @param checked when it was asked the canaries
   */
  private record Held(
      long tried,
      Optional<Taken> taken,
      Set<Layer> wrong,
      Optional<String> passedOver,
      Instant checked) {}

  private record Taken(PolicySet set, Policies policies) {}

  /** Takes up the approved set. */
  public static PoliciesInForce of(PolicySets sets, Clock clock) {
    return open(sets, clock);
  }

  static PoliciesInForce open(Approved approved, Clock clock) {
    PoliciesInForce inForce = new PoliciesInForce(approved, clock);
    var _ = inForce.now();
    return inForce;
  }

  /** What may be done; nothing while the set answers wrongly, or there is none. */
  public Decision decide(Question question) {
    Held now = now();
    if (now.taken().isEmpty()) {
      return new Decision(Outcome.UNAVAILABLE, List.of(), false, "none");
    }
    Policies policies = now.taken().get().policies();
    return now.wrong().isEmpty() && !behind(now)
        ? policies.decide(question)
        : policies.unavailable();
  }

  private boolean behind(Held now) {
    return now.tried() < approved.recorded();
  }

  private Held now() {
    Held now = held;
    return approved.latest() > now.tried() ? take() : now;
  }

  /** As {@link #now}, and where the database cannot be asked, what this node has. */
  private Held known() {
    try {
      return now();
    } catch (DataAccessException e) {
      return held;
    }
  }

  private synchronized Held take() {
    Held now = held;
    long latest = approved.latest();
    if (latest > now.tried()) {
      held = examined(latest, now);
    }
    return held;
  }

  private Held examined(long version, Held before) {
    String problem;
    try {
      PolicySet set = approved.read(version);
      // The schema is this Ward's: a set that was approved under an older one is held against it.
      Policies policies =
          Policies.load(new PolicySource(PolicySource.shippedSchema(), set.source().policies()));
      Set<Layer> wrong = policies.wrong();
      if (wrong.isEmpty() || before.taken().isEmpty()) {
        Taken taken = new Taken(set, policies);
        said(taken, wrong);
        return new Held(version, Optional.of(taken), wrong, Optional.empty(), clock.instant());
      }
      problem = "answers wrongly what every set must answer rightly, in: " + layers(wrong);
    } catch (Approved.Untrusted e) {
      problem = String.valueOf(e.getMessage());
    } catch (PolicyProblems e) {
      problem = "is not valid for this Ward: " + String.join("; ", e.problems());
    }
    String told = "Version " + version + " of the policies is not taken up: it " + problem + ".";
    log.error("{}", told);
    return new Held(version, before.taken(), before.wrong(), Optional.of(told), before.checked());
  }

  private static void said(Taken taken, Set<Layer> wrong) {
    if (!wrong.isEmpty()) {
      log.error("the policies answer wrongly, nothing is permitted: {}", layers(wrong));
    } else {
      log.info(
          "version {} of the policies is in force: {}",
          taken.set().version().orElse(0),
          taken.policies().digest());
    }
  }

  /**
   * Asks what every set must answer rightly, and takes the node out of service where it does not;
   * and looks whether the set is still kept as it was approved.
   */
  public synchronized void check() {
    Held now = now();
    if (now.taken().isEmpty()) {
      held = examined(now.tried(), now);
      return;
    }
    Taken taken = now.taken().get();
    Set<Layer> wrong = taken.policies().wrong();
    if (!wrong.isEmpty()) {
      said(taken, wrong);
    }
    held = new Held(now.tried(), now.taken(), wrong, kept(now, taken), clock.instant());
  }

  private Optional<String> kept(Held now, Taken taken) {
    long version = taken.set().version().orElse(0);
    try {
      if (!approved.read(version).digest().equals(taken.set().digest())) {
        throw new Approved.Untrusted("is another set than the one that came into force");
      }
    } catch (Approved.Untrusted e) {
      String told =
          "What the database keeps as version "
              + version
              + " of the policies "
              + e.getMessage()
              + "; this node goes on with the one that was approved, and would not start with"
              + " this.";
      log.error("{}", told);
      return Optional.of(told);
    }
    return now.tried() > version ? now.passedOver() : Optional.empty();
  }

  /** Why nothing is permitted, if so. */
  public Optional<String> problem() {
    Held now = known();
    if (now.taken().isEmpty()) {
      return Optional.of(
          now.passedOver().orElse("There is no set of policies.")
              + " So nothing is permitted. See docs/policy.md, 'Where the set comes from'.");
    }
    if (behind(now)) {
      return Optional.of(
          "The ledger says that version "
              + approved.recorded()
              + " of the policies was approved, and the newest in the database is version "
              + now.tried()
              + ": rows were deleted, or the database is an older one. So nothing is permitted."
              + " Bring the database back, or let two persons approve a set anew. See"
              + " docs/policy.md, 'Where the set comes from'.");
    }
    return now.wrong().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The policies ("
                + now.taken().get().set().why()
                + ") answer wrongly what every set must answer rightly, so nothing is permitted: "
                + layers(now.wrong())
                + ". See docs/policy.md, 'Canaries'.");
  }

  /** What is not as it should be with the sets, though this node has one that it goes on with. */
  public Optional<String> warning() {
    Held now = known();
    return now.taken().isEmpty() ? Optional.empty() : now.passedOver();
  }

  /** The policies of the set, by layer, then id. */
  public List<Rule> rules() {
    return now().taken().map(taken -> taken.policies().rules()).orElse(List.of());
  }

  /** The set, with who approved it; nothing if there is none that is fit. */
  public Optional<PolicySet> set() {
    return now().taken().map(Taken::set);
  }

  /** The set, ready to be asked; nothing if there is none that is fit. */
  public Optional<Policies> policies() {
    return now().taken().map(Taken::policies);
  }

  /** SHA-256 of the set, in lower-case hex, as decisions name it; {@code none} without one. */
  public String digest() {
    return now().taken().map(taken -> taken.policies().digest()).orElse("none");
  }

  /** The layers in which the set answers wrongly, as of {@link #checked}. */
  public Set<Layer> wrong() {
    return known().wrong();
  }

  /** When the set was last asked what it must answer rightly. */
  public Instant checked() {
    return known().checked();
  }

  private static String layers(Set<Layer> layers) {
    return new TreeSet<>(layers).stream().map(Layer::folder).collect(Collectors.joining(", "));
  }
}
