package org.wardhealth.deid;

import java.util.Arrays;

/**
 * What each feature of a {@link Tagger} weighs, row after row: a key, the cells that it speaks of
 * and a weight for each. A cell is {@code (offset + REACH) * states + state}; a weight is a
 * multiple of the step that the file states. Hundreds of thousands of rows lie in four arrays.
 */
final class TaggerRows {
  private int size;
  private int[] keys = new int[16];

  /** Where the cells of the row behind begin. */
  private int[] ends = new int[16];

  private short[] cells = new short[64];
  private byte[] weights = new byte[64];

  /** A row; keys come in unsigned order, no key twice. The cells of the row follow. */
  void begin(int key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    ends[size] = from(size);
    keys[size++] = key;
  }

  /** A cell of the row that was begun last. */
  void cell(int cell, int weight) {
    int at = ends[size - 1]++;
    if (at == cells.length) {
      cells = Arrays.copyOf(cells, at * 2);
      weights = Arrays.copyOf(weights, at * 2);
    }
    cells[at] = (short) cell;
    weights[at] = (byte) weight;
  }

  int size() {
    return size;
  }

  int key(int row) {
    return keys[row];
  }

  /** Where the cells of a row begin. */
  int from(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  /** Where they end (exclusive). */
  int to(int row) {
    return ends[row];
  }

  int count(int row) {
    return to(row) - from(row);
  }

  int cell(int at) {
    return cells[at] & 0xFFFF;
  }

  byte weight(int at) {
    return weights[at];
  }
}
