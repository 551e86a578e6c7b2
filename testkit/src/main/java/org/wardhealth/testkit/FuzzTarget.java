package org.wardhealth.testkit;

import java.util.List;

/**
 * A parser under foreign bytes. {@link #run} returns for every input, or throws: whatever it throws
 * is a fault. Has a constructor without parameters, and no memory from one input to the next.
 */
public interface FuzzTarget {
  /** Real inputs, from which others are made. */
  List<byte[]> seeds();

  /** Takes one input, and checks what must hold for every one. */
  void run(byte[] input);
}
