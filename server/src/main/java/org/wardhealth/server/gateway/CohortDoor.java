package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ResearchTerm;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Patients;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /consent/cohorts}: how many patients permit that their data are used for a purpose, for
 * the operator on this machine and for applications with the right {@code consents}; and who they
 * are, by the hospital's ids, for those that have the right {@code reidentify} too. Errors are RFC
 * 9457 problems.
 *
 * <p>Whoever asks is in the ledger before they see anything.
 */
@RestController
@RequestMapping("/consent")
final class CohortDoor {
  private static final int MAX_BYTES = 16 * 1024;
  private static final int NAMED_AT_ONCE = 500;
  private static final String OPERATOR = "operator";
  private static final Set<String> FIELDS = Set.of("purpose", "research_terms", "members");

  private final Identify identify;
  private final OperatorDoor.OperatorToken operator;
  private final Consents consents;
  private final Patients patients;
  private final Audit audit;
  private final Clock clock;
  private final LongSupplier nanos;

  CohortDoor(
      Identify identify,
      OperatorDoor.OperatorToken operator,
      Consents consents,
      Patients patients,
      Audit audit,
      Clock clock,
      LongSupplier nanos) {
    this.identify = identify;
    this.operator = operator;
    this.consents = consents;
    this.patients = patients;
    this.audit = audit;
    this.clock = clock;
    this.nanos = nanos;
  }

  @PostMapping("/cohorts")
  void cohort(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Optional<Client> asking =
              operator.admits(request)
                  ? Optional.empty()
                  : Optional.of(identify.require(Credential.of(request), Right.CONSENTS).client());
          ObjectNode asked = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          // A misspelt term would find more than was asked for.
          Fields.only(asked, "", FIELDS);
          String purpose = purpose(asked);
          Set<ResearchTerm> terms = terms(asked);
          boolean named = named(asked);
          if (named) {
            Identify.require(
                asking.orElseThrow(
                    () ->
                        new Refusal(
                            ErrorCode.RIGHT_MISSING,
                            "Who the patients are is told to a key with the rights 'consents' and"
                                + " 'reidentify', not to the operator.")),
                Right.REIDENTIFY);
          }
          long[] members = consents.cohort(purpose, terms);
          audit.record(
              new Entry.CohortAsked(
                  asking.map(Client::id).orElse(OPERATOR),
                  purpose,
                  terms.stream()
                      .map(ResearchTerm::code)
                      .collect(Collectors.toCollection(TreeSet::new)),
                  named,
                  members.length,
                  clock.instant()));
          ObjectNode answer = Json.MAPPER.createObjectNode();
          answer.put("purpose", purpose).put("patients", members.length);
          if (named) {
            ArrayNode ids = answer.putArray("members");
            for (int from = 0; from < members.length; from += NAMED_AT_ONCE) {
              int to = Math.min(members.length, from + NAMED_AT_ONCE);
              patients
                  .named(Arrays.stream(members, from, to).boxed().toList())
                  .forEach(found -> ids.add(found.patient().path("id").asString()));
            }
          }
          Http.json(response, 200, answer);
        });
  }

  private static String purpose(ObjectNode asked) {
    String purpose = Fields.string(asked.path("purpose"), "purpose");
    if (!ConsentDefaults.knows(purpose)) {
      throw Fields.wrong("purpose", "a code of HL7 v3-ActReason such as HRESCH");
    }
    return purpose;
  }

  private static Set<ResearchTerm> terms(ObjectNode asked) {
    JsonNode given = asked.path("research_terms");
    if (!given.isMissingNode() && !given.isArray()) {
      throw Fields.wrong("research_terms", "a list of DUO codes");
    }
    Set<ResearchTerm> terms = EnumSet.noneOf(ResearchTerm.class);
    for (JsonNode code : given) {
      Optional<ResearchTerm> term =
          ResearchTerm.of(Fields.string(code, "research_terms").replace('_', ':'));
      terms.add(
          term.orElseThrow(
              () -> Fields.wrong("research_terms", "codes of GA4GH DUO such as DUO:0000006")));
    }
    return terms;
  }

  private static boolean named(ObjectNode asked) {
    JsonNode given = asked.path("members");
    if (!given.isMissingNode() && !given.isBoolean()) {
      throw Fields.wrong("members", "true or false");
    }
    return given.asBoolean(false);
  }

  private static void answer(HttpServletResponse response, Act act) throws IOException {
    Act.answer(response, "nothing is shown", act);
  }
}
