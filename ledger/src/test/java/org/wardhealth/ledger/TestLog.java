package org.wardhealth.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A log in a temporary directory, with small segments, that publishes only by hand. */
final class TestLog {
  static final NoteSigner SIGNER = signer("ward.example/log", 1);

  /** The same log, signed with Ed25519 alone: for tests that sign thousands of times. */
  static final NoteSigner QUICK_SIGNER =
      NoteSigner.parse(SIGNER.secretText().lines().findFirst().orElseThrow());

  static final TrustPolicy POLICY = TrustPolicy.of(SIGNER.verificationKeys());
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T08:00:00Z"));

  final Path directory;
  final Path secondStore;

  TestLog(Path root) {
    this.directory = root.resolve("log");
    this.secondStore = root.resolve("second");
  }

  LedgerOptions options() {
    return LedgerOptions.of(directory, secondStore, SIGNER)
        .withClock(CLOCK)
        .withSegmentBytes(1 << 17)
        .withPublishInterval(Duration.ZERO);
  }

  Ledger open() {
    return Ledger.open(options());
  }

  VerifiedLog verify() throws VerificationFailure, IOException {
    return LogVerifier.verify(directory, POLICY, Optional.empty());
  }

  VerifiedLog verifySince(Checkpoint older) throws VerificationFailure, IOException {
    return LogVerifier.verify(directory, POLICY, Optional.of(older));
  }

  /** Appends entries from..to-1 in one go and waits for all. */
  static void append(Ledger ledger, int from, int to) {
    var receipts =
        Stream.iterate(from, i -> i < to, i -> i + 1).map(i -> ledger.submit(entry(i))).toList();
    receipts.forEach(receipt -> receipt.join());
  }

  static byte[] entry(int i) {
    return ("entry " + i).getBytes(StandardCharsets.UTF_8);
  }

  List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("wal"))) {
      return files.filter(f -> f.toString().endsWith(Segment.SUFFIX)).sorted().toList();
    }
  }

  static NoteSigner signer(String name, int seed) {
    return NoteSigner.generate(name, random(seed));
  }

  /** Counts up from the seed. */
  static SecureRandom random(int seed) {
    return new SecureRandom() {
      @Override
      public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (seed + i);
        }
      }
    };
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
