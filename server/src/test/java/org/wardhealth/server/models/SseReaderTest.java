package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final int LIMIT = 10_000;

  /** Gives out the bytes in pieces of at most the given size. */
  private static final class Pieces extends InputStream {
    private final byte[] bytes;
    private final Random sizes;
    private final int largest;
    private int at;

    Pieces(byte[] bytes, Random sizes, int largest) {
      this.bytes = bytes;
      this.sizes = sizes;
      this.largest = largest;
    }

    @Override
    public int read() {
      return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (at == bytes.length) {
        return -1;
      }
      int n = Math.min(Math.min(length, bytes.length - at), 1 + sizes.nextInt(largest));
      System.arraycopy(bytes, at, target, offset, n);
      at += n;
      return n;
    }
  }

  private static List<String> read(InputStream in) throws IOException, SseReader.EventTooLong {
    SseReader reader = new SseReader(in, LIMIT);
    List<String> events = new ArrayList<>();
    for (Optional<String> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static List<String> read(String stream) throws IOException, SseReader.EventTooLong {
    return read(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void eventsAreTheSameHoweverTheStreamIsCutAndItsLinesAreEnded() throws Exception {
    String[] texts = {
      "{\"a\":1}", "", "Ünïcödé \uD83D\uDE00 字", " leading", "a: b", "[DONE]", "\t"
    };
    String[] between = {": ping", "event: message", "id: 7", "retry: 10", ":", "datax: no", "foo"};
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      String end = new String[] {"\n", "\r", "\r\n"}[random.nextInt(3)];
      StringBuilder stream = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int event = random.nextInt(6); event >= 0; event--) {
        List<String> lines = new ArrayList<>();
        for (int line = random.nextInt(3); line >= 0; line--) {
          String text = texts[random.nextInt(texts.length)];
          lines.add(text);
          boolean space = random.nextBoolean() || text.startsWith(" ");
          stream.append("data:").append(space ? " " : "").append(text).append(end);
          if (random.nextBoolean()) {
            stream.append(between[random.nextInt(between.length)]).append(end);
          }
        }
        stream.append(end.repeat(1 + random.nextInt(2)));
        expected.add(String.join("\n", lines));
      }
      byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
      int largest = 1 + random.nextInt(12);
      assertThat(read(new Pieces(bytes, random, largest)))
          .as(stream.toString())
          .isEqualTo(expected);
    }
  }

  @Test
  void everySplitOfOneStreamReadsTheSame() throws Exception {
    byte[] bytes =
        "data: a\r\n\r\ndata: é\uD83D\uDE00\r\ndata: b\r\n\r\n: c\r\n\r\ndata:[DONE]\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      InputStream in =
          new java.io.SequenceInputStream(
              new ByteArrayInputStream(bytes, 0, cut),
              new ByteArrayInputStream(bytes, cut, bytes.length - cut));
      assertThat(read(in)).containsExactly("a", "é\uD83D\uDE00\nb", "[DONE]");
    }
  }

  @Test
  void anEventThatTheStreamCutsOffIsNone() throws Exception {
    assertThat(read("data: a\n\ndata: b\n")).containsExactly("a");
    assertThat(read("data: a\n\ndata: b")).containsExactly("a");
  }

  @Test
  void commentsAndOtherFieldsAloneAreNoEvent() throws Exception {
    assertThat(read(": keep-alive\n\n\n\nevent: x\n\nid: 1\n\ndata: a\n\n")).containsExactly("a");
  }

  @Test
  void aByteOrderMarkAtTheStartIsNotPartOfTheFirstField() throws Exception {
    assertThat(read("\uFEFFdata: a\n\ndata: b\n\n")).containsExactly("a", "b");
  }

  @Test
  void dataWithoutAColonIsAnEmptyLine() throws Exception {
    assertThat(read("data: a\ndata\ndata: b\n\n")).containsExactly("a\n\nb");
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT - 100, LIMIT - 6})
  void anEventUpToTheLimitIsRead(int length) throws Exception {
    String text = "x".repeat(length);
    assertThat(read("data: " + text + "\n\n")).containsExactly(text);
  }

  @Test
  void aLineWithoutAnEndIsRefusedAtTheLimit() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatThrownBy(() -> read(endless)).isInstanceOf(SseReader.EventTooLong.class);
  }

  @Test
  void anEventOfManyShortLinesIsRefusedAtTheLimit() {
    assertThatThrownBy(() -> read("data: xxxxxxxx\n".repeat(LIMIT)))
        .isInstanceOf(SseReader.EventTooLong.class);
    assertThatThrownBy(() -> read("data:\n".repeat(LIMIT + 10)))
        .isInstanceOf(SseReader.EventTooLong.class);
  }

  @Test
  void anyBytesEndWithEventsOrAnErrorOfTheirOwn() throws Exception {
    Random random = new Random(2);
    byte[] alphabet = "dat:a \r\n\u00FF{}".getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      assertThat(read(new Pieces(bytes, random, 5)))
          .isEqualTo(read(new ByteArrayInputStream(bytes)));
    }
  }
}
