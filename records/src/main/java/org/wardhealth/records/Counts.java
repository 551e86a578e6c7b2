package org.wardhealth.records;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link Tally} as it is written down: sorted by name.
 *
 * @param records written, by type
 * @param replaced values, by type of identifier
 * @param removed things, by {@link Removal}
 * @param patients descriptions of patients
 * @param passages of free text
 * @param leftOut records that could not be read
 */
record Counts(
    Map<String, Long> records,
    Map<String, Long> replaced,
    Map<String, Long> removed,
    long patients,
    long passages,
    long leftOut) {
  static final Counts NONE = new Counts(Map.of(), Map.of(), Map.of(), 0, 0, 0);

  static Counts of(Tally tally) {
    Map<String, Long> replaced = new TreeMap<>();
    tally.replaced().forEach((type, times) -> replaced.put(type.name(), times));
    Map<String, Long> removed = new TreeMap<>();
    tally.removed().forEach((reason, times) -> removed.put(reason.name(), times));
    return new Counts(
        new TreeMap<>(tally.records()),
        replaced,
        removed,
        tally.patients(),
        tally.passages(),
        tally.malformedCount());
  }

  Counts plus(Counts other) {
    return new Counts(
        sum(records, other.records),
        sum(replaced, other.replaced),
        sum(removed, other.removed),
        patients + other.patients,
        passages + other.passages,
        leftOut + other.leftOut);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("records", records);
    json.put("patients", patients);
    json.put("passages", passages);
    json.put("replaced", replaced);
    json.put("removed", removed);
    json.put("leftOut", leftOut);
    return json;
  }

  static Counts of(Map<String, Object> json) {
    return new Counts(
        counts(json, "records"),
        counts(json, "replaced"),
        counts(json, "removed"),
        number(json, "patients"),
        number(json, "passages"),
        number(json, "leftOut"));
  }

  static long number(Map<String, Object> json, String key) {
    return json.get(key) instanceof Long number ? number : 0;
  }

  static String string(Map<String, Object> json, String key) {
    return json.get(key) instanceof String string ? string : "";
  }

  static List<?> list(Map<String, Object> json, String key) {
    return json.get(key) instanceof List<?> list ? list : List.of();
  }

  /** The sum of all. */
  static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> counts(Map<String, Object> json, String key) {
    Map<String, Long> counts = new TreeMap<>();
    if (json.get(key) instanceof Map<?, ?> map) {
      map.forEach(
          (name, times) -> {
            if (times instanceof Long number) {
              counts.put(String.valueOf(name), number);
            }
          });
    }
    return counts;
  }

  private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((name, times) -> sum.merge(name, times, Long::sum));
    return sum;
  }
}
