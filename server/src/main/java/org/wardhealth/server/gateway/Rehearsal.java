package org.wardhealth.server.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardhealth.consent.Ruling;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Rule;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.JsonNode;

/**
 * What a set of policies would decide: of a request that is made up, and of those that were
 * recorded.
 *
 * <p>A recorded decision is decided anew with the facts of today: the application's registration,
 * the model's card, what the patient's consents say now. It counts only where these facts, asked of
 * the set that decided it, give the very rules that the record names; the others are told by
 * number. A fact that the old set did not look at may still have been another one then.
 *
 * <p>Reading the record is itself recorded, by who calls this.
 */
public final class Rehearsal {
  /** How many decisions are decided anew at most, the newest. */
  public static final int MOST = 10_000;

  private static final String SET = "policies:";

  private final Clients clients;
  private final Models models;
  private final Consented consented;
  private final Trail trail;
  private final Stories stories;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Vault vault;

  Rehearsal(
      Clients clients,
      Models models,
      Consented consented,
      Trail trail,
      Stories stories,
      PolicySets sets,
      PoliciesInForce inForce,
      Vault vault) {
    this.clients = clients;
    this.models = models;
    this.consented = consented;
    this.trail = trail;
    this.stories = stories;
    this.sets = sets;
    this.inForce = inForce;
    this.vault = vault;
  }

  /**
   * A request that is made up.
   *
   * @param use what the patient's consents say to the purpose
   * @param ai what they say to the use of AI
   */
  public record Imagined(Client client, Model model, Purpose purpose, Word use, Word ai) {}

  /** What a set decides of a request that is made up. */
  public Decision decide(Policies policies, Imagined imagined) {
    ConsentState said =
        new ConsentState(imagined.use(), imagined.ai(), Word.NONE, Set.of(), Set.of(), 0);
    return policies.decide(
        question(
            imagined.client(),
            imagined.model(),
            imagined.purpose(),
            Optional.empty(),
            Facts.Data.UNTOLD,
            agreed(said, consented.otherwise(imagined.purpose()))));
  }

  /**
   * What would be otherwise.
   *
   * @param same how many recorded decisions would stay as they are
   * @param unknown how many cannot be decided anew
   * @param more whether there are older ones that were not looked at
   * @param changes the kinds of decisions that would be otherwise, the most frequent first
   */
  public record Compared(long same, long unknown, boolean more, List<Change> changes) {
    /** How many would be otherwise. */
    public long different() {
      return changes.stream().mapToLong(Change::count).sum();
    }
  }

  /**
   * Recorded decisions that would be otherwise, and alike.
   *
   * @param before the policies that decided
   * @param after the policies that would decide
   * @param example an exchange
   */
  public record Change(
      String application,
      String model,
      String purpose,
      boolean permitted,
      List<String> before,
      boolean wouldPermit,
      List<String> after,
      String example,
      long count) {
    private Change counted(long counted) {
      return new Change(
          application, model, purpose, permitted, before, wouldPermit, after, example, counted);
    }

    private List<Object> kind() {
      return List.of(application, model, purpose, permitted, before, wouldPermit, after);
    }
  }

  /** What a set would have decided of what was recorded since. */
  public Compared compare(Policies candidate, Instant since) {
    Map<String, Optional<Policies>> known = new HashMap<>();
    inForce.policies().ifPresent(set -> known.put(set.digest(), Optional.of(set)));
    Map<String, Client> registered =
        clients.list().stream().collect(Collectors.toMap(Client::id, client -> client));
    Map<List<Object>, Change> changes = new HashMap<>();
    long same = 0;
    long unknown = 0;
    Rows rows = rows(since);
    for (Row row : rows.rows()) {
      Optional<Change> anew =
          stories.entry(row).flatMap(entry -> anew(entry, candidate, registered, known));
      if (anew.isEmpty()) {
        unknown++;
      } else if (anew.get().permitted() == anew.get().wouldPermit()) {
        same++;
      } else {
        changes.merge(anew.get().kind(), anew.get(), (old, one) -> old.counted(old.count() + 1));
      }
    }
    return new Compared(
        same,
        unknown,
        rows.more(),
        changes.values().stream()
            .sorted(
                Comparator.comparingLong(Change::count)
                    .reversed()
                    .thenComparing(Change::application)
                    .thenComparing(Change::model)
                    .thenComparing(Change::purpose))
            .toList());
  }

  private record Rows(List<Row> rows, boolean more) {}

