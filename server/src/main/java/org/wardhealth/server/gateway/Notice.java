package org.wardhealth.server.gateway;

import java.util.Optional;
import org.wardhealth.labels.Labels;

/**
 * What an answer about protected records is accompanied by.
 *
 * <p>The second statement of 42 CFR 2.32(a), as amended by 89 FR 12472 of 16 February 2024; the
 * shorter of the two, because it must fit a header. It stands wherever the request had labels of
 * substance use: Ward cannot tell a record of a Part 2 programme from another that speaks of the
 * same. The copy of the consent, or the explanation of its scope, that 2.32(b) asks for beside it
 * is not in the answer; the rules of the exchange's entry name the consent.
 */
final class Notice {
  static final String HEADER = "Ward-Notice";
  static final String PART_2 =
      "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

  private Notice() {}

  static Optional<String> of(Facts.Data data) {
    return Labels.substanceUse(data.labels()) ? Optional.of(PART_2) : Optional.empty();
  }
}
