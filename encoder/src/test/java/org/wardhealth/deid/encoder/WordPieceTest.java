package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordPieceTest {
  private static final List<String> PIECES =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "want", "##want", "##ed",
          "wa", "runn", "##ing", ",", "low", "lowest", "##er", "jose", "中", "s", "'", ".", "dr");

  private static WordPiece words(boolean cased) {
    Map<String, Integer> vocabulary = new HashMap<>();
    PIECES.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
    return new WordPiece(vocabulary, cased);
  }

  private static List<String> pieces(Pieces cut) {
    List<String> out = new ArrayList<>();
    for (int id : cut.ids()) {
      out.add(PIECES.get(id));
    }
    return out;
  }

  @Test
  void aWordIsCutIntoTheLongestPiecesFromItsLeftEnd() {
    assertThat(pieces(words(false).cut("UNwanted, running unaffable lower")))
        .containsExactly(
            "un", "##want", "##ed", ",", "runn", "##ing", "un", "##aff", "##able", "low", "##er");
  }

  @Test
  void aWordWithAPartThatNoPieceHoldsIsUnknownAsAWhole() {
    Pieces cut = words(false).cut("unwantedX low");
    assertThat(pieces(cut)).containsExactly("[UNK]", "low");
    assertThat(cut.first()).containsExactly(0, 1, 2);
  }

  @Test
  void aWordOfMoreThanAHundredLettersIsUnknown() {
    assertThat(pieces(words(false).cut("s".repeat(101)))).containsExactly("[UNK]");
  }

  @Test
  void accentsAndCapitalsAreLostAndBoundsAreThoseOfTheTextAsItWas() {
    String text = "Dr. Jose\u0301's low\u200Best";
    Pieces cut = words(false).cut(text);
    assertThat(pieces(cut)).containsExactly("dr", ".", "jose", "'", "s", "lowest");
    assertThat(text.substring(cut.start()[2], cut.end()[2])).isEqualTo("Jose\u0301");
    assertThat(text.substring(cut.start()[5], cut.end()[5])).isEqualTo("low\u200Best");
    assertThat(pieces(words(false).cut("JOSÉ"))).containsExactly("jose");
  }

  @Test
  void aCasedVocabularyKeepsCapitals() {
    assertThat(pieces(words(true).cut("low Low"))).containsExactly("low", "[UNK]");
  }

  @Test
  void everyIdeographIsAWord() {
    assertThat(pieces(words(false).cut("low中low"))).containsExactly("low", "中", "low");
  }

  @Test
  void anyStringIsCutIntoWordsThatLieInOrderInsideItAndCutNoPair() {
    Random random = new Random(3);
    String letters = "unwated ,.\n\t\u00E9\u0301\uD83D\uDE00\uD83D\u0000\u200B\u4E2D\uFFFD'";
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Pieces cut = words(false).cut(text.toString());
      int before = 0;
      for (int w = 0; w < cut.words(); w++) {
        assertThat(cut.start()[w]).isGreaterThanOrEqualTo(before);
        assertThat(cut.end()[w]).isGreaterThan(cut.start()[w]);
        assertThat(cut.pieces(w, w + 1)).isPositive();
        before = cut.end()[w];
        for (int at : new int[] {cut.start()[w], cut.end()[w]}) {
          boolean inside =
              at > 0
                  && at < text.length()
                  && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
          assertThat(inside).isFalse();
        }
      }
      assertThat(before).isLessThanOrEqualTo(text.length());
    }
  }

  @Test
  void aVocabularyWithoutTheSpecialPiecesIsRefused() {
    assertThatThrownBy(() -> new WordPiece(Map.of("low", 1), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[UNK]");
  }
}
