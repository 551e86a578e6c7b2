package org.wardhealth.deid;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What a {@link Tagger} has learnt, as training leaves it and as a {@code tagger.bin} keeps it.
 * Weights are whole multiples of a step that the file states; the sums are of integers, so that
 * every machine finds the same. The arrays are not to be written to.
 *
 * <p><b>File.</b> Big-endian. Eight bytes {@code WARDTAG4}; then, protected by the CRC-32 that
 * follows as the last four bytes: the language and the types, each as a {@code short} length and
 * ASCII; 1 when {@linkplain TagStates states} are paired, else 0; the step and the bias as {@code
 * float}; transitions as {@code short} multiples; the number of keys; for each key, in unsigned
 * order, its distance from the one before and the number of its weights as LEB128, and for each
 * weight its cell as {@code short} and its multiple as one signed byte; the gate: its threshold,
 * the number of its keys, each key as LEB128 distance with its weights.
 *
 * @param step what one unit of a weight is worth, in units of log-odds
 * @param bias a token is inside where the log-odds of all paths that say so are above its negative
 * @param between from a type, or outside, to a type, or outside
 * @param inside for each type, from a first or inner token to an inner or the last one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaggerFile(
    String language,
    TagStates states,
    float step,
    float bias,
    short[] between,
    short[] inside,
    TaggerRows rows,
    TaggerGate gate) {
  static final byte[] MAGIC = {'W', 'A', 'R', 'D', 'T', 'A', 'G', '4'};

  /** A key's distance and the number of its weights take two bytes at least. */
  private static final int LEAST_ROW = 2;

  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeUTF(language);
      out.writeByte(states.types().size());
      for (IdentifierType type : states.types()) {
        out.writeUTF(type.name());
      }
      out.writeByte(states.paired() ? 1 : 0);
      out.writeFloat(step);
      out.writeFloat(bias);
      for (short move : between) {
        out.writeShort(move);
      }
      for (short move : inside) {
        out.writeShort(move);
      }
      write(out, rows);
      write(out, gate);
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray(), MAGIC.length, bytes.size() - MAGIC.length);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new IllegalStateException("a byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, TaggerRows rows) throws IOException {
    out.writeInt(rows.size());
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      long key = Integer.toUnsignedLong(rows.key(row));
      leb(out, key - last);
      last = key;
      leb(out, rows.count(row));
      for (int at = rows.from(row); at < rows.to(row); at++) {
        out.writeShort(rows.cell(at));
        out.writeByte(rows.weight(at));
      }
    }
  }

  private static void write(DataOutputStream out, TaggerGate gate) throws IOException {
    out.writeInt(gate.threshold());
    int[] keys = gate.keys();
    byte[] weights = gate.weights();
    out.writeInt(keys.length);
    long last = 0;
    for (int i = 0; i < keys.length; i++) {
      long key = Integer.toUnsignedLong(keys[i]);
      leb(out, key - last);
      last = key;
      out.write(weights, i * TaggerGate.WIDTH, TaggerGate.WIDTH);
    }
  }

  /**
   * @param name what the bytes are called in errors
   * @throws IllegalStateException when they are no tagger of this version, damaged, or name a type
   *     that this version lacks
   */
  static TaggerFile read(byte[] bytes, String name) {
    int body = bytes.length - Integer.BYTES;
    if (body < MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length - 1, MAGIC, 0, MAGIC.length - 1)) {
      throw new IllegalStateException(name + " is no tagger: train one with TaggerTraining");
    }
    if (bytes[MAGIC.length - 1] != MAGIC[MAGIC.length - 1]) {
      throw new IllegalStateException(
          name
              + " is a tagger of version "
              + (char) bytes[MAGIC.length - 1]
              + ", this program reads version 4: train it anew with TaggerTraining");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, MAGIC.length, body - MAGIC.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if ((int) crc.getValue() != in.getInt(body)) {
      throw new IllegalStateException(
          name + " is damaged (its checksum differs): restore it, or train it anew");
    }
    try {
      return read(in.position(MAGIC.length).limit(body), name);
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException(name + " ends too early: restore it, or train it anew", e);
    }
  }

  private static TaggerFile read(ByteBuffer in, String name) {
    String language = ascii(in);
    int count = in.get() & 0xFF;
    List<IdentifierType> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String type = ascii(in);
      try {
        types.add(IdentifierType.valueOf(type));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            name + " tells a type " + type + " that this version lacks: train it anew", e);
      }
    }
    boolean paired = in.get() != 0;
    float step = in.getFloat();
    float bias = in.getFloat();
    short[] between = shorts(in, (count + 1) * (count + 1));
    short[] inside = shorts(in, 4 * count);
    TagStates states = new TagStates(types, paired);
    return new TaggerFile(language, states, step, bias, between, inside, rows(in), gate(in));
  }

  private static TaggerRows rows(ByteBuffer in) {
    TaggerRows rows = new TaggerRows();
    int size = size(in, LEAST_ROW);
    long key = 0;
    for (int row = 0; row < size; row++) {
      key += leb(in);
      rows.begin((int) key);
      long count = leb(in);
      for (long i = 0; i < count; i++) {
        rows.cell(in.getShort() & 0xFFFF, in.get());
      }
    }
    return rows;
  }

  private static TaggerGate gate(ByteBuffer in) {
    int threshold = in.getInt();
    int[] keys = new int[size(in, 1 + TaggerGate.WIDTH)];
    byte[] weights = new byte[keys.length * TaggerGate.WIDTH];
    long key = 0;
    for (int i = 0; i < keys.length; i++) {
      key += leb(in);
      keys[i] = (int) key;
      in.get(weights, i * TaggerGate.WIDTH, TaggerGate.WIDTH);
    }
    return new TaggerGate(threshold, keys, weights);
  }

  /** A number of things of which each takes at least so many bytes of what is left. */
  private static int size(ByteBuffer in, int least) {
    int size = in.getInt();
    if (size < 0 || (long) size * least > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return size;
  }

  private static String ascii(ByteBuffer in) {
    byte[] bytes = new byte[in.getShort() & 0xFFFF];
    in.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static short[] shorts(ByteBuffer in, int count) {
    short[] out = new short[count];
    for (int i = 0; i < count; i++) {
      out[i] = in.getShort();
    }
    return out;
  }

  private static void leb(DataOutputStream out, long value) throws IOException {
    long rest = value;
    while (rest >= 0x80) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long leb(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
