package org.wardhealth.consent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Consents as FHIR writes them, for tests. */
final class Sample {
  static final String PRACTITIONER = "Practitioner/ex-practitioner";

  private Sample() {}

  static Consent read(String json) {
    try {
      return Consent.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidConsent e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static String r4(String id, String... base) {
    return r4As(id, "active", "patient-privacy", base);
  }

  static String r4As(String id, String status, String scope, String... base) {
    return """
        {"resourceType":"Consent","id":"%s","status":"%s",
         "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"%s"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/ex-patient"},"dateTime":"2022-06-13",
         "performer":[{"reference":"Patient/ex-patient"}],
         "policy":[{"uri":"http://example.org/policies/basePrivacyConsentPolicy.txt"}],
         "provision":{%s}}
        """
        .formatted(id, status, scope, String.join(",", base));
  }

  static String r5(String id, String decision, String... provisions) {
    return """
        {"resourceType":"Consent","id":"%s","status":"active",
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "subject":{"reference":"Patient/ex-patient"},"date":"2022-06-13",
         "decision":"%s"%s}
        """
        .formatted(
            id,
            decision,
            provisions.length == 0
                ? ""
                : ",\"provision\":["
                    + Arrays.stream(provisions)
                        .map(p -> "{" + p + "}")
                        .collect(Collectors.joining(","))
                    + "]");
  }

  static String type(String type) {
    return "\"type\":\"" + type + "\"";
  }

  static String permit() {
    return type("permit");
  }

  static String deny() {
    return type("deny");
  }

  static String but(String... provisions) {
    return "\"provision\":[" + Arrays.stream(provisions).collect(Collectors.joining(",")) + "]";
  }

  static String rule(String... elements) {
    return "{" + String.join(",", elements) + "}";
  }

  static String purpose(String... codes) {
    return "\"purpose\":" + codings(Coding.ACT_REASON, codes);
  }

  static String purposeOf(String system, String code) {
    return "\"purpose\":" + codings(system, code);
  }

  static String tpo() {
    return purpose("TREAT", "HPAYMT", "HOPERAT");
  }

  static String action(String... codes) {
    return "\"action\":[" + concepts(Coding.CONSENT_ACTION, codes) + "]";
  }

  static String actionOf(String system, String code) {
    return "\"action\":[" + concepts(system, code) + "]";
  }

  static String ai(String code) {
    return actionOf(Coding.AI, code);
  }

  static String label(String... codes) {
    return "\"securityLabel\":["
        + Arrays.stream(codes)
            .map(
                code -> coding(code.length() == 1 ? Coding.CONFIDENTIALITY : Coding.ACT_CODE, code))
            .collect(Collectors.joining(","))
        + "]";
  }

  static String actor(String reference) {
    return actor("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", reference);
  }

  static String actor(String system, String role, String reference) {
    return "\"actor\":[{\"role\":{\"coding\":["
        + coding(system, role)
        + "]},\"reference\":{\"reference\":\""
        + reference
        + "\"}}]";
  }

  static String period(String start, String end) {
    return "\"period\":{\"start\":\"" + start + "\",\"end\":\"" + end + "\"}";
  }

  static String dataPeriod(String start, String end) {
    return "\"dataPeriod\":{\"start\":\"" + start + "\",\"end\":\"" + end + "\"}";
  }

  static String data(String meaning, String... references) {
    return "\"data\":["
        + Arrays.stream(references)
            .map(
                r ->
                    "{\"meaning\":\"" + meaning + "\",\"reference\":{\"reference\":\"" + r + "\"}}")
            .collect(Collectors.joining(","))
        + "]";
  }

  static String clazz(String... types) {
    return "\"class\":" + codings(Coding.RESOURCE_TYPES, types);
  }

  static String code(String system, String... codes) {
    return "\"code\":[" + concepts(system, codes) + "]";
  }

  private static String codings(String system, String... codes) {
    return Arrays.stream(codes)
        .map(code -> coding(system, code))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String concepts(String system, String... codes) {
    return Arrays.stream(codes)
        .map(code -> "{\"coding\":[" + coding(system, code) + "]}")
        .collect(Collectors.joining(","));
  }

  private static String coding(String system, String code) {
    return "{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}";
  }
}
