package org.wardhealth.server.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hospital's own list of passwords that nobody may choose: a file with the SHA-1 of one password
 * a line, in hexadecimal and in ascending order, with a count behind a colon or without, as "Have I
 * Been Pwned" gives them.
 *
 * <p>The file may be larger than the memory: it is searched by halves where it lies, anew for each
 * password, so it may be replaced while Ward runs. A password is looked for as it was typed and in
 * its NFKC form, and in no other: no list says more. Nothing is asked over the network. SHA-1 hides
 * none of these passwords, and need not: they are known.
 */
public final class StolenPasswords {
  private static final Pattern LINE =
      Pattern.compile("([0-9A-Fa-f]{40})(?::[0-9]{1,12})?[ \\t]*\\r?");

  /** Longer than any line. */
  private static final int LONGEST = 64;

  /** A file of this size is looked through whole when Ward starts; of a larger one, samples. */
  private static final int SMALL = 1 << 20;

  private static final int SAMPLES = 1000;

  private final Path file;

  StolenPasswords(Path file) {
    this.file = file;
  }

  /** One line: {@code [start, end)} in the file, and its hash. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Line(long start, long end, byte[] hash) {}

  /** What is wrong with a file, where something is: in samples of it, where it is large. */
  public static Optional<String> problem(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return Optional.of(file + " cannot be read");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        return Optional.of(file + " is empty: it has no line with the SHA-1 of a password");
      }
      long stride = size <= SMALL ? 1 : size / SAMPLES;
      Line last = line(file, channel, 0);
      while (last.end() + stride < size) {
        Line next = line(file, channel, last.end() + stride);
        if (Arrays.compareUnsigned(last.hash(), next.hash()) >= 0) {
          return Optional.of(
              file
                  + " is not in ascending order before byte "
                  + next.start()
                  + ", or has a line twice: sort it by 'LC_ALL=C sort -u', all letters large or all"
                  + " small");
        }
        last = next;
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether a password is on the list.
   *
   * @throws IOException if the list cannot be read, or has a line that is no SHA-1
   */
  boolean has(String password) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      String same = Normalizer.normalize(password, Normalizer.Form.NFKC);
      return has(channel, sha1(password)) || has(channel, sha1(same));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(file + " is not there", e);
    }
  }

  private boolean has(FileChannel channel, byte[] hash) throws IOException {
    long low = 0;
    long high = channel.size();
    while (low < high) {
      Line line = line(file, channel, (low + high) >>> 1);
      int order = Arrays.compareUnsigned(line.hash(), hash);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = line.end() + 1;
      } else {
        high = line.start();
      }
    }
    return false;
  }

  /** The line that the byte at {@code at} is in. */
  private static Line line(Path file, FileChannel channel, long at) throws IOException {
    long from = Math.max(0, at - LONGEST);
    ByteBuffer window = ByteBuffer.allocate(2 * LONGEST);
    while (window.hasRemaining() && channel.read(window, from + window.position()) > 0) {
      // reads on
    }
    byte[] bytes = Arrays.copyOf(window.array(), window.position());
    int inside = (int) (at - from);
    int start = Math.min(inside, bytes.length);
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    int end = Math.min(inside, bytes.length);
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    Matcher found =
        LINE.matcher(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
    if (!found.matches()) {
      throw new IOException(
          file
              + " has a line at byte "
              + (from + start)
              + " that is no SHA-1 of a password: 40 hexadecimal digits, and a colon with a count"
              + " or nothing");
    }
    return new Line(from + start, from + end, HexFormat.of().parseHex(found.group(1)));
  }

  private static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }
}
