package org.wardhealth.deid.encoder;

/** The encoder itself: pieces in, one vector for each out. */
interface States extends AutoCloseable {
  /** The length of a vector. */
  int width();

  /**
   * @param ids of pieces, with the marks at both ends
   * @return for each piece its vector, one after the other
   */
  float[] of(long[] ids);

  @Override
  void close();
}
