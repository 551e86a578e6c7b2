package org.wardhealth.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Looks for canaries in bytes, strings and files, in every {@link Sighting.Form} and inside of gzip
 * members at any depth up to three.
 *
 * <p>Of a name, the given or the family name alone is a sighting too; of anything else only the
 * whole is. It does not see through encryption, other compression (deflate without a header, zip,
 * zstd) or base64 that is broken over lines. The search reads each byte once and compares at the
 * few places where the first three bytes fit.
 */
public final class CanarySearch {
  private static final int KEY = 3;
  private static final int DEPTH = 3;
  private static final int INFLATED_LIMIT = 64 << 20;
  private static final int LEAST_DIGITS = 8;

  /**
   * What a canary looks like in one form; {@code folded} when the case of ASCII letters may differ.
   */
  private static final class Pattern {
    final Canary canary;
    final Sighting.Form form;
    final byte[] bytes;
    final boolean folded;

    Pattern(Canary canary, Sighting.Form form, byte[] bytes, boolean folded) {
      this.canary = canary;
      this.form = form;
      this.bytes = bytes;
      this.folded = folded;
    }
  }

  private final BitSet keys = new BitSet(1 << (8 * KEY));
  private final Map<Integer, List<Pattern>> byKey = new HashMap<>();

  CanarySearch(List<Canary> canaries) {
    for (Canary canary : canaries) {
      addForms(canary, canary.value());
      if (canary.kind() == Canary.Kind.NAME) {
        for (String part : canary.value().split(" ", -1)) {
          addForms(canary, part);
        }
      }
    }
  }

  /** What is found in a text. */
  public List<Sighting> in(String where, String text) {
    return in(where, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is found in bytes. */
  public List<Sighting> in(String where, byte[] bytes) {
    List<Sighting> found = new ArrayList<>();
    search(where, bytes, 0, found);
    return found;
  }

  /**
   * What is found in all regular files under a directory, and in their names. Files that vanish
   * meanwhile are passed over; links are not followed.
   */
  public List<Sighting> under(Path directory) {
    List<Sighting> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String where = directory.relativize(file).toString();
        for (Sighting inName : in(where, where)) {
          found.add(new Sighting(inName.canary(), inName.form(), where, -1));
        }
        if (Files.isRegularFile(file)) {
          found.addAll(in(where, read(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot search " + directory, e);
    }
    return found;
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  private void search(String where, byte[] bytes, int depth, List<Sighting> found) {
    for (int i = 0; i + KEY <= bytes.length; i++) {
      int key = key(bytes, i);
      if (keys.get(key)) {
        for (Pattern pattern : byKey.getOrDefault(key, List.of())) {
          if (matches(pattern, bytes, i)) {
            found.add(new Sighting(pattern.canary, pattern.form, where, i));
          }
        }
      }
      if (bytes[i] == 0x1f && bytes[i + 1] == (byte) 0x8b && bytes[i + 2] == 8 && depth < DEPTH) {
        search(where + "!gzip@" + i, inflated(bytes, i), depth + 1, found);
      }
    }
  }

  /** As much of a gzip member as can be read; a torn one is searched up to the tear. */
  private static byte[] inflated(byte[] bytes, int start) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start), 4096)) {
      byte[] block = new byte[8192];
      for (int n = gzip.read(block); n > 0 && plain.size() < INFLATED_LIMIT; n = gzip.read(block)) {
        plain.write(block, 0, n);
      }
    } catch (IOException e) {
      return plain.toByteArray(); // torn, or not gzip at all
    }
    return plain.toByteArray();
  }

  private static int key(byte[] bytes, int at) {
    return lower(bytes[at]) << 16 | lower(bytes[at + 1]) << 8 | lower(bytes[at + 2]);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff;
  }

  private static boolean matches(Pattern pattern, byte[] bytes, int at) {
    byte[] sought = pattern.bytes;
    if (at + sought.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < sought.length; i++) {
      boolean same =
          pattern.folded ? lower(bytes[at + i]) == lower(sought[i]) : bytes[at + i] == sought[i];
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void addForms(Canary canary, String value) {
    Set<String> written = new LinkedHashSet<>();
    addText(canary, Sighting.Form.UTF_8, value, StandardCharsets.UTF_8, written);
    addText(canary, Sighting.Form.LATIN_1, value, StandardCharsets.ISO_8859_1, written);
    addText(canary, Sighting.Form.UTF_16BE, value, StandardCharsets.UTF_16BE, written);
    addText(canary, Sighting.Form.UTF_16LE, value, StandardCharsets.UTF_16LE, written);
    String json = escape(value, "\\u%04x");
    addText(canary, Sighting.Form.JSON, json, StandardCharsets.US_ASCII, written);
    String slashed = json.replace("/", "\\/");
    addText(canary, Sighting.Form.JSON, slashed, StandardCharsets.US_ASCII, written);
    String url = URLEncoder.encode(value, StandardCharsets.UTF_8);
    addText(canary, Sighting.Form.URL, url, StandardCharsets.US_ASCII, written);
    String spaced = url.replace("+", "%20");
    addText(canary, Sighting.Form.URL, spaced, StandardCharsets.US_ASCII, written);
    String decimal = escape(value, "&#%d;");
    addText(canary, Sighting.Form.HTML, decimal, StandardCharsets.US_ASCII, written);
    String hex = escape(value, "&#x%x;");
    addText(canary, Sighting.Form.HTML, hex, StandardCharsets.US_ASCII, written);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    String digits = HexFormat.of().formatHex(utf8);
    addText(canary, Sighting.Form.HEX, digits, StandardCharsets.US_ASCII, written);
    String bare = value.replaceAll("[^0-9]", "");
    if (bare.length() >= LEAST_DIGITS && canary.kind() != Canary.Kind.URL) {
      addText(canary, Sighting.Form.DIGITS, bare, StandardCharsets.US_ASCII, written);
    }
    for (int shift = 0; shift < 3; shift++) {
      addBase64(canary, utf8, shift);
    }
  }

  private void addText(
      Canary canary, Sighting.Form form, String text, Charset charset, Set<String> written) {
    byte[] bytes = text.getBytes(charset);
    if (new String(bytes, charset).equals(text)
        && written.add(new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))) {
      add(new Pattern(canary, form, bytes, true));
    }
  }

  /**
   * The characters of base64 that depend on the value alone when it begins at {@code shift} modulo
   * 3.
   */
  private void addBase64(Canary canary, byte[] value, int shift) {
    byte[] shifted = new byte[shift + value.length];
    System.arraycopy(value, 0, shifted, shift, value.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int from = shift == 0 ? 0 : shift + 1;
    int to = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
    String sure = encoded.substring(from, to);
    String otherAlphabet = sure.replace('+', '-').replace('/', '_');
    for (String form : new LinkedHashSet<>(List.of(sure, otherAlphabet))) {
      byte[] bytes = form.getBytes(StandardCharsets.US_ASCII);
      add(new Pattern(canary, Sighting.Form.BASE64, bytes, false));
    }
  }

  private void add(Pattern pattern) {
    int key = key(pattern.bytes, 0);
    keys.set(key);
    byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(pattern);
  }

  private static String escape(String text, String format) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < 128) {
                escaped.append((char) c);
              } else {
                escaped.append(String.format(Locale.ROOT, format, c));
              }
            });
    return escaped.toString();
  }
}
