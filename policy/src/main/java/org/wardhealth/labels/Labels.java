package org.wardhealth.labels;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.wardhealth.consent.Sensitivities;

/**
 * What data hold of what stigmatises.
 *
 * @param codes sensitivities of v3-ActCode
 * @param confidentiality the highest that the data name themselves, 0 for U to 5 for V; {@link
 *     #NORMAL} where they name none
 * @param told whether there are no others, as far as Ward reads the language; otherwise there may
 *     be
 */
public record Labels(Set<String> codes, int confidentiality, boolean told) {
  /** What data have that name no confidentiality. */
  public static final int NORMAL = 3;

  /** Data that hold nothing of it. */
  public static final Labels NONE = new Labels(Set.of(), NORMAL, true);

  public Labels {
    codes = Collections.unmodifiableSet(new TreeSet<>(codes));
  }

  /** What both hold together. */
  public Labels and(Labels other) {
    Set<String> all = new TreeSet<>(codes);
    all.addAll(other.codes);
    return new Labels(all, Math.max(confidentiality, other.confidentiality), told && other.told);
  }

  /**
   * Whether they may be records of the treatment of substance use, which 42 CFR Part 2 protects.
   */
  public static boolean substanceUse(Set<String> codes) {
    return Sensitivities.substanceUse().stream().anyMatch(codes::contains);
  }
}
