package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Profile;

/** Inputs that a hospital might have, all invented, and the order that de-identifies them. */
record Folder(Path in, Path out, Path kept) {
  static final Deid DEID = Deid.english();

  static Folder in(Path directory) throws IOException {
    Path in = Files.createDirectories(directory.resolve("in"));
    return new Folder(in, directory.resolve("out"), directory.resolve("out.private"));
  }

  Folder text(String name, String text) throws IOException {
    Path file = in.resolve(name);
    Files.createDirectories(DurableFile.parent(file));
    Files.writeString(file, text);
    return this;
  }

  Folder zipped(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Files.write(in.resolve(name), bytes.toByteArray());
    return this;
  }

  /** Lines of notes about patients who come again and again. */
  static String notes(int lines) {
    StringBuilder notes = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      notes
          .append("{\"id\":\"n")
          .append(i)
          .append("\",\"patient\":\"MRN-")
          .append(i % 17)
          .append("\",\"text\":\"Seen by Dr. Alice Moreno on 3 March 2026, MRN 00")
          .append(100_000 + i)
          .append(".\"}\n");
    }
    return notes.toString();
  }

  /** Files of many kinds, in folders named after patients. */
  Folder filled() throws IOException {
    for (int i = 0; i < 25; i++) {
      text(
          "Smith_John_" + i % 4 + "/visit-" + i + ".txt",
          "Mr. John Smith was seen on 4 May 2026 at 555-0142, MRN 44551" + i + ".\n".repeat(i));
    }
    text("broken/latin.txt", "x");
    Files.write(in.resolve("broken/latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    text("scan.pdf", "%PDF-1.4 Jane Doe");
    text("large.jsonl", notes(1000) + "Jane Doe is no JSON\n" + notes(200));
    zipped("packed.jsonl.gz", notes(1000));
    return this;
  }

  Batch.Order order(Profile profile, byte key, int jobs) {
    byte[] secret = new byte[DataSetKey.BYTES];
    Arrays.fill(secret, key);
    return new Batch.Order(
        List.of(in),
        out,
        kept,
        profile,
        DEID,
        Optional.of(DataSetKey.of(secret)),
        jobs,
        100_000_000,
        "test",
        Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC),
        new SecureRandom());
  }

  /** With chunks so small that the large files have dozens. */
  Batch batch(int jobs) {
    return new Batch(order(Profile.SAFE_HARBOR, (byte) 7, jobs), 4096, 3);
  }

  Batch.Outcome run() throws BatchRefused, IOException, InterruptedException {
    return batch(2).run(Progress.NONE);
  }

  /** Everything in the folder of the outputs, by path. */
  Map<String, String> outputs() throws IOException {
    Map<String, String> outputs = new TreeMap<>();
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        outputs.put(
            out.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return outputs;
  }

  /** The output of a source, unpacked. */
  String output(String source) throws IOException {
    String line =
        Files.readAllLines(kept.resolve("names.jsonl")).stream()
            .filter(one -> one.endsWith("\"source\":\"in/" + source + "\"}"))
            .findFirst()
            .orElseThrow();
    Path file =
        out.resolve(Counts.string(JsonText.read(line.getBytes(StandardCharsets.UTF_8)), "output"));
    assertThat(file).exists();
    try (var in = Files.newInputStream(file)) {
      return new String(
          (source.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }
}
