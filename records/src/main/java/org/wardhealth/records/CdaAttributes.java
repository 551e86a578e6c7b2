package org.wardhealth.records;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What may stand in the attributes of C-CDA elements. */
final class CdaAttributes {
  /** Says that a value is not shown for privacy. */
  private static final String MASKED = "MSK";

  private static final Set<String> FLAGS =
      Set.of(
          "negationInd",
          "inversionInd",
          "contextConductionInd",
          "independentInd",
          "inclusive",
          "institutionSpecified",
          "unsorted",
          "displayable",
          "actionNegationInd");

  private static final Set<String> WORDS =
      Set.of(
          "classCode",
          "moodCode",
          "typeCode",
          "determinerCode",
          "contextControlCode",
          "nullFlavor",
          "use",
          "qualifier",
          "operator",
          "partType",
          "alignment",
          "representation",
          "compression",
          "currency");

  /** Structural codes that no table of the keep-list of codes has. */
  private static final Set<String> STRUCTURAL =
      Set.of(
          "INSTANCE",
          "KIND",
          "QUANTIFIED_KIND",
          "DOCCLIN",
          "CLIN",
          "EVN",
          "INT",
          "RQO",
          "PRMS",
          "PRP",
          "GOL",
          "DEF",
          "CRT",
          "APT",
          "ARQ",
          "SLOT",
          "ENTITY",
          "B64",
          "TXT",
          "TRLR",
          "ZZZZ",
          "NAV",
          "NA",
          "MSK",
          "UNK",
          "NI",
          "ASKU",
          "NASK",
          "NINF",
          "PINF",
          "OTH",
          "DER",
          "QS",
          "UNC",
          "HP",
          "HV",
          "H",
          "WP",
          "DIR",
          "PUB",
          "MC",
          "PST",
          "TMP",
          "BAD",
          "AS",
          "EC",
          "PG",
          "L",
          "A",
          "C",
          "I",
          "P",
          "R",
          "IDE",
          "PHON",
          "ABC",
          "SYL",
          "SRCH",
          "OR",
          "LS",
          "AC",
          "NB",
          "PR",
          "VV",
          "BR",
          "CL",
          "AD",
          "SP",
          "IN",
          "MTH");

  private static final Set<String> MASKABLE = Set.of("value", "code", "extension", "root");

  private static final Pattern TYPE =
      Pattern.compile("([a-z0-9]{1,8}:)?([A-Z]{2,4}(_[A-Z]{2,5}){0,2})");

  private final Values values;

  CdaAttributes(Values values) {
    this.values = values;
  }

  /**
   * Copies attributes.
   *
   * @param special what is done with those that other elements do not have; the others are judged
   *     alike everywhere
   */
  void copy(CdaElement from, CdaElement to, Map<String, UnaryOperator<String>> special) {
    boolean masked = false;
    for (var attribute : from.attributes().entrySet()) {
      String name = attribute.getKey();
      String value = attribute.getValue();
      UnaryOperator<String> judge = special.get(name);
      String out = judge == null ? common(name, value) : judge.apply(value);
      if (!out.isEmpty()) {
        to.set(name, out);
      } else if (!value.isEmpty()) {
        masked |= MASKABLE.contains(name);
      }
    }
    if (masked && to.attribute("nullFlavor").isEmpty()) {
      to.set("nullFlavor", MASKED);
    }
  }

  /** Copies only what every element may have. */
  void copy(CdaElement from, CdaElement to) {
    copy(from, to, Map.of());
  }

  /** The name of an element of the narrative, the same for the element and links to it. */
  String anchor(String id) {
    return id.isBlank() ? "" : "i" + values.release().pseudonym(id);
  }

  private String common(String name, String value) {
    if (FLAGS.contains(name)) {
      return value.equals("true") || value.equals("false") ? value : unreadable();
    }
    if (WORDS.contains(name)) {
      for (String word : value.strip().split("\\s+")) {
        if (!STRUCTURAL.contains(word) && !FhirElements.ALL.code(word)) {
          return unreadable();
        }
      }
      return value;
    }
    return switch (name) {
      case "xsi:type" -> type(value).isEmpty() ? unreadable() : type(value);
      case "ID" -> anchor(value);
      case "mediaType" -> {
        String mime = FhirCodes.mime(value);
        yield mime.isEmpty() ? unreadable() : mime;
      }
      case "language" -> FhirCodes.language(value) ? value : unreadable();
      default -> values.removed(Removal.UNKNOWN_ELEMENT);
    };
  }

  /** A data type as {@code xsi:type} has it, in the namespace that it is written in here. */
  static String type(String value) {
    var form = TYPE.matcher(value.strip());
    return form.matches() ? form.group(2) : "";
  }

  private String unreadable() {
    return values.removed(Removal.UNREADABLE_VALUE);
  }
}
