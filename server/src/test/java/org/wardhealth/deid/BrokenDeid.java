package org.wardhealth.deid;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A de-identifier that fails on every text. */
public final class BrokenDeid {
  private BrokenDeid() {}

  /** Throws a {@code RuntimeException}. */
  public static Deid throwing(Supplier<RuntimeException> failure) {
    return with(
        (tokens, found) -> {
          throw failure.get();
        });
  }

  /** Runs out of stack, as a careless recursion would. */
  public static Deid overflowing() {
    return with(
        (tokens, found) -> {
          throw new StackOverflowError();
        });
  }

  private static Deid with(Recogniser recogniser) {
    return new Deid(
        new Pack(
            Language.ENGLISH,
            Lexicon.load(Language.ENGLISH.code()),
            new Rules(List.of(recogniser)),
            Optional.empty()));
  }
}
