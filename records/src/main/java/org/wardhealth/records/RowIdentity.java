package org.wardhealth.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.records.Plan.Column;

/** What one row says of its patient. Collects cell after cell; one for each row. */
final class RowIdentity {
  private static final int LONGEST = 200;

  private final List<String> given = new ArrayList<>();
  private final List<String> family = new ArrayList<>();
  private final KnownIdentity.Builder known = KnownIdentity.builder();
  private Optional<String> number = Optional.empty();
  private Optional<String> id = Optional.empty();
  private boolean anything;

  /** Whether cells of this kind say who somebody is. */
  static boolean tells(ColumnKind kind) {
    return switch (kind) {
      case PATIENT, PATIENT_ID, RECORD_NUMBER, HEALTH_PLAN, ACCOUNT, SSN, VEHICLE -> true;
      case NAME, GIVEN_NAME, FAMILY_NAME, CONTACT_NAME, BIRTH_DATE -> true;
      case STREET, CITY, ZIP, PHONE, FAX, EMAIL, URL -> true;
      case VISIT, ID, LICENSE, DEVICE, CLINICIAN, RELATION, STATE, COUNTRY, FACILITY -> false;
      case CARE_CENTER, ORGANISATION, OCCUPATION, CHARACTERISTIC, IP, BIOMETRIC, PHOTO -> false;
      case DATE, TIME, AGE, SEX, CODE, CATEGORY, NUMBER, TEXT, REMOVE -> false;
    };
  }

  /** Takes one cell. */
  void add(Column column, String cell) {
    String value = plain(column.kind(), cell);
    if (TableCell.isNothing(value) || value.length() > LONGEST || !tells(column.kind())) {
      return;
    }
    switch (column.kind()) {
      case PATIENT -> {
        number = Optional.of(value);
        if (PatientKey.names(value)) {
          known.identifier(IdentifierType.MRN, value);
        }
        return;
      }
      case PATIENT_ID -> {
        id = Optional.of(value);
        return;
      }
      case RECORD_NUMBER, HEALTH_PLAN, ACCOUNT, SSN, VEHICLE ->
          column.kind().type().ifPresent(type -> known.identifier(type, value));
      case NAME -> wholeName(value);
      case GIVEN_NAME -> given.add(value);
      case FAMILY_NAME -> family.add(value);
      case CONTACT_NAME -> known.contact(given(value), family(value));
      case BIRTH_DATE -> birth(value, column.order());
      case STREET, CITY, ZIP -> known.address(value);
      case PHONE, FAX, EMAIL, URL -> known.telecom(value);
      case VISIT, ID, LICENSE, DEVICE, CLINICIAN, RELATION, STATE, COUNTRY, FACILITY -> {}
      case CARE_CENTER, ORGANISATION, OCCUPATION, CHARACTERISTIC, IP, BIOMETRIC, PHOTO -> {}
      case DATE, TIME, AGE, SEX, CODE, CATEGORY, NUMBER, TEXT, REMOVE -> {}
    }
    anything = true;
  }

  private static String plain(ColumnKind kind, String cell) {
    return switch (kind.rule()) {
      case LINK, ID -> SheetNumber.read(cell).orElse("");
      case VALUE, DATE, BIRTH_DATE, TIME, AGE, SEX, CODE, CATEGORY, NUMBER, TEXT, REMOVE ->
          cell.strip();
    };
  }

  /** The keys of the patient; none where the row has none. */
  List<PatientKey> keys() {
    List<PatientKey> keys = new ArrayList<>();
    number.filter(PatientKey::names).map(PatientKey::ofRecordNumber).ifPresent(keys::add);
    id.filter(PatientKey::names).map(PatientKey::ofId).ifPresent(keys::add);
    return keys;
  }

  /** Whether the row says more than whom it is about. */
  boolean tellsAnything() {
    return anything || (number.isPresent() && id.isPresent());
  }

  KnownIdentity known() {
    KnownIdentity all = known.build();
    if (given.isEmpty() && family.isEmpty()) {
      return all;
    }
    List<KnownIdentity.Name> names = new ArrayList<>(all.names());
    names.add(new KnownIdentity.Name(given, String.join(" ", family)));
    return new KnownIdentity(
        names, all.contacts(), all.dates(), all.addresses(), all.telecom(), all.identifiers());
  }

  private void wholeName(String value) {
    known.name(given(value), family(value));
  }

  private void birth(String value, Optional<DateOrder> order) {
    for (DateOrder one : DateOrder.values()) {
      if (order.isEmpty() || order.get() == one) {
        TableDate.read(value, one)
            .filter(TableDate::whole)
            .ifPresent(date -> known.date(date.date()));
      }
    }
  }

  /** "Doe, Jane Mary" and "Jane Mary Doe". */
  private static List<String> given(String name) {
    int comma = name.indexOf(',');
    String part = comma >= 0 ? name.substring(comma + 1) : beforeLast(name);
    return part.isBlank() ? List.of() : List.of(part.strip().split("\\s+"));
  }

  private static String family(String name) {
    int comma = name.indexOf(',');
    return comma >= 0
        ? name.substring(0, comma).strip()
        : name.substring(beforeLast(name).length()).strip();
  }

  private static String beforeLast(String name) {
    int blank = name.strip().lastIndexOf(' ');
    return blank < 0 ? "" : name.strip().substring(0, blank);
  }
}
