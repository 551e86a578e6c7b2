package org.wardhealth.server.models;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends with {@link TooLarge} instead of reading more than the limit. Whoever gives it a stream
 * closes that one.
 */
final class BoundedInputStream extends FilterInputStream {
  private long left;

  BoundedInputStream(InputStream in, long limit) {
    super(in);
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      took(1);
    }
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = super.read(target, offset, length);
    if (n > 0) {
      took(n);
    }
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads nothing more: closing the stream of an answer would read on to its end. */
  @Override
  public void close() {}

  private void took(int n) throws TooLarge {
    left -= n;
    if (left < 0) {
      throw new TooLarge();
    }
  }

  /** There was more than the limit. */
  static final class TooLarge extends IOException {
    TooLarge() {
      super("answer too large");
    }
  }
}
