package org.wardhealth.deid;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What a {@link Tagger} has learnt: for each feature key the weights that it adds, and the weights
 * of the transitions. Weights are whole multiples of a step that the file states; the sums are of
 * integers, so that every machine finds the same.
 *
 * <p><b>File.</b> Big-endian. Eight bytes {@code WARDTAG2}; then, protected by the CRC-32 that
 * follows as the last four bytes: the language and the types as {@code writeUTF}; the step and the
 * bias as {@code float}; transitions as {@code short} multiples; the number of keys; for each key,
 * in unsigned order, its distance from the one before and the number of its weights as LEB128, and
 * for each weight its cell as {@code short} and its multiple as one signed byte; the gate: its
 * threshold, the number of its keys, each key as LEB128 distance with its weights. A cell is {@code
 * (offset + REACH) * states + state}.
 */
final class TaggerModel {
  static final byte[] MAGIC = {'W', 'A', 'R', 'D', 'T', 'A', 'G', '2'};

  /** One key with its cells and weights, for the constructor. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(int key, int[] cells, byte[] weights) {}

  /** Room for the states of one token. */
  static final int BLOCK = 128;

  /** The longs of a block: see {@link TaggerSums}. */
  static final int LONGS = BLOCK / 4;

  /** From so many weights for one token on, they are kept as a block with all states. */
  private static final int DENSE = 8;

  /** Where the unknown feature stands: two noughts. */
  private static final int FREE = 2;

  private final String language;
  private final TagStates states;
  private final int width;
  private final float step;
  private final float bias;
  private final short[] between;
  private final short[] inside;
  private final double[] betweenOdds;
  private final double[] insideOdds;
  private final double[] odds = new double[256];
  private final List<Row> rows;
  private final TaggerGate gate;

  /**
   * A hash table: the key in the upper half of a slot, where it stands in the lower, 0 when free.
   */
  private final long[] slots;

  private final int[] cells;
  private final long[] dense;

  /**
   * @param step what one unit of a weight is worth, in units of log-odds
   * @param bias a token is inside where the log-odds of all paths that say so are above its
   *     negative
   * @param rows in unsigned order of their keys
   */
  TaggerModel(
      String language,
      TagStates states,
      float step,
      float bias,
      short[] between,
      short[] inside,
      List<Row> rows,
      TaggerGate gate) {
    this.gate = gate;
    this.language = language;
    this.states = states;
    this.width = states.types().size() + 1;
    this.step = step;
    this.bias = bias;
    this.between = between.clone();
    this.inside = inside.clone();
    this.rows = List.copyOf(rows);
    betweenOdds = exponentials(between);
    insideOdds = exponentials(inside);
    for (int i = 0; i < odds.length; i++) {
      odds[i] = Math.exp(-step * (double) i);
    }
    int capacity = Integer.highestOneBit(Math.max(16, rows.size() * 5 / 4)) * 2;
    slots = new long[capacity];
    int room = FREE;
    int blocks = 0;
    for (Row row : rows) {
      room += 2 + row.cells.length;
      for (int count : perOffset(row, states.size())) {
        blocks += count >= DENSE ? 1 : 0;
      }
    }
    cells = new int[room];
    dense = new long[blocks * LONGS];
    int at = FREE;
    int block = 0;
    for (Row row : frequentFirst(rows)) {
      int slot = row.key & (capacity - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (capacity - 1);
      }
      slots[slot] = ((long) row.key << 32) | at;
      int[] count = perOffset(row, states.size());
      int head = at++;
      for (int i = 0; i < row.cells.length; i++) {
        int offset = row.cells[i] / states.size();
        int state = row.cells[i] % states.size();
        if (count[offset] < DENSE) {
          cells[at++] = (offset << 24) | (state << 8) | (row.weights[i] & 0xFF);
        }
      }
      cells[head] = at - head - 1;
      int number = at++;
      for (int offset = 0; offset < count.length; offset++) {
        if (count[offset] >= DENSE) {
          for (int i = 0; i < row.cells.length; i++) {
            if (row.cells[i] / states.size() == offset) {
              int state = row.cells[i] % states.size();
              dense[block * LONGS + (state >> 2)] += (long) row.weights[i] << (16 * (state & 3));
            }
          }
          cells[at++] = (offset << 24) | block++;
        }
      }
      cells[number] = at - number - 1;
    }
  }

  private double[] exponentials(short[] moves) {
    double[] out = new double[moves.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.exp(step * (double) moves[i]);
    }
    return out;
  }

  /**
   * Features with many weights are seen often: they lie together, so that they stay in the cache.
   */
  private static List<Row> frequentFirst(List<Row> rows) {
    List<Row> out = new ArrayList<>(rows);
    out.sort(Comparator.comparingInt((Row row) -> row.cells.length).reversed());
    return out;
  }

  private static int[] perOffset(Row row, int states) {
    int[] count = new int[2 * TaggerFeatures.REACH + 1];
    for (int cell : row.cells) {
      count[cell / states]++;
    }
    return count;
  }

  String language() {
    return language;
  }

  TagStates states() {
    return states;
  }

  float step() {
    return step;
  }

  float bias() {
    return bias;
  }

  TaggerGate gate() {
    return gate;
  }

  int rows() {
    return rows.size();
  }

