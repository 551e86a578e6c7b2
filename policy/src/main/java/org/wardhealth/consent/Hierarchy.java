package org.wardhealth.consent;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which codes are kinds of which: for each known code itself and all that are above it. Read from
 * lines {@code code parent...}.
 */
final class Hierarchy {
  private final Map<String, Set<String>> above = new HashMap<>();
  private final Map<String, Set<String>> below = new HashMap<>();

  Hierarchy(String lines) {
    Map<String, Set<String>> parents = new HashMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              String[] words = line.strip().split(" +", -1);
              for (String child : words[1].split(",", -1)) {
                parents.computeIfAbsent(child, _ -> new HashSet<>()).add(words[0]);
                parents.computeIfAbsent(words[0], _ -> new HashSet<>());
              }
            });
    for (String code : parents.keySet()) {
      Set<String> all = new HashSet<>();
      climb(code, parents, all);
      above.put(code, Set.copyOf(all));
    }
    above.forEach(
        (kind, all) ->
            all.forEach(code -> below.computeIfAbsent(code, _ -> new HashSet<>()).add(kind)));
  }

  private static void climb(String code, Map<String, Set<String>> parents, Set<String> all) {
    if (all.add(code)) {
      parents.getOrDefault(code, Set.of()).forEach(parent -> climb(parent, parents, all));
    }
  }

  boolean knows(String code) {
    return above.containsKey(code);
  }

  /** The code and what it is a kind of; the code alone if it is not known. */
  Set<String> above(String code) {
    return above.getOrDefault(code, Set.of(code));
  }

  /** The code and its kinds; the code alone if it is not known. */
  Set<String> below(String code) {
    return below.getOrDefault(code, Set.of(code));
  }

  Set<String> codes() {
    return Collections.unmodifiableSet(above.keySet());
  }
}
