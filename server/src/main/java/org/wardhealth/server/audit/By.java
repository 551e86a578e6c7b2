package org.wardhealth.server.audit;

import java.util.Optional;

/**
 * By whom something about Ward itself is changed.
 *
 * @param id a person's id, {@code operator} or {@code ward}
 * @param person who it was, where it was a person
 */
public record By(String id, Optional<Entry.Person> person) {
  /** Whoever may use Ward's shell on its own machine. */
  public static final By OPERATOR = new By("operator", Optional.empty());

  /** Ward by itself, on its first start. */
  public static final By WARD = new By("ward", Optional.empty());
}
