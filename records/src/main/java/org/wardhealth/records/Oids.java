package org.wardhealth.records;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Object identifiers: those of public vocabularies and registers stay, others name somebody. */
final class Oids {
  private static final Pattern FORM = Pattern.compile("[0-2](\\.(0|[1-9][0-9]{0,38})){1,60}");

  /** Arcs of HL7, NLM, IHE, DICOM, IEEE whose members name vocabularies, templates, registers. */
  private static final List<String> PUBLIC =
      List.of(
          "2.16.840.1.113883.1.",
          "2.16.840.1.113883.4.",
          "2.16.840.1.113883.5.",
          "2.16.840.1.113883.6.",
          "2.16.840.1.113883.9.",
          "2.16.840.1.113883.10.",
          "2.16.840.1.113883.11.",
          "2.16.840.1.113883.12.",
          "2.16.840.1.113883.21.",
          "2.16.840.1.113883.3.26.1.",
          "2.16.840.1.113883.3.88.",
          "2.16.840.1.113762.1.4.",
          "1.2.840.10008.",
          "1.2.840.10065.",
          "1.3.6.1.4.1.19376.",
          "1.3.6.1.4.1.12009.");

  private static final Map<String, String> SYSTEMS =
      Map.ofEntries(
          Map.entry("2.16.840.1.113883.6.1", "http://loinc.org"),
          Map.entry("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
          Map.entry("2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"),
          Map.entry("2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10"),
          Map.entry("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10"),
          Map.entry("2.16.840.1.113883.6.4", "http://www.cms.gov/Medicare/Coding/ICD10"),
          Map.entry("2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9"),
          Map.entry("2.16.840.1.113883.6.104", "http://hl7.org/fhir/sid/icd-9"),
          Map.entry("2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"),
          Map.entry("2.16.840.1.113883.6.14", "https://www.cms.gov/Medicare/Coding/HCPCS"),
          Map.entry("2.16.840.1.113883.6.285", "https://www.cms.gov/Medicare/Coding/HCPCS"),
          Map.entry("2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"),
          Map.entry("2.16.840.1.113883.6.59", "http://hl7.org/fhir/sid/cvx"),
          Map.entry("2.16.840.1.113883.6.60", "http://hl7.org/fhir/sid/mvx"),
          Map.entry("2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"),
          Map.entry("2.16.840.1.113883.6.101", "http://nucc.org/provider-taxonomy"),
          Map.entry("2.16.840.1.113883.4.9", "http://fdasis.nlm.nih.gov"),
          Map.entry("2.16.840.1.113883.6.73", "http://www.whocc.no/atc"),
          Map.entry("2.16.840.1.113883.6.238", "urn:oid:2.16.840.1.113883.6.238"),
          Map.entry("2.16.840.1.113883.6.8", "http://unitsofmeasure.org"));

  private Oids() {}

  static boolean isOid(String text) {
    return FORM.matcher(text).matches();
  }

  /** Whether this names a vocabulary, a template or a register, not an organisation. */
  static boolean isPublic(String oid) {
    if (!isOid(oid)) {
      return false;
    }
    // 113883.3 is where HL7 registers organisations; their value sets are no secret, they are.
    String dotted = oid + '.';
    return PUBLIC.stream().anyMatch(dotted::startsWith);
  }

  /** The URI that FHIR gives to the code system {@code oid}; empty when there is none. */
  static String system(String oid) {
    return SYSTEMS.getOrDefault(oid, "");
  }

  /** An OID under 2.25 (ITU-T X.667) that says no more than the pseudonym does. */
  static String of(String pseudonym) {
    String hex = Uuids.of(pseudonym).replace("-", "");
    return "2.25." + new BigInteger(hex, 16);
  }
}
