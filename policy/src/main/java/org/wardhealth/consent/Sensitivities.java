package org.wardhealth.consent;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The sensitivities of v3-ActCode and their kinds, for who has labels and no consent to read. */
public final class Sensitivities {
  private Sensitivities() {}

  /** All codes. */
  public static Set<String> all() {
    return Words.SENSITIVITIES.codes();
  }

  /** Whether it is one: v3-ActCode has many codes of other kinds. */
  public static boolean knows(String code) {
    return Words.SENSITIVITIES.knows(code);
  }

  /** These, and all that are kinds of them. */
  public static Set<String> withKinds(Collection<String> codes) {
    Set<String> all = new TreeSet<>();
    codes.forEach(code -> all.addAll(Words.SENSITIVITIES.below(code)));
    return all;
  }

  /** The level of a code of v3-Confidentiality, from 0 for U to 5 for V; -1 for any other. */
  public static int level(String code) {
    return Words.level(Coding.confidentiality(code));
  }

  /** The code of a level. */
  public static String level(int level) {
    return Words.level(level);
  }

  /** The codes by which consents name substance use: what 42 CFR Part 2 protects. */
  public static List<String> substanceUse() {
    return List.of("ETH", "SUD", "ETHUD", "OPIOIDUD");
  }
}
