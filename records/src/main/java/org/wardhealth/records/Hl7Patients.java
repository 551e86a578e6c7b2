package org.wardhealth.records;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.records.Hl7Message.Segment;

/** Who a message is about, and what it says of its patients. */
final class Hl7Patients {
  /** PID-3, MRG-1: what stands there without a type is the record number. */
  private static final Set<String> RECORD_NUMBERS = Set.of("PID-3", "MRG-1");

  private final Hl7Message message;
  private final Hl7Encoding encoding;

  private Hl7Patients(Hl7Message message) {
    this.message = message;
    this.encoding = message.encoding();
  }

  /** For every segment of the message the patient whom it is about. */
  static List<PatientKey> keys(Hl7Message message) {
    Hl7Patients patients = new Hl7Patients(message);
    Segment header = message.segments().getFirst();
    String id = message.component(header.name().equals("MSH") ? header.field(10) : "", 1);
    PatientKey none =
        PatientKey.ofRecord("hl7-v2", id.isEmpty() ? String.valueOf(message.number()) : id);
    List<PatientKey> keys = new ArrayList<>();
    Optional<PatientKey> current = Optional.empty();
    for (int i = 0; i < message.segments().size(); i++) {
      if (message.segments().get(i).name().equals("PID")) {
        SortedSet<PatientKey> own = patients.keys(i);
        PatientKey key = own.isEmpty() ? none : own.first();
        if (current.isEmpty()) {
          keys.replaceAll(before -> key);
        }
        current = Optional.of(key);
      }
      keys.add(current.orElse(none));
    }
    return keys;
  }

  /** Adds the patients of a message. */
  static void index(Hl7Message message, PatientIndex index) throws IOException {
    Hl7Patients patients = new Hl7Patients(message);
    for (int i = 0; i < message.segments().size(); i++) {
      if (message.segments().get(i).name().equals("PID")) {
        SortedSet<PatientKey> keys = patients.keys(i);
        if (!keys.isEmpty()) {
          index.add(keys, patients.identity(i));
        }
      }
    }
  }

  /** The keys of the patient whom the PID segment at {@code pid} describes. */
  private SortedSet<PatientKey> keys(int pid) {
    SortedSet<PatientKey> keys = new TreeSet<>();
    for (Segment segment : group(pid)) {
      switch (segment.name()) {
        case "PID" -> {
          for (int field : List.of(2, 3, 4, 19)) {
            keys(segment, field, keys);
          }
        }
        case "MRG" -> {
          for (int field : List.of(1, 2, 4)) {
            keys(segment, field, keys);
          }
        }
        default -> {}
      }
    }
    return keys;
  }

  private void keys(Segment segment, int field, Set<PatientKey> keys) {
    String place = segment.name() + "-" + field;
    for (String one : repetitions(segment, field)) {
      String id = part(one, 1, 1);
      IdentifierType type =
          Hl7Codes.identifier(
              part(one, 5, 1),
              RECORD_NUMBERS.contains(place) ? IdentifierType.MRN : IdentifierType.OTHER_ID);
      if (PatientKey.names(id)) {
        keys.add(PatientKey.of(type, "", id));
      }
    }
  }

  private KnownIdentity identity(int pid) {
    KnownIdentity.Builder known = KnownIdentity.builder();
    for (Segment segment : group(pid)) {
      switch (segment.name()) {
        case "PID" -> patient(segment, known);
        case "PV1" -> {
          identifiers(segment, IdentifierType.ENCOUNTER, known, 5, 19, 50);
        }
        case "NK1" -> {
          person(segment, 2, true, known);
          person(segment, 30, true, known);
          contacts(segment, known, List.of(4, 32), List.of(5, 6, 31, 40, 41));
          identifiers(segment, IdentifierType.SSN, known, 37);
        }
        case "GT1" -> {
          person(segment, 3, true, known);
          person(segment, 4, true, known);
          contacts(segment, known, List.of(5), List.of(6, 7));
          identifiers(segment, IdentifierType.SSN, known, 12);
        }
        case "IN1" -> {
          person(segment, 16, true, known);
          contacts(segment, known, List.of(19), List.of());
          identifiers(segment, IdentifierType.HEALTH_PLAN, known, 36, 49);
        }
        case "IN2" -> identifiers(segment, IdentifierType.HEALTH_PLAN, known, 6, 8, 61);
        case "MRG" -> {
          person(segment, 7, false, known);
          identifiers(segment, IdentifierType.MRN, known, 1, 4);
        }
        default -> {}
      }
    }
    return known.build();
  }

