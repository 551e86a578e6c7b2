package org.wardhealth.deid.encoder;

/**
 * The vector of each word of a text: the mean of those of its pieces. Before and behind the words
 * of a window stand the vectors of the marks at its ends.
 */
final class Vectors {
  /** Takes the vectors of the words of one window. */
  interface Sink {
    /**
     * @param values of the mark, the words from {@code window.from()} on, and the other mark, one
     *     after the other
     */
    void take(Windows.Window window, float[] values);
  }

  private Vectors() {}

  static void of(Pieces pieces, States states, WordPiece words, Sink sink) {
    int width = states.width();
    for (Windows.Window window : Windows.of(pieces)) {
      int begin = pieces.first()[window.from()];
      int count = pieces.pieces(window.from(), window.to());
      long[] ids = new long[count + 2];
      ids[0] = words.begin();
      ids[count + 1] = words.end();
      for (int i = 0; i < count; i++) {
        ids[i + 1] = pieces.ids()[begin + i];
      }
      float[] all = states.of(ids);
      int size = window.to() - window.from();
      float[] out = new float[(size + 2) * width];
      System.arraycopy(all, 0, out, 0, width);
      System.arraycopy(all, (count + 1) * width, out, (size + 1) * width, width);
      for (int w = 0; w < size; w++) {
        int from = pieces.first()[window.from() + w] - begin + 1;
        int n = pieces.pieces(window.from() + w, window.from() + w + 1);
        mean(all, from, n, out, w + 1, width);
      }
      sink.take(window, out);
    }
  }

  private static void mean(float[] all, int from, int n, float[] out, int to, int width) {
    for (int p = from; p < from + n; p++) {
      for (int k = 0; k < width; k++) {
        out[to * width + k] += all[p * width + k];
      }
    }
    for (int k = 0; k < width; k++) {
      out[to * width + k] /= n;
    }
  }
}
