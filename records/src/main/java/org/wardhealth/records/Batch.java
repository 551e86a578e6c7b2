package org.wardhealth.records;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.DataSetKeyFile;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.BatchRefused.Why;

/**
 * De-identifies files and folders into a new folder.
 *
 * <p>Two passes: the first reads every file to learn who the patients are, the second writes what
 * may leave, so that a patient who is described in one file is searched for in all of them.
 *
 * <p><b>Guarantees.</b> A file under its final name is whole. A run that was stopped at any point,
 * by a kill or a loss of power, is taken up by the same order and ends with the same bytes as one
 * that was not. Each file is in the manifest or among the left out, with a reason: none is in both
 * or in neither. Names of files and folders become pseudonyms. What is in {@code out} names no
 * input; what does lies in {@code kept}, which its owner alone may read. An order that differs from
 * the one that the folder was begun with is refused. Inputs are never written to.
 *
 * <p><b>Not guaranteed.</b> That free text is clean: see {@link org.wardhealth.deid.Deid}. Dates of
 * files in {@code out} are those of the run.
 */
public final class Batch {
  private static final int CHUNK = 4 * 1024 * 1024;
  private static final int STEP = 8;
  private static final String JOURNAL = "journal.jsonl";

  /**
   * What is asked for.
   *
   * @param inputs files and folders, at least one
   * @param out folder of the outputs: new, empty, or begun by the same order
   * @param kept folder of what stays with the owner: the journal, the names of sources, the reasons
   * @param profile what is done with each type
   * @param deid finds identifiers in free text
   * @param key of the data set; without one, a key is made and kept in the file {@code key} of
   *     {@code kept}
   * @param jobs how many files or chunks are worked on at once, at least 1
   * @param indexBytes as for {@link PatientIndex}
   * @param version of Ward, for the manifest
   * @param clock tells the day of the release, which stays when a run is taken up later
   * @param random makes the key
   */
  public record Order(
      List<Path> inputs,
      Path out,
      Path kept,
      Profile profile,
      Deid deid,
      Optional<DataSetKey> key,
      int jobs,
      long indexBytes,
      String version,
      Clock clock,
      SecureRandom random) {
    /** Copies the list. */
    public Order {
      inputs = List.copyOf(inputs);
      if (jobs < 1) {
        throw new IllegalArgumentException("at least one job is needed, not " + jobs);
      }
    }
  }

  /**
   * What came of it.
   *
   * @param files that were found
   * @param written outputs
   * @param leftOutFiles files of which nothing was written
   * @param leftOutRecords records that were left out of files that were written
   * @param bytes of the outputs
   * @param resumed how many files an earlier run had done
   */
  public record Outcome(
      int files, int written, int leftOutFiles, long leftOutRecords, long bytes, int resumed) {
    /** Whether every record of every file was written. */
    public boolean complete() {
      return leftOutFiles == 0 && leftOutRecords == 0;
    }
  }

  /** A task that failed on its input. */
  static final class Failed extends Exception {
    @Serial private static final long serialVersionUID = 1;

    Failed(Throwable failure) {
      super(failure);
    }

    Throwable failure() {
      return getCause() == null ? this : getCause();
    }
  }

  private interface Step {
    void run(Source source) throws IOException, InterruptedException, Failed;
  }

  private final Order order;
  private final int chunk;
  private final int step;

  /** A batch of this order. */
  public Batch(Order order) {
    this(order, CHUNK, STEP);
  }

  Batch(Order order, int chunk, int step) {
    this.order = order;
    this.chunk = chunk;
    this.step = step;
  }

  /**
   * Does it, or goes on with it.
   *
   * @throws BatchRefused when it cannot be begun, before anything is read
   * @throws IOException when an output cannot be written, or the patients do not fit in memory;
   *     what was done stays, and the next run goes on
   */
  public Outcome run(Progress progress) throws BatchRefused, IOException, InterruptedException {
    Path out = real(order.out());
    Path kept = real(order.kept());
    if (out.startsWith(kept) || kept.startsWith(out)) {
      throw new BatchRefused(
          Why.ORDER, out + " leaves and " + kept + " stays: neither may lie in the other");
    }
    Sources sources = Sources.of(order.inputs(), List.of(out, kept));
    Path parts = out.resolve(".part");
    prepare(out, kept);
    try (Journal journal = Journal.open(kept.resolve(JOURNAL))) {
      DataSetKey key = order.key().isPresent() ? order.key().get() : ownKey(kept);
      LocalDate asOf = new Beginning(order, sources, out, key).in(journal);
      Files.createDirectories(parts);
      DataSet dataSet = new DataSet(order.profile(), key, order.deid(), asOf);
      Transformer transformer =
          new Transformer(
              dataSet,
              new PatientIndex(order.indexBytes()),
              new OutputNames(dataSet),
              out,
              parts,
              order.indexBytes(),
              progress);
      Optional<Risk> measured = measured(sources, journal, kept);
      int resumed = transform(sources, journal, transformer, measured.isPresent());
      Risk risk =
          measured.isPresent()
              ? measured.get()
              : TextSample.measure(transformer, sources.files(), journal.files().values(), kept);
      for (Map.Entry<String, String> one : sources.unreadable().entrySet()) {
        String name = one.getKey();
        if (!journal.files().containsKey(name)) {
          journal.done(FileResult.leftOut(name, transformer.names().of(name), "", one.getValue()));
        }
      }
      Summary summary = Summary.of(order, asOf, sources, journal.files().values(), risk);
      summary.write(out, kept);
      deleteAll(parts);
      journal.complete(true);
      return summary.outcome(resumed);
    }
  }

