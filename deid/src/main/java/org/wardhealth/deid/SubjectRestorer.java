package org.wardhealth.deid;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Puts originals back for surrogates that stand as words of their own, the longest first. */
final class SubjectRestorer {
  /** By first word: surrogates in descending order of length, with what they stand for. */
  private final Map<String, TreeMap<Integer, Map<String, String>>> byWord = new HashMap<>();

  SubjectRestorer(Map<String, String> originals) {
    originals.forEach(
        (surrogate, original) ->
            byWord
                .computeIfAbsent(
                    first(surrogate, 0), unused -> new TreeMap<>(Comparator.reverseOrder()))
                .computeIfAbsent(surrogate.length(), unused -> new HashMap<>())
                .put(surrogate, original));
  }

  String restore(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at == 0 || boundary(text, at) ? match(text, at, out) : -1;
      if (end < 0) {
        out.append(text.charAt(at));
        end = at + 1;
      }
      at = end;
    }
    return out.toString();
  }

  private int match(String text, int at, StringBuilder out) {
    TreeMap<Integer, Map<String, String>> candidates = byWord.get(first(text, at));
    if (candidates == null) {
      return -1;
    }
    for (Map.Entry<Integer, Map<String, String>> sameLength : candidates.entrySet()) {
      int end = at + sameLength.getKey();
      if (end <= text.length() && (end == text.length() || boundary(text, end))) {
        String original = sameLength.getValue().get(text.substring(at, end));
        if (original != null) {
          out.append(original);
          return end;
        }
      }
    }
    return -1;
  }

  private static boolean boundary(String text, int at) {
    return !(Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at)));
  }

  /** The letters and digits from {@code at}, or the one mark there. */
  private static String first(String text, int at) {
    int end = at;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(at, Math.max(end, Math.min(at + 1, text.length())));
  }
}
