package org.wardhealth.deid.encoder;

import java.util.ArrayList;
import java.util.List;
import org.wardhealth.deid.Encoder;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.Language;
import org.wardhealth.deid.Source;

/**
 * Finds identifiers by a head over an encoder that stays as it was published. Words next to each
 * other on one line, of the same kind and above the head's threshold, are one finding. Its score is
 * that of its least sure word. Words whose share of all kinds is below the head's other threshold
 * are clear.
 */
final class TransformerEncoder implements Encoder {
  private final Language language;
  private final WordPiece words;
  private final States states;
  private final Head head;

  TransformerEncoder(Language language, WordPiece words, States states, Head head) {
    if (states.width() != head.width()) {
      throw new IllegalArgumentException(
          "the head reads vectors of " + head.width() + ", the model makes " + states.width());
    }
    this.language = language;
    this.words = words;
    this.states = states;
    this.head = head;
  }

  @Override
  public Language language() {
    return language;
  }

  @Override
  public Reading read(String text, List<Finding> ruled) {
    Pieces pieces = words.cut(text);
    Looks looks = Looks.of(text, pieces, ruled);
    Spans spans = new Spans(text, pieces);
    float[] scratch = new float[head.hidden()];
    float[] shares = new float[Kind.count()];
    Vectors.of(
        pieces,
        states,
        words,
        (window, values) -> {
          for (int word = window.asked(); word < window.until(); word++) {
            head.shares(values, word - window.from() + 1, looks.at(word), scratch, shares);
            spans.word(word, shares, head);
          }
        });
    return spans.reading();
  }

  @Override
  public void close() {
    states.close();
  }

  private static final class Spans {
    private final String text;
    private final Pieces pieces;
    private final List<Finding> out = new ArrayList<>();
    private final List<Stretch> clear = new ArrayList<>();
    private int clearFrom;
    private Kind open = Kind.NONE;
    private int start;
    private int end;
    private float score;

    Spans(String text, Pieces pieces) {
      this.text = text;
      this.pieces = pieces;
    }

    void word(int word, float[] shares, Head head) {
      int best = 1;
      float sum = shares[1];
      for (int k = 2; k < shares.length; k++) {
        sum += shares[k];
        best = shares[k] > shares[best] ? k : best;
      }
      Kind kind = sum >= head.threshold() ? Kind.at(best) : Kind.NONE;
      if (kind != open || Looks.broken(text, end, pieces.start()[word])) {
        close();
        open = kind;
        start = pieces.start()[word];
        score = 1;
      }
      end = pieces.end()[word];
      if (sum >= head.clear()) {
        clear(pieces.start()[word]);
        clearFrom = end;
      }
      score = Math.min(score, sum);
    }

    private void close() {
      if (open != Kind.NONE) {
        out.add(new Finding(start, end, open.type(), Source.ENCODER, score));
      }
      open = Kind.NONE;
    }

    /** What lies before a word that may be something holds nothing. */
    private void clear(int until) {
      if (until > clearFrom) {
        clear.add(new Stretch(clearFrom, until));
      }
    }

    Reading reading() {
      close();
      clear(text.length());
      return new Reading(out, clear);
    }
  }
}
