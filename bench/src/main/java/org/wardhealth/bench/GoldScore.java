package org.wardhealth.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Vocabulary;

/**
 * Precision and recall by letters and digits, whatever the type; marks covered completely; exact
 * spans with the right type (micro-averaged F1); texts without marks that were touched. Marks and
 * findings of types that the profile keeps do not count.
 */
final class GoldScore {
  private static final int BEFORE = 40;
  private static final int BEHIND = 25;

  private final Profile profile;
  private final Map<String, int[]> types = new TreeMap<>();
  private final List<String> missed = new ArrayList<>();
  private final List<String> tooMany = new ArrayList<>();
  private long hit;
  private long extra;
  private long lost;
  private int clean;
  private int touched;
  private int marks;
  private int answers;
  private int exact;

  GoldScore(Profile profile) {
    this.profile = profile;
  }

  /** Counts one text; findings that score less than {@code least} are left out. */
  void add(GoldText gold, List<Finding> findings, float least) {
    String text = gold.text();
    List<Finding> made =
        profile.concerned(findings).stream().filter(f -> f.score() >= least).toList();
    BitSet found = new BitSet();
    made.forEach(f -> mark(found, text, f.start(), f.end()));
    BitSet wanted = new BitSet();
    for (GoldText.Span span : gold.spans()) {
      if (kept(span.label())) {
        continue;
      }
      BitSet one = new BitSet();
      mark(one, text, span.start(), span.end());
      wanted.or(one);
      int[] count = types.computeIfAbsent(span.label(), label -> new int[2]);
      count[0]++;
      marks++;
      exact += made.stream().anyMatch(f -> exact(f, span)) ? 1 : 0;
      one.andNot(found);
      count[1] += one.isEmpty() ? 1 : 0;
      if (!one.isEmpty()) {
        missed.add(around(gold, span.label(), span.start(), span.end(), one));
      }
    }
    answers += made.size();
    for (Finding finding : made) {
      BitSet one = new BitSet();
      mark(one, text, finding.start(), finding.end());
      one.andNot(wanted);
      if (!one.isEmpty()) {
        String made1 =
            String.format(
                Locale.ROOT, "%s %s %.2f", finding.type(), finding.source(), finding.score());
        tooMany.add(around(gold, made1, finding.start(), finding.end(), one));
      }
    }
    BitSet both = (BitSet) wanted.clone();
    both.and(found);
    hit += both.cardinality();
    extra += found.cardinality() - both.cardinality();
    lost += wanted.cardinality() - both.cardinality();
    clean += wanted.isEmpty() ? 1 : 0;
    touched += wanted.isEmpty() && !found.isEmpty() ? 1 : 0;
  }

  /** The bounds agree, and the label is a name of the type in some vocabulary. */
  private static boolean exact(Finding finding, GoldText.Span span) {
    return finding.start() == span.start()
        && finding.end() == span.end()
        && Arrays.stream(Vocabulary.values())
            .anyMatch(v -> finding.type().in(v).equals(span.label()));
  }

  /** F1 of exact spans with the right type. */
  double strict() {
    return 2.0 * exact / Math.max(1, marks + answers);
  }

  double precision() {
    return hit / (double) Math.max(1, hit + extra);
  }

  double recall() {
    return hit / (double) Math.max(1, hit + lost);
  }

  void print(PrintStream out) {
    double f1 = 2 * precision() * recall() / Math.max(1e-9, precision() + recall());
    int spans = types.values().stream().mapToInt(count -> count[0]).sum();
    int covered = types.values().stream().mapToInt(count -> count[1]).sum();
    out.printf(Locale.ROOT, "  characters  P %.3f  R %.3f  F1 %.3f%n", precision(), recall(), f1);
    out.printf(
        Locale.ROOT,
        "  covered     %d of %d spans = %.3f%n",
        covered,
        spans,
        covered / (double) Math.max(1, spans));
    out.printf(
        Locale.ROOT,
        "  exact       %d of %d findings, %d marks: span and type F1 %.3f%n",
        exact,
        answers,
        marks,
        strict());
    out.printf(
        Locale.ROOT, "  touched     %d of %d documents without identifiers%n", touched, clean);
    types.forEach(
        (type, count) ->
            out.printf(
                Locale.ROOT, "  %-32s %5d  %.3f%n", type, count[0], count[1] / (double) count[0]));
  }

  /** One line of a trade-off curve. */
  String point(float least) {
    return String.format(
        Locale.ROOT,
        "  score >= %.2f   P %.3f  R %.3f  touched %d of %d",
        least,
        precision(),
        recall(),
        touched,
        clean);
  }

  /**
   * What was missed and what was too much, with the text around: for texts that identify nobody.
   */
  void printErrors(PrintStream out) {
    missed.forEach(line -> out.println("  missed    " + line));
    tooMany.forEach(line -> out.println("  too much  " + line));
  }

  private boolean kept(String label) {
    return Arrays.stream(IdentifierType.values())
        .filter(type -> type.name().equals(label))
        .anyMatch(type -> profile.action(type) == Action.KEEP);
  }

  private static String around(GoldText gold, String what, int from, int to, BitSet wrong) {
    String text = gold.text();
    String line =
        text.substring(Math.max(0, from - BEFORE), from)
            + "<<"
            + text.substring(from, to)
            + ">>"
            + text.substring(to, Math.min(text.length(), to + BEHIND));
    return gold.id() + "  " + what + "  " + wrong.cardinality() + "  " + line.replace("\n", "\\n");
  }

  private static void mark(BitSet set, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        set.set(i);
      }
    }
  }
}
