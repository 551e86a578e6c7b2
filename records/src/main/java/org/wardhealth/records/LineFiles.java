package org.wardhealth.records;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;

/**
 * Large files of lines: their chunks are transformed at the same time and written in order, and the
 * journal is told how far the output is durable, so that a run that was stopped goes on there. The
 * output hangs on the chunks' size alone, not on how many are made at once or where a run stopped;
 * a packed output is a gzip of one member for each chunk.
 *
 * @param transformer does the work
 * @param journal remembers how far it is
 * @param pool for chunks
 * @param ahead so many chunks are held at once
 * @param size of a chunk in bytes
 * @param step so many chunks are written between two lines of the journal
 */
record LineFiles(
    Transformer transformer, Journal journal, ExecutorService pool, int ahead, int size, int step) {
  private record Done(
      ByteArrayOutputStream bytes,
      long end,
      long lines,
      Counts counts,
      List<FileResult.Problem> problems) {}

  /** The first pass; what cannot be read is passed over, as in {@link Transformer#index}. */
  void index(Source source) throws IOException, InterruptedException, Batch.Failed {
    Deque<Future<?>> running = new ArrayDeque<>();
    try (Reading in = new Reading(source, transformer.progress())) {
      RecordFormat format = Transformer.format(in, source);
      Chunks chunks = new Chunks(in, size, 0);
      for (Optional<byte[]> next = chunks.next(); next.isPresent(); next = chunks.next()) {
        byte[] chunk = next.get();
        running.add(
            pool.submit(
                () -> {
                  try {
                    format.index(new ByteArrayInputStream(chunk), transformer.patients());
                    return true;
                  } catch (MalformedRecord told) {
                    return false;
                  }
                }));
        if (running.size() > ahead) {
          Batch.await(running.remove());
        }
      }
    } catch (Reading.Unreadable | Transformer.LeftOut told) {
      // What was handed out is awaited all the same.
    }
    for (Future<?> one : running) {
      Batch.await(one);
    }
  }

  /** The second pass. */
  FileResult transform(Source source) throws IOException, InterruptedException {
    String output = transformer.names().of(source.name());
    Path part = transformer.part(output);
    Journal.Part begun =
        journal
            .part(source.name())
            .filter(known -> isThere(part, known.out()))
            .orElse(new Journal.Part(source.name(), 0, 0, 0, Counts.NONE, List.of()));
    String format = "";
    Deque<Future<Done>> running = new ArrayDeque<>();
    try (Reading in = new Reading(source, transformer.progress());
        Writing writing = new Writing(part, begun.out())) {
      RecordFormat known = Transformer.format(in, source);
      format = known.name();
      in.skipNBytes(begun.in());
      Chunks chunks = new Chunks(in, size, begun.in());
      Journal.Part at = begun;
      int written = 0;
      Optional<byte[]> next = chunks.next();
      while (next.isPresent() || !running.isEmpty()) {
        if (next.isPresent()) {
          byte[] chunk = next.get();
          long end = chunks.offset();
          running.add(pool.submit(() -> transform(source, known, chunk, end, in.zipped())));
          next = chunks.next();
        }
        if (running.size() > ahead || next.isEmpty()) {
          Done done = Batch.await(running.remove());
          done.bytes().writeTo(writing);
          at = behind(at, done, writing.bytes());
          if (++written % step == 0) {
            writing.force();
            journal.part(at);
          }
        }
      }
      String keyed = transformer.names().keyed(in.sha256());
      Transformer.checkUnchanged(source);
      long bytes = writing.bytes();
      String sha256 = writing.sha256();
      writing.finish(transformer.out().resolve(output));
      return new FileResult(
          source.name(), output, true, format, bytes, sha256, keyed, at.counts(), at.problems());
    } catch (Reading.Unreadable e) {
      return leftOut(source, output, part, format, String.valueOf(e.getMessage()));
    } catch (Transformer.LeftOut e) {
      return leftOut(source, output, part, format, e.reason());
    } catch (Batch.Failed e) {
      return leftOut(source, output, part, format, Transformer.failed(e.failure()));
    } finally {
      running.forEach(one -> one.cancel(false));
    }
  }

  private Done transform(Source source, RecordFormat format, byte[] chunk, long end, boolean zipped)
      throws IOException {
    Release release = transformer.release(source, PatientKey.ofRecord("file", source.name()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(chunk.length + chunk.length / 8);
    long lines = Chunks.lines(chunk);
    try (OutputStream target = zipped ? new GZIPOutputStream(out, 1 << 16) : out) {
      format.transform(new ByteArrayInputStream(chunk), target, release);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a format of lines stopped at a line", e);
    }
    Tally tally = release.finish();
    return new Done(out, end, lines, Counts.of(tally), Transformer.problems(tally, 0));
  }

  private static Journal.Part behind(Journal.Part at, Done done, long bytes) {
    List<FileResult.Problem> problems = new ArrayList<>(at.problems());
    for (FileResult.Problem problem : done.problems()) {
      if (problems.size() < Tally.MALFORMED_KEPT) {
        problems.add(new FileResult.Problem(at.lines() + problem.record(), problem.reason()));
      }
    }
    return new Journal.Part(
        at.source(),
        done.end(),
        bytes,
        at.lines() + done.lines(),
        at.counts().plus(done.counts()),
        problems);
  }

  private static FileResult leftOut(
      Source source, String output, Path part, String format, String reason) throws IOException {
    Files.deleteIfExists(part);
    return FileResult.leftOut(source.name(), output, format, reason);
  }

  private static boolean isThere(Path part, long length) {
    try {
      return Files.size(part) >= length;
    } catch (IOException e) {
      return false;
    }
  }
}
