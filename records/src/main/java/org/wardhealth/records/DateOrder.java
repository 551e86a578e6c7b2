package org.wardhealth.records;

import java.util.Optional;

/** Which number comes first in dates such as 03/04/2020. */
public enum DateOrder {
  /** The 3rd of April. */
  DAY_FIRST("day-first"),
  /** The 4th of March. */
  MONTH_FIRST("month-first");

  private final String word;

  DateOrder(String word) {
    this.word = word;
  }

  /** As it is written in a plan. */
  public String word() {
    return word;
  }

  static Optional<DateOrder> of(String word) {
    for (DateOrder order : values()) {
      if (order.word.equals(word)) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }
}
