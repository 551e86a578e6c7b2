package org.wardhealth.records;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;

/** Who a document is about, and what its header says of them. */
final class CdaPatients {
  private static final String SSN = "2.16.840.1.113883.4.1";

  private CdaPatients() {}

  /** The keys of the patient in a {@code recordTarget}. */
  static SortedSet<PatientKey> keys(CdaElement target) {
    SortedSet<PatientKey> keys = new TreeSet<>();
    for (CdaElement role : target.children("patientRole")) {
      for (CdaElement id : role.children("id")) {
        String number = number(id);
        if (id.attribute("root").equals(SSN)) {
          if (PatientKey.names(number)) {
            keys.add(PatientKey.ofIdentifier(number));
          }
        } else if (PatientKey.names(number)) {
          keys.add(PatientKey.ofRecordNumber(number));
        }
      }
    }
    return keys;
  }

  private static String number(CdaElement id) {
    String extension = id.attribute("extension").strip();
    return extension.isEmpty() ? id.attribute("root").strip() : extension;
  }

  /** Adds what a {@code recordTarget} says of its patient. */
  static void patient(CdaElement target, KnownIdentity.Builder known) {
    for (CdaElement role : target.children("patientRole")) {
      for (CdaElement id : role.children("id")) {
        boolean ssn = id.attribute("root").equals(SSN);
        known.identifier(ssn ? IdentifierType.SSN : IdentifierType.MRN, number(id));
      }
      reach(role, known);
      for (CdaElement patient : role.children("patient")) {
        patient.children("name").forEach(name -> person(name, known, false));
        for (String date : List.of("birthTime", "deceasedTime")) {
          patient.children(date).forEach(time -> date(time).ifPresent(known::date));
        }
        for (CdaElement id : patient.children("id")) {
          known.identifier(IdentifierType.MRN, number(id));
        }
        for (CdaElement guardian : patient.children("guardian")) {
          reach(guardian, known);
          contact(guardian, known);
        }
        for (CdaElement birthplace : patient.children("birthplace")) {
          birthplace.children("place").forEach(place -> reach(place, known));
        }
      }
    }
  }

  /** Adds the organisations of the header by name: they stand in titles and letterheads. */
  static void organisations(CdaElement element, KnownIdentity.Builder known) {
    boolean organisation =
        CdaElements.ALL.person(element.local(), "").equals("FACILITY")
            || element.local().equals("location");
    for (CdaElement child : element.children()) {
      if (organisation && child.name().equals("name")) {
        String name = child.text().strip().replaceAll("\\s+", " ");
        if (name.indexOf(' ') > 0) {
          known.identifier(IdentifierType.FACILITY, name);
        }
      }
      organisations(child, known);
    }
  }

  /** Adds the persons of an element of the header who are no clinicians, as contacts. */
  static void contact(CdaElement element, KnownIdentity.Builder known) {
    switch (element.local()) {
      case "guardianPerson", "relatedPerson", "associatedPerson" ->
          element.children("name").forEach(name -> person(name, known, true));
      case "associatedEntity", "relatedEntity" -> {
        reach(element, known);
        element.children().forEach(child -> contact(child, known));
      }
      default -> element.children().forEach(child -> contact(child, known));
    }
  }

  private static void reach(CdaElement element, KnownIdentity.Builder known) {
    for (CdaElement addr : element.children("addr")) {
      for (CdaElement part : addr.children()) {
        switch (part.name()) {
          case "streetAddressLine", "city", "county", "postalCode", "additionalLocator" ->
              known.address(part.text().strip());
          default -> {}
        }
      }
    }
    for (CdaElement telecom : element.children("telecom")) {
      String url = telecom.attribute("value");
      known.telecom(url.substring(url.indexOf(':') + 1));
    }
  }

  private static void person(CdaElement name, KnownIdentity.Builder known, boolean contact) {
    List<String> given = new ArrayList<>();
    List<String> family = new ArrayList<>();
    for (CdaElement part : name.children()) {
      String words = part.text().strip();
      if (part.name().equals("given") && !words.isEmpty()) {
        given.addAll(List.of(words.split("\\s+")));
      } else if (part.name().equals("family") && !words.isEmpty()) {
        family.add(words);
      }
    }
    if (given.isEmpty() && family.isEmpty() && !name.text().isBlank()) {
      List<String> words = List.of(name.text().strip().split("\\s+"));
      given.addAll(words.subList(0, words.size() - 1));
      family.add(words.getLast());
    }
    if (given.isEmpty() && family.isEmpty()) {
      return;
    }
    if (contact) {
      known.contact(given, String.join(" ", family));
    } else {
      known.name(given, String.join(" ", family));
    }
  }

  private static Optional<LocalDate> date(CdaElement time) {
    return Timestamp.read(time.attribute("value").strip()).flatMap(Timestamp::date);
  }
}
