package org.wardhealth.deid;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A second reader of texts in one language, slow and optional: a transformer that knows words which
 * no list holds. {@link Deid#with} asks it after every other layer, adds what it finds where
 * nothing was found, and takes away what the tagger was unsure of where it is sure that nothing is.
 * What is known of the patient and what a rule found always stays. This library holds none; the
 * module {@code encoder} does.
 *
 * <p><b>Guarantees that an implementation gives.</b> The same text gives the same findings on the
 * same machine; time is linear in the length of the text; an error is thrown, never a partial
 * answer; no text is in errors. Thread-safe until it is closed.
 */
public interface Encoder extends AutoCloseable {
  /**
   * What an encoder says of a text.
   *
   * @param found sorted, disjoint, each of {@link Source#ENCODER}
   * @param clear where it is sure that nothing identifies: sorted, disjoint
   */
  record Reading(List<Finding> found, List<Stretch> clear) {
    /** Copies the lists. */
    public Reading {
      found = List.copyOf(found);
      clear = List.copyOf(clear);
    }
  }

  /** The UTF-16 units {@code [start, end)}. */
  record Stretch(int start, int end) {}

  /** Makes encoders; found by {@link ServiceLoader}. */
  interface Maker {
    /**
     * @param folder of a model of the site's own; the one that the maker brings if empty
     * @throws IOException when the folder lacks a file, or one is damaged; the message says which
     */
    Encoder open(Optional<Path> folder) throws IOException;
  }

  /** No maker is on the class path. */
  final class Missing extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Missing() {
      super(
          "no encoder is installed: './ward rebuild --encoder' fetches and builds it (docs/deid.md,"
              + " the encoder)");
    }
  }

  /** Whether there is a maker on the class path. */
  static boolean installed() {
    return ServiceLoader.load(Maker.class).iterator().hasNext();
  }

  /**
   * The encoder of the first maker on the class path.
   *
   * @throws Missing when there is no maker
   * @throws IOException as {@link Maker#open}
   */
  static Encoder open(Optional<Path> folder) throws IOException {
    Iterator<Maker> makers = ServiceLoader.load(Maker.class).iterator();
    if (!makers.hasNext()) {
      throw new Missing();
    }
    return makers.next().open(folder);
  }

  /** The language that it reads; it is never asked about texts in others. */
  Language language();

  /**
   * What it says of a text.
   *
   * @param text any string
   * @param ruled what rules and dictionaries found or proposed in it: sorted, disjoint
   */
  Reading read(String text, List<Finding> ruled);

  /** Gives back what is held outside the heap; whoever asks afterwards gets an error. */
  @Override
  void close();
}
