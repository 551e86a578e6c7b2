package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.identity.Role.ENGINEER;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.Question;
import org.wardhealth.server.console.Language;
import org.wardhealth.server.console.Viewers;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Price;
import org.wardhealth.testkit.Fault;

/** What the page of models says of the last hour. */
final class ModelsPageTest {
  private final FakeViewers viewers = new FakeViewers();
  @TempDir private Path home;

  private TestWard start(Optional<Price> price) {
    viewers.is(ENGINEER);
    return TestWard.in(home)
        .bean(Viewers.class, viewers)
        .card(
            new Card(
                Question.State.APPROVED,
                Question.Location.LOCAL,
                true,
                Question.Risk.LOW,
                Set.of("TREAT"),
                Set.of(),
                Set.of(),
                price))
        .start();
  }

  /** Exchanges, failed, average answer, tokens; cost where a price is said. */
  private List<String> figures(TestWard ward, String model) {
    String row =
        Arrays.stream(ward.get("/console/models").body().split("<tr>", -1))
            .filter(one -> one.contains(model))
            .findFirst()
            .orElseThrow();
    return Forms.found("<td class=\"number\">\\s*([^<]*?)\\s*</td>", row);
  }

  @Test
  void aModelSaysHowManyFailedHowLongAnAnswerTookAndHowManyTokens() {
    try (TestWard ward = start(Optional.empty())) {
      assertThat(figures(ward, TestWard.MODEL)).containsExactly("0", "0", "–", "0");
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      ward.script(Fault.htmlError());
      assertThat(ward.chat(TestWard.chat("x", false)).status()).isGreaterThanOrEqualTo(500);
      long tokens = tokens(ward, "prompt") + tokens(ward, "completion");
      assertThat(tokens).isPositive();
      List<String> figures = figures(ward, TestWard.MODEL);
      assertThat(figures).hasSize(4).startsWith("3", "1").endsWith(Long.toString(tokens));
      assertThat(figures.get(2)).matches("[0-9,]+ ms");
      ward.clock.advance(Duration.ofMinutes(60));
      assertThat(figures(ward, TestWard.MODEL)).containsExactly("0", "0", "–", "0");
    }
  }

  private long tokens(TestWard ward, String kind) {
    return ward.entries().stream()
        .mapToLong(entry -> entry.path("tokens").path(kind).asLong(0))
        .sum();
  }

  @Test
  void aModelWithAPriceSaysWhatItsAnswersCostInThatCurrency() {
    try (TestWard ward =
        start(
            Optional.of(
                new Price(
                    new BigDecimal("100000"),
                    new BigDecimal("3000000"),
                    Currency.getInstance("EUR"))))) {
      assertThat(figures(ward, TestWard.MODEL)).containsExactly("0", "0", "–", "0", "0.00 EUR");
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(tokens(ward, "prompt")).isPositive();
      assertThat(tokens(ward, "completion")).isPositive();
      // a tenth of a euro for each token read, three euros for each one written
      double cost = tokens(ward, "prompt") / 10.0 + tokens(ward, "completion") * 3.0;
      assertThat(figures(ward, TestWard.MODEL).getLast())
          .isEqualTo(String.format(Locale.ENGLISH, "%,.2f EUR", cost));
      viewers.is("sofia", Language.ES, ENGINEER);
      assertThat(figures(ward, TestWard.MODEL).getLast())
          .isEqualTo(String.format(Locale.GERMAN, "%.2f EUR", cost));
      assertThat(ward.get("/console/models").body()).contains("Coste", "no se lee ninguna factura");
      ward.clock.advance(Duration.ofMinutes(60));
      assertThat(figures(ward, TestWard.MODEL).getLast()).isEqualTo("0,00 EUR");
    }
  }

  @Test
  void withoutAPriceThereIsNoCost() {
    try (TestWard ward = start(Optional.empty())) {
      ward.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(figures(ward, TestWard.MODEL)).hasSize(4);
      assertThat(ward.get("/console/models").body()).doesNotContain("Cost");
    }
  }

  @Test
  void aModelWithoutAPriceBesideOneThatHasOneShowsNoSum() {
    try (TestWard ward =
        start(
            Optional.of(new Price(BigDecimal.ONE, BigDecimal.ONE, Currency.getInstance("USD"))))) {
      assertThat(figures(ward, TestWard.LOCAL).getLast()).isEqualTo("–");
    }
  }
}
