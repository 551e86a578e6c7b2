package org.wardhealth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  @Test
  void timeMovesOnlyByHandAndInEveryZone() {
    ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
    Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));

    clock.advance(Duration.ofMinutes(5));
    assertThat(tokyo.instant()).isEqualTo(Instant.parse("2026-03-01T08:05:00Z"));

    clock.advance(Duration.ofMinutes(-10));
    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-01T07:55:00Z"));
  }
}
