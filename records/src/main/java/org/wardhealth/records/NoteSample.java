package org.wardhealth.records;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.ResidualRisk;
import org.wardhealth.deid.ResidualRisk.Document;
import org.wardhealth.deid.Transformed;

/**
 * The notes of a release that are looked through once more when all are written, for what could
 * still identify ({@link ResidualRisk}).
 *
 * <p>The draw is even: the outputs are ranked by their SHA-256, their notes counted through, and
 * every n-th is taken, so that each note has the same chance and neither chance nor the clock has a
 * say. A drawn note is transformed again from its source, which gives the text that was written,
 * and the places of what Ward put there: without them a surrogate would be taken for a leak.
 *
 * <p><b>Not seen.</b> Free text in records of other formats. A note whose source can no longer be
 * read is drawn and not counted as read.
 */
final class NoteSample {
  /** So many notes are drawn at most. */
  static final int NOTES = 500;

  /** Stands between an output and the number of a note in it; no name of an output holds it. */
  static final char MARK = '#';

  /** So many characters are held at once; notes that do not fit are not read. */
  private static final long CHARACTERS = 64_000_000;

  private static final Set<String> FORMATS = Set.of(new NoteFile().name(), new NoteLines().name());

  private final Transformer transformer;
  private final List<Document> documents = new ArrayList<>();
  private long characters;

  private NoteSample(Transformer transformer) {
    this.transformer = transformer;
  }

  /** The notes of one file that were drawn, by number from 1, and what they became. */
  static final class Draw {
    private final String output;
    private final Set<Long> numbers;
    private final List<Document> documents = new ArrayList<>();
    private long number;

    private Draw(String output, Set<Long> numbers) {
      this.output = output;
      this.numbers = numbers;
    }

    /** Whether the next note is one. */
    boolean next() {
      return numbers.contains(++number);
    }

    /** Takes the note that {@link #next} said yes to. */
    void take(PatientKey subject, Transformed note) {
      documents.add(new Document(output + MARK + number, subject.value(), note, Map.of()));
    }
  }

  /** Measures, and writes down what was measured in {@code kept}. */
  static Risk measure(
      Transformer transformer, List<Source> sources, Collection<FileResult> results, Path kept)
      throws IOException {
    Map<String, Source> byName = new HashMap<>();
    sources.forEach(source -> byName.put(source.name(), source));
    List<FileResult> files =
        results.stream()
            .filter(result -> result.written() && FORMATS.contains(result.format()))
            .sorted(Comparator.comparing(FileResult::sha256).thenComparing(FileResult::output))
            .toList();
    long notes = files.stream().mapToLong(NoteSample::notes).sum();
    int drawn = (int) Math.min(NOTES, notes);
    NoteSample sample = new NoteSample(transformer);
    long before = 0;
    int next = 0;
    for (FileResult file : files) {
      long behind = before + notes(file);
      Set<Long> numbers = new HashSet<>();
      for (; next < drawn && position(next, notes, drawn) < behind; next++) {
        numbers.add(position(next, notes, drawn) - before + 1);
      }
      Source source = byName.get(file.source());
      if (source != null && !numbers.isEmpty()) {
        sample.read(source, new Draw(file.output(), numbers));
      }
      before = behind;
    }
    DataSet dataSet = transformer.dataSet();
    ResidualRisk measured = ResidualRisk.of(sample.documents, dataSet.profile(), dataSet.deid());
    Risk risk = Risk.of(notes, drawn, measured);
    risk.write(kept, measured.leftovers());
    return risk;
  }

  private static long position(int index, long notes, int drawn) {
    return Math.multiplyExact(index, notes) / drawn;
  }

  private static long notes(FileResult result) {
    return result.counts().records().getOrDefault("note", 0L);
  }

  private void read(Source source, Draw draw) throws IOException {
    if (transformer.again(source, draw)) {
      for (Document document : draw.documents) {
        long length = document.transformed().text().length();
        if (characters + length <= CHARACTERS) {
          characters += length;
          documents.add(document);
        }
      }
    }
  }
}
