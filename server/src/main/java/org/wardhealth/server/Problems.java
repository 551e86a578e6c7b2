package org.wardhealth.server;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with a configuration, so that it is said at once. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
  }

  /** Throws if anything was found. */
  void throwIfAny(String source) {
    if (!found.isEmpty()) {
      throw new Settings.Invalid(
          source + ": " + found.size() + (found.size() == 1 ? " problem" : " problems"), found);
    }
  }
}
