package org.wardhealth.deid;

import java.util.List;
import java.util.function.Supplier;

/** A de-identifier that fails on every text. */
public final class BrokenDeid {
  private BrokenDeid() {}

  /** Throws a {@code RuntimeException}. */
  public static Deid throwing(Supplier<RuntimeException> failure) {
    return new Deid(
        Lexicon.load("en"),
        List.of(
            (tokens, found) -> {
              throw failure.get();
            }));
  }

  /** Runs out of stack, as a careless recursion would. */
  public static Deid overflowing() {
    return new Deid(
        Lexicon.load("en"),
        List.of(
            (tokens, found) -> {
              throw new StackOverflowError();
            }));
  }
}
