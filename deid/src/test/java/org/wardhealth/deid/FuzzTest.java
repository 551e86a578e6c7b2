package org.wardhealth.deid;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.testkit.FuzzTarget;
import org.wardhealth.testkit.Fuzzing;

/** What reads foreign bytes, with seeded changes of real ones; {@code ward fuzz} looks further. */
class FuzzTest {
  private static final int CHANGES = 2_000;

  static Stream<FuzzTarget> targets() {
    return Stream.of(new TextFuzz(), new ModelFuzz());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anyChangeIsAnsweredOrRefused(FuzzTarget target) {
    Fuzzing.run(target, 20_261_128, CHANGES);
  }
}
