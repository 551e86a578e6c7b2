package org.wardhealth.server.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Rule;

/**
 * The set of policies in force: the files under {@code WARD_HOME/policies}, if there is such a
 * folder, else the set that Ward ships. Read once, at start.
 *
 * <p>Guarantees: while the set answers a {@linkplain org.wardhealth.policy.Canary canary} wrongly,
 * nothing is permitted. Once out of service it stays so until a later check finds every answer
 * right.
 *
 * <p>It does not ask who changed the files: whoever can write into {@code WARD_HOME} can change the
 * policies, and each decision in the ledger names the digest of the set that made it.
 */
public final class PoliciesInForce {
  private static final Logger log = LoggerFactory.getLogger(PoliciesInForce.class);

  private final Policies policies;
  private final String origin;
  private volatile Set<Layer> wrong = Set.of();

  private PoliciesInForce(Policies policies, String origin) {
    this.policies = policies;
    this.origin = origin;
  }

  /**
   * Takes up the set of this {@code WARD_HOME}.
   *
   * @throws IllegalStateException with all that is wrong with the set
   * @throws org.wardhealth.policy.PolicyUnavailable if Cedar cannot run here
   */
  public static PoliciesInForce open(Path home) {
    Path folder = home.resolve("policies");
    boolean own = Files.isDirectory(folder);
    try {
      Policies policies = Policies.load(own ? PolicySource.folder(folder) : PolicySource.shipped());
      return of(policies, own ? folder.toString() : "shipped with Ward");
    } catch (PolicyProblems e) {
      throw new IllegalStateException(
          "The policies in "
              + folder
              + " cannot be used; 'ward policy check' says the same:\n  - "
              + String.join("\n  - ", e.problems()));
    } catch (IOException e) {
      throw new UncheckedIOException("The policies in " + folder + " cannot be read.", e);
    }
  }

  static PoliciesInForce of(Policies policies, String origin) {
    PoliciesInForce inForce = new PoliciesInForce(policies, origin);
    inForce.check();
    return inForce;
  }

  /** What may be done; nothing while the set answers wrongly. */
  public Decision decide(Question question) {
    return wrong.isEmpty() ? policies.decide(question) : policies.unavailable();
  }

  /**
   * Asks what every set must answer rightly, and takes the node out of service where it does not.
   */
  public void check() {
    Set<Layer> found = policies.wrong();
    wrong = Set.copyOf(found);
    if (!found.isEmpty()) {
      log.error("the policies answer wrongly, nothing is permitted: {}", layers(found));
    }
  }

  /** Why nothing is permitted, if so. */
  public Optional<String> problem() {
    Set<Layer> now = wrong;
    return now.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The policies ("
                + origin
                + ") answer wrongly what every set must answer rightly, so nothing is permitted: "
                + layers(now)
                + ". See docs/policy.md, 'Canaries'.");
  }

  /** The policies of the set, by layer, then id. */
  public List<Rule> rules() {
    return policies.rules();
  }

  /** Where the set comes from. */
  public String origin() {
    return origin;
  }

  /** SHA-256 of the set, in lower-case hex. */
  public String digest() {
    return policies.digest();
  }

  private static String layers(Set<Layer> layers) {
    return new TreeSet<>(layers).stream().map(Layer::folder).collect(Collectors.joining(", "));
  }
}
