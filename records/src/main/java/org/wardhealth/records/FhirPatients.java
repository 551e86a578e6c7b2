package org.wardhealth.records;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.records.FhirTokens.Token;

/** Who a resource is about, and what a Patient or RelatedPerson says of the patient. */
final class FhirPatients {
  /** Where resources name their patient, the surest first. */
  private static final List<String> SUBJECTS =
      List.of("subject", "patient", "beneficiary", "for", "individual", "candidate", "focus");

  private static final String MAIDEN_NAME =
      "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";

  /** The shortest part of an address in one text that is looked for. */
  private static final int LEAST_ADDRESS_PART = 4;

  private FhirPatients() {}

  /** Adds the patients that the resource at {@code at} describes or contains. */
  static void index(FhirTokens t, int at, String fullUrl, PatientIndex patients)
      throws IOException {
    String type = t.text(at, "resourceType");
    if (type.equals("Patient")) {
      NavigableSet<PatientKey> keys = keys(t, at);
      FhirReferences.patient(fullUrl).ifPresent(keys::add);
      if (!keys.isEmpty()) {
        patients.add(keys, identity(t, at));
      }
    } else if (type.equals("RelatedPerson")) {
      Optional<PatientKey> patient = referred(t, at, "patient");
      if (patient.isPresent()) {
        KnownIdentity.Builder known = KnownIdentity.builder();
        person(t, at, known, true);
        patients.add(List.of(patient.get()), known.build());
      }
    }
    int contained = t.field(at, "contained");
    for (int one = t.first(contained); one >= 0; one = t.sibling(contained, one)) {
      index(t, one, "", patients);
    }
    int entries = type.equals("Bundle") ? t.field(at, "entry") : -1;
    for (int entry = t.first(entries); entry >= 0; entry = t.sibling(entries, entry)) {
      int resource = t.field(entry, "resource");
      if (resource >= 0) {
        index(t, resource, t.text(entry, "fullUrl"), patients);
      }
    }
  }

  /** The patient that the resource is about; the resource itself when it is about none. */
  static PatientKey of(FhirTokens t, int at, String type, PatientIndex patients) {
    if (type.equals("Patient")) {
      NavigableSet<PatientKey> keys = keys(t, at);
      if (!keys.isEmpty()) {
        return keys.first();
      }
    }
    for (String field : SUBJECTS) {
      Optional<PatientKey> patient = referred(t, at, field).map(key -> key.in(patients));
      if (patient.isPresent() && (!field.equals("focus") || patients.knows(patient.get()))) {
        return patient.get();
      }
    }
    for (int i = at; i < t.after(at); i++) {
      if (t.token(i) == Token.FIELD
          && t.string(i).equals("reference")
          && t.token(i + 1) == Token.STRING) {
        String reference = t.string(i + 1);
        Optional<PatientKey> patient =
            FhirReferences.patient(reference).map(key -> key.in(patients));
        if (patient.isPresent()
            && (FhirReferences.type(reference).equals("Patient")
                || patients.knows(patient.get()))) {
          return patient.get();
        }
      }
    }
    return PatientKey.ofRecord(type, t.text(at, "id"));
  }

  /** The patient whom the reference in {@code field} leads to. */
  private static Optional<PatientKey> referred(FhirTokens t, int at, String field) {
    int reference = t.first(t.field(at, field));
    if (reference < 0) {
      return Optional.empty();
    }
    String literal = t.text(reference, "reference");
    if (literal.startsWith("#")) {
      int contained = t.field(at, "contained");
      for (int one = t.first(contained); one >= 0; one = t.sibling(contained, one)) {
        if (t.text(one, "resourceType").equals("Patient")
            && t.text(one, "id").equals(literal.substring(1))) {
          return keys(t, one).stream().findFirst();
        }
      }
      return Optional.empty();
    }
    if (!literal.isEmpty()) {
      return FhirReferences.patient(literal);
    }
    int identifier = t.field(reference, "identifier");
    String value = identifier < 0 ? "" : t.text(identifier, "value");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(PatientKey.of(type(t, identifier), t.text(identifier, "system"), value));
  }

  private static NavigableSet<PatientKey> keys(FhirTokens t, int patient) {
    TreeSet<PatientKey> keys = new TreeSet<>();
    String id = t.text(patient, "id");
    if (!id.isEmpty()) {
      keys.add(PatientKey.ofId(id));
    }
    int identifiers = t.field(patient, "identifier");
    for (int one = t.first(identifiers); one >= 0; one = t.sibling(identifiers, one)) {
      String value = t.text(one, "value");
      if (PatientKey.names(value)) {
        keys.add(PatientKey.of(type(t, one), t.text(one, "system"), value));
      }
    }
    return keys;
  }

