package org.wardhealth.deid.encoder;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.wardhealth.testkit.FuzzTarget;

/**
 * A head under foreign bytes, as they are and with their sum made right: it is refused in words
 * that begin with its name, or it is what would be written again.
 */
final class HeadFileFuzz implements FuzzTarget {
  private static final String NAME = "head.bin";

  @Override
  public List<byte[]> seeds() {
    return List.of(
        HeadFile.write(HeadFileTest.head(2, 1, 0.5f)),
        HeadFile.write(HeadFileTest.head(1, 3, 0.75f)));
  }

  @Override
  public void run(byte[] input) {
    read(input);
    if (input.length >= Integer.BYTES) {
      byte[] right = input.clone();
      int body = right.length - Integer.BYTES;
      CRC32 crc = new CRC32();
      crc.update(right, 0, body);
      ByteBuffer.wrap(right).putInt(body, (int) crc.getValue());
      read(right);
    }
  }

  private static void read(byte[] bytes) {
    Head head;
    try {
      head = HeadFile.read(bytes, NAME);
    } catch (IllegalArgumentException e) {
      if (!String.valueOf(e.getMessage()).startsWith(NAME + " ")) {
        throw new IllegalStateException("the error does not say which file", e);
      }
      return;
    }
    if (!Arrays.equals(HeadFile.write(head), bytes)) {
      throw new IllegalStateException("a head was read that is written otherwise");
    }
  }
}
