package org.wardhealth.consent;

import java.util.Map;
import java.util.TreeMap;

/**
 * What holds where no consent speaks: per jurisdiction and purpose, permit (opt-out: the patient
 * may refuse) or deny (opt-in: the patient must agree).
 *
 * <p>A purpose that is not listed has the default of what it is a kind of. As built in, treatment,
 * payment, operations and public health are permitted, research and marketing are not, and neither
 * is anything else: which of it the law of a place permits is for the operator to say.
 */
public final class ConsentDefaults {
  /** The defaults of Ward: those of a place that has said nothing. */
  public static final ConsentDefaults BUILT_IN =
      new ConsentDefaults(
          Map.of(
              "TREAT", Ruling.PERMIT,
              "HPAYMT", Ruling.PERMIT,
              "HOPERAT", Ruling.PERMIT,
              "PUBHLTH", Ruling.PERMIT,
              "PATRQT", Ruling.PERMIT,
              "HRESCH", Ruling.DENY,
              "HMARKT", Ruling.DENY));

  private final Map<String, Ruling> purposes;

  private ConsentDefaults(Map<String, Ruling> purposes) {
    this.purposes = Map.copyOf(purposes);
  }

  /** The same, but for these purposes. */
  public ConsentDefaults with(Map<String, Ruling> changed) {
    Map<String, Ruling> all = new TreeMap<>(purposes);
    all.putAll(changed);
    return new ConsentDefaults(all);
  }

  /** Whether Ward knows the purpose that a default is to be set for. */
  public static boolean knows(String purpose) {
    return Words.PURPOSES.knows(purpose);
  }

  /** Permit or deny, for a purpose of v3-ActReason; deny for any other. */
  public Ruling of(String purpose) {
    Ruling own = purposes.get(purpose);
    if (own != null) {
      return own;
    }
    Ruling found = Ruling.NONE;
    for (String above : Words.PURPOSES.above(purpose)) {
      Ruling general = purposes.getOrDefault(above, Ruling.NONE);
      if (general == Ruling.DENY || found == Ruling.NONE) {
        found = general;
      }
    }
    return found == Ruling.PERMIT ? Ruling.PERMIT : Ruling.DENY;
  }

  /** What holds in the end: the consents' word, or the default. */
  public Ruling decide(ConsentAnswer answer, String purpose) {
    return answer.decision() == Ruling.NONE ? of(purpose) : answer.decision();
  }
}
