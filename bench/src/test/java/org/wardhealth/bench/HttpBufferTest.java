package org.wardhealth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBufferTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
  private static final String WHOLE =
      "HTTP/1.1 429 Busy\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void messagesAreReadHoweverTheyArrive(int most) throws IOException {
    byte[] bytes = (CHUNKED + WHOLE).getBytes(StandardCharsets.US_ASCII);
    InputStream slow =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, most));
          }
        };
    HttpBuffer buffer = new HttpBuffer(slow);

    HttpBuffer.Head first = buffer.readHead();
    StringBuilder body = new StringBuilder();
    buffer.readBody(
        first,
        (b, from, to) -> {
          body.append(new String(b, from, to - from, StandardCharsets.US_ASCII));
          return false;
        });
    HttpBuffer.Head second = buffer.readHead();
    buffer.readBody(second, (b, from, to) -> body.append((char) b[from]).isEmpty());

    assertThat(first.status()).isEqualTo(200);
    assertThat(body.toString()).startsWith("abcdeo");
    assertThat(second).isEqualTo(new HttpBuffer.Head(429, 2, true));
  }
}
