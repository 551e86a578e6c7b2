package org.wardhealth.server.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why data are used: the codes of HL7 v3 ActReason, value set PurposeOfUse, that Ward knows. Never
 * free text.
 */
public enum Purpose {
  TREAT("treatment", true),
  ETREAT("emergency treatment", true),
  BTG("break the glass", true),
  CAREMGT("care management", true),
  PATRQT("at the patient's request", true),
  HPAYMT("healthcare payment", true),
  HOPERAT("healthcare operations", false),
  HQUALIMP("quality improvement", false),
  HRESCH("healthcare research", false),
  PUBHLTH("public health", false);

  private final String display;
  private final boolean aboutOnePatient;

  Purpose(String display, boolean aboutOnePatient) {
    this.display = display;
    this.aboutOnePatient = aboutOnePatient;
  }

  /** In plain words. */
  public String display() {
    return display;
  }

  /** Whether an exchange with this purpose must name its patient. */
  public boolean aboutOnePatient() {
    return aboutOnePatient;
  }

  /** Whether it says that this is an emergency: only there a broken glass counts. */
  public boolean emergency() {
    return this == ETREAT || this == BTG;
  }

  /** Reads a code; case does not matter. Nothing if Ward does not know it. */
  public static Optional<Purpose> parse(String code) {
    String wanted = code.strip().toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(purpose -> purpose.name().equals(wanted)).findFirst();
  }

  /** The codes, for messages. */
  public static String codes() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
