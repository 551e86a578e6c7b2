package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.wardhealth.consent.Coding;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A simple consent, as it is asked for on a page, and as FHIR R4 has it: the patient said it, a
 * person of the hospital wrote it down, and no signed paper stands behind it. So it names the
 * patient as performer, and has neither a source nor a verification.
 */
final class ConsentForm {
  /** What a patient can say here. */
  enum Said {
    /** No AI at all, for these purposes. */
    NO_AI,
    /** AI inside the hospital only. */
    NO_AI_OUTSIDE,
    /** Every use for these purposes. */
    USE,
    /** Every use for these purposes, but no AI outside. */
    USE_NO_AI_OUTSIDE
  }

  private final Optional<Said> said;
  private final Set<Purpose> purposes;
  private final TreeMap<String, String> wrong = new TreeMap<>();

  private ConsentForm(Optional<Said> said, Set<Purpose> purposes) {
    this.said = said;
    this.purposes = purposes;
  }

  static ConsentForm empty() {
    return new ConsentForm(Optional.empty(), Set.of());
  }

  /** As it was sent. */
  static ConsentForm of(HttpServletRequest request) {
    String said = Objects.requireNonNullElse(request.getParameter("said"), "");
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    String[] given = request.getParameterValues("purpose");
    if (given != null) {
      Arrays.stream(given).forEach(code -> Purpose.parse(code).ifPresent(purposes::add));
    }
    return new ConsentForm(
        Arrays.stream(Said.values()).filter(one -> one.name().equals(said)).findFirst(), purposes);
  }

  /** The FHIR Consent; nothing if an answer is wrong, which the fields then say. */
  Optional<byte[]> resource(String patient, Instant now, Words words) {
    if (said.isEmpty()) {
      wrong.put("said", words.say("consent.said.missing"));
    }
    if (purposes.isEmpty()) {
      wrong.put("purpose", words.say("consent.purpose.missing"));
    }
    return wrong.isEmpty()
        ? Optional.of(written(patient, now, said.orElseThrow()))
        : Optional.empty();
  }

  private byte[] written(String patient, Instant now, Said what) {
    ObjectNode consent = Json.MAPPER.createObjectNode();
    consent.put("resourceType", "Consent").put("status", "active");
    coding(
        consent.putObject("scope").putArray("coding"),
        new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"));
    coding(
        consent.putArray("category").addObject().putArray("coding"),
        new Coding("http://loinc.org", "59284-0"));
    consent.putObject("patient").put("reference", "Patient/" + patient);
    consent.put("dateTime", now.toString());
    consent.putArray("performer").addObject().put("reference", "Patient/" + patient);
    consent.putArray("policy").addObject().put("uri", "https://wardhealth.org/policies/consent");
    ObjectNode provision = consent.putObject("provision");
    boolean permits = what == Said.USE || what == Said.USE_NO_AI_OUTSIDE;
    provision.put("type", permits ? "permit" : "deny");
    ArrayNode why = provision.putArray("purpose");
    purposes.forEach(one -> coding(why, Coding.purpose(one.name())));
    switch (what) {
      case NO_AI -> actions(provision, "ai-processing", "ai-external-disclosure", "ai-training");
      case NO_AI_OUTSIDE -> actions(provision, "ai-external-disclosure");
      case USE -> {}
      case USE_NO_AI_OUTSIDE -> {
        ObjectNode but = provision.putArray("provision").addObject();
        but.put("type", "deny");
        actions(but, "ai-external-disclosure");
      }
    }
    return consent.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void actions(ObjectNode provision, String... codes) {
    ArrayNode actions = provision.putArray("action");
    for (String code : codes) {
      coding(actions.addObject().putArray("coding"), Coding.ai(code));
    }
  }

  private static void coding(ArrayNode codings, Coding coding) {
    codings.addObject().put("system", coding.system()).put("code", coding.code());
  }

  /** The form as it is to be shown, with what was answered and what is wrong. */
  Form shown(String action, Words words) {
    List<Field.Choice> what = new java.util.ArrayList<>();
    what.add(new Field.Choice("", words.say("form.choose"), said.isEmpty()));
    for (Said one : Said.values()) {
      what.add(
          new Field.Choice(
              one.name(),
              words.say("consent.said." + one.name()),
              said.stream().anyMatch(one::equals)));
    }
    return new Form(
        action,
        List.of(
            new Field.One(
                "said",
                words.say("consent.said"),
                Optional.empty(),
                Optional.ofNullable(wrong.get("said")),
                what),
            new Field.Any(
                "purpose",
                words.say("consent.for"),
                Optional.empty(),
                Optional.ofNullable(wrong.get("purpose")),
                Arrays.stream(Purpose.values())
                    .map(
                        one ->
                            new Field.Choice(
                                one.name(),
                                words.say("purpose." + one.name()),
                                purposes.contains(one)))
                    .toList())),
        words.say("consent.record"));
  }
}