  /**
   * Where a key stands in {@link #cells()}, 0 when unknown: a number and so many cells, a number
   * and so many blocks.
   */
  int find(int key) {
    int mask = slots.length - 1;
    int slot = key & mask;
    for (long found = slots[slot]; found != 0; found = slots[slot]) {
      if ((int) (found >>> 32) == key) {
        return (int) found;
      }
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  /**
   * Not to be written to. A cell has the offset in the top byte, the state in the next two, the
   * weight in the lowest; a block has the offset in the top byte, below it where in {@link
   * #dense()} it stands, in units of {@link #LONGS}.
   */
  @SuppressWarnings("EI_EXPOSE_REP")
  int[] cells() {
    return cells;
  }

  /** Not to be written to. */
  @SuppressWarnings("EI_EXPOSE_REP")
  long[] dense() {
    return dense;
  }

  /** From a type, or outside, to a type, or outside: {@link TagStates#type}. */
  int between(int from, int to) {
    return between[from * width + to];
  }

  /** From the first or an inner token of an entity to an inner or the last one. */
  int inside(int type, int from, int to) {
    return inside[4 * type + 2 * from + to - 1];
  }

  double betweenOdds(int from, int to) {
    return betweenOdds[from * width + to];
  }

  double insideOdds(int type, int from, int to) {
    return insideOdds[4 * type + 2 * from + to - 1];
  }

  /** The odds that a sum of weights stands for, at most 1. */
  double odds(int sum) {
    return sum > -odds.length ? odds[-sum] : Math.exp(step * (double) sum);
  }

  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeUTF(language);
      out.writeByte(states.types().size());
      for (IdentifierType type : states.types()) {
        out.writeUTF(type.name());
      }
      out.writeFloat(step);
      out.writeFloat(bias);
      for (short move : between) {
        out.writeShort(move);
      }
      for (short move : inside) {
        out.writeShort(move);
      }
      out.writeInt(rows.size());
      long last = 0;
      for (Row row : rows) {
        long key = Integer.toUnsignedLong(row.key);
        leb(out, key - last);
        last = key;
        leb(out, row.cells.length);
        for (int i = 0; i < row.cells.length; i++) {
          out.writeShort(row.cells[i]);
          out.writeByte(row.weights[i]);
        }
      }
      out.writeInt(gate.threshold());
      int[] gateKeys = gate.keys();
      byte[] gateWeights = gate.weights();
      out.writeInt(gateKeys.length);
      last = 0;
      for (int i = 0; i < gateKeys.length; i++) {
        long key = Integer.toUnsignedLong(gateKeys[i]);
        leb(out, key - last);
        last = key;
        out.write(gateWeights, i * TaggerGate.WIDTH, TaggerGate.WIDTH);
      }
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray(), MAGIC.length, bytes.size() - MAGIC.length);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new IllegalStateException("a byte array cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @param name what the bytes are called in errors
   * @throws IllegalStateException when they are no tagger of this version, damaged, or name a type
   *     that this version lacks
   */
  static TaggerModel read(byte[] bytes, String name) {
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
              + ", this program reads version 2: train it anew with TaggerTraining");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, MAGIC.length, body - MAGIC.length);
    try (DataInputStream in =
        new DataInputStream(
            new ByteArrayInputStream(bytes, MAGIC.length, bytes.length - MAGIC.length))) {
      int stated =
          new DataInputStream(new ByteArrayInputStream(bytes, body, Integer.BYTES)).readInt();
      if ((int) crc.getValue() != stated) {
        throw new IllegalStateException(
            name + " is damaged (its checksum differs): restore it, or train it anew");
      }
      return read(in, name);
    } catch (IOException e) {
      throw new IllegalStateException(name + " ends too early: restore it, or train it anew", e);
    }
  }

  private static TaggerModel read(DataInputStream in, String name) throws IOException {
    String language = in.readUTF();
    int count = in.readUnsignedByte();
    List<IdentifierType> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String type = in.readUTF();
      try {
        types.add(IdentifierType.valueOf(type));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            name + " tells a type " + type + " that this version lacks: train it anew", e);
      }
    }
    TagStates states = new TagStates(types);
    float step = in.readFloat();
    float bias = in.readFloat();
    short[] between = shorts(in, (count + 1) * (count + 1));
    short[] inside = shorts(in, 4 * count);
    int size = in.readInt();
    List<Row> rows = new ArrayList<>(size);
    long key = 0;
    for (int i = 0; i < size; i++) {
      key += leb(in);
      int[] cells = new int[(int) leb(in)];
      byte[] weights = new byte[cells.length];
      for (int j = 0; j < cells.length; j++) {
        cells[j] = in.readUnsignedShort();
        weights[j] = in.readByte();
      }
      rows.add(new Row((int) key, cells, weights));
    }
    return new TaggerModel(language, states, step, bias, between, inside, rows, gate(in));
  }

  private static TaggerGate gate(DataInputStream in) throws IOException {
    int threshold = in.readInt();
    int[] keys = new int[in.readInt()];
    byte[] weights = new byte[keys.length * TaggerGate.WIDTH];
    long key = 0;
    for (int i = 0; i < keys.length; i++) {
      key += leb(in);
      keys[i] = (int) key;
      in.readFully(weights, i * TaggerGate.WIDTH, TaggerGate.WIDTH);
    }
    return new TaggerGate(threshold, keys, weights);
  }

  private static short[] shorts(DataInputStream in, int count) throws IOException {
    short[] out = new short[count];
    for (int i = 0; i < count; i++) {
      out[i] = in.readShort();
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

  private static long leb(DataInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
  }
}
