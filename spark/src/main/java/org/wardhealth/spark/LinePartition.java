package org.wardhealth.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.RecordFormat;
import org.wardhealth.records.Release;

/** The lines of one partition on their way out, some hundred kilobytes at a time. */
final class LinePartition implements Iterator<String> {
  private static final int CHUNK = 1 << 18;

  private final Iterator<byte[]> in;
  private final RecordFormat format;
  private final Release release;
  private final Counts counts;
  private Iterator<String> ready = Collections.emptyIterator();
  private boolean finished;

  LinePartition(Iterator<byte[]> in, RecordFormat format, Release release, Counts counts) {
    this.in = in;
    this.format = format;
    this.release = release;
    this.counts = counts;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && in.hasNext()) {
      ready = chunk();
    }
    if (!ready.hasNext() && !finished) {
      finished = true;
      counts.add(release.finish());
    }
    return ready.hasNext();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }

  private Iterator<String> chunk() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(CHUNK + 4096);
    while (in.hasNext() && lines.size() < CHUNK) {
      lines.writeBytes(in.next());
      lines.write('\n');
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(lines.size());
    try {
      format.transform(new ByteArrayInputStream(lines.toByteArray()), out, release);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("a format of lines stopped at a line", e);
    }
    return out.toString(StandardCharsets.UTF_8).lines().iterator();
  }
}
