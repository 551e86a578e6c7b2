package org.wardhealth.deid.encoder;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A {@link Head} as bytes: {@code WARDHEAD}, a version, the encoder and its output, sizes, weights
 * as 16-bit floats, and the CRC-32 of all before it; numbers are big-endian, names ASCII.
 *
 * <p>Reading accepts what {@link #write} writes and nothing else: a file that is cut, longer,
 * damaged, of another version or with a weight that is no number is refused before room is made for
 * what it claims to hold.
 */
final class HeadFile {
  private static final byte[] MAGIC = "WARDHEAD".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int WIDEST = 4096;

  private HeadFile() {}

  static byte[] write(Head head) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeShort(VERSION);
      out.writeUTF(head.model());
      out.writeUTF(head.output());
      out.writeShort(head.width());
      out.writeShort(head.hidden());
      out.writeShort(Looks.COUNT);
      out.writeShort(Kind.count());
      out.writeFloat(head.threshold());
      out.writeFloat(head.clear());
      for (float[] weights : weights(head)) {
        for (float weight : weights) {
          out.writeShort(Float.floatToFloat16(weight));
        }
      }
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray());
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static float[][] weights(Head head) {
    return new float[][] {head.dense(), head.looks(), head.bias(), head.top(), head.topBias()};
  }

  /**
   * @param name what the file is called in errors
   * @throws IllegalArgumentException when it is no head of this version
   */
  static Head read(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    require(bytes.length > MAGIC.length + 2 + Integer.BYTES, name, "is too short");
    in.get(magic);
    require(java.util.Arrays.equals(magic, MAGIC), name, "does not begin with WARDHEAD");
    int version = in.getShort();
    require(version == VERSION, name, "has version " + version + ", not " + VERSION);
    int body = bytes.length - Integer.BYTES;
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, body);
    require((int) crc.getValue() == in.getInt(body), name, "is damaged: its sum does not agree");
    in.limit(body);
    String model = text(in, name);
    String output = text(in, name);
    require(in.remaining() >= 16, name, "is cut");
    int width = Short.toUnsignedInt(in.getShort());
    int hidden = Short.toUnsignedInt(in.getShort());
    int looks = Short.toUnsignedInt(in.getShort());
    int kinds = Short.toUnsignedInt(in.getShort());
    float threshold = in.getFloat();
    float clear = in.getFloat();
    require(
        width > 0 && width <= WIDEST && hidden > 0 && hidden <= WIDEST, name, "has an odd size");
    require(
        looks == Looks.COUNT && kinds == Kind.count(),
        name,
        "was trained with other looks or kinds than this version of Ward has: train it anew");
    require(
        clear >= 0 && clear < threshold && threshold <= 1,
        name,
        "has a threshold that is no share");
    long dense = (long) Head.NEIGHBOURS * width * hidden;
    long all = dense + (long) looks * hidden + hidden + (long) hidden * kinds + kinds;
    require(in.remaining() == all * Short.BYTES, name, "is cut or has something behind its end");
    return new Head(
        model,
        output,
        width,
        hidden,
        threshold,
        clear,
        weights(in, (int) dense, name),
        weights(in, looks * hidden, name),
        weights(in, hidden, name),
        weights(in, hidden * kinds, name),
        weights(in, kinds, name));
  }

  private static String text(ByteBuffer in, String name) {
    require(in.remaining() >= 2, name, "is cut");
    int length = Short.toUnsignedInt(in.getShort());
    require(in.remaining() >= length, name, "is cut");
    byte[] bytes = new byte[length];
    in.get(bytes);
    for (byte one : bytes) {
      require(one > ' ' && one < 0x7F, name, "names its encoder with bytes that are no letters");
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static float[] weights(ByteBuffer in, int count, String name) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = Float.float16ToFloat(in.getShort());
      require(Float.isFinite(out[i]), name, "has a weight that is no number");
    }
    return out;
  }

  private static void require(boolean holds, String name, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + problem);
    }
  }
}
