package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Character precision and recall on the developers' data do not fall below what docs/deid.md says,
 * less a margin.
 */
@Tag("data")
class GoldTest {
  private static final Pattern SPAN = Pattern.compile("\"start\": ?(\\d+), ?\"end\": ?(\\d+)");

  @Test
  void promptsOfClinicians() throws IOException {
    Score score = score("asq_phi_dev.jsonl");
    assertThat(score.recall()).isGreaterThan(0.97);
    assertThat(score.precision()).isGreaterThan(0.985);
    assertThat(score.cleanTouched).isLessThanOrEqualTo(3);
  }

  @Test
  void notesWithInjectedIdentifiers() throws IOException {
    Score score = score("aci_inject_train.jsonl");
    assertThat(score.recall()).isGreaterThan(0.975);
    assertThat(score.precision()).isGreaterThan(0.94);
  }

  private static Score score(String file) throws IOException {
    Score score = new Score();
    for (String line : Files.readAllLines(Path.of(System.getProperty("ward.data"), "deid", file))) {
      String text = string(line, "\"text\":");
      BitSet gold = new BitSet();
      Matcher spans = SPAN.matcher(line);
      while (spans.find()) {
        mark(gold, text, Integer.parseInt(spans.group(1)), Integer.parseInt(spans.group(2)));
      }
      BitSet found = new BitSet();
      Profile.SAFE_HARBOR
          .concerned(English.DEID.find(text))
          .forEach(f -> mark(found, text, f.start(), f.end()));
      score.add(gold, found);
    }
    return score;
  }

  private static void mark(BitSet set, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        set.set(i);
      }
    }
  }

  /** The first string value behind {@code key}. */
  private static String string(String line, String key) {
    int from = line.indexOf('"', line.indexOf(key) + key.length()) + 1;
    StringBuilder out = new StringBuilder();
    for (int i = from; line.charAt(i) != '"'; i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        c = line.charAt(++i);
        if (c == 'u') {
          out.append((char) Integer.parseInt(line.substring(i + 1, i + 5), 16));
          i += 4;
        } else {
          out.append(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static final class Score {
    private int hit;
    private int extra;
    private int missed;
    private int cleanTouched;

    void add(BitSet gold, BitSet found) {
      BitSet both = (BitSet) gold.clone();
      both.and(found);
      hit += both.cardinality();
      extra += found.cardinality() - both.cardinality();
      missed += gold.cardinality() - both.cardinality();
      cleanTouched += gold.isEmpty() && !found.isEmpty() ? 1 : 0;
    }

    double recall() {
      return hit / (double) (hit + missed);
    }

    double precision() {
      return hit / (double) (hit + extra);
    }
  }
}
