package org.wardhealth.records;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.FhirTokens.Token;
import org.wardhealth.records.FhirType.Element;

/** The data types of FHIR whose fields must be judged together. Part of {@link FhirRecord}. */
final class FhirValues {
  /** Extensions that FHIR and US Core define. */
  private static final Pattern EXTENSION =
      Pattern.compile(
          "http://hl7\\.org/fhir/(us/core/|5\\.0/|4\\.0/)?StructureDefinition/[A-Za-z0-9.-]{1,80}");

  /** Those of them that place or show somebody. */
  private static final Set<String> IDENTIFYING =
      Set.of(
          "http://hl7.org/fhir/StructureDefinition/geolocation",
          "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName-hash",
          "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-censusTract",
          "http://hl7.org/fhir/StructureDefinition/tz-code");

  /** Parts of extensions that are made of parts. */
  private static final Set<String> PARTS =
      Set.of(
          "ombCategory",
          "detailed",
          "text",
          "code",
          "period",
          "value",
          "type",
          "level",
          "start",
          "end",
          "nationality",
          "religion",
          "role",
          "status",
          "use",
          "unit");

  /** Extensions whose string is a person's name. */
  private static final Set<String> NAMES =
      Set.of(
          "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName",
          "http://hl7.org/fhir/StructureDefinition/humanname-mothers-family",
          "http://hl7.org/fhir/StructureDefinition/humanname-fathers-family",
          "http://hl7.org/fhir/StructureDefinition/humanname-own-name",
          "http://hl7.org/fhir/StructureDefinition/humanname-partner-name");

  private static final Set<String> PLAIN_TEXT = Set.of("text/plain", "text/markdown", "text/csv");

  private static final int OLDEST = 89;

  /** So many digits can be somebody's number. */
  private static final int MANY_DIGITS = 6;

  private static final String UCUM = "http://unitsofmeasure.org";

  private final FhirRecord record;
  private final FhirTokens t;
  private final FhirOut out;
  private final Release release;
  private final Tally tally;
  private final FhirReferences references;

  FhirValues(
      FhirRecord record,
      FhirTokens tokens,
      FhirOut out,
      Release release,
      FhirReferences references) {
    this.record = record;
    this.t = tokens;
    this.out = out;
    this.release = release;
    this.tally = release.tally();
    this.references = references;
  }

  /** A number; of many digits only if the engine sees nobody's number in it. */
  void number(String name, int value) {
    String digits = t.string(value);
    if (record.aged() && old(digits, 1)) {
      tally.replaced(IdentifierType.AGE_OVER_89, 1);
      if (release.profile().action(IdentifierType.AGE_OVER_89) == Action.GENERALISE) {
        out.number(name, "90");
      } else {
        tally.removed(Removal.IDENTIFYING);
      }
    } else if (whole(digits) >= MANY_DIGITS
        && !release.text(record.patient(), digits).equals(digits)) {
      tally.removed(Removal.IDENTIFYING);
    } else {
      out.number(name, digits);
    }
  }

  /** The digits before the point. */
  private static long whole(String number) {
    return number.chars().dropWhile(c -> c == '-').takeWhile(Character::isDigit).count();
  }

  /** Whether an age tells more than 89 years, and the profile takes such ages out. */
  private boolean old(String number, double perYear) {
    if (release.profile().action(IdentifierType.AGE_OVER_89) == Action.KEEP) {
      return false;
    }
    try {
      return Double.parseDouble(number) >= (OLDEST + 1) * perYear;
    } catch (NumberFormatException e) {
      return true; // no number that can be judged
    }
  }

  void narrative(String name, int at, FhirType type) {
    int div = t.field(at, "div");
    String safe =
        div >= 0 && t.token(div) == Token.STRING
            ? Narrative.of(t.string(div), text -> release.text(record.patient(), text), tally)
            : "";
    if (safe.isEmpty()) {
      tally.removed(Removal.UNREADABLE_VALUE);
      return;
    }
    out.object(name);
    int status = t.field(at, "status");
    if (status >= 0) {
      record.member("status", status, type);
    }
    out.string("div", safe);
    out.end();
  }

