package org.wardhealth.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.Auth;
import org.wardhealth.policy.Question.BreakGlass;
import org.wardhealth.policy.Question.Use;
import org.wardhealth.policy.Question.User;

/**
 * A set of policies that was validated, strictly and whole, and can be asked.
 *
 * <p>Guarantees: whatever goes wrong while it decides, a policy that cannot be evaluated too,
 * denies. A forbid always wins. The same question has the same answer, for ever: a set does not
 * change, and knows no time and no state beside the question.
 *
 * <p>It does not find out facts: who the caller is, what the patient agreed to and what the model's
 * card says stand in the question. It does not keep a record.
 *
 * <p>Recent answers are kept, keyed by the whole question: a bounded memo, not a cache of facts,
 * since every fact is in the key.
 */
public final class Policies {
  private static final int REMEMBERED = 4096;

  private final PolicySource source;
  private final String digest;
  private final Map<String, Rule> rules;
  private final PolicySet set;
  private final Schema schema;
  private final BasicAuthorizationEngine cedar;
  private final Memo<Question, Decision> memo = new Memo<>(REMEMBERED);

  private Policies(
      PolicySource source,
      Map<String, Rule> rules,
      PolicySet set,
      Schema schema,
      BasicAuthorizationEngine cedar) {
    this.source = source;
    this.digest = source.digest();
    this.rules = rules;
    this.set = set;
    this.schema = schema;
    this.cedar = cedar;
  }

  /**
   * Validates a set, and makes it ready to be asked.
   *
   * @throws PolicyProblems with all that is wrong with the set
   * @throws PolicyUnavailable if Cedar cannot run on this machine
   */
  public static Policies load(PolicySource source) {
    BasicAuthorizationEngine cedar = CedarLibrary.require();
    Compiler.Compiled compiled = Compiler.compile(source, cedar);
    return new Policies(source, compiled.rules(), compiled.set(), compiled.schema(), cedar);
  }

  /** The answer where nothing may be decided: it denies. */
  public Decision unavailable() {
    return new Decision(Outcome.UNAVAILABLE, List.of(), false, digest);
  }

  /** What may be done, and why. */
  public Decision decide(Question question) {
    Optional<Decision> known = memo.find(question);
    if (known.isPresent()) {
      return known.get();
    }
    Decision decision = evaluate(question);
    if (decision.outcome() != Outcome.UNAVAILABLE) {
      memo.put(question, decision);
    }
    return decision;
  }

  /** The same, without the memo: what {@code ward bench policy} and its test compare with. */
  public Decision evaluate(Question question) {
    try {
      Decision decision = ask(question);
      return decision.outcome() == Outcome.DENY && glassHelps(question)
          ? new Decision(Outcome.DENY, decision.deciding(), true, digest)
          : decision;
    } catch (AuthException | RuntimeException | LinkageError e) {
      return unavailable();
    }
  }

  private Decision ask(Question question) throws AuthException {
    CedarQuestion asked = new CedarQuestion(question);
    AuthorizationResponse response =
        cedar.isAuthorized(asked.request(schema), set, asked.entities());
    if (response.success.isEmpty() || !response.success.get().getErrors().isEmpty()) {
      // Cedar passes over a policy that fails; a forbid that is passed over would permit.
      return unavailable();
    }
    AuthorizationSuccessResponse answer = response.success.get();
    List<Rule> deciding = new ArrayList<>();
    for (String id : answer.getReason()) {
      Rule rule = rules.get(id);
      if (rule == null) {
        return unavailable();
      }
      deciding.add(rule);
    }
    deciding.sort(Comparator.comparing(Rule::layer).thenComparing(Rule::id));
    return new Decision(
        answer.isAllowed() ? Outcome.PERMIT : Outcome.DENY, deciding, false, digest);
  }

  /** Whether a person who is denied would be permitted with the glass broken, all else equal. */
  private boolean glassHelps(Question question) throws AuthException {
    if (!(question.principal() instanceof User user)
        || !user.roles().contains("clinician")
        || !(question.context() instanceof Use use)
        || use.breakGlass().isPresent()
        || question.action() == Action.EXPLAIN) {
      return false;
    }
    Auth auth = use.auth();
    Use broken =
        new Use(
            "ETREAT",
            new Auth(
                Math.max(2, auth.aal()),
                auth.phishingResistant(),
                0,
                auth.senderConstrained(),
                auth.managedDevice()),
            use.consent(),
            use.withoutConsent(),
            use.careRelation(),
            use.vip(),
            use.ownRecord(),
            use.labels(),
            use.confidentiality(),
            use.deidentified(),
            Optional.of(new BreakGlass("emergency", 10, 1, 900)));
    return ask(new Question(user, question.action(), question.resource(), broken)).permitted();
  }

  /** The text of this set. */
  public PolicySource source() {
    return source;
  }

  /** SHA-256 of the set, in lower-case hex. */
  public String digest() {
    return digest;
  }

  /** What the policies say, by layer, then id. */
  public List<Rule> rules() {
    return rules.values().stream()
        .sorted(Comparator.comparing(Rule::layer).thenComparing(Rule::id))
        .toList();
  }

  /** The layers of this set that answer wrongly what every set must answer rightly. */
  public Set<Layer> wrong() {
    Set<Layer> wrong = new HashSet<>();
    for (Canary canary : Canary.all()) {
      if (!canary.holds(this)) {
        wrong.add(canary.layer());
      }
    }
    return wrong;
  }
}
