package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.testkit.ManualClock;

class RateLimitsTest {
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  private final RateLimits limits = new RateLimits(clock);

  private static Client client(String id, long requests, long tokens) {
    return new Client(
        id,
        "app",
        Set.of(Purpose.TREAT),
        Set.of("*"),
        Set.of(),
        new Limits(requests, tokens),
        Optional.empty());
  }

  private int takeAll(Client client) {
    int taken = 0;
    while (limits.take(client).isEmpty()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aMinutesRequestsCanBeTakenAtOnceAndNoMore() {
    assertThat(takeAll(client("a", 60, 1_000))).isEqualTo(60);
  }

  @Test
  void requestsComeBackSteadily() {
    Client client = client("a", 60, 1_000);
    takeAll(client);
    clock.advance(Duration.ofMillis(999));
    assertThat(limits.take(client)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(takeAll(client)).isOne();
    clock.advance(Duration.ofSeconds(10));
    assertThat(takeAll(client)).isEqualTo(10);
    clock.advance(Duration.ofDays(1));
    assertThat(takeAll(client)).as("never more than a minute's").isEqualTo(60);
  }

  @Test
  void theWaitThatIsToldIsTheWaitThatIsNeeded() {
    Client client = client("a", 6, 1_000);
    takeAll(client);
    Duration wait = limits.take(client).orElseThrow();
    assertThat(wait).isEqualTo(Duration.ofSeconds(10));
    clock.advance(wait.minusMillis(1));
    assertThat(limits.take(client)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(limits.take(client)).isEmpty();
  }

  @Test
  void tokensBeyondTheLimitDelayTheNextRequest() {
    Client client = client("a", 600, 60);
    assertThat(limits.take(client)).isEmpty();
    limits.charge(client, 59);
    assertThat(limits.take(client)).as("one token is left").isEmpty();
    limits.charge(client, 31);
    Duration wait = limits.take(client).orElseThrow();
    assertThat(wait).as("30 owed and one to have").isEqualTo(Duration.ofSeconds(31));
    clock.advance(wait.minusMillis(1));
    assertThat(limits.take(client)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(limits.take(client)).isEmpty();
  }

  @Test
  void nothingIsChargedForNoTokens() {
    Client client = client("a", 600, 1);
    limits.charge(client, 0);
    limits.charge(client, -5);
    assertThat(limits.take(client)).isEmpty();
  }

  @Test
  void applicationsDoNotUseUpEachOthersLimits() {
    takeAll(client("a", 5, 1_000));
    assertThat(takeAll(client("b", 5, 1_000))).isEqualTo(5);
  }

  @Test
  void changedLimitsHoldAtOnce() {
    takeAll(client("a", 5, 1_000));
    assertThat(takeAll(client("a", 7, 1_000))).isEqualTo(7);
  }

  @Test
  void aClockThatJumpsBackNeitherLocksOutNorGivesAway() {
    Client client = client("a", 60, 1_000);
    takeAll(client);
    clock.advance(Duration.ofHours(-3));
    assertThat(limits.take(client).orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    assertThat(takeAll(client)).isOne();
  }
}
