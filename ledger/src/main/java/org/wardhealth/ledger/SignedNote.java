package org.wardhealth.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A text and the lines that sign it (C2SP signed-note). Parsing proves nothing: {@link #verify}
 * does.
 *
 * @param text the signed text, with its final newline
 * @param signatures at least one
 */
record SignedNote(String text, List<NoteSignature> signatures) {
  /** Longest note that is read. The format asks for room for 16 signatures of about 5 kB. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_SIGNATURES = 100;
  private static final String LINE_START = "\u2014 ";

  /** One signature line. */
  static final class NoteSignature {
    private final String name;
    private final int keyId;
    private final byte[] bytes;

    /** The bytes are those after the key id. */
    NoteSignature(String name, int keyId, byte[] bytes) {
      this.name = name;
      this.keyId = keyId;
      this.bytes = bytes;
    }

    boolean claims(VerificationKey key) {
      return name.equals(key.name()) && keyId == key.keyId();
    }

    boolean isBy(String someName) {
      return name.equals(someName);
    }

    int length() {
      return bytes.length;
    }

    String base64() {
      return Base64Text.encode(
          ByteBuffer.allocate(4 + bytes.length).putInt(keyId).put(bytes).array());
    }

    @Override
    public String toString() {
      return LINE_START + name + " " + base64() + "\n";
    }
  }

  static SignedNote parse(byte[] bytes) throws Malformed {
    String note = decode(bytes);
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0) {
      throw new Malformed("the note has no blank line between text and signatures");
    }
    if (!note.endsWith("\n") || blank + 2 == note.length()) {
      throw new Malformed("the note does not end with a signature line and a newline");
    }
    String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", -1);
    if (lines.length > MAX_SIGNATURES) {
      throw new Malformed("the note has " + lines.length + " signatures, limit " + MAX_SIGNATURES);
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : lines) {
      signatures.add(parseSignature(line, signatures.size() + 1));
    }
    return new SignedNote(note.substring(0, blank + 1), List.copyOf(signatures));
  }

  /**
   * Returns if the key signed the text. Signatures by other keys are passed over; one by this key
   * that does not verify spoils the note, whatever else it carries.
   */
  void verify(VerificationKey key) throws VerificationFailure.BadSignature {
    verify(List.of(key), List.of(key));
  }

  /**
   * Verifies every signature by a known key; one that is wrong spoils the note.
   *
   * @param required keys that must have signed
   * @param known keys whose signatures are verified where they are there; those of others are
   *     passed over
   * @return the known keys that signed, with the time that they said, 0 if none
   */
  Map<VerificationKey, Long> verify(
      Collection<VerificationKey> required, Collection<VerificationKey> known)
      throws VerificationFailure.BadSignature {
    Map<VerificationKey, Long> signed = new LinkedHashMap<>();
    for (VerificationKey key : known) {
      for (NoteSignature signature : signatures) {
        if (signature.claims(key)) {
          OptionalLong time = key.verify(text, signature.bytes);
          if (time.isEmpty()) {
            throw new VerificationFailure.BadSignature(
                "a signature by " + key.shortText() + " is wrong");
          }
          signed.merge(key, time.getAsLong(), Math::max);
        }
      }
    }
    for (VerificationKey key : required) {
      if (!signed.containsKey(key)) {
        throw new VerificationFailure.BadSignature(
            "the note carries no signature by " + key.shortText());
      }
    }
    return signed;
  }

  /** The same text with the signatures by these keys only. */
  SignedNote onlyBy(Collection<VerificationKey> keys) {
    return new SignedNote(
        text, signatures.stream().filter(s -> keys.stream().anyMatch(s::claims)).toList());
  }

  /** The same text with more signatures. */
  SignedNote with(List<NoteSignature> more) {
    List<NoteSignature> all = new ArrayList<>(signatures);
    all.addAll(more);
    return new SignedNote(text, List.copyOf(all));
  }

  byte[] bytes() {
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(note::append);
    return note.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the format allows the key name: not empty, no Unicode space, no plus. */
  static boolean validKeyName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || c < 0x20
                        || c == 0x85
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c));
  }

  private static NoteSignature parseSignature(String line, int number) throws Malformed {
    String where = "signature line " + number;
    int space = line.indexOf(' ', LINE_START.length());
    if (!line.startsWith(LINE_START) || space < 0) {
      throw new Malformed(where + " is not \"\u2014 name base64\"");
    }
    String name = line.substring(LINE_START.length(), space);
    if (!validKeyName(name)) {
      throw new Malformed(where + " has a key name that is empty or has a space or a plus");
    }
    byte[] bytes;
    try {
      bytes = Base64Text.decode(line.substring(space + 1));
    } catch (Malformed e) {
      throw new Malformed(where + ": " + e.getMessage());
    }
    if (bytes.length < 5) {
      throw new Malformed(where + " has " + bytes.length + " bytes, too few for a signature");
    }
    return new NoteSignature(
        name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, 4, bytes.length));
  }

  private static String decode(byte[] bytes) throws Malformed {
    if (bytes.length > MAX_BYTES) {
      throw new Malformed("the note has " + bytes.length + " bytes, limit " + MAX_BYTES);
    }
    for (byte b : bytes) {
      if (b >= 0 && b < 0x20 && b != '\n') {
        throw new Malformed("the note holds the control character " + b);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("the note is not UTF-8");
    }
  }
}
