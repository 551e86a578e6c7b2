package org.wardhealth.deid;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How findings compare with marks: by exact span and type (micro-averaged F1, as the MEDDOCAN task
 * counts), and by letters and digits whatever the type.
 */
final class TaggerScore {
  private final Map<String, int[]> byType = new TreeMap<>();
  private final int[] all = new int[3];
  private final long[] letters = new long[3];
  private int clean;
  private int touched;

  /**
   * @param types for each mark, the types that are right; none when it does not count
   * @param unmarked types that do not count where nothing is marked
   * @param vocabulary whose names must agree
   */
  void add(
      MarkedText text,
      List<Set<IdentifierType>> types,
      Set<IdentifierType> unmarked,
      List<Finding> found,
      Vocabulary vocabulary) {
    Set<Finding> right = new HashSet<>();
    BitSet gold = new BitSet();
    BitSet beside = new BitSet();
    for (int i = 0; i < text.spans().size(); i++) {
      MarkedText.Span span = text.spans().get(i);
      if (types.get(i).isEmpty()) {
        mark(beside, text.text(), span.start(), span.end());
        continue;
      }
      mark(gold, text.text(), span.start(), span.end());
      int before = right.size();
      for (Finding finding : found) {
        if (finding.start() == span.start()
            && finding.end() == span.end()
            && types.get(i).stream()
                .anyMatch(t -> t.in(vocabulary).equals(finding.type().in(vocabulary)))) {
          right.add(finding);
        }
      }
      count(
          types.get(i).size() == 1 ? types.get(i).iterator().next().in(vocabulary) : span.label(),
          right.size() > before ? 0 : 2);
    }
    BitSet marked = new BitSet();
    for (Finding finding : found) {
      boolean counts = !unmarked.contains(finding.type());
      mark(counts ? marked : beside, text.text(), finding.start(), finding.end());
      if (counts && !right.contains(finding)) {
        count(finding.type().in(vocabulary), 1);
      }
    }
    beside.andNot(gold);
    marked.andNot(beside);
    BitSet both = (BitSet) gold.clone();
    both.and(marked);
    letters[0] += both.cardinality();
    letters[1] += marked.cardinality() - both.cardinality();
    letters[2] += gold.cardinality() - both.cardinality();
    clean += gold.isEmpty() ? 1 : 0;
    touched += gold.isEmpty() && !marked.isEmpty() ? 1 : 0;
  }

  /** The micro-averaged F1 of exact spans and types. */
  double f1() {
    return 2.0 * all[0] / Math.max(1, 2 * all[0] + all[1] + all[2]);
  }

  /** The share of the marked letters and digits that was found. */
  double recall() {
    return letters[0] / (double) Math.max(1, letters[0] + letters[2]);
  }

  /** The share of the found letters and digits that was marked. */
  double precision() {
    return letters[0] / (double) Math.max(1, letters[0] + letters[1]);
  }

  /** A table: each type, then all, then letters. */
  String table() {
    StringBuilder out = new StringBuilder();
    out.append("| type | right | too many | missed | F1 |\n|---|---|---|---|---|\n");
    byType.forEach((type, k) -> row(out, type, k));
    row(out, "all, exact span and type", all);
    out.append(
        String.format(
            Locale.ROOT,
            "letters and digits: precision %.4f recall %.4f; texts without marks touched: %d of %d%n",
            precision(),
            recall(),
            touched,
            clean));
    return out.toString();
  }

  private static void row(StringBuilder out, String name, int[] k) {
    out.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %d | %d | %.4f |%n",
            name,
            k[0],
            k[1],
            k[2],
            2.0 * k[0] / Math.max(1, 2 * k[0] + k[1] + k[2])));
  }

  private void count(String type, int what) {
    byType.computeIfAbsent(type, t -> new int[3])[what]++;
    all[what]++;
  }

  private static void mark(BitSet set, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        set.set(i);
      }
    }
  }
}
