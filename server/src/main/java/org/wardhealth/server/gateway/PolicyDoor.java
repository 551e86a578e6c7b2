package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.policy.UnfitProposal;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /policy}, for {@code ward policy} on this machine: the sets of policies, a draft of a new
 * one, and what one would have decided. It approves nothing: two persons do, on the console. Errors
 * are RFC 9457 problems.
 */
@RestController
@RequestMapping("/policy")
final class PolicyDoor {
  private static final int MAX_BYTES = 2 << 20;

  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Rehearsal rehearsal;
  private final Audit audit;
  private final Clock clock;
  private final OperatorDoor.OperatorToken operator;
  private final LongSupplier nanos;

  PolicyDoor(
      PolicySets sets,
      PoliciesInForce inForce,
      Rehearsal rehearsal,
      Audit audit,
      Clock clock,
      OperatorDoor.OperatorToken operator,
      LongSupplier nanos) {
    this.sets = sets;
    this.inForce = inForce;
    this.rehearsal = rehearsal;
    this.audit = audit;
    this.clock = clock;
    this.operator = operator;
    this.nanos = nanos;
  }

  @GetMapping("/sets")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode list = Json.MAPPER.createObjectNode();
          list.put("digest", inForce.digest());
          inForce.set().ifPresent(set -> list.put("inForce", set.id()));
          inForce.problem().or(inForce::warning).ifPresent(said -> list.put("problem", said));
          ArrayNode shown = list.putArray("sets");
          sets.list().forEach(set -> shown.add(show(set)));
          Http.json(response, 200, list);
        });
  }

  /** A set with its text, by the digest that entries of the ledger name. */
  @GetMapping("/sets/{digest}")
  void text(
      @PathVariable("digest") String digest,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          PolicySet set =
              sets.withDigest(digest)
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.NOT_FOUND,
                              "Ward keeps no set of policies with this digest: see 'ward policy"
                                  + " list'."));
          ObjectNode shown = show(set);
          shown.put("schema", set.source().schema());
          ObjectNode policies = shown.putObject("policies");
          set.source().policies().forEach(policies::put);
          Http.json(response, 200, shown);
        });
  }

  @PostMapping("/sets")
  void draft(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          PolicySet draft =
              sets.propose(
                  policies(wanted),
                  Fields.string(wanted.path("why"), "why"),
                  PolicySets.By.operator());
          Http.json(response, 201, show(draft));
        });
  }

  /**
   * What a set would have decided; that the record was read is in the ledger before it is shown.
   */
  @PostMapping("/comparisons")
  void compare(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Policies candidate =
              Policies.load(new PolicySource(PolicySource.shippedSchema(), policies(wanted)));
          Rehearsal.Compared compared = rehearsal.compare(candidate, since(wanted));
          audit.record(
              new Entry.AuditSearched(
                  PolicySets.By.operator().id(),
                  Optional.empty(),
                  new TreeSet<>(List.of("kind", "since")),
                  Optional.empty(),
                  (int) (compared.same() + compared.unknown() + compared.different()),
                  clock.instant()));
          Http.json(response, 200, show(candidate.digest(), compared));
        });
  }

  private static Instant since(ObjectNode wanted) {
    try {
      return Instant.parse(Fields.string(wanted.path("since"), "since"));
    } catch (DateTimeException e) {
      throw Fields.wrong("since", "a time such as 2026-03-01T08:00:00Z");
    }
  }

  private static ObjectNode show(String digest, Rehearsal.Compared compared) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("digest", digest);
    shown.put("different", compared.different());
    shown.put("same", compared.same());
    shown.put("unknown", compared.unknown());
    shown.put("more", compared.more());
    ArrayNode changes = shown.putArray("changes");
    for (Rehearsal.Change change : compared.changes()) {
      ObjectNode one = changes.addObject();
      one.put("application", change.application());
      one.put("model", change.model());
      one.put("purpose", change.purpose());
      one.put("count", change.count());
      one.put("example", change.example());
      show(one.putObject("was"), change.permitted(), change.before());
      show(one.putObject("would"), change.wouldPermit(), change.after());
    }
    return shown;
  }

  private static void show(ObjectNode shown, boolean permitted, List<String> rules) {
    shown.put("decision", permitted ? "permit" : "deny");
    rules.forEach(shown.putArray("rules")::add);
  }

  /** {@code layer/id.cedar} to text, of a request's field {@code policies}. */
  private static Map<String, String> policies(ObjectNode wanted) {
    Map<String, String> policies = new TreeMap<>();
    Fields.object(wanted.path("policies"), "policies")
        .properties()
        .forEach(
            file -> policies.put(file.getKey(), Fields.string(file.getValue(), "policies.FILE")));
    return policies;
  }

  private static ObjectNode show(PolicySet set) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("id", set.id());
    set.version().ifPresent(version -> shown.put("version", version));
    shown.put("digest", set.digest());
    shown.put("state", set.state().word());
    shown.put("base", set.base());
    shown.put("why", set.why());
    show(shown.putObject("proposed"), set.proposed());
    set.decided().ifPresent(act -> show(shown.putObject("decided"), act));
    return shown;
  }

  private static void show(ObjectNode shown, PolicySet.Act act) {
    shown.put("by", act.by()).put("name", act.name()).put("at", act.at().toString());
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Act act)
      throws IOException {
    Act checked =
        () -> {
          operator.require(
              request,
              "Policies are drafted with 'ward policy propose' on the machine that Ward runs on, and"
                  + " changed by two persons on the console.");
          try {
            act.run();
          } catch (PolicyProblems e) {
            throw wrong("This is no valid set of policies", e.problems());
          } catch (UnfitProposal e) {
            throw wrong("This set of policies cannot be proposed", e.problems());
          }
        };
    Act.answer(response, "nothing was changed", checked);
  }

  private static Refusal wrong(String what, List<String> problems) {
    return new Refusal(ErrorCode.INVALID_FIELD, what + ":\n  - " + String.join("\n  - ", problems));
  }
}
