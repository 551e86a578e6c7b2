package org.wardhealth.consent;

import org.junit.jupiter.api.Test;
import org.wardhealth.testkit.Fuzzing;

/** Consents with seeded changes; {@code ward fuzz} looks further. */
class FuzzTest {
  @Test
  void anyChangeIsAnsweredOrRefused() {
    Fuzzing.run(new ConsentFuzz(), 20_261_129, 3_000);
  }
}
