package org.wardhealth.server.guard;

import java.util.List;
import java.util.function.Predicate;

/** A guard with one screen, which throws when it is told to. */
public final class BrokenGuard {
  private BrokenGuard() {}

  /** Throws {@code failure} whenever a passage's channel fits. */
  public static Guard failing(Predicate<Passage.Channel> channel, RuntimeException failure) {
    Screen screen =
        new Screen() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public List<Verdict> screen(Screening screening) {
            if (screening.passages().stream().map(Passage::channel).anyMatch(channel)) {
              throw failure;
            }
            return List.of();
          }
        };
    return new Guard(List.of(screen));
  }

  /** A guard whose only screen blocks what comes by a channel that fits. */
  public static Guard blocking(Predicate<Passage.Channel> channel) {
    Screen screen =
        new Screen() {
          @Override
          public String name() {
            return "blocking";
          }

          @Override
          public List<Verdict> screen(Screening screening) {
            return screening.passages().stream().map(Passage::channel).anyMatch(channel)
                ? List.of(new Verdict(name(), Verdict.Action.BLOCK, "told-to", 1))
                : List.of();
          }
        };
    return new Guard(List.of(screen));
  }
}
