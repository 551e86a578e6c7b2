package org.wardhealth.server.models;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * What a model costs by its card. Ward does not know whether it is what the provider bills.
 *
 * @param in for a million tokens that it reads
 * @param out for a million tokens that it writes
 * @param currency of both, an ISO 4217 code
 */
public record Price(BigDecimal in, BigDecimal out, Currency currency) {
  private static final int MILLION = 6;

  /** What so many tokens cost, to the last digit. */
  public BigDecimal of(long tokensIn, long tokensOut) {
    return in.multiply(BigDecimal.valueOf(tokensIn))
        .add(out.multiply(BigDecimal.valueOf(tokensOut)))
        .movePointLeft(MILLION);
  }
}