  void extension(String name, int at, FhirType type) {
    String url = t.text(at, "url");
    boolean known =
        PARTS.contains(url) || (EXTENSION.matcher(url).matches() && !IDENTIFYING.contains(url));
    if (!known) {
      tally.removed(Removal.EXTENSION);
      return;
    }
    out.object(name);
    out.label("url", url);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      String field = t.string(f);
      Optional<IdentifierType> whole = field.equals("valueString") ? part(url) : Optional.empty();
      if (whole.isPresent()) {
        write(field, record.value(whole.get(), t.string(f + 1)));
      } else if (!field.equals("url")) {
        record.member(field, f + 1, type);
      }
    }
    out.end();
  }

  /** What the string of an extension is that holds a part of a name, an address, a telephone. */
  private static Optional<IdentifierType> part(String url) {
    if (NAMES.contains(url)) {
      return Optional.of(IdentifierType.NAME);
    }
    if (url.startsWith("http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-")) {
      return Optional.of(IdentifierType.STREET);
    }
    return url.startsWith("http://hl7.org/fhir/StructureDefinition/contactpoint-")
        ? Optional.of(IdentifierType.PHONE)
        : Optional.empty();
  }

  void identifier(String name, int at, FhirType type) {
    out.object(name);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      if (t.string(f).equals("value") && t.token(f + 1) == Token.STRING) {
        IdentifierType kind = FhirPatients.type(t, at);
        String value = t.string(f + 1);
        boolean urn = value.startsWith("urn:uuid:");
        write("value", urn ? references.value(value) : release.identifier(kind, value));
      } else {
        record.member(t.string(f), f + 1, type);
      }
    }
    out.end();
  }

  void contactPoint(String name, int at, FhirType type) {
    IdentifierType kind =
        switch (t.text(at, "system")) {
          case "phone", "pager", "sms" -> IdentifierType.PHONE;
          case "fax" -> IdentifierType.FAX;
          case "email" -> IdentifierType.EMAIL;
          case "url" -> IdentifierType.URL;
          default -> IdentifierType.OTHER_ID;
        };
    out.object(name);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      if (t.string(f).equals("value") && t.token(f + 1) == Token.STRING) {
        write("value", record.value(kind, t.string(f + 1)));
      } else {
        record.member(t.string(f), f + 1, type);
      }
    }
    out.end();
  }

  /** A Reference, or the CodeableReference of R5, which holds one. */
  void reference(String name, int at, Element element) {
    FhirType type = element.types().getFirst();
    for (FhirType other : element.types()) {
      type =
          t.token(at + 1) == Token.FIELD && other.element(t.string(at + 1)).isPresent()
              ? other
              : type;
    }
    out.object(name);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      String field = t.string(f);
      boolean string = t.token(f + 1) == Token.STRING;
      if (field.equals("reference") && string) {
        String safe = references.reference(t.string(f + 1));
        write("reference", safe.isEmpty() ? record.removed(Removal.LINK) : safe);
      } else if (field.equals("display") && string) {
        write("display", display(at, t.string(f + 1), element.targets()));
      } else if (field.equals("reference") && t.token(f + 1) == Token.OBJECT) {
        reference("reference", f + 1, type.element("reference").orElse(element));
      } else {
        record.member(field, f + 1, type);
      }
    }
    out.end();
  }

  /** The words of a reference: the name of a person or place when it leads to one. */
  private String display(int reference, String words, String targets) {
    String said = t.text(reference, "type");
    String target = said.isEmpty() ? FhirReferences.type(t.text(reference, "reference")) : said;
    return switch (target) {
      case "Patient", "RelatedPerson", "Person" -> record.value(IdentifierType.NAME, words);
      case "Practitioner", "PractitionerRole" -> record.value(IdentifierType.CLINICIAN, words);
      case "Organization", "Location", "HealthcareService" ->
          record.value(IdentifierType.FACILITY, words);
      case "" -> {
        if (targets.contains("p")) {
          yield record.value(IdentifierType.NAME, words);
        }
        if (targets.contains("c")) {
          yield record.value(IdentifierType.CLINICIAN, words);
        }
        yield targets.contains("o")
            ? record.value(IdentifierType.FACILITY, words)
            : release.text(record.patient(), words);
      }
      default -> release.text(record.patient(), words);
    };
  }

  void coding(String name, int at, FhirType type) {
    String system = t.text(at, "system");
    out.object(name);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      String field = t.string(f);
      boolean string = t.token(f + 1) == Token.STRING;
      if (field.equals("code") && string) {
        write("code", code(system, t.string(f + 1)));
      } else if (field.equals("version") && string) {
        String version = t.string(f + 1);
        write(
            "version",
            FhirCodes.version(version) ? version : record.removed(Removal.UNREADABLE_VALUE));
      } else {
        record.member(field, f + 1, type);
      }
    }
    out.end();
  }

  /** A code of a public system in that system's form stays; any other is a pseudonym. */
  private String code(String system, String code) {
    boolean known =
        FhirElements.ALL.code(code)
            ? system.isEmpty() || FhirCodes.code(system, code)
            : !system.isEmpty()
                && FhirCodes.code(system, code)
                && (!system.equals(UCUM) || isUnit(code));
    return known || code.isEmpty() ? code : release.identifier(IdentifierType.OTHER_ID, code);
  }

  void quantity(String name, int at, FhirType type) {
    int value = t.field(at, "value");
    if (value >= 0 && t.token(value) == Token.NUMBER && overAge(at, value, type)) {
      tally.replaced(IdentifierType.AGE_OVER_89, 1);
      if (release.profile().action(IdentifierType.AGE_OVER_89) != Action.GENERALISE) {
        tally.removed(Removal.IDENTIFYING);
        return;
      }
      out.object(name);
      out.number("value", "90");
      out.string("comparator", ">=");
      out.string("unit", "years");
      out.string("system", "http://unitsofmeasure.org");
      out.string("code", "a");
      out.end();
      return;
    }
    // A number with a unit is an amount, and nobody's.
    boolean measured = isMeasure(t.text(at, "unit")) || isMeasure(t.text(at, "code"));
    out.object(name);
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      String field = t.string(f);
      boolean string = t.token(f + 1) == Token.STRING;
      if (field.equals("code") && string) {
        write("code", code(t.text(at, "system"), t.string(f + 1)));
      } else if (field.equals("unit") && string && isUnit(t.string(f + 1))) {
        write("unit", t.string(f + 1));
      } else if (field.equals("value") && measured && t.token(f + 1) == Token.NUMBER) {
        out.number("value", t.string(f + 1));
      } else {
        record.member(field, f + 1, type);
      }
    }
    out.end();
  }

  /** Whether this is a unit in which the engine sees nobody: many names have the form of one. */
  private boolean isUnit(String unit) {
    return FhirCodes.unit(unit)
        && (FhirElements.ALL.code(unit) || release.text(record.patient(), unit).equals(unit));
  }

  private boolean isMeasure(String unit) {
    return !unit.isEmpty() && isUnit(unit);
  }

  private boolean overAge(int at, int value, FhirType type) {
    String unit = t.text(at, "code");
    if (unit.isEmpty()) {
      unit = t.text(at, "unit");
    }
    unit = unit.toLowerCase(Locale.ROOT).replaceAll("[{}(). -]", "");
    boolean age = type.name().equals("Age") || record.aged();
    double perYear =
        switch (unit) {
          case "a", "a_g", "a_j", "a_t", "ann", "y", "yo", "y/o", "yr", "yrs", "year", "years" -> 1;
          case "yearold", "yearsold", "yrsold", "año", "años" -> 1;
          case "mo", "mo_g", "month", "months" -> 12;
          case "wk", "week", "weeks" -> 52.2;
          case "d", "day", "days" -> 365.25;
          case "" -> age ? 1 : 0;
          default -> 0;
        };
    if (perYear == 0 || (perYear > 1 && !age)) {
      return false;
    }
    return old(t.string(value), perYear);
  }

  /** An Attachment or a Binary: its fields, with {@code data} read if it is text. */
  void content(int at, FhirType type) {
    String mime = FhirCodes.mime(t.text(at, "contentType"));
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      if (!t.string(f).equals("data")) {
        record.member(t.string(f), f + 1, type);
        continue;
      }
      String safe = t.token(f + 1) == Token.STRING ? data(mime, t.string(f + 1)) : "";
      if (safe.isEmpty()) {
        tally.removed(Removal.ATTACHMENT);
      } else {
        out.string("data", safe);
      }
    }
  }

  private String data(String mime, String data) {
    if (mime.equals("text/html")) {
      return page(data);
    }
    return PLAIN_TEXT.contains(mime)
        ? PlainText.ofBase64(data)
            .map(text -> PlainText.base64(release.text(record.patient(), text)))
            .orElse("")
        : "";
  }

  private String page(String data) {
    String text;
    try {
      text =
          Hl7Encoding.strict(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return "";
    }
    if (text.indexOf('\0') >= 0) {
      return ""; // of an encoding of two bytes for each letter
    }
    String one = text.startsWith("<") ? text : "<div>" + text + "</div>";
    return PlainText.base64(
        Narrative.of(one, words -> release.text(record.patient(), words), tally));
  }

  private void write(String name, String value) {
    if (!value.isEmpty()) {
      out.string(name, value);
    }
  }
}
