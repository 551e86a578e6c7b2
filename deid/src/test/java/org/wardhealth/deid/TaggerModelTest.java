package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file that is no tagger, damaged, cut short or of another version is refused with a reason. */
class TaggerModelTest {
  static TaggerModel model() {
    TagStates states = new TagStates(List.of(IdentifierType.NAME, IdentifierType.DATE));
    return new TaggerModel(
        "en",
        states,
        0.05f,
        0.5f,
        new short[9],
        new short[8],
        List.of(
            new TaggerModel.Row(5, new int[] {0, 27}, new byte[] {3, -4}),
            new TaggerModel.Row(-5, new int[] {62}, new byte[] {-128})),
        new TaggerGate(7, new int[] {1, -1}, new byte[2 * TaggerGate.WIDTH]));
  }

  @Test
  void whatIsWrittenIsRead() {
    TaggerModel read = TaggerModel.read(model().write(), "m");
    assertThat(read.write()).isEqualTo(model().write());
    assertThat(read.states().types()).containsExactly(IdentifierType.NAME, IdentifierType.DATE);
    assertThat(read.bias()).isEqualTo(0.5f);
    assertThat(read.find(5)).isPositive();
    assertThat(read.find(-5)).isPositive();
    assertThat(read.cells()[read.find(6)]).isZero();
  }

  @Test
  void everyDamagedByteIsNoticed() {
    byte[] whole = model().write();
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> TaggerModel.read(damaged, "m"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("m ");
    }
  }

  @Test
  void everyCutIsNoticed() {
    byte[] whole = model().write();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TaggerModel.read(cut, "m"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("m ");
    }
  }

  @Test
  void anotherVersionAndAnotherFileAreToldApart() {
    byte[] other = model().write();
    other[7] = '9';
    assertThatThrownBy(() -> TaggerModel.read(other, "m"))
        .hasMessageContaining("version 9")
        .hasMessageContaining("train it anew");
    byte[] text = "Once upon a time in a hospital".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> TaggerModel.read(text, "m")).hasMessageContaining("is no tagger");
  }
}
