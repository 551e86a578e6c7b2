package org.wardhealth.consent;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.consent.InvalidConsent.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a FHIR Consent of release 4 or 5, collecting every problem with where it is. One use.
 *
 * <p>What FHIR does not know at a place is a problem, for it could change the meaning. References
 * are compared, never followed, so that nothing can be cyclic. Depth and number of provisions are
 * bounded.
 */
final class ConsentReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");
  private static final int MAX_PROVISIONS = 5_000;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_PROBLEMS = 100;
  private static final int MAX_TEXT = 2_000;

  private static final Set<String> BOTH =
      Set.of(
          "resourceType",
          "id",
          "meta",
          "implicitRules",
          "language",
          "text",
          "contained",
          "extension",
          "modifierExtension",
          "identifier",
          "status",
          "category",
          "sourceAttachment",
          "sourceReference",
          "verification",
          "provision");
  private static final Set<String> ONLY_4 =
      Set.of("scope", "patient", "dateTime", "performer", "organization", "policy", "policyRule");
  private static final Set<String> ONLY_5 =
      Set.of(
          "subject",
          "date",
          "period",
          "grantor",
          "grantee",
          "manager",
          "controller",
          "regulatoryBasis",
          "policyBasis",
          "policyText",
          "decision");
  private static final Set<String> PROVISION =
      Set.of(
          "id",
          "extension",
          "modifierExtension",
          "period",
          "actor",
          "action",
          "securityLabel",
          "purpose",
          "code",
          "dataPeriod",
          "data",
          "provision");
  private static final Set<String> STATES_4 =
      Set.of("draft", "proposed", "active", "rejected", "inactive", "entered-in-error");
  private static final Set<String> STATES_5 =
      Set.of("draft", "active", "inactive", "not-done", "entered-in-error", "unknown");
  private static final String SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope";
  private static final String PARTICIPATION =
      "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

  /** Participants who receive or use data; another participation says something else. */
  private static final Set<String> RECIPIENTS =
      Set.of(
          "IRCP", "PRCP", "REFT", "TRC", "PPRF", "SPRF", "PRF", "ATND", "CON", "ADM", "DIS", "PART",
          "CAGNT", "NOT");

  private final ZoneId zone;
  private final List<Problem> problems = new ArrayList<>();
  private int provisions;
  private boolean r5;

  ConsentReader(ZoneId zone) {
    this.zone = zone;
  }

  Consent read(byte[] json) throws InvalidConsent {
    if (json.length > Consent.MAX_BYTES) {
      throw new InvalidConsent(
          List.of(
              new Problem(
                  "Consent",
                  "is larger than the " + Consent.MAX_BYTES + " bytes that Ward reads")));
    }
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidConsent(
          List.of(
              new Problem(
                  "Consent",
                  "is not JSON, names a member twice or nests too deeply"
                      + (e.getLocation() == null
                          ? ""
                          : ", at line "
                              + e.getLocation().getLineNr()
                              + ", column "
                              + e.getLocation().getColumnNr()))));
    }
    Consent consent = consent(root);
    if (!problems.isEmpty()) {
      throw new InvalidConsent(problems);
    }
    return consent;
  }

  private Consent consent(JsonNode root) throws InvalidConsent {
    if (!root.isObject() || !text(root, "resourceType").equals("Consent")) {
      throw new InvalidConsent(
          List.of(new Problem("Consent.resourceType", "is not 'Consent'; send a FHIR Consent")));
    }
    release(root);
    members(root, "Consent", BOTH, r5 ? ONLY_5 : ONLY_4);
    String id = string(root, "Consent", "id");
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      problem("Consent.id", "has other than 1 to 64 letters, digits, '-' or '.'");
    }
    String status = string(root, "Consent", "status");
    Set<String> states = r5 ? STATES_5 : STATES_4;
    if (!states.contains(status)) {
      problem("Consent.status", "is missing or none of " + sorted(states));
    }
    String whose = r5 ? "subject" : "patient";
    String patient = reference(root.path(whose), "Consent." + whose).orElse("");
    if (patient.isEmpty()) {
      problem("Consent." + whose, "is missing: Ward needs to know whose data the consent is about");
    } else if (patient.startsWith("Patient/") || patient.contains("/Patient/")) {
      patient = patient.substring(patient.lastIndexOf("Patient/"));
    } else if (!patient.contains("|") && !patient.startsWith("urn:")) {
      problem("Consent." + whose, "is no Patient");
    }
    if (!r5) {
      required(root, "scope", "says what the consent is about");
      required(root, "category", "says what kind of consent it is");
      if (!root.has("policy") && !root.has("policyRule")) {
        problem("Consent", "has neither 'policy' nor 'policyRule' (ppc-1)");
      }
    }
    boolean foreign = root.has("modifierExtension") || root.has("implicitRules");
    Provision base = r5 ? base5(root, foreign) : base4(root, foreign);
    Span period = base.period();
    return new Consent(
        id,
        r5 ? 5 : 4,
        status,
        patient,
        r5 ? Consent.About.DATA : about(root),
        period,
        base.always());
  }

  private void release(JsonNode root) {
    boolean four = ONLY_4.stream().anyMatch(root::has) || root.path("provision").isObject();
    boolean five = ONLY_5.stream().anyMatch(root::has) || root.path("provision").isArray();
    if (four && five) {
      problem(
          "Consent",
          "has elements of FHIR R4 ("
              + sorted(present(root, ONLY_4))
              + ") and of R5 ("
              + sorted(present(root, ONLY_5))
              + "); send one of both");
    }
    r5 = five && !four;
  }

  private static Set<String> present(JsonNode root, Set<String> names) {
    Set<String> present = new HashSet<>(names);
    present.removeIf(name -> !root.has(name));
    return present;
  }

  private void required(JsonNode root, String name, String why) {
    if (!root.has(name)) {
      problem("Consent." + name, "is missing: it " + why);
    }
  }

  private Consent.About about(JsonNode root) {
    List<Coding> scope = concept(root.path("scope"), "Consent.scope");
    boolean data = false;
    boolean other = false;
    for (Coding coding : scope) {
      if (coding.system().equals(SCOPES)) {
        data |= coding.code().equals("patient-privacy") || coding.code().equals("research");
        other |= coding.code().equals("adr") || coding.code().equals("treatment");
      }
    }
    return data ? Consent.About.DATA : other ? Consent.About.SOMETHING_ELSE : Consent.About.UNKNOWN;
  }

  private Provision base4(JsonNode root, boolean foreign) {
    JsonNode rule = root.path("provision");
    if (rule.isMissingNode()) {
      return bare("provision", policy(root), Span.ALWAYS, foreign, List.of());
    }
    Provision base = provision(rule, "provision", 0, Ruling.NONE);
    Ruling ruling = rule.has("type") ? base.ruling() : policy(root);
    return new Provision(
        base.path(),
        ruling,
        base.period(),
        base.purposes(),
        base.actions(),
        base.actors(),
        base.labels(),
        base.classes(),
        base.codes(),
        base.dataPeriod(),
        base.data(),
        base.terms(),
        base.obligations(),
        base.unknown() || foreign,
        base.exceptions());
  }

  /** R4's base rule may be a policy of HL7: opted in or out, instead of a type. */
  private Ruling policy(JsonNode root) {
    for (Coding coding : concept(root.path("policyRule"), "Consent.policyRule")) {
      if (coding.system().equals(Coding.ACT_CODE)) {
        if (coding.code().startsWith("OPTIN")) {
          return Ruling.PERMIT;
        }
        if (coding.code().startsWith("OPTOUT")) {
          return Ruling.DENY;
        }
      }
    }
    return Ruling.NONE;
  }

  private Provision base5(JsonNode root, boolean foreign) {
    Ruling base = Ruling.NONE;
    if (root.has("decision")) {
      base = ruling(root, "Consent", "decision");
    }
    Span period = period(root, "Consent", "period");
    List<Provision> exceptions = new ArrayList<>();
    JsonNode rules = array(root, "Consent", "provision");
    if (base == Ruling.NONE && !rules.isEmpty()) {
      problem(
          "Consent.decision", "is missing: without it the provisions are exceptions to nothing");
    }
    for (int i = 0; i < rules.size(); i++) {
      exceptions.add(provision(rules.get(i), "provision[" + i + "]", 1, base.opposite()));
    }
    return bare("decision", base, period, foreign, exceptions);
  }

  private static Provision bare(
      String path, Ruling ruling, Span period, boolean unknown, List<Provision> exceptions) {
    return new Provision(
        path,
        ruling,
        period,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Span.ALWAYS,
        List.of(),
        List.of(),
        List.of(),
        unknown,
        exceptions);
  }

  private Provision provision(JsonNode rule, String path, int depth, Ruling given) {
    String at = "Consent." + path;
    if (!rule.isObject()) {
      problem(at, "is not an object");
      return bare(path, given, Span.ALWAYS, true, List.of());
    }
    if (++provisions > MAX_PROVISIONS || depth > MAX_DEPTH) {
      if (provisions == MAX_PROVISIONS + 1 || depth == MAX_DEPTH + 1) {
        problem(
            at,
            "is more than Ward evaluates: "
                + MAX_PROVISIONS
                + " provisions, nested "
                + MAX_DEPTH
                + " deep");
      }
      return bare(path, given, Span.ALWAYS, true, List.of());
    }
    members(
        rule,
        at,
        PROVISION,
        r5 ? Set.of("documentType", "resourceType", "expression") : Set.of("type", "class"));
    boolean unknown =
        rule.has("modifierExtension")
            || rule.has("expression")
            || rule.propertyNames().stream().anyMatch(name -> name.startsWith("_"));
    Ruling ruling = given;
    if (!r5 && rule.has("type")) {
      ruling = ruling(rule, at, "type");
    } else if (!r5 && depth > 0) {
      problem(at + ".type", "is missing: an exception permits or denies");
    }
    List<Coding> labels = new ArrayList<>();
    List<String> obligations = new ArrayList<>();
    for (Coding label : codings(rule, at, "securityLabel")) {
      if (Words.obligation(label)) {
        obligations.add(label.code());
      } else {
        labels.add(label);
        unknown |= label.system().isEmpty();
      }
    }
    List<Coding> purposes = new ArrayList<>();
    List<String> terms = new ArrayList<>();
    for (Coding purpose : codings(rule, at, "purpose")) {
      Optional<String> term = Words.term(purpose);
      term.ifPresent(terms::add);
      purposes.add(term.isPresent() ? Coding.purpose("HRESCH") : purpose);
    }
    List<List<Coding>> codes = new ArrayList<>();
    for (List<Coding> code : concepts(rule, at, "code")) {
      List<String> found = code.stream().map(Words::term).flatMap(Optional::stream).toList();
      terms.addAll(found);
      if (found.isEmpty()) {
        codes.add(code);
      }
    }
    List<Coding> actions = new ArrayList<>();
    for (List<Coding> action : concepts(rule, at, "action")) {
      actions.add(
          action.stream()
              .filter(Words::knownAction)
              .findFirst()
              .or(() -> action.stream().findFirst())
              .orElse(new Coding("", "")));
    }
    List<Coding> classes = new ArrayList<>();
    for (String name : r5 ? List.of("resourceType", "documentType") : List.of("class")) {
      codings(rule, at, name).forEach(type -> classes.add(Words.type(type)));
    }
    List<Provision> exceptions = new ArrayList<>();
    JsonNode inner = array(rule, at, "provision");
    for (int i = 0; i < inner.size() && problems.size() < MAX_PROBLEMS; i++) {
      exceptions.add(
          provision(inner.get(i), path + ".provision[" + i + "]", depth + 1, given.opposite()));
    }
    return new Provision(
        path,
        ruling,
        period(rule, at, "period"),
        distinct(purposes),
        distinct(actions),
        actors(rule, at),
        distinct(labels),
        distinct(classes),
        codes,
        period(rule, at, "dataPeriod"),
        data(rule, at),
        distinct(terms),
        distinct(obligations),
        unknown,
        exceptions);
  }

  private static <T> List<T> distinct(List<T> all) {
    return all.stream().distinct().toList();
  }

  private List<ActorRule> actors(JsonNode rule, String at) {
    List<ActorRule> actors = new ArrayList<>();
    JsonNode list = array(rule, at, "actor");
    for (int i = 0; i < list.size(); i++) {
      JsonNode actor = list.get(i);
      String where = at + ".actor[" + i + "]";
      if (!actor.isObject()) {
        problem(where, "is not an object");
        continue;
      }
      members(
          actor,
          where,
          Set.of("id", "extension", "modifierExtension", "role", "reference"),
          Set.of());
      if (!actor.has("reference") && (!r5 || !actor.has("role"))) {
        problem(where + ".reference", "is missing: it says who is meant");
        continue;
      }
      List<Coding> role = concept(actor.path("role"), where + ".role");
      boolean participation = role.stream().anyMatch(c -> c.system().equals(PARTICIPATION));
      boolean recipient =
          !participation
              || role.stream()
                  .anyMatch(c -> c.system().equals(PARTICIPATION) && RECIPIENTS.contains(c.code()));
      Optional<String> reference =
          actor.has("reference")
              ? reference(actor.path("reference"), where + ".reference")
              : Optional.empty();
      boolean evaluable =
          recipient
              && !actor.has("modifierExtension")
              && (!actor.has("reference") || reference.isPresent())
              && (!actor.has("role") || !role.isEmpty() || reference.isPresent());
      actors.add(new ActorRule(participation ? List.of() : role, reference.orElse(""), evaluable));
    }
    return actors;
  }

  private List<DataRule> data(JsonNode rule, String at) {
    List<DataRule> data = new ArrayList<>();
    JsonNode list = array(rule, at, "data");
    for (int i = 0; i < list.size(); i++) {
      JsonNode one = list.get(i);
      String where = at + ".data[" + i + "]";
      if (!one.isObject()) {
        problem(where, "is not an object");
        continue;
      }
      members(
          one,
          where,
          Set.of("id", "extension", "modifierExtension", "meaning", "reference"),
          Set.of());
      String meaning = string(one, where, "meaning");
      Optional<DataRule.Meaning> known = Optional.empty();
      for (DataRule.Meaning each : DataRule.Meaning.values()) {
        if (each.code().equals(meaning)) {
          known = Optional.of(each);
        }
      }
      if (known.isEmpty()) {
        problem(where + ".meaning", "is none of instance, related, dependents, authoredby");
        continue;
      }
      if (!one.has("reference")) {
        problem(where + ".reference", "is missing");
        continue;
      }
      data.add(
          new DataRule(
              known.get(),
              one.has("modifierExtension")
                  ? ""
                  : reference(one.path("reference"), where + ".reference").orElse("")));
    }
    return data;
  }

  private Optional<String> reference(JsonNode node, String at) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      problem(at, "is not a Reference");
      return Optional.empty();
    }
    if (node.has("reference")) {
      return Reference.of(string(node, at, "reference"));
    }
    JsonNode identifier = node.path("identifier");
    String value = text(identifier, "value");
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(Reference.identifier(text(identifier, "system"), value));
  }

  private Ruling ruling(JsonNode node, String at, String name) {
    String word = string(node, at, name);
    return switch (word) {
      case "permit" -> Ruling.PERMIT;
      case "deny" -> Ruling.DENY;
      default -> {
        problem(at + "." + name, "is neither permit nor deny");
        yield Ruling.NONE;
      }
    };
  }

  private Span period(JsonNode node, String at, String name) {
    JsonNode period = node.path(name);
    String where = at + "." + name;
    if (period.isMissingNode()) {
      return Span.ALWAYS;
    }
    if (!period.isObject()) {
      problem(where, "is not a Period");
      return Span.ALWAYS;
    }
    members(period, where, Set.of("id", "extension", "start", "end"), Set.of());
    if (!period.has("start") && !period.has("end")) {
      problem(where, "has neither start nor end");
    }
    Span all = new Span(time(period, where, "start").from(), time(period, where, "end").until());
    if (all.isEmpty()) {
      problem(where, "ends before it starts (per-1)");
    }
    return all;
  }

  private Span time(JsonNode period, String at, String name) {
    if (!period.has(name)) {
      return Span.ALWAYS;
    }
    Optional<Span> time = FhirTime.parse(string(period, at, name), zone);
    if (time.isEmpty()) {
      problem(at + "." + name, "is no FHIR dateTime such as 2026-11-29 or 2026-11-29T08:00:00Z");
    }
    return time.orElse(Span.ALWAYS);
  }

  private List<List<Coding>> concepts(JsonNode node, String at, String name) {
    List<List<Coding>> concepts = new ArrayList<>();
    JsonNode list = array(node, at, name);
    for (int i = 0; i < list.size(); i++) {
      concepts.add(concept(list.get(i), at + "." + name + "[" + i + "]"));
    }
    return concepts;
  }

  private List<Coding> concept(JsonNode node, String at) {
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isObject()) {
      problem(at, "is not a CodeableConcept");
      return List.of();
    }
    return codings(node, at, "coding");
  }

  private List<Coding> codings(JsonNode node, String at, String name) {
    List<Coding> codings = new ArrayList<>();
    JsonNode list = array(node, at, name);
    for (int i = 0; i < list.size(); i++) {
      JsonNode coding = list.get(i);
      String where = at + "." + name + "[" + i + "]";
      if (!coding.isObject()) {
        problem(where, "is not a Coding");
      } else {
        String code = string(coding, where, "code");
        String system = string(coding, where, "system");
        if (code.isEmpty()) {
          problem(where + ".code", "is missing");
        } else {
          check(new Coding(system, code), where);
          codings.add(new Coding(system, code));
        }
      }
    }
    return codings;
  }

  private void check(Coding coding, String at) {
    boolean wrong =
        (coding.system().equals(Coding.CONFIDENTIALITY) && !Words.confidentiality(coding.code()))
            || (coding.system().equals(Coding.AI) && !Words.aiActions().contains(coding.code()));
    if (wrong) {
      problem(at + ".code", "is no code of " + coding.system());
    }
  }

  private JsonNode array(JsonNode node, String at, String name) {
    JsonNode list = node.path(name);
    if (!list.isMissingNode() && !list.isArray()) {
      problem(at + "." + name, "is not an array");
      return JSON.createArrayNode();
    }
    if (list.isArray() && list.isEmpty()) {
      problem(at + "." + name, "is empty: FHIR leaves out what has no value");
    }
    return list.isArray() ? list : JSON.createArrayNode();
  }

  private String string(JsonNode node, String at, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isString()
        || value.stringValue().isEmpty()
        || value.stringValue().length() > MAX_TEXT) {
      problem(at + "." + name, "is not a string of 1 to " + MAX_TEXT + " characters");
      return "";
    }
    return value.stringValue();
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() ? value.stringValue() : "";
  }

  private void members(JsonNode node, String at, Set<String> known, Set<String> also) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      String plain = name.startsWith("_") ? name.substring(1) : name;
      if (!known.contains(plain) && !also.contains(plain)) {
        problem(
            at,
            "has an element that FHIR R"
                + (r5 ? 5 : 4)
                + " does not know here: '"
                + safe(name)
                + "'");
      } else if (member.getValue().isNull()) {
        problem(at + "." + plain, "is null: FHIR leaves out what has no value");
      }
    }
  }

  /** A name of an element, or what is left of something else. */
  private static String safe(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "?");
    return plain.length() <= 40 ? plain : plain.substring(0, 40) + "...";
  }

  private static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }

  private void problem(String at, String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(at, text));
    } else if (problems.size() == MAX_PROBLEMS) {
      problems.add(new Problem("Consent", "has more problems than these"));
    }
  }
}
