package org.wardhealth.labels;

import org.junit.jupiter.api.Test;
import org.wardhealth.testkit.Fuzzing;

/** Texts with seeded changes; {@code ward fuzz} looks further. */
class FuzzTest {
  @Test
  void anyTextIsRead() {
    Fuzzing.run(new LabellerFuzz(), 20_261_129, 3_000);
  }
}
