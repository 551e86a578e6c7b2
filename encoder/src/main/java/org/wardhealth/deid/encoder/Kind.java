package org.wardhealth.deid.encoder;

import java.util.EnumSet;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;

/** What a word can be part of, as coarse as a head tells apart. */
enum Kind {
  NONE(0, IdentifierType.OTHER_ID),
  PERSON(1, IdentifierType.NAME),
  CLINICIAN(2, IdentifierType.CLINICIAN),
  PLACE(3, IdentifierType.LOCATION),
  STREET(4, IdentifierType.STREET),
  /** A state or a country. */
  REGION(5, IdentifierType.STATE),
  FACILITY(6, IdentifierType.FACILITY),
  ORGANISATION(7, IdentifierType.ORGANISATION),
  DATE(8, IdentifierType.DATE),
  AGE(9, IdentifierType.AGE),
  CONTACT(10, IdentifierType.PHONE),
  NUMBER(11, IdentifierType.OTHER_ID),
  OCCUPATION(12, IdentifierType.OCCUPATION);

  private static final Kind[] ALL = values();

  private final int index;
  private final IdentifierType type;

  Kind(int index, IdentifierType type) {
    this.index = index;
    this.type = type;
  }

  static Kind at(int index) {
    return ALL[index];
  }

  static int count() {
    return ALL.length;
  }

  /** Its place among the numbers that a head answers: part of the format of head.bin. */
  int index() {
    return index;
  }

  int bit() {
    return 1 << index;
  }

  /** What a finding of this kind is called; of {@link #NONE} there is none. */
  IdentifierType type() {
    return type;
  }

  static Kind of(IdentifierType type) {
    return switch (type) {
      case NAME -> PERSON;
      case CLINICIAN -> CLINICIAN;
      case RELATION, SEX, CHARACTERISTIC -> NONE;
      case STREET -> STREET;
      case LOCATION -> PLACE;
      case STATE, COUNTRY -> REGION;
      case FACILITY, CARE_CENTER -> FACILITY;
      case ORGANISATION -> ORGANISATION;
      case OCCUPATION -> OCCUPATION;
      case DATE -> DATE;
      case AGE, AGE_OVER_89 -> AGE;
      case PHONE, FAX, EMAIL, URL, IP -> CONTACT;
      case SSN,
          MRN,
          HEALTH_PLAN,
          ACCOUNT,
          LICENSE,
          VEHICLE,
          DEVICE,
          BIOMETRIC,
          PHOTO,
          ENCOUNTER,
          OTHER_ID ->
          NUMBER;
    };
  }

  static Set<Kind> of(Set<IdentifierType> types) {
    Set<Kind> out = EnumSet.noneOf(Kind.class);
    types.forEach(type -> out.add(of(type)));
    return out;
  }
}
