package org.wardhealth.deid;

import static org.wardhealth.deid.IdentifierType.*;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is done with each type of identifier when text or records leave. Immutable.
 *
 * @param name as it is written in commands and manifests
 * @param actions one for every type
 * @param realistic whether surrogates look like what they stand for; else they are tags
 * @param shift how far {@link Action#SHIFT} moves dates
 * @param thresholds findings of a type with a lower {@linkplain Finding#score score} are left as
 *     they stand; a type without one has 0: everything found counts, recall first
 */
public record Profile(
    String name,
    Map<IdentifierType, Action> actions,
    boolean realistic,
    Shift shift,
    Map<IdentifierType, Float> thresholds)
    implements Serializable {
  private static final Set<IdentifierType> KEPT_BY_SAFE_HARBOR =
      EnumSet.of(RELATION, STATE, COUNTRY, SEX, AGE);

  /**
   * 45 CFR 164.514(b)(2): every one of the 18 classes goes; of dates the year stays, of postal
   * codes the first three digits, ages over 89 become 90+.
   */
  public static final Profile SAFE_HARBOR =
      new Profile(
          "safe-harbor",
          actions(KEPT_BY_SAFE_HARBOR, EnumSet.of(DATE, LOCATION, AGE_OVER_89), Set.of()),
          false);

  /**
   * 45 CFR 164.514(e): dates, ages, towns, postal codes and facilities stay; needs an agreement.
   */
  public static final Profile LIMITED_DATA_SET =
      new Profile(
          "limited-data-set",
          actions(
              EnumSet.of(
                  RELATION,
                  STATE,
                  COUNTRY,
                  SEX,
                  AGE,
                  AGE_OVER_89,
                  DATE,
                  LOCATION,
                  FACILITY,
                  CARE_CENTER,
                  OCCUPATION,
                  CHARACTERISTIC),
              Set.of(),
              Set.of()),
          false);

  /**
   * Article 4(5) GDPR: realistic surrogates and shifted dates, consistent for a patient. The result
   * is still personal data for whoever has the key.
   */
  public static final Profile GDPR_PSEUDONYMISED =
      new Profile(
          "gdpr-pseudonymised",
          actions(
              EnumSet.of(RELATION, COUNTRY, STATE, SEX, AGE),
              EnumSet.of(AGE_OVER_89),
              EnumSet.of(DATE)),
          true);

  /** As {@link #SAFE_HARBOR}, and the names of clinicians stay. */
  public static final Profile KEEP_CLINICIANS = SAFE_HARBOR.with("keep-clinicians", CLINICIAN);

  /** The profiles that have a name. */
  public static final List<Profile> NAMED =
      List.of(SAFE_HARBOR, LIMITED_DATA_SET, GDPR_PSEUDONYMISED, KEEP_CLINICIANS);

  /** Copies the map; a type without an action gets {@link Action#SURROGATE}. */
  public Profile {
    Map<IdentifierType, Action> all = new EnumMap<>(IdentifierType.class);
    for (IdentifierType type : IdentifierType.values()) {
      all.put(type, actions.getOrDefault(type, Action.SURROGATE));
    }
    actions = Map.copyOf(all);
    thresholds = Map.copyOf(thresholds);
  }

  /**
   * A profile that was written down, as a YAML or JSON reader gives it:
   *
   * <pre>
   * name: trial-7              # letters, digits, hyphens; needed
   * extends: safe-harbor       # a named profile to begin with; safe-harbor if left out
   * style: realistic           # or tags
   * shift: {most-days: 364, weekdays: true}
   * threshold: 0               # for every type
   * types:
   *   clinician: keep          # keep, surrogate, generalise, shift
   *   occupation: {action: keep, threshold: 0.6}
   * </pre>
   *
   * <p>Types are the constants of {@link IdentifierType}, in any case, with hyphens or underscores.
   *
   * @throws InvalidProfile with every problem at once
   */
  public static Profile of(Map<String, ?> written) {
    return new ProfileReader(written).read();
  }

  /** As the full form, with {@link Shift#YEAR} and no threshold. */
  public Profile(String name, Map<IdentifierType, Action> actions, boolean realistic) {
    this(name, actions, realistic, Shift.YEAR, Map.of());
  }

  /** What is done with {@code type}. */
  public Action action(IdentifierType type) {
    return actions.getOrDefault(type, Action.SURROGATE);
  }

  /** The findings that this profile does not keep, and whose score reaches the threshold. */
  public List<Finding> concerned(List<Finding> findings) {
    return findings.stream()
        .filter(f -> action(f.type()) != Action.KEEP)
        .filter(f -> f.score() >= thresholds.getOrDefault(f.type(), 0f))
        .toList();
  }

  /** The same, with surrogates that look like what they stand for, or with tags. */
  public Profile realistic(boolean wanted) {
    return new Profile(name, actions, wanted, shift, thresholds);
  }

  private Profile with(String newName, IdentifierType kept) {
    Map<IdentifierType, Action> changed = new EnumMap<>(actions);
    changed.put(kept, Action.KEEP);
    return new Profile(newName, changed, realistic, shift, thresholds);
  }

  private static Map<IdentifierType, Action> actions(
      Set<IdentifierType> kept, Set<IdentifierType> generalised, Set<IdentifierType> shifted) {
    Map<IdentifierType, Action> actions = new EnumMap<>(IdentifierType.class);
    kept.forEach(type -> actions.put(type, Action.KEEP));
    generalised.forEach(type -> actions.put(type, Action.GENERALISE));
    shifted.forEach(type -> actions.put(type, Action.SHIFT));
    return actions;
  }
}
