package org.wardhealth.server.console;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What is failing, as {@code /actuator/health} says it. */
final class Wellness {
  private static final String SUFFIX = "HealthIndicator";

  private final Map<String, HealthIndicator> indicators;

  Wellness(Map<String, HealthIndicator> indicators) {
    this.indicators = new TreeMap<>(indicators);
  }

  /**
   * A part of Ward for whose sake exchanges are denied now, or the record does not hold.
   *
   * @param part as the words know it
   * @param problem in English, as the log and the health page have it
   */
  record Failing(String part, String problem) {}

  /** What is failing now; empty if all is well. */
  List<Failing> failing() {
    return indicators.entrySet().stream()
        .map(one -> failing(one.getKey().replace(SUFFIX, ""), one.getValue().health()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Failing> failing(
      String part, @org.jspecify.annotations.Nullable Health health) {
    if (health == null || health.getStatus().equals(Status.UP)) {
      return List.of();
    }
    Object problem = health.getDetails().get("problem");
    return List.of(
        new Failing(part, problem == null ? health.getStatus().getCode() : problem.toString()));
  }
}
