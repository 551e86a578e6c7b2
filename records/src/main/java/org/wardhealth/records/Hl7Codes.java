package org.wardhealth.records;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;

/** What short words of HL7 v2 tables mean here. */
final class Hl7Codes {
  /** Table 0396, as far as the form of the codes is known. */
  private static final Map<String, String> SYSTEMS =
      Map.ofEntries(
          Map.entry("LN", "http://loinc.org"),
          Map.entry("SCT", "http://snomed.info/sct"),
          Map.entry("SCT2", "http://snomed.info/sct"),
          Map.entry("SNOMED-CT", "http://snomed.info/sct"),
          Map.entry("RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"),
          Map.entry("I10", "http://hl7.org/fhir/sid/icd-10"),
          Map.entry("I10C", "http://hl7.org/fhir/sid/icd-10"),
          Map.entry("ICD10", "http://hl7.org/fhir/sid/icd-10"),
          Map.entry("I10P", "http://www.cms.gov/Medicare/Coding/ICD10"),
          Map.entry("I9", "http://hl7.org/fhir/sid/icd-9"),
          Map.entry("I9C", "http://hl7.org/fhir/sid/icd-9"),
          Map.entry("I9CDX", "http://hl7.org/fhir/sid/icd-9"),
          Map.entry("CVX", "http://hl7.org/fhir/sid/cvx"),
          Map.entry("MVX", "http://hl7.org/fhir/sid/mvx"),
          Map.entry("NDC", "http://hl7.org/fhir/sid/ndc"),
          Map.entry("C4", "http://www.ama-assn.org/go/cpt"),
          Map.entry("CPT4", "http://www.ama-assn.org/go/cpt"),
          Map.entry("HPC", "https://www.cms.gov/Medicare/Coding/HCPCS"),
          Map.entry("HCPCS", "https://www.cms.gov/Medicare/Coding/HCPCS"),
          Map.entry("UCUM", "http://unitsofmeasure.org"),
          Map.entry("CDCREC", "urn:oid:2.16.840.1.113883.6.238"));

  /** LOINC codes whose value is the age of a person. */
  private static final Set<String> AGES =
      Set.of(
          "30525-0", "21611-9", "21612-7", "29553-5", "35659-2", "63900-5", "45392-8", "30972-4",
          "39016-1", "56836-0", "80493-0");

  /** Names of tables and vocabularies, and of the formats of attachments (tables 0396, 0291). */
  private static final Pattern WORDS =
      Pattern.compile(
          "HL7[0-9]{4}|ISO[0-9+_-]{3,8}|99[A-Z]{1,2}|PLAIN|TXT|TEXT|HTML|XML|RTF|PDF|JPEG|PNG|TIFF"
              + "|GIF|DICOM|OCTET-STREAM|UNICODE UTF-8|8859/1|ASCII");

  private Hl7Codes() {}

  /** Whether {@code word} is none but HL7's own, though no table of codes has it. */
  static boolean word(String word) {
    return WORDS.matcher(word).matches() || SYSTEMS.containsKey(word);
  }

  /** The URI of a coding system; empty when the form of its codes is not known. */
  static String system(String name) {
    return SYSTEMS.getOrDefault(name.toUpperCase(Locale.ROOT), "");
  }

  /** Whether an observation of {@code code} says how old somebody is. */
  static boolean age(String code) {
    return AGES.contains(code);
  }

  /** Whether {@code unit} is one of years. */
  static boolean years(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "a", "yr", "yrs", "y", "year", "years", "a_j", "ann", "años", "año" -> true;
      default -> false;
    };
  }

  /** What an identifier is, by table 0203; {@code otherwise} when the code does not say it. */
  static IdentifierType identifier(String code, IdentifierType otherwise) {
    return switch (code.strip().toUpperCase(Locale.ROOT)) {
      case "MR", "MRN", "PI", "PT" -> IdentifierType.MRN;
      case "SS", "SB" -> IdentifierType.SSN;
      case "DL", "PPN", "LN", "MD", "NPI", "DEA", "RN", "TAX" -> IdentifierType.LICENSE;
      case "MB", "SN", "NH", "MC", "MA", "HC", "SHN" -> IdentifierType.HEALTH_PLAN;
      case "AN", "ANC", "BA", "ANON" -> IdentifierType.ACCOUNT;
      case "VN", "ACSN", "PLAC", "FILL" -> IdentifierType.ENCOUNTER;
      case "" -> otherwise;
      default -> otherwise == IdentifierType.MRN ? IdentifierType.OTHER_ID : otherwise;
    };
  }
}
