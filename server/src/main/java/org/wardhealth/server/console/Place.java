package org.wardhealth.server.console;

import static org.wardhealth.server.console.Role.ADMINISTRATOR;
import static org.wardhealth.server.console.Role.AUDITOR;
import static org.wardhealth.server.console.Role.ENGINEER;
import static org.wardhealth.server.console.Role.PRIVACY;
import static org.wardhealth.server.console.Role.SECURITY;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A page that the navigation leads to, with who may see it. The order is that of the navigation. A
 * place is here when its page is; nothing leads to where nothing is.
 */
enum Place {
  NOW,
  EXCHANGES,
  DENIED,
  MODELS,
  RULES,
  APPLICATIONS,
  KEYS,
  CONNECT,
  GALLERY;

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
      case NOW, DENIED -> viewer.may(Role.values());
      case EXCHANGES -> viewer.may(ADMINISTRATOR, SECURITY, PRIVACY, AUDITOR);
      case RULES -> viewer.may(ADMINISTRATOR, SECURITY, PRIVACY, ENGINEER, AUDITOR);
      case MODELS -> viewer.may(ADMINISTRATOR, SECURITY, PRIVACY, ENGINEER, AUDITOR);
      case APPLICATIONS -> viewer.may(ADMINISTRATOR, SECURITY, ENGINEER, AUDITOR);
      case KEYS -> viewer.may(ADMINISTRATOR, SECURITY, PRIVACY, AUDITOR);
      case CONNECT -> viewer.may(ADMINISTRATOR, ENGINEER);
      case GALLERY -> viewer.may(ADMINISTRATOR);
    };
  }

  /** What a viewer may see, in the order of the navigation. */
  static List<Place> of(Viewer viewer) {
    return Arrays.stream(values()).filter(place -> place.opensTo(viewer)).toList();
  }
}
