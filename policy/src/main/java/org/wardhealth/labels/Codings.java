package org.wardhealth.labels;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardhealth.consent.Coding;

/**
 * The codes in a text: wherever a code system stands beside a code, as FHIR, C-CDA and HL7 v2 write
 * it, and ICD-10-CM codes with a dot in running text. Looks for them by their form alone, in one
 * pass, so that a record that is cut off or stands within a sentence is read as far as it goes.
 *
 * <p>JSON: what is called {@code system} and {@code code} belongs together while no brace stands
 * between; JSON within JSON has its quotes escaped. FHIR as XML: a code follows its system. C-CDA:
 * both are attributes of one element. HL7 v2: {@code code^text^system} in one field.
 */
final class Codings {
  /** The policy under which records are protected, in v3-ActCode. */
  static final String PART_2 = "42CFRPart2";

  private static final String URN = "urn:oid:";
  private static final int LONGEST_CODE = 32;
  private static final int LONGEST_SYSTEM = 120;
  private static final int MOST_ESCAPES = 7;
  private static final int MOST_SPACES = 9;
  private static final int ICD_CATEGORY = 3;
  private static final int MOST_ICD_REST = 4;

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

  /** What HL7 v2 calls them; ICD-10 has three names. */
  private static final Map<String, CodeSystem> V2 =
      Map.of(
          "I10", CodeSystem.ICD_10,
          "I10C", CodeSystem.ICD_10,
          "ICD10", CodeSystem.ICD_10,
          "SCT", CodeSystem.SNOMED_CT,
          "LN", CodeSystem.LOINC,
          "RXNORM", CodeSystem.RXNORM);

  private static final int LONGEST_V2 = 6;

  private final String text;
  private final List<Code> found = new ArrayList<>();

  /** What stands since the last brace. */
  private final Set<CodeSystem> systems = EnumSet.noneOf(CodeSystem.class);

  private final List<String> codes = new ArrayList<>();

  /** What the last {@code <system value=…/>} names, until a code takes it. */
  private @Nullable CodeSystem xml;

  // Of the element that is open, if one is.
  private boolean open;
  private @Nullable CodeSystem elementSystem;
  private @Nullable String elementCode;

  /** The last circumflex of this field of HL7 v2, or -1. */
  private int caret = -1;

  private Codings(String text) {
    this.text = text;
  }

  static List<Code> in(String text) {
    Codings codings = new Codings(text);
    codings.read();
    return codings.found;
  }

