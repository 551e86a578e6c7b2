package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects findings that may overlap and settles them. Overlapping ones become one finding over
 * their union, so nothing that any recogniser marked is ever uncovered; the type is that of the
 * surest.
 */
final class Candidates {
  private static final Comparator<Finding> ORDER =
      Comparator.comparingInt(Finding::start)
          .thenComparing(Comparator.comparingInt(Finding::end).reversed());

  /** Letters that the rest of a finding has, at least. */
  private static final int REST = 4;

  /** What is below is no finding, only a hint for the tagger. */
  private static final float PROPOSED = 0.3f;

  private final Tokens tokens;
  private final List<Finding> raw = new ArrayList<>();

  Candidates(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Adds tokens {@code [from, to)}, less the surrogate tags among them: those are no identifiers,
   * nor is the comma between two of them.
   */
  void add(int from, int to, IdentifierType type, Source source, float score) {
    int begin = from;
    for (int i = from; i <= to; i++) {
      if (i == to || tokens.is(i, Tokens.Kind.TAG)) {
        if (i > begin && holdsLetterOrDigit(tokens.start(begin), tokens.end(i - 1))) {
          raw.add(new Finding(tokens.start(begin), tokens.end(i - 1), type, source, score));
        }
        begin = i + 1;
      }
    }
  }

  private boolean holdsLetterOrDigit(int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(Character.codePointAt(tokens.text(), i))) {
        return true;
      }
    }
    return false;
  }

  void add(Finding finding) {
    raw.add(finding);
  }

  /**
   * Adds the parts of {@code finding} that none of {@code taken} covers. A part without digits and
   * of fewer than {@link #REST} letters is what a label leaves, the E of "E-mail", and is not
   * added.
   *
   * @param taken sorted, disjoint
   */
  void addBeside(List<Finding> taken, Finding finding) {
    int from = finding.start();
    for (Finding other : taken) {
      if (other.end() > from && other.start() < finding.end()) {
        addSolid(from, other.start(), finding);
        from = Math.max(from, other.end());
      }
    }
    addSolid(from, finding.end(), finding);
  }

  /**
   * The units {@code [from, to)} without what stands before the first and behind the last letter.
   */
  private void addSolid(int from, int to, Finding of) {
    CharSequence text = tokens.text();
    int start = from;
    int end = to;
    while (start < end && !Character.isLetterOrDigit(Character.codePointAt(text, start))) {
      start++;
    }
    while (end > start && !Character.isLetterOrDigit(Character.codePointBefore(text, end))) {
      end--;
    }
    boolean whole = from == of.start() && to == of.end();
    int letters = 0;
    boolean digit = false;
    for (int i = start; i < end; i++) {
      letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
      digit |= Character.isDigit(text.charAt(i));
    }
    if (start < end && (whole || digit || letters >= REST)) {
      raw.add(whole ? of : new Finding(start, end, of.type(), of.source(), of.score()));
    }
  }

  /** Adds what the tagger found, less what the language excludes. */
  void addTagged(List<Finding> tagged) {
    int i = 0;
    for (Finding finding : tagged) {
      while (i < tokens.size() && tokens.end(i) <= finding.start()) {
        i++;
      }
      int to = i;
      while (to < tokens.size() && tokens.start(to) < finding.end()) {
        to++;
      }
      if (Exclusions.stands(tokens, i, to, finding.type())) {
        add(
            Exclusions.begin(tokens, i, to, finding.type()),
            Exclusions.end(tokens, i, to, finding.type()),
            Exclusions.type(tokens, i, to, finding.type()),
            finding.source(),
            finding.score());
      }
    }
  }

  /** Sorted, disjoint, without what is only proposed. */
  List<Finding> settle() {
    return settle(raw.stream().filter(f -> !proposed(f)).toList());
  }

  /**
   * Whatever a tagger or an encoder found is found: its share is above the threshold that it was
   * built with.
   */
  private static boolean proposed(Finding finding) {
    return finding.score() < PROPOSED
        && finding.source() != Source.TAGGER
        && finding.source() != Source.ENCODER;
  }

  /** As {@link #settle}, with what is proposed where nothing was found. */
  List<Finding> settleAll() {
    List<Finding> sure = settle();
    List<Finding> out = new ArrayList<>(sure);
    int at = 0;
    for (Finding next : settle(raw.stream().filter(Candidates::proposed).toList())) {
      while (at < sure.size() && sure.get(at).end() <= next.start()) {
        at++;
      }
      if (at == sure.size() || sure.get(at).start() >= next.end()) {
        out.add(next);
      }
    }
    out.sort(ORDER);
    return List.copyOf(out);
  }

  /** As {@link #settle()}, of findings collected elsewhere in one text. */
  static List<Finding> settle(List<Finding> findings) {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(ORDER);
    List<Finding> out = new ArrayList<>(sorted.size());
    for (Finding next : sorted) {
      Finding last = out.isEmpty() ? next : out.getLast();
      if (next.start() < last.end() && !out.isEmpty()) {
        Finding surer = next.score() > last.score() ? next : last;
        int end = Math.max(last.end(), next.end());
        out.set(
            out.size() - 1,
            new Finding(last.start(), end, surer.type(), surer.source(), surer.score()));
      } else {
        out.add(next);
      }
    }
    return List.copyOf(out);
  }
}
