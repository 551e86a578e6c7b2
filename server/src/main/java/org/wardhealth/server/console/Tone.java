package org.wardhealth.server.console;

import java.util.Locale;

/** How good or bad something is; always said in words beside. */
enum Tone {
  PLAIN,
  GOOD,
  WARN,
  BAD;

  /** The end of its class names in the style sheet. */
  String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
