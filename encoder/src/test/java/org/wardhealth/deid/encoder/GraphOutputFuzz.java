package org.wardhealth.deid.encoder;

import java.util.Arrays;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/** A model under foreign bytes: it is refused, or what is cut out of it needs no more cutting. */
final class GraphOutputFuzz implements FuzzTarget {
  @Override
  public List<byte[]> seeds() {
    return List.of(GraphOutputTest.model());
  }

  @Override
  public void run(byte[] input) {
    byte[] cut;
    try {
      cut = GraphOutput.only(input, "b");
    } catch (IllegalArgumentException refused) {
      return;
    }
    if (!Arrays.equals(GraphOutput.only(cut, "b"), cut)) {
      throw new IllegalStateException("what was cut is cut again");
    }
  }
}