  private void patient(Segment pid, KnownIdentity.Builder known) {
    person(pid, 5, false, known);
    person(pid, 9, false, known);
    person(pid, 6, true, known);
    date(pid.field(7)).ifPresent(known::date);
    date(pid.field(29)).ifPresent(known::date);
    contacts(pid, known, List.of(11), List.of(13, 14, 40));
    identifiers(pid, IdentifierType.MRN, known, 2, 3, 4);
    identifiers(pid, IdentifierType.ACCOUNT, known, 18);
    identifiers(pid, IdentifierType.SSN, known, 19);
    identifiers(pid, IdentifierType.LICENSE, known, 20);
  }

  /** The PID segment at {@code pid} and what is behind it until the next. */
  private List<Segment> group(int pid) {
    List<Segment> all = message.segments();
    int end = pid + 1;
    while (end < all.size() && !all.get(end).name().equals("PID")) {
      end++;
    }
    return all.subList(pid, end);
  }

  private void person(Segment segment, int field, boolean contact, KnownIdentity.Builder known) {
    for (String one : repetitions(segment, field)) {
      String family = part(one, 1, 1);
      family = family.isEmpty() ? part(one, 1, 3) : family;
      List<String> given = new ArrayList<>();
      for (String names : List.of(part(one, 2, 1), part(one, 3, 1))) {
        for (String name : names.split("\\s+")) {
          if (!name.isBlank()) {
            given.add(name);
          }
        }
      }
      if (!family.isEmpty() || !given.isEmpty()) {
        if (contact) {
          known.contact(given, family);
        } else {
          known.name(given, family);
        }
      }
    }
  }

  private void contacts(
      Segment segment, KnownIdentity.Builder known, List<Integer> addresses, List<Integer> phones) {
    for (int field : addresses) {
      for (String one : repetitions(segment, field)) {
        for (int component : List.of(1, 2, 3, 5)) {
          known.address(part(one, component, 1));
        }
        String street = part(one, 1, 2);
        String house = part(one, 1, 3);
        known.address(street.isEmpty() ? "" : (house + " " + street).strip());
      }
    }
    for (int field : phones) {
      for (String one : repetitions(segment, field)) {
        known.telecom(part(one, 1, 1));
        known.telecom(part(one, 4, 1));
        known.telecom((part(one, 6, 1) + part(one, 7, 1)).strip());
        known.telecom(part(one, 12, 1));
      }
    }
  }

  private void identifiers(
      Segment segment, IdentifierType type, KnownIdentity.Builder known, int... fields) {
    for (int field : fields) {
      for (String one : repetitions(segment, field)) {
        String id = part(one, 1, 1);
        if (PatientKey.names(id)) {
          known.identifier(Hl7Codes.identifier(part(one, 5, 1), type), id);
        }
      }
    }
  }

  private Optional<LocalDate> date(String raw) {
    return Timestamp.read(part(raw, 1, 1)).flatMap(Timestamp::date);
  }

  private List<String> repetitions(Segment segment, int field) {
    String raw = segment.field(field);
    return raw.isEmpty() ? List.of() : Hl7Encoding.split(raw, encoding.repetition());
  }

  /** A subcomponent without escapes; the empty string when it is not there or only quotes. */
  private String part(String repetition, int component, int subcomponent) {
    List<String> components = Hl7Encoding.split(repetition, encoding.component());
    if (component > components.size()) {
      return "";
    }
    List<String> parts = Hl7Encoding.split(components.get(component - 1), encoding.subcomponent());
    String raw = subcomponent > parts.size() ? "" : parts.get(subcomponent - 1);
    return raw.equals("\"\"") ? "" : encoding.decode(raw).text().strip();
  }
}
