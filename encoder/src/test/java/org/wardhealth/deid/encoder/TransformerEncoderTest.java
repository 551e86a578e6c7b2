package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Language;
import org.wardhealth.deid.Source;

class TransformerEncoderTest {
  private static final Map<String, Integer> VOCABULARY = new HashMap<>();

  static {
    for (String piece : List.of("[UNK]", "[CLS]", "[SEP]", "zorblax", "quimby", "saw", ".")) {
      VOCABULARY.put(piece, VOCABULARY.size());
    }
  }

  /** A piece's vector is 1 for zorblax and quimby. */
  private static final class Known implements States {
    private final float vector;
    int calls;
    boolean closed;

    Known() {
      this(1);
    }

    Known(float vector) {
      this.vector = vector;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public float[] of(long[] ids) {
      calls++;
      if (ids.length > Windows.MOST + 2) {
        throw new IllegalStateException("too many pieces");
      }
      float[] out = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        out[i] = ids[i] == 3 || ids[i] == 4 ? vector : 0;
      }
      return out;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Its own vector alone decides between none and clinician. */
  private static Head head() {
    float[] dense = new float[3];
    dense[1] = 1;
    float[] top = new float[Kind.count()];
    top[Kind.CLINICIAN.index()] = 20;
    float[] topBias = new float[Kind.count()];
    topBias[0] = 10;
    return new Head(
        "m", "o", 1, 1, 0.9f, 0.05f, dense, new float[Looks.COUNT], new float[1], top, topBias);
  }

  private static TransformerEncoder encoder(States states) {
    return new TransformerEncoder(
        Language.ENGLISH, new WordPiece(VOCABULARY, false), states, head());
  }

  @Test
  void wordsOfOneKindBesideEachOtherAreOneFinding() {
    String text = "saw Zorblax Quimby.\nsaw quimby\nzorblax";
    List<Finding> found = encoder(new Known()).read(text, List.of()).found();
    assertThat(found)
        .extracting(f -> text.substring(f.start(), f.end()))
        .containsExactly("Zorblax Quimby", "quimby", "zorblax");
    assertThat(found)
        .allMatch(f -> f.type() == IdentifierType.CLINICIAN && f.source() == Source.ENCODER)
        .allMatch(f -> f.score() > 0.9f);
  }

  @Test
  void aLongTextIsReadInWindowsAndEveryWordOnce() {
    String text = "saw Zorblax . ".repeat(5000);
    Known states = new Known();
    List<Finding> found = encoder(states).read(text, List.of()).found();
    assertThat(found).hasSize(5000);
    assertThat(states.calls).isLessThan(15_000 / 200 + 2);
    int at = 0;
    for (Finding finding : found) {
      assertThat(finding.start()).isEqualTo(at * 14 + 4);
      at++;
    }
  }

  @Test
  void theEngineTakesWhatItFindsWhereNothingWasFound() {
    Known states = new Known();
    try (TransformerEncoder encoder = encoder(states)) {
      Deid deid = Deid.english().with(encoder);
      String text = "the nurse said that zorblax was late.";
      assertThat(Deid.english().find(text)).isEmpty();
      assertThat(deid.find(text))
          .singleElement()
          .matches(f -> text.substring(f.start(), f.end()).equals("zorblax"))
          .matches(f -> f.source() == Source.ENCODER);
    }
    assertThat(states.closed).isTrue();
  }

  @Test
  void whatTheTaggerIsUnsureOfGoesWhereTheEncoderIsSureOfNothingAndTheRestStays() {
    String text =
        "Seen by Dr. Alice Moreno, MRN 00123456, on 3/14/2024. His Norwick is at Tarn."
            + " Zorblax agreed with Pell, then Ravel.";
    List<Finding> plain = Deid.english().find(text);
    List<Finding> both = Deid.english().with(encoder(new Known(0))).find(text);
    List<Finding> unsure =
        plain.stream().filter(f -> f.source() == Source.TAGGER && f.score() < 0.95f).toList();
    assertThat(unsure).isNotEmpty();
    assertThat(both)
        .doesNotContainAnyElementsOf(unsure)
        .containsAll(plain.stream().filter(f -> !unsure.contains(f)).toList());
  }

  @Test
  void whatIsNotClearIsLeftOutOfTheClearStretches() {
    String text = "saw Zorblax . saw";
    assertThat(encoder(new Known()).read(text, List.of()).clear())
        .extracting(s -> text.substring(s.start(), s.end()))
        .containsExactly("saw ", " . saw");
    assertThat(encoder(new Known()).read("", List.of()).clear()).isEmpty();
  }

  @Test
  void spanishTextIsNotGivenToAnEnglishEncoder() {
    Known states = new Known();
    Deid deid = Deid.multilingual().with(encoder(states));
    assertThat(deid.find("zorblax", CompiledIdentity.NONE, Language.SPANISH)).isEmpty();
    assertThat(states.calls).isZero();
  }

  @Test
  void anErrorOfTheModelIsThrown() {
    States broken =
        new States() {
          @Override
          public int width() {
            return 1;
          }

          @Override
          public float[] of(long[] ids) {
            throw new IllegalStateException("out of memory");
          }

          @Override
          public void close() {}
        };
    Deid deid = Deid.english().with(encoder(broken));
    assertThatThrownBy(() -> deid.find("Seen by Dr. Alice Moreno"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHeadOfAnotherWidthIsRefused() {
    Head wide = HeadFileTest.head(2, 1, 0.5f);
    assertThatThrownBy(
            () ->
                new TransformerEncoder(
                    Language.ENGLISH, new WordPiece(VOCABULARY, false), new Known(), wide))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
