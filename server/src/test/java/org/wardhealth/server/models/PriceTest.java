package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Currency;
import org.junit.jupiter.api.Test;

final class PriceTest {
  @Test
  void whatIsReadAndWhatIsWrittenHaveEachTheirPriceForAMillion() {
    Price price =
        new Price(new BigDecimal("2.50"), new BigDecimal("10"), Currency.getInstance("EUR"));
    assertThat(price.of(1_000_000, 0)).isEqualByComparingTo("2.50");
    assertThat(price.of(0, 1_000_000)).isEqualByComparingTo("10");
    assertThat(price.of(1, 3)).isEqualByComparingTo("0.0000325");
    assertThat(price.of(0, 0)).isZero();
  }
}
