package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CueTest {
  @Test
  void everyCueHasABitOfItsOwn() {
    assertThat(Arrays.stream(Cue.values()).map(cue -> cue.bit)).doesNotHaveDuplicates();
    assertThat(Cue.of(Cue.values()) & Lexicon.BEGINS_PHRASE).isZero();
  }

  @Test
  void everyFunctionWordHasABitOfItsOwn() {
    assertThat(Arrays.stream(FunctionWord.values()).map(word -> word.bit)).doesNotHaveDuplicates();
  }
}
