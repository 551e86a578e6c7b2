package org.wardhealth.deid;

import java.util.Arrays;
import java.util.List;
import org.wardhealth.testkit.FuzzTarget;

/** The file of a tagger under foreign bytes: refused with a reason, or written back the same. */
final class ModelFuzz implements FuzzTarget {
  @Override
  public List<byte[]> seeds() {
    return List.of(TaggerFileTest.file().write());
  }

  @Override
  public void run(byte[] input) {
    TaggerFile model;
    try {
      model = TaggerFile.read(input, "m");
    } catch (IllegalStateException e) {
      if (!String.valueOf(e.getMessage()).startsWith("m ")) {
        throw e;
      }
      return;
    }
    if (!Arrays.equals(model.write(), input)) {
      throw new IllegalArgumentException("a tagger is written back as another one");
    }
  }
}
