package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file that is no tagger, damaged, cut short or of another version is refused with a reason. */
class TaggerFileTest {
  static TaggerFile file() {
    TagStates states = new TagStates(List.of(IdentifierType.NAME, IdentifierType.DATE), false);
    TaggerRows rows = new TaggerRows();
    rows.begin(5);
    rows.cell(0, 3);
    rows.cell(27, -4);
    rows.begin(-5);
    rows.cell(62, -128);
    return new TaggerFile(
        "en",
        states,
        0.05f,
        0.5f,
        new short[9],
        new short[8],
        rows,
        new TaggerGate(7, new int[] {1, -1}, new byte[2 * TaggerGate.WIDTH]));
  }

  @Test
  void whatIsWrittenIsRead() {
    TaggerFile read = TaggerFile.read(file().write(), "m");
    assertThat(read.write()).isEqualTo(file().write());
    assertThat(read.states().types()).containsExactly(IdentifierType.NAME, IdentifierType.DATE);
    assertThat(read.bias()).isEqualTo(0.5f);
    TaggerModel model = new TaggerModel(read);
    int[] found = {5, -5, 6};
    model.find(found, 3, new long[3]);
    assertThat(found[0]).isPositive();
    assertThat(found[1]).isPositive().isNotEqualTo(found[0]);
    assertThat(model.cells()[found[2]]).isZero();
  }

  @Test
  void everyDamagedByteIsNoticed() {
    byte[] whole = file().write();
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> TaggerFile.read(damaged, "m"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("m ");
    }
  }

  @Test
  void everyCutIsNoticed() {
    byte[] whole = file().write();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TaggerFile.read(cut, "m"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("m ");
    }
  }

  @Test
  void anotherVersionAndAnotherFileAreToldApart() {
    byte[] other = file().write();
    other[7] = '9';
    assertThatThrownBy(() -> TaggerFile.read(other, "m"))
        .hasMessageContaining("version 9")
        .hasMessageContaining("train it anew");
    byte[] text = "Once upon a time in a hospital".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> TaggerFile.read(text, "m")).hasMessageContaining("is no tagger");
  }
}
