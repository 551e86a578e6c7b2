package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The body of an HTTP request: JSON, not compressed, not too large, not dripping in for ever. */
final class HttpBody implements Body {
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HttpServletRequest request;
  private final int maxBytes;
  private final LongSupplier nanos;

  HttpBody(HttpServletRequest request, int maxBytes, LongSupplier nanos) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.nanos = nanos;
  }

  @Override
  public byte[] read() {
    requireJson();
    try {
      return readAll();
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
        throw tooSlow();
      }
      throw new Refusal(ErrorCode.BODY_INCOMPLETE, "The body broke off before its end.");
    }
  }

  private byte[] readAll() throws IOException {
    long declared = request.getContentLengthLong();
    if (declared > maxBytes) {
      throw tooLarge();
    }
    long deadline = nanos.getAsLong() + MAX_NANOS;
    byte[] bytes = new byte[declared >= 0 ? (int) declared + 1 : 8_192];
    int length = 0;
    InputStream in = request.getInputStream();
    while (true) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(bytes.length * 2, maxBytes + 1));
      }
      int n = in.read(bytes, length, bytes.length - length);
      if (n < 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += n;
      if (length > maxBytes) {
        throw tooLarge();
      }
      if (nanos.getAsLong() - deadline > 0) {
        throw tooSlow();
      }
    }
  }

  private void requireJson() {
    String type = request.getContentType();
    String plain = type == null ? "" : type.toLowerCase(Locale.ROOT).split(";")[0].strip();
    if (!plain.equals("application/json") && !plain.endsWith("+json")) {
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send JSON, with 'Content-Type: application/json'.");
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without compression.");
    }
  }

  private static Refusal tooSlow() {
    return new Refusal(
        ErrorCode.BODY_TOO_SLOW,
        "The body took more than "
            + TimeUnit.NANOSECONDS.toSeconds(MAX_NANOS)
            + " s to arrive, or stood still.");
  }

  private Refusal tooLarge() {
    return new Refusal(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than "
            + maxBytes
            + " bytes. Cut the text, or raise server.body-limit.");
  }
}
