package org.wardhealth.server.console;

import static org.wardhealth.server.identity.Role.ADMINISTRATOR;
import static org.wardhealth.server.identity.Role.AUDITOR;
import static org.wardhealth.server.identity.Role.CLINICIAN;
import static org.wardhealth.server.identity.Role.ENGINEER;
import static org.wardhealth.server.identity.Role.PRIVACY_OFFICER;
import static org.wardhealth.server.identity.Role.SECURITY_OFFICER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.wardhealth.server.identity.Role;

/**
 * A page that the navigation leads to, with who may see it. The order is that of the navigation. A
 * place is here when its page is; nothing leads to where nothing is.
 */
enum Place {
  NOW,
  EXCHANGES,
  DENIED,
  GLASS,
  CONSENT,
  MODELS,
  RULES,
  PEOPLE,
  APPLICATIONS,
  KEYS,
  CONNECT,
  GALLERY;

  /** Who has a page at all; others are known to Ward for what policies ask of them. */
  static final Role[] SEEING = {
    ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, CLINICIAN, AUDITOR
  };

  /** Its path. */
  String path() {
    return "/console/" + key();
  }

  /** Its name in the bundles: {@code place.KEY}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a viewer may see it. */
  boolean opensTo(Viewer viewer) {
    return switch (this) {
      case NOW, DENIED -> viewer.may(SEEING);
      case GLASS -> viewer.may(CLINICIAN);
      case EXCHANGES -> viewer.may(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR);
      case RULES -> viewer.may(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, AUDITOR);
      case MODELS ->
          viewer.may(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, ENGINEER, AUDITOR);
      case CONSENT -> viewer.may(PRIVACY_OFFICER, AUDITOR);
      case PEOPLE -> viewer.may(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR);
      case APPLICATIONS -> viewer.may(ADMINISTRATOR, SECURITY_OFFICER, ENGINEER, AUDITOR);
      case KEYS -> viewer.may(ADMINISTRATOR, SECURITY_OFFICER, PRIVACY_OFFICER, AUDITOR);
      case CONNECT -> viewer.may(ADMINISTRATOR, ENGINEER);
      case GALLERY -> viewer.may(ADMINISTRATOR);
    };
  }

  /** What stands in the navigation of a viewer: of places that belong together the first. */
  static List<Place> of(Viewer viewer) {
    List<Place> all = Arrays.stream(values()).filter(place -> place.opensTo(viewer)).toList();
    return all.stream().filter(place -> place != APPLICATIONS || !all.contains(PEOPLE)).toList();
  }

  /** The places that belong together with this one and open to the viewer, itself included. */
  List<Place> together(Viewer viewer) {
    return this == PEOPLE || this == APPLICATIONS
        ? Stream.of(PEOPLE, APPLICATIONS).filter(place -> place.opensTo(viewer)).toList()
        : List.of(this);
  }
}