  /** Where policies decided: what was admitted, and what they denied. */
  private Rows rows(Instant since) {
    List<Row> rows = new ArrayList<>();
    boolean more = false;
    for (Map<Field, String> wanted :
        List.of(
            Map.of(Field.KIND, "exchange.admit"),
            Map.of(Field.KIND, "exchange.refuse", Field.CODE, "policy_denied"))) {
      Search search =
          new Search(wanted, Optional.of(since), Optional.empty(), Optional.empty(), Search.MOST);
      Optional<String> next = Optional.empty();
      int found = 0;
      do {
        Trail.Page page = trail.page(next.map(search::after).orElse(search));
        rows.addAll(page.rows());
        found += page.rows().size();
        next = page.next();
      } while (next.isPresent() && found < MOST / 2);
      more |= next.isPresent();
    }
    return new Rows(rows, more);
  }

  private Optional<Change> anew(
      JsonNode entry,
      Policies candidate,
      Map<String, Client> registered,
      Map<String, Optional<Policies>> known) {
    JsonNode basis = entry.path("basis");
    List<String> rules = basis.path("rules").valueStream().map(one -> one.asString("")).toList();
    Optional<String> digest = rules.stream().filter(rule -> rule.startsWith(SET)).findFirst();
    Optional<Model> model = models.find(basis.path("model").asString(""));
    Optional<Purpose> purpose = Purpose.parse(basis.path("purpose").asString(""));
    Client client = registered.get(entry.path("who").path("client").asString(""));
    if (digest.isEmpty() || model.isEmpty() || purpose.isEmpty() || client == null) {
      return Optional.empty();
    }
    Optional<Question> question =
        question(basis, entry.path("type").asString(""), client, purpose.get(), model.get());
    Optional<Policies> old =
        known.computeIfAbsent(digest.get().substring(SET.length()), this::kept);
    if (question.isEmpty() || old.isEmpty()) {
      return Optional.empty();
    }
    Decision then = old.get().decide(question.get());
    boolean permitted = entry.path("type").asString("").equals("exchange.admit");
    if (then.permitted() != permitted
        || !then.ids().equals(decided(rules, rules.indexOf(digest.get()), old.get()))) {
      return Optional.empty();
    }
    Decision now = candidate.decide(question.get());
    return Optional.of(
        new Change(
            client.name(),
            model.get().id(),
            purpose.get().name(),
            permitted,
            then.ids(),
            now.permitted(),
            now.ids(),
            entry.path("exchange").asString(""),
            1));
  }

  /** The policies among what the record names: those right before the set's digest. */
  private static List<String> decided(List<String> rules, int end, Policies set) {
    Set<String> ids = set.rules().stream().map(Rule::id).collect(Collectors.toSet());
    int begin = end;
    while (begin > 0
        && (ids.contains(rules.get(begin - 1))
            || rules.get(begin - 1).equals("no-permit-matched"))) {
      begin--;
    }
    return rules.subList(begin, end);
  }

  /**
   * The question with what the patient's consents say now. What was denied does not name its
   * patient: there nothing is taken to be said, which the rules that the record names must bear
   * out.
   */
  private Optional<Question> question(
      JsonNode basis, String kind, Client client, Purpose purpose, Model model) {
    Facts.Data data =
        Facts.Data.recorded(
            basis.path("rules").valueStream().map(rule -> rule.asString("")).toList());
    if (!kind.equals("exchange.admit")) {
      Facts.Agreed agreed =
          purpose.aboutOnePatient()
              ? agreed(ConsentState.NONE, consented.otherwise(purpose))
              : Facts.Agreed.NOBODY;
      return Optional.of(question(client, model, purpose, Optional.empty(), data, agreed));
    }
    boolean patient =
        basis
            .path("rules")
            .valueStream()
            .anyMatch(rule -> rule.asString("").equals("patient-known"));
    if (!patient) {
      return Optional.of(
          question(client, model, purpose, Optional.empty(), data, Facts.Agreed.NOBODY));
    }
    return Pseudonym.parse(basis.path("patient").asString(""))
        .flatMap(vault::subject)
        .map(
            subject ->
                question(
                    client,
                    model,
                    purpose,
                    Optional.of(subject),
                    data,
                    consented.agreed(
                        Optional.of(subject), Consented.actor(client), purpose, model, data)));
  }

  /** What consents say where policies alone are asked. */
  private static Facts.Agreed agreed(ConsentState state, Ruling otherwise) {
    return new Facts.Agreed(Optional.empty(), Optional.empty(), state, otherwise);
  }

  private Optional<Policies> kept(String digest) {
    try {
      return sets.withDigest(digest)
          .map(PolicySet::source)
          .filter(source -> source.digest().equals(digest))
          .map(Policies::load);
    } catch (PolicyProblems e) {
      return Optional.empty();
    }
  }

  private static Question question(
      Client client,
      Model model,
      Purpose purpose,
      Optional<Subject> patient,
      Facts.Data data,
      Facts.Agreed agreed) {
    return new Facts(
            "rehearsal",
            Facts.Caller.application(client),
            Action.INFER,
            purpose,
            model,
            patient,
            data,
            Facts.Relation.UNKNOWN,
            Optional.empty(),
            agreed)
        .question();
  }
}
