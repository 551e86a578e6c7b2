package org.wardhealth.records;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.testkit.FuzzTarget;
import org.wardhealth.testkit.Fuzzing;

/** Every format, with seeded changes of real files; {@code ward fuzz} looks further. */
class FuzzTest {
  private static final int CHANGES = 200;

  static Stream<FuzzTarget> targets() {
    return Stream.of(
        new Hl7Fuzz(),
        new CdaFuzz(),
        new FhirNdjsonFuzz(),
        new FhirJsonFuzz(),
        new NoteLinesFuzz(),
        new CsvFuzz(),
        new ParquetFuzz(),
        new PlanFuzz());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anyChangeIsAnsweredOrRefused(FuzzTarget target) {
    Fuzzing.run(target, 20_261_128, CHANGES);
  }
}
