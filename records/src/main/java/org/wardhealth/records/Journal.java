package org.wardhealth.records;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardhealth.records.BatchRefused.Why;
import tools.jackson.core.JacksonException;

/**
 * What a batch has done so far: one JSON object a line, each durable before the next thing is done.
 *
 * <p>A line about a file is written when the file stands under its name and is durable, so a file
 * that the journal names is whole, and one that it does not name is made anew. Whatever stops the
 * process, the last line may be torn: it is cut off. Two processes cannot hold one journal.
 */
final class Journal implements Closeable {
  /** How far an unfinished output of lines is durable. */
  record Part(
      String source,
      long in,
      long out,
      long lines,
      Counts counts,
      List<FileResult.Problem> problems) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("source", source);
      json.put("in", in);
      json.put("out", out);
      json.put("lines", lines);
      json.put("counts", counts.json());
      json.put("problems", FileResult.problemsJson(problems));
      return json;
    }
  }

  private final FileChannel channel;
  private final Map<String, FileResult> files = new LinkedHashMap<>();
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private Optional<Map<String, Object>> settings = Optional.empty();
  private boolean complete;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  static Journal open(Path file) throws IOException, BatchRefused {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(channel);
    try {
      DurableFile.own(file);
      if (channel.tryLock() == null) {
        throw busy(file);
      }
      journal.read(file);
      return journal;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw busy(file);
    } catch (IOException | BatchRefused e) {
      channel.close();
      throw e;
    }
  }

  /** The settings that it was begun with; empty when it is new. */
  Optional<Map<String, Object>> settings() {
    return settings;
  }

  /** Whether the batch came to its end. */
  boolean complete() {
    return complete;
  }

  /** What became of the files that are done, by name of the source. */
  synchronized Map<String, FileResult> files() {
    return new LinkedHashMap<>(files);
  }

  /** How far the output of a source has come. */
  synchronized Optional<Part> part(String source) {
    return Optional.ofNullable(parts.get(source));
  }

  /** Forgets everything and begins with these settings. */
  synchronized void begin(Map<String, Object> with) throws IOException {
    channel.truncate(0);
    files.clear();
    parts.clear();
    complete = false;
    settings = Optional.of(with);
    append(Map.of("begin", with));
  }

  synchronized void done(FileResult result) throws IOException {
    append(Map.of("file", result.json()));
    files.put(result.source(), result);
    parts.remove(result.source());
  }

  synchronized void part(Part part) throws IOException {
    append(Map.of("part", part.json()));
    parts.put(part.source(), part);
  }

  /** Forgets a file whose output is gone. */
  synchronized void lost(String source) {
    files.remove(source);
  }

  synchronized void complete(boolean is) throws IOException {
    if (complete != is) {
      append(Map.of("complete", is));
      complete = is;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void append(Map<String, ?> value) throws IOException {
    byte[] json = JsonText.line(value);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    channel.position(channel.size());
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(true);
  }

  private void read(Path file) throws IOException {
    long whole = 0;
    int number = 0;
    RecordedLines lines = new RecordedLines(channel);
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      number++;
      try {
        take(JsonText.read(line.get()));
      } catch (JacksonException e) {
        throw new IOException("line " + number + " of " + file + " is damaged", e);
      }
      whole = lines.offset();
    }
    channel.truncate(whole);
  }

  @SuppressWarnings("unchecked") // Written by this class: keys are strings.
  private void take(Map<String, Object> line) {
    if (line.get("begin") instanceof Map<?, ?> begin) {
      settings = Optional.of((Map<String, Object>) begin);
    } else if (line.get("file") instanceof Map<?, ?> json) {
      FileResult result = FileResult.of((Map<String, Object>) json);
      files.put(result.source(), result);
      parts.remove(result.source());
    } else if (line.get("part") instanceof Map<?, ?> json) {
      Map<String, Object> part = (Map<String, Object>) json;
      parts.put(
          Counts.string(part, "source"),
          new Part(
              Counts.string(part, "source"),
              Counts.number(part, "in"),
              Counts.number(part, "out"),
              Counts.number(part, "lines"),
              part.get("counts") instanceof Map<?, ?> counts
                  ? Counts.of((Map<String, Object>) counts)
                  : Counts.NONE,
              FileResult.problems(Counts.list(part, "problems"))));
    } else if (line.get("complete") instanceof Boolean is) {
      complete = is;
    }
  }

  private static BatchRefused busy(Path file) {
    return new BatchRefused(Why.BUSY, "another run is writing there: it holds " + file);
  }

  /** The lines that have an end. */
  private static final class RecordedLines {
    private final InputStream in;
    private long offset;

    RecordedLines(FileChannel channel) {
      in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    Optional<byte[]> next() throws IOException {
      var line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          offset += line.size() + 1L;
          return Optional.of(line.toByteArray());
        }
        line.write(b);
      }
      return Optional.empty();
    }

    long offset() {
      return offset;
    }
  }
}
