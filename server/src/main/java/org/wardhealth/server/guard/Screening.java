package org.wardhealth.server.guard;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a screen is given.
 *
 * @param passages the content, in order
 * @param sent whether the caller's request held this very string
 */
public record Screening(List<Passage> passages, Predicate<String> sent) {
  public Screening {
    passages = List.copyOf(passages);
  }
}
