package org.wardhealth.consent;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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

  /**
   * For the United States: HIPAA permits use for treatment, payment and operations without an
   * authorization (45 CFR 164.506), for public health (164.512(b)) and at the patient's own request
   * (164.524), and asks for one for research and marketing (164.508). Laws of states can be
   * stricter.
   */
  public static final ConsentDefaults US = BUILT_IN;

  /**
   * For the European Union: GDPR permits use for care, its payment and the management of its
   * services (Article 9(2)(h)) and for public health (9(2)(i)). Of operations that is what care
   * itself needs; all else, as the development of systems, waits for the patient's word or for the
   * law of a member state.
   */
  public static final ConsentDefaults EU =
      BUILT_IN.with(
          Map.of(
              "HOPERAT", Ruling.DENY,
              "CAREMGT", Ruling.PERMIT,
              "HQUALIMP", Ruling.PERMIT,
              "PATADMIN", Ruling.PERMIT,
              "PATSFTY", Ruling.PERMIT,
              "RECORDMGT", Ruling.PERMIT));

  private final Map<String, Ruling> purposes;

  private ConsentDefaults(Map<String, Ruling> purposes) {
    this.purposes = Map.copyOf(purposes);
  }

  /** The defaults of a jurisdiction that Ward has some for: {@code us} or {@code eu}. */
  public static Optional<ConsentDefaults> in(String jurisdiction) {
    return switch (jurisdiction) {
      case "us" -> Optional.of(US);
      case "eu" -> Optional.of(EU);
      default -> Optional.empty();
    };
  }

  /** The purposes that are permitted without a consent here, and are not in {@link #BUILT_IN}. */
  public SortedSet<String> wider() {
    SortedSet<String> wider = new TreeSet<>();
    purposes.forEach(
        (purpose, ruling) -> {
          if (ruling == Ruling.PERMIT && BUILT_IN.of(purpose) != Ruling.PERMIT) {
            wider.add(purpose);
          }
        });
    return wider;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof ConsentDefaults defaults && purposes.equals(defaults.purposes);
  }

  @Override
  public int hashCode() {
    return purposes.hashCode();
  }

  /** What holds in the end: the consents' word, or the default. */
  public Ruling decide(ConsentAnswer answer, String purpose) {
    return answer.decision() == Ruling.NONE ? of(purpose) : answer.decision();
  }
}
