package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ENGINEER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.testkit.Fault;

/** What the page of models says of the last hour. */
final class ModelsPageTest {
  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;
  private TestWard ward;

  @BeforeEach
  void start() {
    ward = TestWard.in(home).bean(Viewers.class, viewers).start();
    viewers.is(ENGINEER);
  }

  @AfterEach
  void stop() {
    ward.close();
  }

  /** Exchanges, failed, average answer, tokens. */
  private List<String> figures(String model) {
    String row =
        Arrays.stream(ward.get("/console/models").body().split("<tr>", -1))
            .filter(one -> one.contains(model))
            .findFirst()
            .orElseThrow();
    return Forms.found("<td class=\"number\">\\s*([^<]*?)\\s*</td>", row);
  }

  @Test
  void aModelSaysHowManyFailedHowLongAnAnswerTookAndHowManyTokens() {
    assertThat(figures(TestWard.MODEL)).containsExactly("0", "0", "–", "0");
    ward.chat(TestWard.chat(TestWard.NOTE, false));
    ward.chat(TestWard.chat(TestWard.NOTE, false));
    ward.script(Fault.htmlError());
    assertThat(ward.chat(TestWard.chat("x", false)).status()).isGreaterThanOrEqualTo(500);
    long tokens =
        ward.entries().stream()
            .mapToLong(
                entry ->
                    entry.path("tokens").path("prompt").asLong(0)
                        + entry.path("tokens").path("completion").asLong(0))
            .sum();
    assertThat(tokens).isPositive();
    List<String> figures = figures(TestWard.MODEL);
    assertThat(figures).hasSize(4).startsWith("3", "1").endsWith(Long.toString(tokens));
    assertThat(figures.get(2)).matches("[0-9,]+ ms");
    ward.clock.advance(Duration.ofMinutes(60));
    assertThat(figures(TestWard.MODEL)).containsExactly("0", "0", "–", "0");
  }
}
