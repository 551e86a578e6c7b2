package org.wardhealth.records;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Remembers what a function without memory of its own made of short strings; forgets all when full.
 */
final class Memo {
  private static final int LONGEST = 300;

  private final Map<String, String> made = new HashMap<>();
  private final int most;

  Memo(int most) {
    this.most = most;
  }

  String of(String value, UnaryOperator<String> function) {
    if (value.length() > LONGEST) {
      return function.apply(value);
    }
    String known = made.get(value);
    if (known == null) {
      known = function.apply(value);
      if (made.size() >= most) {
        made.clear();
      }
      made.put(value, known);
    }
    return known;
  }
}
