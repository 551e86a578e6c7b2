package org.wardhealth.consent;

/**
 * A code of a code system. The system is empty when the source named none.
 *
 * @param system the URI of the code system
 * @param code the code, as the system spells it
 */
public record Coding(String system, String code) {
  /** HL7 v3 ActReason: why data are used. */
  public static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  /** HL7 v3 ActCode: sensitivities, obligations, refrain policies. */
  public static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

  /** HL7 v3 Confidentiality: U, L, M, N, R, V. */
  public static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  /** What may be done with data, in the words of FHIR. */
  public static final String CONSENT_ACTION = "http://terminology.hl7.org/CodeSystem/consentaction";

  /** What FHIR has no words for: AI. Published in {@code ai-consent.json}. */
  public static final String AI = "https://wardhealth.org/fhir/CodeSystem/ai-consent";

  /** The types of FHIR resources. */
  public static final String RESOURCE_TYPES = "http://hl7.org/fhir/resource-types";

  /** The Data Use Ontology of GA4GH. */
  public static final String DUO = "http://purl.obolibrary.org/obo/duo.owl";

  /** A purpose of use. */
  public static Coding purpose(String code) {
    return new Coding(ACT_REASON, code);
  }

  /** An action of FHIR. */
  public static Coding action(String code) {
    return new Coding(CONSENT_ACTION, code);
  }

  /** An action of Ward's own code system. */
  public static Coding ai(String code) {
    return new Coding(AI, code);
  }

  /** A sensitivity. */
  public static Coding sensitivity(String code) {
    return new Coding(ACT_CODE, code);
  }

  /** A confidentiality. */
  public static Coding confidentiality(String code) {
    return new Coding(CONFIDENTIALITY, code);
  }

  /** A type of FHIR resource. */
  public static Coding resourceType(String code) {
    return new Coding(RESOURCE_TYPES, code);
  }

  @Override
  public String toString() {
    return system + "|" + code;
  }
}
