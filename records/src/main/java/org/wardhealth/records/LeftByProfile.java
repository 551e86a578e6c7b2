package org.wardhealth.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;

/**
 * What a profile leaves or moves that the profile {@code safe-harbor} takes out, in words.
 *
 * @param kept kinds that stay as they are
 * @param unsure of what is taken out, what stays in free text: scores, with the kinds below them
 * @param dates whether dates are moved
 */
record LeftByProfile(List<String> kept, List<String> unsure, boolean dates) {
  static LeftByProfile of(Profile profile) {
    List<String> kept = new ArrayList<>();
    Map<Float, List<String>> below = new TreeMap<>();
    int taken = 0;
    for (IdentifierType type : IdentifierType.values()) {
      float least = profile.thresholds().getOrDefault(type, 0f);
      if (profile.action(type) != Action.KEEP) {
        taken++;
        if (least > 0) {
          below.computeIfAbsent(least, score -> new ArrayList<>()).add(PlainWords.of(type));
        }
      } else if (Profile.SAFE_HARBOR.action(type) != Action.KEEP) {
        kept.add(PlainWords.of(type));
      }
    }
    List<String> unsure = new ArrayList<>();
    for (Map.Entry<Float, List<String>> one : below.entrySet()) {
      List<String> kinds = one.getValue();
      unsure.add(
          (kinds.size() == taken ? "every kind" : String.join(", ", kinds))
              + " below "
              + one.getKey());
    }
    return new LeftByProfile(kept, unsure, profile.action(IdentifierType.DATE) == Action.SHIFT);
  }

  /** Whether something stays as it was. */
  boolean any() {
    return !kept.isEmpty() || !unsure.isEmpty();
  }
}
