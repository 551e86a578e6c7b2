package org.wardhealth.server.vault;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads from a FHIR R4 or R5 Patient what can name the patient: {@code name birthDate
 * deceasedDateTime address telecom identifier contact}. Other elements are kept as they are and not
 * looked at.
 */
final class FhirPatient {
  private static final Pattern DATE =
      Pattern.compile("[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?");

  /**
   * The shortest part of an address in one text that is looked for: states and countries are not.
   */
  private static final int LEAST_ADDRESS_PART = 4;

  private FhirPatient() {}

  /**
   * Throws unless this is a Patient with that id whose identifying elements have FHIR's shapes:
   * what has another shape would be stored and then not be found.
   */
  static void check(PatientId id, ObjectNode patient) {
    if (!text(patient, "", "resourceType").equals("Patient")) {
      throw new InvalidPatient("'resourceType' must be \"Patient\".");
    }
    if (!text(patient, "", "id").equals(id.value())) {
      throw new InvalidPatient("'id' must be the id in the URL.");
    }
    if (patient.has("birthDate") && !DATE.matcher(text(patient, "", "birthDate")).matches()) {
      throw new InvalidPatient("'birthDate' must be a date: YYYY, YYYY-MM or YYYY-MM-DD.");
    }
    identity(patient);
  }

  static KnownIdentity identity(ObjectNode patient) {
    KnownIdentity.Builder known = KnownIdentity.builder();
    for (ObjectNode name : objects(patient, "", "name")) {
      name(name, "name.").ifPresent(parts -> known.name(parts.given(), parts.family()));
    }
    date(patient, "birthDate").ifPresent(known::date);
    date(patient, "deceasedDateTime").ifPresent(known::date);
    for (ObjectNode address : objects(patient, "", "address")) {
      address(address, "address.", known);
    }
    for (ObjectNode telecom : objects(patient, "", "telecom")) {
      known.telecom(text(telecom, "telecom.", "value"));
    }
    for (ObjectNode identifier : objects(patient, "", "identifier")) {
      known.identifier(type(identifier), text(identifier, "identifier.", "value"));
    }
    for (ObjectNode contact : objects(patient, "", "contact")) {
      contact(contact, known);
    }
    return known.build();
  }

  private static void contact(ObjectNode contact, KnownIdentity.Builder known) {
    object(contact, "contact.", "name")
        .flatMap(name -> name(name, "contact.name."))
        .ifPresent(name -> known.contact(name.given(), name.family()));
    for (ObjectNode telecom : objects(contact, "contact.", "telecom")) {
      known.telecom(text(telecom, "contact.telecom.", "value"));
    }
    object(contact, "contact.", "address")
        .ifPresent(address -> address(address, "contact.address.", known));
  }

  /** By its parts, or by the parts of {@code text} when it has no line. */
  private static void address(ObjectNode address, String where, KnownIdentity.Builder known) {
    List<String> lines = strings(address, where, "line");
    lines.forEach(known::address);
    for (String part : List.of("city", "district", "postalCode")) {
      known.address(text(address, where, part));
    }
    String whole = text(address, where, "text");
    if (lines.isEmpty()) {
      for (String part : whole.split("[,\\n\\r]")) {
        if (part.strip().length() >= LEAST_ADDRESS_PART) {
          known.address(part.strip());
        }
      }
    }
  }

  /** A HumanName as given names and family name; {@code text} when it has no parts. */
  private static Optional<KnownIdentity.Name> name(ObjectNode name, String where) {
    List<String> given = strings(name, where, "given");
    String family = text(name, where, "family");
    String text = text(name, where, "text").strip();
    if (!given.isEmpty() || !family.isBlank()) {
      return Optional.of(new KnownIdentity.Name(given, family));
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = List.of(text.split("\\s+"));
    return Optional.of(new KnownIdentity.Name(words.subList(0, words.size() - 1), words.getLast()));
  }

  private static List<ObjectNode> objects(ObjectNode node, String where, String field) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode one : array(node, where, field)) {
      if (!(one instanceof ObjectNode object)) {
        throw wrong(where, field, "an array of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  /** The strings that are not blank. FHIR fills places of extensions with null. */
  private static List<String> strings(ObjectNode node, String where, String field) {
    List<String> strings = new ArrayList<>();
    for (JsonNode one : array(node, where, field)) {
      if (!one.isString() && !one.isNull()) {
        throw wrong(where, field, "an array of strings");
      }
      if (!one.asString("").isBlank()) {
        strings.add(one.asString());
      }
    }
    return strings;
  }

  private static JsonNode array(ObjectNode node, String where, String field) {
    JsonNode value = node.path(field);
    if (!value.isMissingNode() && !value.isArray()) {
      throw wrong(where, field, "an array");
    }
    return value;
  }

  private static Optional<ObjectNode> object(ObjectNode node, String where, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!(value instanceof ObjectNode object)) {
      throw wrong(where, field, "an object");
    }
    return Optional.of(object);
  }

  private static String text(ObjectNode node, String where, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(where, field, "a string");
    }
    return value.asString();
  }

  private static InvalidPatient wrong(String where, String field, String wanted) {
    return new InvalidPatient("'" + where + field + "' must be " + wanted + ".");
  }

  /** A whole date, of a time the day alone; a year or a month names nobody. */
  private static Optional<LocalDate> date(ObjectNode patient, String field) {
    String value = text(patient, "", field);
    if (value.length() < 10) {
      if (!value.isEmpty() && !DATE.matcher(value).matches()) {
        throw wrong("", field, "a date");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(value.substring(0, 10)));
    } catch (DateTimeException e) {
      throw wrong("", field, "a date of the calendar");
    }
  }

  /** By HL7 v2 table 0203, as {@code identifier.type.coding.code} has it. */
  private static IdentifierType type(ObjectNode identifier) {
    for (JsonNode coding : identifier.path("type").path("coding")) {
      switch (coding.path("code").asString("").toUpperCase(Locale.ROOT)) {
        case "MR", "MRN", "PI", "PT" -> {
          return IdentifierType.MRN;
        }
        case "SS" -> {
          return IdentifierType.SSN;
        }
        case "DL", "PPN", "LN" -> {
          return IdentifierType.LICENSE;
        }
        case "MB", "SN", "NH", "MC", "MA" -> {
          return IdentifierType.HEALTH_PLAN;
        }
        case "AN", "ANON", "VN" -> {
          return IdentifierType.ACCOUNT;
        }
        default -> {}
      }
    }
    if (identifier.path("system").asString("").endsWith("us-ssn")) {
      return IdentifierType.SSN;
    }
    return IdentifierType.OTHER_ID;
  }
}
