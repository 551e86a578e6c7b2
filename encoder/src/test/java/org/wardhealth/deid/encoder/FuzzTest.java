package org.wardhealth.deid.encoder;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.testkit.FuzzTarget;
import org.wardhealth.testkit.Fuzzing;

/** Every file that the encoder reads, with seeded changes; {@code ward fuzz} looks further. */
class FuzzTest {
  private static final int CHANGES = 4000;

  static Stream<FuzzTarget> targets() {
    return Stream.of(new HeadFileFuzz(), new WordPieceFuzz(), new GraphOutputFuzz());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anyChangeIsAnsweredOrRefused(FuzzTarget target) {
    Fuzzing.run(target, 20_261_130, CHANGES);
  }
}
