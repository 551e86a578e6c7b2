package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class HeadFileTest {
  static Head head(int width, int hidden, float threshold) {
    Random random = new Random(1);
    return new Head(
        "ab",
        "last",
        width,
        hidden,
        threshold,
        0.125f,
        drawn(random, Head.NEIGHBOURS * width * hidden),
        drawn(random, Looks.COUNT * hidden),
        drawn(random, hidden),
        drawn(random, hidden * Kind.count()),
        drawn(random, Kind.count()));
  }

  private static float[] drawn(Random random, int size) {
    float[] out = new float[size];
    for (int i = 0; i < size; i++) {
      out[i] = random.nextInt(-8, 8) / 8f;
    }
    return out;
  }

  private static byte[] summed(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Head head = head(3, 2, 0.75f);
    Head read = HeadFile.read(HeadFile.write(head), "head.bin");
    assertThat(read.dense()).isEqualTo(head.dense());
    assertThat(read.looks()).isEqualTo(head.looks());
    assertThat(read.top()).isEqualTo(head.top());
    assertThat(read.model()).isEqualTo("ab");
    assertThat(read.output()).isEqualTo("last");
    assertThat(read.threshold()).isEqualTo(0.75f);
    assertThat(read.clear()).isEqualTo(0.125f);
    assertThat(HeadFile.write(read)).isEqualTo(HeadFile.write(head));
  }

  @Test
  void aFileCutAnywhereIsRefused() {
    byte[] bytes = HeadFile.write(head(2, 1, 0.5f));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> HeadFile.read(cut, "head.bin"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("head.bin ");
    }
  }

  @Test
  void aFileWithAnyBitTurnedIsRefused() {
    byte[] bytes = HeadFile.write(head(2, 1, 0.5f));
    for (int at = 0; at < bytes.length; at++) {
      byte[] turned = bytes.clone();
      turned[at] ^= 4;
      assertThatThrownBy(() -> HeadFile.read(turned, "head.bin"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whoeverMakesTheSumRightStillGetsNoHeadFromWrongBytes() {
    byte[] bytes = HeadFile.write(head(2, 1, 0.5f));
    Random random = new Random(9);
    for (int round = 0; round < 5000; round++) {
      byte[] hostile = bytes.clone();
      for (int i = 0; i < 3; i++) {
        hostile[random.nextInt(40)] = (byte) random.nextInt(256);
      }
      try {
        Head head = HeadFile.read(summed(hostile), "head.bin");
        assertThat(head.dense()).hasSize(Head.NEIGHBOURS * head.width() * head.hidden());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("head.bin ");
      }
    }
  }

  @Test
  void aWeightThatIsNoNumberIsRefused() {
    byte[] bytes = HeadFile.write(head(2, 1, 0.5f));
    ByteBuffer.wrap(bytes).putShort(bytes.length - 6, Float.floatToFloat16(Float.NaN));
    assertThatThrownBy(() -> HeadFile.read(summed(bytes), "head.bin"))
        .hasMessageContaining("a weight that is no number");
  }
}