  private void read() {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '}' -> {
          systems.clear();
          codes.clear();
        }
        case '<' -> element(i + 1 < text.length() && isLetter(text.charAt(i + 1)));
        case '>' -> element(false);
        case '|', '\r', '\n' -> caret = -1;
        case '^' -> component(i);
        case '.' -> bare(i);
        case 's' -> {
          if (text.startsWith("system", i)) {
            system(i, i + "system".length());
          }
        }
        case 'c' -> {
          if (text.startsWith("code", i)) {
            code(i, i + "code".length());
          }
        }
        default -> {}
      }
    }
  }

  private void element(boolean opens) {
    open = opens;
    elementSystem = null;
    elementCode = null;
  }

  private void system(int from, int to) {
    if (before(from) == '<') {
      int value = attribute(to);
      if (value >= 0) {
        xml = named(value);
      }
      return;
    }
    int value = member(from, to);
    CodeSystem known = value < 0 ? null : named(value);
    if (known != null && systems.add(known)) {
      codes.forEach(code -> found.add(new Code(known, code)));
    }
  }

  private void code(int from, int to) {
    if (open && text.startsWith("System", to)) {
      int value = quoted(to + "System".length());
      if (value >= 0 && elementSystem == null) {
        elementSystem = named(value);
        pair();
      }
    } else if (open && !isOfName(before(from)) && quoted(to) >= 0) {
      if (elementCode == null) {
        elementCode = codeAt(quoted(to));
        pair();
      }
    } else if (before(from) == '<') {
      int value = attribute(to);
      String code = value < 0 ? "" : codeAt(value);
      if (xml != null && !code.isEmpty()) {
        found.add(new Code(xml, code));
        xml = null;
      }
    } else {
      int value = member(from, to);
      String code = value < 0 ? "" : codeAt(value);
      if (!code.isEmpty()) {
        codes.add(code);
        systems.forEach(system -> found.add(new Code(system, code)));
      }
    }
  }

  private void pair() {
    if (elementSystem != null && elementCode != null && !elementCode.isEmpty()) {
      found.add(new Code(elementSystem, elementCode));
    }
  }

  /** {@code code^text^system}: the second circumflex finds all. */
  private void component(int at) {
    int last = caret;
    caret = at;
    if (last < 0) {
      return;
    }
    int end = at + 1;
    while (end < text.length() && end <= at + LONGEST_V2 && isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    CodeSystem system = V2.get(text.substring(at + 1, end));
    if (system == null || (end < text.length() && isOfName(text.charAt(end)))) {
      return;
    }
    int from = last;
    while (from > 0 && last - from <= LONGEST_CODE && isOfCode(text.charAt(from - 1))) {
      from--;
    }
    if (from < last && last - from <= LONGEST_CODE && isLetterOrDigit(text.charAt(from))) {
      found.add(new Code(system, text.substring(from, last)));
    }
  }

  /** {@code F11.20} in running text, around its dot. */
  private void bare(int dot) {
    int from = dot - ICD_CATEGORY;
    if (from < 0
        || !isUpper(text.charAt(from))
        || !isDigit(text.charAt(from + 1))
        || !isUpperOrDigit(text.charAt(from + 2))
        || isLetterOrDigit(before(from))
        || before(from) == '.') {
      return;
    }
    int end = dot + 1;
    while (end < text.length() && end - dot <= MOST_ICD_REST && isUpperOrDigit(text.charAt(end))) {
      end++;
    }
    if (end > dot + 1 && (end == text.length() || !isLetterOrDigit(text.charAt(end)))) {
      found.add(new Code(CodeSystem.ICD_10, text.substring(from, end)));
    }
  }

  /** Where the value of a member of JSON begins whose name is [from, to); -1 where it is none. */
  private int member(int from, int to) {
    if (before(from) != '"') {
      return -1;
    }
    int colon = spaces(quote(to));
    if (colon < 0 || !is(colon, ':')) {
      return -1;
    }
    return quote(spaces(colon + 1));
  }

  /** Behind a quote, with what escapes it; -1 where there is none. */
  private int quote(int from) {
    if (from < 0) {
      return -1;
    }
    int at = from;
    while (is(at, '\\') && at - from < MOST_ESCAPES) {
      at++;
    }
    return is(at, '"') ? at + 1 : -1;
  }

  private int spaces(int from) {
    if (from < 0) {
      return -1;
    }
    int at = from;
    while (at < text.length()
        && at - from < MOST_SPACES
        && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where the value of the attribute {@code value} begins, as FHIR has it; -1 for any other. */
  private int attribute(int from) {
    int at = spaces(from);
    return at > from && text.startsWith("value", at) ? quoted(at + "value".length()) : -1;
  }

  /** Where the value of an attribute begins whose name ends here; -1 where there is none. */
  private int quoted(int from) {
    if (!is(from, '=')) {
      return -1;
    }
    return is(from + 1, '\'') ? from + 2 : quote(from + 1);
  }

  /** The code that begins here; empty where none does. */
  private String codeAt(int from) {
    int end = from;
    while (end < text.length() && end - from < LONGEST_CODE && isOfCode(text.charAt(end))) {
      end++;
    }
    return end > from && isLetterOrDigit(text.charAt(from)) ? text.substring(from, end) : "";
  }

  private @Nullable CodeSystem named(int from) {
    int most = Math.min(text.length(), from + LONGEST_SYSTEM);
    int end = from;
    while (end < most && !isEndOfValue(text.charAt(end))) {
      end++;
    }
    int begin = text.startsWith(URN, from) ? from + URN.length() : from;
    return begin > end ? null : SYSTEMS.get(text.substring(begin, end).toLowerCase(Locale.ROOT));
  }

  private static boolean isEndOfValue(char c) {
    return c == '"' || c == '\'' || c == '\\';
  }

  private char before(int at) {
    return at > 0 ? text.charAt(at - 1) : ' ';
  }

  private boolean is(int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private static boolean isOfName(char c) {
    return isLetterOrDigit(c) || c == '_';
  }

  private static boolean isOfCode(char c) {
    return isLetterOrDigit(c) || c == '.' || c == '-';
  }

  private static boolean isLetterOrDigit(char c) {
    return isLetter(c) || isDigit(c);
  }

  private static boolean isLetter(char c) {
    return isUpper(c) || (c >= 'a' && c <= 'z');
  }

  private static boolean isUpperOrDigit(char c) {
    return isUpper(c) || isDigit(c);
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
