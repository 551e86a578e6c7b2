package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.consent.Coding;

/**
 * The codes in a text: wherever a code system stands beside a code, as FHIR, C-CDA and HL7 v2 write
 * it, and ICD-10-CM codes with a dot in running text. Looks for them by their form alone, so that a
 * record that is cut off or stands within a sentence is read as far as it goes.
 */
final class Codings {
  /** The policy under which records are protected, in v3-ActCode. */
  static final String PART_2 = "42CFRPart2";

  private static final int NEAR = 400;

  /** The code systems that are looked at. */
  enum CodeSystem {
    ICD_10,
    SNOMED_CT,
    LOINC,
    RXNORM,
    ACT_CODE,
    CONFIDENTIALITY
  }

  record Code(CodeSystem system, String code) {}

  private static final Map<String, CodeSystem> SYSTEMS =
      Map.ofEntries(
          Map.entry("http://hl7.org/fhir/sid/icd-10-cm", CodeSystem.ICD_10),
          Map.entry("http://hl7.org/fhir/sid/icd-10", CodeSystem.ICD_10),
          Map.entry("2.16.840.1.113883.6.90", CodeSystem.ICD_10),
          Map.entry("2.16.840.1.113883.6.3", CodeSystem.ICD_10),
          Map.entry("http://snomed.info/sct", CodeSystem.SNOMED_CT),
          Map.entry("2.16.840.1.113883.6.96", CodeSystem.SNOMED_CT),
          Map.entry("http://loinc.org", CodeSystem.LOINC),
          Map.entry("2.16.840.1.113883.6.1", CodeSystem.LOINC),
          Map.entry("http://www.nlm.nih.gov/research/umls/rxnorm", CodeSystem.RXNORM),
          Map.entry("2.16.840.1.113883.6.88", CodeSystem.RXNORM),
          Map.entry(Coding.ACT_CODE.toLowerCase(Locale.ROOT), CodeSystem.ACT_CODE),
          Map.entry("http://hl7.org/fhir/v3/actcode", CodeSystem.ACT_CODE),
          Map.entry("2.16.840.1.113883.5.4", CodeSystem.ACT_CODE),
          Map.entry(Coding.CONFIDENTIALITY.toLowerCase(Locale.ROOT), CodeSystem.CONFIDENTIALITY),
          Map.entry("http://hl7.org/fhir/v3/confidentiality", CodeSystem.CONFIDENTIALITY),
          Map.entry("2.16.840.1.113883.5.25", CodeSystem.CONFIDENTIALITY));

  private static final String CODE = "([A-Za-z0-9][A-Za-z0-9.-]{0,31})";

  /** {@code "system": "…"}; JSON within JSON has its quotes escaped. */
  private static final Pattern JSON_SYSTEM =
      Pattern.compile("\\\\{0,7}\"system\\\\{0,7}\"\\s{0,9}:\\s{0,9}\\\\{0,7}\"([^\"\\\\]{1,120})");

  private static final Pattern JSON_CODE =
      Pattern.compile("\\\\{0,7}\"code\\\\{0,7}\"\\s{0,9}:\\s{0,9}\\\\{0,7}\"" + CODE);
  private static final Pattern XML_SYSTEM =
      Pattern.compile("<system\\s{1,9}value=[\"']([^\"']{1,120})");
  private static final Pattern XML_CODE = Pattern.compile("<code\\s{1,9}value=[\"']" + CODE);
  private static final Pattern CDA_TAG = Pattern.compile("<[A-Za-z][^<>]{0,600}");
  private static final Pattern CDA_SYSTEM =
      Pattern.compile("\\bcodeSystem=[\"']([0-9.]{1,64})[\"']");
  private static final Pattern CDA_CODE = Pattern.compile("\\bcode=[\"']" + CODE + "[\"']");
  private static final Pattern V2 =
      Pattern.compile("(?<![A-Za-z0-9.-])" + CODE + "\\^[^\\^|\\r\\n]{0,200}\\^(I10C?|ICD10|SCT|LN|RXNORM)\\b");
  private static final Pattern BARE_ICD =
      Pattern.compile("(?<![A-Za-z0-9.])([A-Z][0-9][0-9A-Z]\\.[0-9A-Z]{1,4})(?![A-Za-z0-9])");

  private Codings() {}

  static List<Code> in(String text) {
    List<Code> found = new ArrayList<>();
    if (text.contains("system")) {
      objects(text, found);
      near(text, XML_SYSTEM, XML_CODE, found);
    }
    if (text.contains("codeSystem")) {
      attributes(text, found);
    }
    if (text.indexOf('^') >= 0) {
      segments(text, found);
    }
    Matcher bare = BARE_ICD.matcher(text);
    while (bare.find()) {
      found.add(new Code(CodeSystem.ICD_10, bare.group(1)));
    }
    return found;
  }

  /** A Coding of JSON: the code stands before or after its system, with no other brace between. */
  private static void objects(String text, List<Code> found) {
    Matcher system = JSON_SYSTEM.matcher(text);
    Matcher code = JSON_CODE.matcher(text);
    while (system.find()) {
      Optional<CodeSystem> known = system(system.group(1));
      if (known.isEmpty()) {
        continue;
      }
      int from = back(text, system.start());
      int to = forth(text, system.end());
      code.region(from, to);
      while (code.find()) {
        found.add(new Code(known.get(), code.group(1)));
      }
    }
  }

  private static int back(String text, int at) {
    int least = Math.max(0, at - NEAR);
    for (int i = at - 1; i >= least; i--) {
      char c = text.charAt(i);
      if (c == '{' || c == '}') {
        return i;
      }
    }
    return least;
  }

  private static int forth(String text, int at) {
    int most = Math.min(text.length(), at + NEAR);
    for (int i = at; i < most; i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '}') {
        return i;
      }
    }
    return most;
  }

  /** FHIR as XML: the code follows its system. */
  private static void near(String text, Pattern systems, Pattern codes, List<Code> found) {
    Matcher system = systems.matcher(text);
    Matcher code = codes.matcher(text);
    while (system.find()) {
      Optional<CodeSystem> known = system(system.group(1));
      if (known.isPresent()) {
        code.region(system.end(), Math.min(text.length(), system.end() + NEAR));
        if (code.find()) {
          found.add(new Code(known.get(), code.group(1)));
        }
      }
    }
  }

  /** C-CDA: both are attributes of one element. */
  private static void attributes(String text, List<Code> found) {
    Matcher tag = CDA_TAG.matcher(text);
    while (tag.find()) {
      Matcher system = CDA_SYSTEM.matcher(tag.group());
      Matcher code = CDA_CODE.matcher(tag.group());
      if (system.find() && code.find()) {
        system(system.group(1)).ifPresent(known -> found.add(new Code(known, code.group(1))));
      }
    }
  }

  private static void segments(String text, List<Code> found) {
    Matcher field = V2.matcher(text);
    while (field.find()) {
      CodeSystem system =
          switch (field.group(2)) {
            case "SCT" -> CodeSystem.SNOMED_CT;
            case "LN" -> CodeSystem.LOINC;
            case "RXNORM" -> CodeSystem.RXNORM;
            default -> CodeSystem.ICD_10;
          };
      found.add(new Code(system, field.group(1)));
    }
  }

  private static Optional<CodeSystem> system(String uri) {
    String plain = uri.startsWith("urn:oid:") ? uri.substring("urn:oid:".length()) : uri;
    return Optional.ofNullable(SYSTEMS.get(plain.toLowerCase(Locale.ROOT)));
  }
}
