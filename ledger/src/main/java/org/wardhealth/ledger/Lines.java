package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines before the first empty one, each with its newline, and what follows: the shape that a
 * proof and a request to a witness share.
 */
final class Lines {
  /** No tree of less than 2^63 entries has a longer proof. */
  static final int MAX_HASHES = 63;

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,19}");

  private final List<String> head;
  private final byte[] rest;

  private Lines(List<String> head, byte[] rest) {
    this.head = List.copyOf(head);
    this.rest = rest;
  }

  List<String> head() {
    return head;
  }

  byte[] rest() {
    return rest;
  }

  static Lines parse(byte[] bytes, int maxLines) throws Malformed {
    List<String> head = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        if (at == from) {
          byte[] rest = new byte[bytes.length - at - 1];
          System.arraycopy(bytes, at + 1, rest, 0, rest.length);
          return new Lines(head, rest);
        }
        if (head.size() == maxLines) {
          throw new Malformed("more than " + maxLines + " lines stand before the empty line");
        }
        head.add(line(bytes, from, at));
        from = at + 1;
      }
    }
    throw new Malformed("there is no empty line before the checkpoint");
  }

  /** The number behind a word and a space. */
  static long number(String line, String word) throws Malformed {
    if (!line.startsWith(word + " ")) {
      throw new Malformed("a line does not begin with \"" + word + " \"");
    }
    return number(line.substring(word.length() + 1));
  }

  static long number(String digits) throws Malformed {
    if (!NUMBER.matcher(digits).matches()) {
      throw new Malformed("a number is not in plain decimal");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new Malformed("the number " + digits + " is beyond what this program can count");
    }
  }

  static List<Hash> hashes(List<String> lines) throws Malformed {
    if (lines.size() > MAX_HASHES) {
      throw new Malformed("there are " + lines.size() + " hashes, limit " + MAX_HASHES);
    }
    List<Hash> hashes = new ArrayList<>();
    for (String line : lines) {
      byte[] hash = Base64Text.decode(line);
      if (hash.length != Hash.LENGTH) {
        throw new Malformed("a hash has " + hash.length + " bytes, not 32");
      }
      hashes.add(Hash.of(hash));
    }
    return hashes;
  }

  private static String line(byte[] bytes, int from, int to) throws Malformed {
    try {
      return StandardCharsets.US_ASCII
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a line is not ASCII");
    }
  }
}
