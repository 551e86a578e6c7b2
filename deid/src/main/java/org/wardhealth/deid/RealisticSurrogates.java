package org.wardhealth.deid;

import java.util.Optional;
import org.wardhealth.deid.SurrogatePack.Words;

/** Realistic surrogates of one subject by type. Not thread-safe. */
final class RealisticSurrogates {
  private static final int ATTEMPTS = 60;

  private final Prf prf;
  private final Language language;
  private final Collisions collisions;
  private final NameSurrogates names;
  private final PlaceSurrogates places;

  RealisticSurrogates(Prf prf, Language language, Collisions collisions) {
    this.prf = prf;
    this.language = language;
    this.collisions = collisions;
    this.names = new NameSurrogates(prf, language, collisions);
    this.places = new PlaceSurrogates(prf, language, collisions);
  }

  NameSurrogates names() {
    return names;
  }

  /** The surrogate of {@code spelling}; empty where its kind has no realistic one. */
  Optional<String> of(IdentifierType type, String spelling) {
    return switch (type) {
      case NAME, CLINICIAN -> names.name(spelling);
      case STREET -> latin(spelling) ? places.street(spelling) : Optional.empty();
      case LOCATION -> latin(spelling) ? places.place(spelling) : Optional.empty();
      case FACILITY, CARE_CENTER -> latin(spelling) ? places.facility(spelling) : Optional.empty();
      case ORGANISATION -> latin(spelling) ? places.organisation(spelling) : Optional.empty();
      case OCCUPATION -> places.listed(spelling, Words.OCCUPATION);
      case STATE ->
          places.listed(spelling, spelling.length() == 2 ? Words.STATE_CODE : Words.STATE);
      case COUNTRY -> places.listed(spelling, Words.COUNTRY);
      case PHONE,
          FAX,
          EMAIL,
          URL,
          IP,
          SSN,
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
          code(type, spelling);
      case RELATION, CHARACTERISTIC, SEX, DATE, AGE, AGE_OVER_89 -> Optional.empty();
    };
  }

  private static boolean latin(String spelling) {
    return Wording.latin(spelling);
  }

  private Optional<String> code(IdentifierType type, String spelling) {
    if (!latin(spelling)) {
      return Optional.empty();
    }
    String key = Wording.key(spelling);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String drawn = drawn(type, spelling, prf.draw("code", key, attempt));
      if (collisions.takeWhole(drawn, "code:" + key)) {
        return Optional.of(drawn);
      }
    }
    return Optional.empty();
  }

  private String drawn(IdentifierType type, String spelling, Prf.Draw draw) {
    if (type == IdentifierType.PHONE || type == IdentifierType.FAX) {
      return ContactSurrogates.phone(spelling, language, draw);
    }
    if (type == IdentifierType.EMAIL) {
      return ContactSurrogates.email(spelling, draw);
    }
    if (type == IdentifierType.URL) {
      return ContactSurrogates.url(spelling, draw);
    }
    if (type == IdentifierType.IP) {
      return ContactSurrogates.ip(spelling, draw);
    }
    return type == IdentifierType.DEVICE && NumberSurrogates.isHardware(spelling)
        ? NumberSurrogates.hardware(spelling, draw)
        : NumberSurrogates.of(type, spelling, draw);
  }
}
