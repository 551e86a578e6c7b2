package org.wardhealth.labels;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.wardhealth.labels.Codings.CodeSystem;

/**
 * Which codes mean which sensitivity: {@code codes.txt}. A code of ICD-10-CM stands for all below
 * it, of the others for itself.
 */
final class CodeList {
  private static final int SHORTEST_ICD = 3;

  private final Map<CodeSystem, Map<String, Set<Sensitivity>>> codes;

  private CodeList(Map<CodeSystem, Map<String, Set<Sensitivity>>> codes) {
    this.codes = codes;
  }

  static CodeList shipped() {
    Map<CodeSystem, Map<String, Set<Sensitivity>>> all = new EnumMap<>(CodeSystem.class);
    for (String line : LabelPack.lines("codes.txt")) {
      String[] words = line.split("\\s+", -1);
      CodeSystem system = CodeSystem.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_'));
      Sensitivity means = Sensitivity.of(words[1]).orElseThrow();
      for (int i = 2; i < words.length; i++) {
        all.computeIfAbsent(system, _ -> new HashMap<>())
            .computeIfAbsent(plain(words[i]), _ -> EnumSet.noneOf(Sensitivity.class))
            .add(means);
      }
    }
    return new CodeList(all);
  }

  Set<Sensitivity> find(CodeSystem system, String code) {
    Map<String, Set<Sensitivity>> known = codes.getOrDefault(system, Map.of());
    String plain = plain(code);
    Set<Sensitivity> found = EnumSet.noneOf(Sensitivity.class);
    found.addAll(known.getOrDefault(plain, Set.of()));
    if (system == CodeSystem.ICD_10) {
      for (int end = SHORTEST_ICD; end < plain.length(); end++) {
        found.addAll(known.getOrDefault(plain.substring(0, end), Set.of()));
      }
    }
    return found;
  }

  /** Without the dot, which claims and HL7 v2 leave out. */
  private static String plain(String code) {
    return code.replace(".", "").toUpperCase(Locale.ROOT);
  }
}
