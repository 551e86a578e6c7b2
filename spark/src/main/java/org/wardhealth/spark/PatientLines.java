package org.wardhealth.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.wardhealth.records.Formats;
import org.wardhealth.records.MalformedRecord;
import org.wardhealth.records.PatientIndex;
import org.wardhealth.records.RecordFormat;

/**
 * The lines of one format that say who the patients are, in blocks of some hundred kilobytes, each
 * deflated: the driver holds all of them, and every executor too.
 */
final class PatientLines extends KnownPatients {
  @Serial private static final long serialVersionUID = 1;

  private static final int BLOCK = 1 << 18;

  private final String format;
  private final List<byte[]> blocks;

  PatientLines(String format, long limit, List<byte[]> blocks) {
    super(limit);
    this.format = format;
    this.blocks = List.copyOf(blocks);
  }

  /** The blocks of those lines that say who a patient is. */
  static Iterator<byte[]> blocks(RecordFormat format, Iterator<byte[]> lines) {
    List<byte[]> blocks = new ArrayList<>();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    while (lines.hasNext()) {
      byte[] line = lines.next();
      if (describes(format, line)) {
        block.writeBytes(line);
        block.write('\n');
        if (block.size() >= BLOCK) {
          blocks.add(deflated(block));
          block.reset();
        }
      }
    }
    if (block.size() > 0) {
      blocks.add(deflated(block));
    }
    return blocks.iterator();
  }

  private static boolean describes(RecordFormat format, byte[] line) {
    if (!format.mayDescribe(line, line.length)) {
      return false;
    }
    PatientIndex one = new PatientIndex(Long.MAX_VALUE);
    try {
      format.index(new ByteArrayInputStream(line), one);
    } catch (MalformedRecord e) {
      // The second pass tells.
    } catch (IOException e) {
      throw new IllegalStateException("an index without limit is full", e);
    }
    return one.size() > 0;
  }

  private static byte[] deflated(ByteArrayOutputStream block) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(packed)) {
      block.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    return packed.toByteArray();
  }

  @Override
  void addTo(PatientIndex patients) throws IOException {
    RecordFormat reader = Formats.named(format).orElseThrow();
    for (byte[] block : blocks) {
      try (InputStream lines = new InflaterInputStream(new ByteArrayInputStream(block))) {
        reader.index(lines, patients);
      } catch (MalformedRecord e) {
        throw new IllegalStateException("a line that described a patient does no more", e);
      }
    }
  }
}