  private static KnownIdentity identity(FhirTokens t, int patient) {
    KnownIdentity.Builder known = KnownIdentity.builder();
    person(t, patient, known, false);
    date(t.text(patient, "birthDate")).ifPresent(known::date);
    date(t.text(patient, "deceasedDateTime")).ifPresent(known::date);
    int identifiers = t.field(patient, "identifier");
    for (int one = t.first(identifiers); one >= 0; one = t.sibling(identifiers, one)) {
      if (PatientKey.names(t.text(one, "value"))) {
        known.identifier(type(t, one), t.text(one, "value"));
      }
    }
    int contacts = t.field(patient, "contact");
    for (int one = t.first(contacts); one >= 0; one = t.sibling(contacts, one)) {
      person(t, one, known, true);
    }
    int extensions = t.field(patient, "extension");
    for (int one = t.first(extensions); one >= 0; one = t.sibling(extensions, one)) {
      if (t.text(one, "url").equals(MAIDEN_NAME)) {
        words(t.text(one, "valueString")).ifPresent(n -> known.contact(n.given(), n.family()));
      }
      address(t, t.field(one, "valueAddress"), known);
    }
    return known.build();
  }

  /** Names, addresses, numbers of the person at {@code at}. */
  private static void person(FhirTokens t, int at, KnownIdentity.Builder known, boolean asContact) {
    int names = t.field(at, "name");
    for (int one = t.first(names); one >= 0; one = t.sibling(names, one)) {
      Optional<KnownIdentity.Name> name = name(t, one);
      if (name.isPresent() && asContact) {
        known.contact(name.get().given(), name.get().family());
      } else if (name.isPresent()) {
        known.name(name.get().given(), name.get().family());
      }
    }
    int telecoms = t.field(at, "telecom");
    for (int one = t.first(telecoms); one >= 0; one = t.sibling(telecoms, one)) {
      known.telecom(t.text(one, "value"));
    }
    int addresses = t.field(at, "address");
    for (int one = t.first(addresses); one >= 0; one = t.sibling(addresses, one)) {
      address(t, one, known);
    }
  }

  private static void address(FhirTokens t, int address, KnownIdentity.Builder known) {
    if (address < 0) {
      return;
    }
    List<String> lines = strings(t, t.field(address, "line"));
    lines.forEach(known::address);
    for (String part : List.of("city", "district", "postalCode")) {
      known.address(t.text(address, part));
    }
    if (lines.isEmpty()) {
      for (String part : t.text(address, "text").split("[,\\n\\r]")) {
        if (part.strip().length() >= LEAST_ADDRESS_PART) {
          known.address(part.strip());
        }
      }
    }
  }

  private static Optional<KnownIdentity.Name> name(FhirTokens t, int name) {
    List<String> given = strings(t, t.field(name, "given"));
    String family = t.text(name, "family");
    return given.isEmpty() && family.isBlank()
        ? words(t.text(name, "text"))
        : Optional.of(new KnownIdentity.Name(given, family));
  }

  private static Optional<KnownIdentity.Name> words(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    List<String> words = List.of(text.strip().split("\\s+"));
    return Optional.of(new KnownIdentity.Name(words.subList(0, words.size() - 1), words.getLast()));
  }

  private static List<String> strings(FhirTokens t, int array) {
    List<String> strings = new ArrayList<>();
    if (array >= 0 && t.token(array) == Token.ARRAY) {
      for (int at = array + 1; t.token(at) != Token.END; at = t.after(at)) {
        if (t.token(at) == Token.STRING && !t.string(at).isBlank()) {
          strings.add(t.string(at));
        }
      }
    }
    return strings;
  }

  private static Optional<LocalDate> date(String date) {
    try {
      return date.length() < 10
          ? Optional.empty()
          : Optional.of(LocalDate.parse(date.substring(0, 10)));
    } catch (DateTimeException e) {
      return Optional.empty(); // the second pass removes it
    }
  }

  /** By HL7 v2 table 0203, as {@code identifier.type.coding.code} has it, or by its system. */
  static IdentifierType type(FhirTokens t, int identifier) {
    int type = t.field(identifier, "type");
    int codings = type < 0 ? -1 : t.field(type, "coding");
    for (int one = t.first(codings); one >= 0; one = t.sibling(codings, one)) {
      switch (t.text(one, "code").toUpperCase(Locale.ROOT)) {
        case "MR", "MRN", "PI", "PT" -> {
          return IdentifierType.MRN;
        }
        case "SS", "SB" -> {
          return IdentifierType.SSN;
        }
        case "DL", "PPN", "LN", "MD", "NPI", "DEA", "RN", "TAX" -> {
          return IdentifierType.LICENSE;
        }
        case "MB", "SN", "NH", "MC", "MA", "HC", "SHN" -> {
          return IdentifierType.HEALTH_PLAN;
        }
        case "AN", "ANC", "BA", "ANON" -> {
          return IdentifierType.ACCOUNT;
        }
        case "VN", "ACSN", "PLAC", "FILL" -> {
          return IdentifierType.ENCOUNTER;
        }
        default -> {}
      }
    }
    String system = t.text(identifier, "system");
    if (system.endsWith("us-ssn")) {
      return IdentifierType.SSN;
    }
    return system.endsWith("us-npi") ? IdentifierType.LICENSE : IdentifierType.OTHER_ID;
  }
}
