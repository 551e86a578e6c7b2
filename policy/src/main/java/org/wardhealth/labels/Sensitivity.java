package org.wardhealth.labels;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of data that stigmatises, which Ward looks for by itself.
 *
 * <p>Its labels are codes of v3-ActCode. Where that has two codes for one matter, data get both, so
 * that a consent that withholds either is kept.
 */
enum Sensitivity {
  HIV,
  SUBSTANCE,
  MENTAL,
  PSYCHOTHERAPY,
  STD,
  SEXUAL,
  VIOLENCE,
  GENETIC;

  Set<String> codes() {
    return switch (this) {
      case HIV -> Set.of("HIV");
      case SUBSTANCE -> Set.of("SUD");
      case MENTAL -> Set.of("MH", "PSY");
      case PSYCHOTHERAPY -> Set.of("PSYTHPN");
      case STD -> Set.of("STD");
      case SEXUAL -> Set.of("SEX");
      case VIOLENCE -> Set.of("SDV");
      case GENETIC -> Set.of("GDIS");
    };
  }

  /** Whether it is not the patient's matter when a relative has it; violence at home is. */
  boolean isOfOnePersonAlone() {
    return switch (this) {
      case MENTAL, SUBSTANCE, PSYCHOTHERAPY -> true;
      case HIV, STD, SEXUAL, VIOLENCE, GENETIC -> false;
    };
  }

  static Optional<Sensitivity> of(String word) {
    return Arrays.stream(values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }
}
