package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Protecting and restoring, for texts made at random. */
class RoundTripTest {
  private static final int ROUNDS = 1500;

  @Test
  void restoringWhatWasReplacedGivesTheTextBackForEveryCut() {
    for (int seed = 0; seed < 60; seed++) {
      String text = Notes.random(seed, 12);
      Surrogates surrogates = new Surrogates();
      String safe = surrogates.replace(text, English.DEID.find(text));
      for (int cut = 0; cut <= safe.length(); cut++) {
        Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
        assertThat(
                restorer.accept(safe.substring(0, cut))
                    + restorer.accept(safe.substring(cut))
                    + restorer.finish())
            .as("seed %d, cut %d", seed, cut)
            .isEqualTo(text);
      }
    }
  }

  @Test
  void restoringOneUnitAtATimeGivesTheTextBack() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      String text = Notes.random(seed, 25);
      Surrogates surrogates = new Surrogates();
      String safe = surrogates.replace(text, English.DEID.find(text));
      Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < safe.length(); i++) {
        out.append(restorer.accept(safe.substring(i, i + 1)));
      }
      assertThat(out.append(restorer.finish()).toString()).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void anyFindingsWhateverTheyCutRoundTrip() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      String text = Notes.random(seed, 10);
      Random random = new Random(seed);
      List<Finding> findings = new ArrayList<>();
      IdentifierType[] types = {IdentifierType.NAME, IdentifierType.DATE};
      for (int at = random.nextInt(4); at < text.length(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(5));
        findings.add(new Finding(at, end, types[random.nextInt(2)], Source.RULE, 1));
        at = end + random.nextInt(9);
      }
      Surrogates surrogates = new Surrogates();
      assertThat(surrogates.restore(surrogates.replace(text, findings), Restorer.Mode.PLAIN))
          .as("seed %d", seed)
          .isEqualTo(text);
    }
  }

  @Test
  void severalTextsOfOneExchangeRoundTrip() {
    for (int seed = 0; seed < 300; seed++) {
      Surrogates surrogates = new Surrogates();
      List<String> texts =
          List.of(
              Notes.random(seed, 8), Notes.random(seed + 7919, 8), Notes.random(seed + 104729, 8));
      texts.forEach(surrogates::reserve);
      for (String text : texts) {
        assertThat(
                surrogates.restore(
                    surrogates.replace(text, English.DEID.find(text)), Restorer.Mode.PLAIN))
            .isEqualTo(text);
      }
    }
  }

  @Test
  void jsonStringsRoundTrip() {
    for (int seed = 0; seed < 500; seed++) {
      String text = Notes.random(seed, 12);
      Surrogates surrogates = new Surrogates();
      String source = json(surrogates.replace(text, English.DEID.find(text)));
      Restorer restorer = surrogates.restorer(Restorer.Mode.JSON_STRING);
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < source.length(); i++) {
        out.append(restorer.accept(source.substring(i, i + 1)));
      }
      out.append(restorer.finish());
      assertThat(out.toString()).as("seed %d", seed).isEqualTo(json(text));
    }
  }

  @Test
  void findingsAreSortedDisjointAndNeverCutASurrogatePair() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      String text = Notes.random(seed, 25);
      int done = 0;
      for (Finding finding : English.DEID.find(text)) {
        assertThat(finding.start()).isGreaterThanOrEqualTo(done);
        assertThat(finding.end()).isLessThanOrEqualTo(text.length());
        assertThat(cutsPair(text, finding.start()) || cutsPair(text, finding.end())).isFalse();
        done = finding.end();
      }
    }
  }

  @Test
  void theReplacedTextHoldsNoOriginalOfANumberOrAddress() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      String safe = English.protect(Notes.random(seed, 25));
      assertThat(safe)
          .doesNotContain("(555) 123-4567 ", "00-4471-23\r", "jane.doe@", "123-45-6789 ");
    }
  }

  @Test
  void tagsAreLeftAlone() {
    StringBuilder tags = new StringBuilder();
    for (IdentifierType type : IdentifierType.values()) {
      for (int number : new int[] {1, 9, 10, 999}) {
        tags.append("seen by Dr. ")
            .append(Tag.write(type, number, number % 30))
            .append(" at ")
            .append(Tag.write(type, number, 0))
            .append(".\n");
      }
    }
    assertThat(English.found(tags.toString())).isEmpty();
  }

  @Test
  void protectingTwiceChangesNothingInANote() {
    String note =
        "Patient Name: Brossoit, Deana A.   MRN: 7541208\n"
            + "DOB: 8/9/1960\n"
            + "Address: 485 Franklin Street, Springfield, MO 12086\n"
            + "Phone: 439.553.3782\n"
            + "Ms. Brossoit is a 50-year-old female seen at Trinity Regional Health System in"
            + " Chicago on 2013-02-16 by Dr. Bellot.\n"
            + "Electronically signed by Alvin Alcox, MD Aug 28";
    String once = English.protect(note);
    assertThat(English.found(once)).isEmpty();
  }

  private static boolean cutsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }

  /** JSON string source as the restorer writes it. */
  private static String json(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pairedHigh =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      boolean pairedLow =
          Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || (Character.isSurrogate(c) && !pairedHigh && !pairedLow)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
