package org.wardhealth.records;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.FhirTokens.Token;
import org.wardhealth.records.FhirType.Element;
import org.wardhealth.records.FhirType.Kind;

/**
 * One FHIR resource on its way out: walks its elements beside their definitions. An element that
 * has no definition is removed; each other one is judged by its {@link Kind}, and by its value's
 * form where that kind has a form. Not thread-safe.
 */
final class FhirRecord {
  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,20}");
  private static final Pattern SERIES = Pattern.compile("[-+0-9.eE ELU]*");
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M} .,'\u2019-]{1,80}");
  private static final Pattern POSTAL = Pattern.compile("[A-Z0-9]{1,6}[ -]?[A-Z0-9]{0,5}");
  private static final Set<String> TIME_UNITS = Set.of("s", "min", "h", "d", "wk", "mo", "a");
  private static final FhirType PRIMITIVE = FhirElements.ALL.type("Element");

  private final FhirTokens t;
  private final FhirOut out;
  private final Release release;
  private final Tally tally;
  private final FhirReferences references;
  private final FhirValues values;

  /** Whom what is walked is about. */
  private PatientKey patient = PatientKey.ofRecord("", "");

  /** Whether the names in it are those of a clinician. */
  private boolean clinician;

  /** Whether the numbers in it are ages, by its code. */
  private boolean aged;

  FhirRecord(FhirTokens tokens, FhirOut out, Release release) {
    this.t = tokens;
    this.out = out;
    this.release = release;
    this.tally = release.tally();
    this.references = new FhirReferences(release);
    this.values = new FhirValues(this, tokens, out, release, references);
  }

  PatientKey patient() {
    return patient;
  }

  boolean aged() {
    return aged;
  }

  /** Writes the resource at {@code at}; answers whether its type is one that FHIR defines. */
  boolean resource(String name, int at) {
    String called = t.text(at, "resourceType");
    Optional<FhirType> type = FhirElements.ALL.resource(called);
    if (type.isEmpty()) {
      tally.removed(Removal.UNKNOWN_TYPE);
      return false;
    }
    PatientKey outside = patient;
    boolean before = clinician;
    patient = FhirPatients.of(t, at, called, release.patients());
    if (patient.isRecord() && !outside.isRecord()) {
      patient = outside; // contained, or part of what is about a patient
    }
    clinician = called.equals("Practitioner") || called.equals("PractitionerRole");
    tally.record(called);
    if (called.equals("Patient")) {
      tally.patient();
    }
    out.object(name);
    out.string("resourceType", called);
    if (called.equals("Binary")) {
      values.content(at, type.get());
    } else {
      members(at, type.get());
    }
    out.end();
    patient = outside;
    clinician = before;
    return true;
  }

  /**
   * Writes an entry of a Bundle.
   *
   * @throws MalformedRecord when its resource is of no type of FHIR; nothing was written
   */
  void entry(int at, FhirType type, long record) throws MalformedRecord {
    if (t.token(at) != Token.OBJECT) {
      throw new MalformedRecord(record, "an entry that is no object");
    }
    int resource = t.field(at, "resource");
    if (resource >= 0
        && FhirElements.ALL.resource(FhirReader.type(t, resource, record)).isEmpty()) {
      tally.removed(Removal.UNKNOWN_TYPE);
      throw new MalformedRecord(record, FhirReader.NO_TYPE);
    }
    out.object("");
    members(at, type);
    out.end();
  }

  /** Writes the fields of the object at {@code at}. */
  void members(int at, FhirType type) {
    boolean before = aged;
    if (type.name().equals("Observation") || type.name().equals("Observation.component")) {
      aged = saysAge(t.field(at, "code"));
    }
    for (int f = at + 1; t.token(f) == Token.FIELD; f = t.after(f + 1)) {
      member(t.string(f), f + 1, type);
    }
    aged = before;
  }

  /** Whether a concept is the age of somebody. */
  private boolean saysAge(int concept) {
    int codings = concept < 0 ? -1 : t.field(concept, "coding");
    for (int one = t.first(codings); one >= 0; one = t.sibling(codings, one)) {
      if (Hl7Codes.age(t.text(one, "code"))) {
        return true;
      }
    }
    return false;
  }

  /** Writes one field. */
  void member(String name, int value, FhirType type) {
    if (name.startsWith("_")) {
      primitive(name, value, type);
      return;
    }
    Optional<Element> element = type.element(name);
    if (element.isPresent()) {
      element(name, value, element.get());
    } else if (!(name.equals("resourceType") && type.resource())) {
      tally.removed(Removal.UNKNOWN_ELEMENT);
    }
  }

  private void element(String name, int value, Element element) {
    if (t.token(value) != Token.ARRAY) {
      one(name, value, element);
      return;
    }
    if (element.kinds().contains(Kind.REMOVE)) {
      tally.removed(Removal.IDENTIFYING);
      return;
    }
    out.array(name);
    for (int at = value + 1; t.token(at) != Token.END; at = t.after(at)) {
      one("", at, element);
    }
    out.end();
  }

  /** Writes one value that is no array. */
  private void one(String name, int value, Element element) {
    switch (t.token(value)) {
      case OBJECT -> object(name, value, element);
      case STRING -> {
        String safe = string(t.string(value), element);
        if (!safe.isEmpty()) {
          out.string(name, safe);
        }
      }
      case NUMBER -> {
        if (element.kinds().contains(Kind.NUMBER)) {
          values.number(name, value);
        } else {
          tally.removed(Removal.UNREADABLE_VALUE);
        }
      }
      case FLAG -> {
        if (element.kinds().contains(Kind.FLAG)) {
          out.flag(name, t.string(value).equals("true"));
        } else {
          tally.removed(Removal.UNREADABLE_VALUE);
        }
      }
      case NULL -> {}
      case ARRAY, END, FIELD -> tally.removed(Removal.UNREADABLE_VALUE);
    }
  }

  private void object(String name, int value, Element element) {
    switch (element.ofObject()) {
      case RESOURCE -> resource(name, value);
      case NARRATIVE -> values.narrative(name, value, element.types().getFirst());
      case EXTENSION -> values.extension(name, value, element.types().getFirst());
      case IDENTIFIER -> values.identifier(name, value, element.types().getFirst());
      case CONTACT_POINT -> values.contactPoint(name, value, element.types().getFirst());
      case REFERENCE -> values.reference(name, value, element);
      case CODING -> values.coding(name, value, element.types().getFirst());
      case QUANTITY -> values.quantity(name, value, element.types().getFirst());
      case ATTACHMENT -> {
        out.object(name);
        values.content(value, element.types().getFirst());
        out.end();
      }
      case OBJECT -> {
        out.object(name);
        members(value, fitting(value, element));
        out.end();
      }
      case SIGNATURE -> tally.removed(Removal.SIGNATURE);
      case REMOVE,
          FLAG,
          NUMBER,
          CODE,
          LANGUAGE,
          MIME,
          TEXT,
          VALUE,
          PERSON,
          HONORIFIC,
          URI,
          FULL_URL,
          REQUEST_URL,
          DATE,
          BIRTH_DATE,
          INSTANT,
          TIME,
          ID,
          SERIES ->
          tally.removed(
              element.kinds().contains(Kind.REMOVE)
                  ? Removal.IDENTIFYING
                  : Removal.UNREADABLE_VALUE);
    }
  }

  /** Where R4 and R5 differ: the type that knows the first field. */
  private FhirType fitting(int value, Element element) {
    if (t.token(value + 1) == Token.FIELD) {
      for (FhirType type : element.types()) {
        if (type.element(t.string(value + 1)).isPresent()) {
          return type;
        }
      }
    }
    return element.types().getFirst();
  }

  /** What may leave of a string; empty when nothing may. */
  String string(String value, Element element) {
    if (value.isEmpty()) {
      return "";
    }
    return switch (element.ofString()) {
      case TEXT -> release.text(patient, value);
      case VALUE -> value(element.value().orElseThrow(), value);
      case PERSON -> person(element.name(), value);
      case HONORIFIC -> FhirCodes.honorific(value) ? value : removed(Removal.IDENTIFYING);
      case CODE -> {
        boolean known =
            FhirElements.ALL.code(value)
                || FhirElements.ALL.resource(value).isPresent()
                || FhirCodes.currency(value)
                || TIME_UNITS.contains(value);
        yield known ? value : removed(Removal.UNREADABLE_VALUE);
      }
      case LANGUAGE -> FhirCodes.language(value) ? value : removed(Removal.UNREADABLE_VALUE);
      case MIME -> {
        String plain = FhirCodes.mime(value);
        yield plain.isEmpty() ? removed(Removal.UNREADABLE_VALUE) : plain;
      }
      case URI -> linked(references.uri(value));
      case FULL_URL, REQUEST_URL -> linked(references.reference(value));
      case ID -> release.pseudonym(value);
      case DATE, BIRTH_DATE -> FhirDates.date(release, patient, value, false, element.required());
      case INSTANT -> FhirDates.date(release, patient, value, true, element.required());
      case TIME -> FhirDates.time(value) ? value : removed(Removal.UNREADABLE_VALUE);
      case NUMBER -> DIGITS.matcher(value).matches() ? value : removed(Removal.UNREADABLE_VALUE);
      case SERIES -> SERIES.matcher(value).matches() ? value : removed(Removal.UNREADABLE_VALUE);
      case REMOVE -> removed(Removal.IDENTIFYING);
      case FLAG,
          OBJECT,
          RESOURCE,
          NARRATIVE,
          EXTENSION,
          IDENTIFIER,
          CONTACT_POINT,
          REFERENCE,
          CODING,
          QUANTITY,
          ATTACHMENT,
          SIGNATURE ->
          removed(Removal.UNREADABLE_VALUE);
    };
  }

  private String person(String part, String value) {
    boolean replaced = !clinician && release.profile().action(IdentifierType.NAME) != Action.KEEP;
    if (!replaced || part.equals("text")) {
      return value(clinician ? IdentifierType.CLINICIAN : IdentifierType.NAME, value);
    }
    return part.equals("family")
        ? release.fields(patient).family(value)
        : release.fields(patient).given(value);
  }

  /** A whole value of one type. What the profile keeps is read nevertheless, unless it is words. */
  String value(IdentifierType type, String value) {
    if (release.profile().action(type) != Action.KEEP) {
      return release.fields(patient).value(type, value);
    }
    if (type == IdentifierType.COUNTRY && FhirCodes.country(value)) {
      return value;
    }
    if (type == IdentifierType.COUNTRY || type == IdentifierType.STATE) {
      return value(IdentifierType.LOCATION, value); // keeps what is a state
    }
    if (type == IdentifierType.LOCATION
        && !PLAIN.matcher(value).matches()
        && !POSTAL.matcher(value).matches()) {
      return removed(Removal.UNREADABLE_VALUE);
    }
    boolean name = type == IdentifierType.NAME || type == IdentifierType.CLINICIAN;
    return name && PLAIN.matcher(value).matches() ? value : release.text(patient, value);
  }

  String removed(Removal reason) {
    tally.removed(reason);
    return "";
  }

  private String linked(String reference) {
    return reference.isEmpty() ? removed(Removal.LINK) : reference;
  }

  /** The extensions of a primitive, in the field with the underscore. */
  private void primitive(String name, int value, FhirType type) {
    Optional<Element> element = type.element(name.substring(1));
    if (element.isEmpty() || element.get().ofObject() != Kind.REMOVE) {
      tally.removed(Removal.UNKNOWN_ELEMENT);
    } else if (t.token(value) != Token.OBJECT || element.get().kinds().contains(Kind.REMOVE)) {
      tally.removed(Removal.EXTENSION); // of single values in an array: their places are lost
    } else {
      out.object(name);
      members(value, PRIMITIVE);
      out.end();
    }
  }
}
