package org.wardhealth.deid.encoder;

import java.util.List;
import java.util.Set;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.TaggerTraining;

/** Marked texts as a {@link HeadTrainer} learns from them. */
final class Examples {
  private Examples() {}

  /** The vectors of a text's words, with those of its marks before and behind, as 16-bit floats. */
  static short[] vectors(Pieces pieces, States states, WordPiece words) {
    int width = states.width();
    short[] out = new short[(pieces.words() + 2) * width];
    Vectors.of(
        pieces,
        states,
        words,
        (window, values) -> {
          int from = window.asked() == 0 ? -1 : window.asked();
          int to = window.until() == pieces.words() ? window.until() + 1 : window.until();
          for (int word = from; word < to; word++) {
            int at = (word - window.from() + 1) * width;
            for (int k = 0; k < width; k++) {
              out[(word + 1) * width + k] = Float.floatToFloat16(values[at + k]);
            }
          }
        });
    return out;
  }

  static HeadTrainer.Example of(TaggerTraining.Text text, Pieces pieces, short[] vectors) {
    int size = pieces.words();
    Looks looks = Looks.of(text.text(), pieces, text.ruled());
    int[][] seen = new int[size][];
    int[] allowed = new int[size];
    int outside = 1 | bits(text.unmarked());
    List<TaggerTraining.Mark> marks = text.marks();
    int mark = 0;
    for (int word = 0; word < size; word++) {
      seen[word] = looks.at(word);
      while (mark < marks.size() && marks.get(mark).end() <= pieces.start()[word]) {
        mark++;
      }
      boolean marked = mark < marks.size() && marks.get(mark).start() < pieces.end()[word];
      allowed[word] = marked ? bits(marks.get(mark).types()) : outside;
    }
    return new HeadTrainer.Example(vectors, seen, allowed);
  }

  private static int bits(Set<IdentifierType> types) {
    int bits = 0;
    for (Kind kind : Kind.of(types)) {
      bits |= kind.bit();
    }
    return bits;
  }
}
