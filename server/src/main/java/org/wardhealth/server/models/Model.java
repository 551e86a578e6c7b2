package org.wardhealth.server.models;

import java.util.Optional;
import java.util.Set;

/**
 * A model that may be asked.
 *
 * @param id what callers name it
 * @param provider who runs it
 * @param upstreamName what the provider names it
 * @param digest SHA-256 of its artefact, where Ward knows the artefact
 * @param operations what it can be asked for
 * @param card what is declared of it; its state is {@code SUSPENDED} while somebody suspended it
 * @param suspension why it may not be asked now; nothing if it may
 */
public record Model(
    String id,
    String provider,
    String upstreamName,
    Optional<String> digest,
    Set<Operation> operations,
    Card card,
    Optional<Suspension> suspension) {
  public Model {
    operations = Set.copyOf(operations);
  }

  /** A model that nobody suspended. */
  public Model(
      String id,
      String provider,
      String upstreamName,
      Optional<String> digest,
      Set<Operation> operations,
      Card card) {
    this(id, provider, upstreamName, digest, operations, card, Optional.empty());
  }

  /** The same while it is suspended, for policies too. */
  Model suspended(Suspension why) {
    return new Model(
        id, provider, upstreamName, digest, operations, card.suspended(), Optional.of(why));
  }
}
