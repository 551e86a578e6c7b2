package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * What an attacker gets who has the released texts and this very engine, but not the key. Names
 * that the engine missed stand among realistic surrogates; the attack tries to tell them apart, as
 * Carrell et al. (2020) did with a trained parrot of the de-identifier.
 *
 * <p>Two attacks, each on every capitalised word of a release that is a name: <i>again</i> suspects
 * those that the engine does not find when it searches the release, since what it missed once it
 * misses again; <i>list</i> suspects those that realistic surrogates are never drawn from. Truth
 * comes from marked texts, so the result holds for texts like them.
 *
 * <p>Not measured: an attacker who knows the subject, joins other data, or trains on the release.
 *
 * @param missed marked words of names that stand in the release as they stood in the original
 * @param again the first attack
 * @param list the second attack
 */
public record ParrotAttack(Proportion missed, Result again, Result list) {
  /**
   * What one attack gave.
   *
   * @param told missed names that were suspected, of all missed names that it looked at
   * @param right suspected words that were missed names, of all suspected
   */
  public record Result(Proportion told, Proportion right) {}

  /** A text with all its names marked by hand. */
  public record Marked(String text, List<Finding> names) {
    /** Copies the list. */
    public Marked {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return "Marked[***]";
    }
  }

  /** Releases {@code texts}, each as a subject of its own, and attacks the release. */
  public static ParrotAttack on(DataSet dataSet, List<Marked> texts) {
    Tally again = new Tally();
    Tally list = new Tally();
    int marked = 0;
    int missed = 0;
    for (int i = 0; i < texts.size(); i++) {
      Marked text = texts.get(i);
      Transformed release = dataSet.subject("parrot " + i).transform(text.text());
      List<Finding> found = dataSet.deid().find(release.text());
      Tokens original = dataSet.deid().tokens(text.text());
      for (Finding name : text.names()) {
        for (int at = 0; at < original.size(); at++) {
          boolean inside = original.start(at) >= name.start() && original.end(at) <= name.end();
          if (inside && Leftovers.nameLike(original, at)) {
            marked++;
            missed += stands(release, original.start(at), original.end(at)) ? 1 : 0;
          }
        }
      }
      attack(text, release, found, dataSet, again, list);
    }
    return new ParrotAttack(new Proportion(missed, marked), again.result(), list.result());
  }

  private static void attack(
      Marked text,
      Transformed release,
      List<Finding> found,
      DataSet dataSet,
      Tally again,
      Tally list) {
    Tokens tokens = dataSet.deid().tokens(release.text());
    for (int at = 0; at < tokens.size(); at++) {
      if (!Leftovers.nameLike(tokens, at)) {
        continue;
      }
      int start = tokens.start(at);
      int end = tokens.end(at);
      int before = originalOffset(release, start);
      boolean leak =
          before >= 0
              && text.names().stream()
                  .anyMatch(name -> name.start() <= before && before + end - start <= name.end());
      String word = Folding.fold(release.text().substring(start, end));
      again.add(leak, found.stream().noneMatch(f -> f.start() <= start && end <= f.end()));
      list.add(leak, !drawable(word));
    }
  }

  /** Whether a realistic surrogate of some language can be {@code word}. */
  private static boolean drawable(String word) {
    for (Language language : Language.values()) {
      if (SurrogatePack.of(language).drawable(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code [start, end)} of the original was copied into the release. */
  private static boolean stands(Transformed release, int start, int end) {
    int moved = 0;
    for (Transformed.Replacement replacement : release.replacements()) {
      int from = replacement.start() - moved;
      int to = from + replacement.original().length();
      if (from < end && start < to) {
        return false;
      }
      moved += replacement.end() - replacement.start() - replacement.original().length();
    }
    return true;
  }

  /** Where a unit of the release stood in the original; -1 inside a surrogate. */
  private static int originalOffset(Transformed release, int at) {
    int moved = 0;
    for (Transformed.Replacement replacement : release.replacements()) {
      if (replacement.start() > at) {
        break;
      }
      if (at < replacement.end()) {
        return -1;
      }
      moved += replacement.end() - replacement.start() - replacement.original().length();
    }
    return at - moved;
  }

  private static final class Tally {
    private final List<Boolean> leaks = new ArrayList<>();
    private final List<Boolean> suspects = new ArrayList<>();

    void add(boolean leak, boolean suspected) {
      leaks.add(leak);
      suspects.add(suspected);
    }

    Result result() {
      int leaked = 0;
      int suspected = 0;
      int both = 0;
      for (int i = 0; i < leaks.size(); i++) {
        leaked += leaks.get(i) ? 1 : 0;
        suspected += suspects.get(i) ? 1 : 0;
        both += leaks.get(i) && suspects.get(i) ? 1 : 0;
      }
      return new Result(new Proportion(both, leaked), new Proportion(both, suspected));
    }
  }

  /** The report for people. */
  public String text() {
    return "Parrot attack\n"
        + ("Words of names missed: " + missed + "\n")
        + ("Search again: missed names told " + again.told() + ", right " + again.right() + "\n")
        + ("List of surrogates: missed names told "
            + list.told()
            + ", right "
            + list.right()
            + "\n");
  }

  /** The report for programs: one JSON object. */
  public String json() {
    return "{\"missed\":"
        + missed.json()
        + (",\"again\":{\"told\":" + again.told().json() + ",\"right\":" + again.right().json())
        + ("},\"list\":{\"told\":" + list.told().json() + ",\"right\":" + list.right().json())
        + "}}";
  }
}
