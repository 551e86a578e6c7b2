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
 * The passages of free text of a release, in notes and inside records, that are looked through once
 * more when all is written, for what could still identify ({@link ResidualRisk}). A passage has at
 * least {@link Release#PASSAGE} characters.
 *
 * <p>The draw is even: the outputs are ranked by their SHA-256, their passages counted through, and
 * every n-th is taken, so that each has the same chance and neither chance nor the clock has a say.
 * A drawn passage is transformed again from its source, which gives the text that was written, and
 * the places of what Ward put there: without them a surrogate would be taken for a leak.
 *
 * <p><b>Not seen.</b> Shorter texts, and elements that are no free text. A passage whose source can
 * no longer be read is drawn and not counted as read.
 */
final class TextSample {
  /** So many passages are drawn at most. */
  static final int MOST = 500;

  /** Stands between an output and the number of a passage in it; no name of an output holds it. */
  static final char MARK = '#';

  /** So many characters are held at once; passages that do not fit are not read. */
  private static final long CHARACTERS = 64_000_000;

  private final Transformer transformer;
  private final List<Document> documents = new ArrayList<>();
  private long characters;

  private TextSample(Transformer transformer) {
    this.transformer = transformer;
  }

  /** The passages of one file that were drawn, by number from 1, and what they became. */
  static final class Draw {
    private final String output;
    private final Set<Long> numbers;
    private final List<Document> documents = new ArrayList<>();
    private long number;

    private Draw(String output, Set<Long> numbers) {
      this.output = output;
      this.numbers = numbers;
    }

    /** Whether the next passage is one. */
    boolean next() {
      return numbers.contains(++number);
    }

    /** Takes the passage that {@link #next} said yes to. */
    void take(PatientKey subject, Transformed passage) {
      documents.add(new Document(output + MARK + number, subject.value(), passage, Map.of()));
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
            .filter(result -> result.written() && passages(result) > 0)
            .sorted(Comparator.comparing(FileResult::sha256).thenComparing(FileResult::output))
            .toList();
    long passages = files.stream().mapToLong(TextSample::passages).sum();
    int drawn = (int) Math.min(MOST, passages);
    TextSample sample = new TextSample(transformer);
    long before = 0;
    int next = 0;
    for (FileResult file : files) {
      long behind = before + passages(file);
      Set<Long> numbers = new HashSet<>();
      for (; next < drawn && position(next, passages, drawn) < behind; next++) {
        numbers.add(position(next, passages, drawn) - before + 1);
      }
      Source source = byName.get(file.source());
      if (source != null && !numbers.isEmpty()) {
        sample.read(source, new Draw(file.output(), numbers));
      }
      before = behind;
    }
    DataSet dataSet = transformer.dataSet();
    ResidualRisk measured = ResidualRisk.of(sample.documents, dataSet.profile(), dataSet.deid());
    Risk risk = Risk.of(passages, drawn, measured);
    risk.write(kept, measured.leftovers());
    return risk;
  }

  private static long position(int index, long passages, int drawn) {
    return Math.multiplyExact(index, passages) / drawn;
  }

  private static long passages(FileResult result) {
    return result.counts().passages();
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
