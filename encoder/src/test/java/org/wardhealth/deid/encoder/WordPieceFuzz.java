package org.wardhealth.deid.encoder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/**
 * A tokenizer.json under foreign bytes, and what is left of it on foreign text: it is refused in
 * words that begin with its name, or it cuts any text into words in their order that split no
 * surrogate pair, and windows answer each word once. Before the first line end stands the
 * tokenizer, behind it the text.
 */
final class WordPieceFuzz implements FuzzTarget {
  private static final WordPiece SOUND = read(bytes(tokenizer("true")));

  private static String tokenizer(String lowercase) {
    return "{\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":"
        + lowercase
        + "},\"model\":{\"vocab\":{\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2,\"low\":3,\"##er\":4,"
        + "\"##\\u0065\":5,\".\":6,\"e\":7}}}";
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        bytes(tokenizer("true") + "\nLower é. 長い \uD83D\uDE00 e\u0301\u0301 lowe\tr"),
        bytes(tokenizer("false") + "\nlow.er " + "low".repeat(40)));
  }

  @Override
  public void run(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String text =
        new String(
            input,
            Math.min(input.length, end + 1),
            Math.max(0, input.length - end - 1),
            StandardCharsets.UTF_8);
    check(SOUND, text);
    check(SOUND, new String(input, StandardCharsets.UTF_16BE));
    try {
      byte[] tokenizer = java.util.Arrays.copyOf(input, end);
      check(new ModelFiles(new byte[0], tokenizer).words(), text);
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).startsWith("tokenizer.json")) {
        throw new IllegalStateException("the error does not say which file", e);
      }
    }
  }

  private static void check(WordPiece words, String text) {
    Pieces pieces = words.cut(text);
    int last = 0;
    for (int word = 0; word < pieces.words(); word++) {
      int start = pieces.start()[word];
      int end = pieces.end()[word];
      require(last <= start && start < end && end <= text.length(), "a word out of its place");
      require(whole(text, start) && whole(text, end), "a word that splits a pair");
      require(pieces.pieces(word, word + 1) > 0, "a word without a piece");
      last = end;
    }
    int answered = 0;
    for (Windows.Window window : Windows.of(pieces)) {
      require(window.asked() == answered && window.until() > answered, "a word answered twice");
      require(window.from() <= window.asked() && window.until() <= window.to(), "a word not read");
      answered = window.until();
    }
    require(answered == pieces.words(), "a word not answered");
  }

  private static boolean whole(String text, int at) {
    return at == 0
        || at == text.length()
        || !Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalStateException(problem);
    }
  }

  private static WordPiece read(byte[] tokenizer) {
    try {
      return new ModelFiles(new byte[0], tokenizer).words();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