  /** What was measured, if nothing is written any more; else it is forgotten. */
  private static Optional<Risk> measured(Sources sources, Journal journal, Path kept)
      throws IOException {
    Map<String, FileResult> done = journal.files();
    if (sources.files().stream().allMatch(source -> done.containsKey(source.name()))) {
      return Risk.read(kept);
    }
    Risk.forget(kept);
    return Optional.empty();
  }

  private int transform(Sources sources, Journal journal, Transformer transformer, boolean measured)
      throws IOException, InterruptedException {
    Progress progress = transformer.progress();
    Map<String, FileResult> before = journal.files();
    List<Source> todo = new ArrayList<>();
    long total = sources.files().stream().mapToLong(Source::size).sum();
    progress.begins(sources.files().size(), total);
    for (Source source : sources.files()) {
      if (!before.containsKey(source.name())) {
        todo.add(source);
      }
    }
    int resumed = sources.files().size() - todo.size();
    if (todo.isEmpty() && measured) {
      progress.read(2 * total);
      progress.resumes(resumed);
      return resumed;
    }
    if (resumed > 0) {
      progress.read(total - todo.stream().mapToLong(Source::size).sum());
      progress.resumes(resumed);
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            order.jobs(), Thread.ofPlatform().daemon().name("ward-batch-", 1).factory());
    try {
      LineFiles lines = new LineFiles(transformer, journal, pool, order.jobs() + 1, chunk, step);
      Map<String, String> failed = new ConcurrentHashMap<>();
      each(
          sources.files(),
          pool,
          lines::index,
          transformer::index,
          (source, failure) -> failed.put(source.name(), Transformer.failed(failure)));
      Step large =
          source -> done(journal, progress, known(failed, source, lines::transform, transformer));
      Step other =
          source ->
              done(journal, progress, known(failed, source, transformer::transform, transformer));
      each(
          todo,
          pool,
          large,
          other,
          (source, failure) -> {
            throw new IllegalStateException("a failure was not told", failure);
          });
    } finally {
      pool.shutdownNow();
    }
    return resumed;
  }

  private interface Work {
    FileResult of(Source source) throws IOException, InterruptedException;
  }

  /** What the first pass could not read for a fault of Ward's own is not read again. */
  private static FileResult known(
      Map<String, String> failed, Source source, Work work, Transformer transformer)
      throws IOException, InterruptedException {
    String reason = failed.get(source.name());
    return reason == null
        ? work.of(source)
        : FileResult.leftOut(source.name(), transformer.names().of(source.name()), "", reason);
  }

  private static void done(Journal journal, Progress progress, FileResult result)
      throws IOException {
    journal.done(result);
    progress.done(result.written() && result.counts().leftOut() == 0);
  }

  private interface OnFailure {
    void accept(Source source, Throwable failure);
  }

  /**
   * Large files of lines one after the other, each with the whole pool; then all others at once.
   */
  private void each(
      List<Source> sources, ExecutorService pool, Step large, Step other, OnFailure onFailure)
      throws IOException, InterruptedException {
    List<Source> smaller = new ArrayList<>();
    for (Source source : sources) {
      if (isLarge(source)) {
        try {
          large.run(source);
        } catch (Failed e) {
          onFailure.accept(source, e.failure());
        }
      } else {
        smaller.add(source);
      }
    }
    smaller.sort(Comparator.comparingLong(Source::size).reversed());
    Map<Source, Future<?>> running = new LinkedHashMap<>();
    for (Source source : smaller) {
      running.put(
          source,
          pool.submit(
              () -> {
                other.run(source);
                return true;
              }));
    }
    for (Map.Entry<Source, Future<?>> one : running.entrySet()) {
      try {
        await(one.getValue());
      } catch (Failed e) {
        onFailure.accept(one.getKey(), e.failure());
      }
    }
  }

  private boolean isLarge(Source source) {
    if (source.size() <= chunk / 8) {
      return false;
    }
    try (Reading in = new Reading(source, Progress.NONE)) {
      return (in.zipped() || source.size() > chunk) && Transformer.format(in, source).lines();
    } catch (IOException | Transformer.LeftOut told) {
      return false;
    }
  }

  /** What a task gave; how it failed, told apart by whose fault it is. */
  static <T> T await(Future<T> task) throws IOException, InterruptedException, Failed {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case InterruptedException interrupted -> throw interrupted;
        case RuntimeException failure -> throw new Failed(failure);
        case StackOverflowError failure -> throw new Failed(failure);
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private DataSetKey ownKey(Path kept) throws IOException {
    Path file = kept.resolve("key");
    if (!Files.exists(file)) {
      DataSetKeyFile.write(DataSetKey.random(order.random()), file);
      DurableFile.forceDirectory(kept);
    }
    return DataSetKeyFile.read(file);
  }

  private static void prepare(Path out, Path kept) throws BatchRefused {
    try {
      Files.createDirectories(out);
      DurableFile.ownDirectory(kept);
    } catch (FileAlreadyExistsException e) {
      throw new BatchRefused(Why.NO_OUTPUT, e.getFile() + " is a file, not a folder");
    } catch (FileSystemException e) {
      throw new BatchRefused(Why.NO_OUTPUT, "cannot write to " + e.getFile());
    } catch (IOException e) {
      throw new BatchRefused(Why.NO_OUTPUT, "cannot write to " + out + " or " + kept);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      for (Path file : inside.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** The real path of what may not be there yet. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (!Files.exists(there)) {
      there = Optional.ofNullable(there.getParent()).orElseThrow();
    }
    return there.toRealPath().resolve(there.relativize(absolute)).normalize();
  }
}
