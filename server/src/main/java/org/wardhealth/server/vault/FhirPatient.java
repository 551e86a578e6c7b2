package org.wardhealth.server.vault;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private static final Set<String> LISTS =
      Set.of("name", "address", "telecom", "identifier", "contact");

  private static final Pattern PARTIAL_DATE = Pattern.compile("[0-9]{4}(-(0[1-9]|1[0-2]))?");

  private FhirPatient() {}

  /** Throws unless this is a Patient with that id whose identifying elements have FHIR's shapes. */
  static void check(PatientId id, ObjectNode patient) {
    if (!patient.path("resourceType").asString("").equals("Patient")) {
      throw new InvalidPatient("'resourceType' must be \"Patient\".");
    }
    if (!patient.path("id").asString("").equals(id.value())) {
      throw new InvalidPatient("'id' must be the id in the URL.");
    }
    for (String list : LISTS) {
      JsonNode value = patient.path(list);
      if (!value.isMissingNode() && !value.isArray()) {
        throw new InvalidPatient("'" + list + "' must be an array.");
      }
    }
    String born = patient.path("birthDate").asString("");
    if (patient.has("birthDate")
        && !PARTIAL_DATE.matcher(born).matches()
        && date(patient.path("birthDate")).isEmpty()) {
      throw new InvalidPatient("'birthDate' must be a date: YYYY, YYYY-MM or YYYY-MM-DD.");
    }
    identity(patient);
  }

  static KnownIdentity identity(ObjectNode patient) {
    KnownIdentity.Builder known = KnownIdentity.builder();
    for (JsonNode name : patient.path("name")) {
      parts(name).forEach(part -> known.name(part.given(), part.family()));
    }
    date(patient.path("birthDate")).forEach(known::date);
    date(patient.path("deceasedDateTime")).forEach(known::date);
    patient.path("address").forEach(address -> address(address, known));
    patient.path("telecom").forEach(t -> known.telecom(text(t, "telecom.value", "value")));
    for (JsonNode identifier : patient.path("identifier")) {
      known.identifier(type(identifier), text(identifier, "identifier.value", "value"));
    }
    for (JsonNode contact : patient.path("contact")) {
      parts(contact.path("name")).forEach(part -> known.contact(part.given(), part.family()));
      contact.path("telecom").forEach(t -> known.telecom(text(t, "contact.telecom", "value")));
      if (contact.path("address").isObject()) {
        address(contact.path("address"), known);
      }
    }
    return known.build();
  }

  private static void address(JsonNode address, KnownIdentity.Builder known) {
    for (JsonNode line : address.path("line")) {
      known.address(line.asString(""));
    }
    for (String part : List.of("city", "district", "postalCode")) {
      known.address(text(address, "address." + part, part));
    }
  }

  /** A HumanName as given names and family name; {@code text} when it has no parts. */
  private static List<KnownIdentity.Name> parts(JsonNode name) {
    List<String> given = new ArrayList<>();
    for (JsonNode one : name.path("given")) {
      if (!one.asString("").isBlank()) {
        given.add(one.asString(""));
      }
    }
    String family = text(name, "name.family", "family");
    if (given.isEmpty() && family.isBlank()) {
      String text = text(name, "name.text", "text").strip();
      if (text.isEmpty()) {
        return List.of();
      }
      List<String> words = List.of(text.split("\\s+"));
      return List.of(new KnownIdentity.Name(words.subList(0, words.size() - 1), words.getLast()));
    }
    return List.of(new KnownIdentity.Name(given, family));
  }

  private static String text(JsonNode node, String where, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw new InvalidPatient("'" + where + "' must be a string.");
    }
    return value.asString();
  }

  /** A whole date; a year or a month alone names nobody. */
  private static List<LocalDate> date(JsonNode node) {
    String value = node.asString("");
    try {
      return value.length() < 10 ? List.of() : List.of(LocalDate.parse(value.substring(0, 10)));
    } catch (DateTimeException e) {
      return List.of();
    }
  }

  /** By HL7 v2 table 0203, as {@code identifier.type.coding.code} has it. */
  private static IdentifierType type(JsonNode identifier) {
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
