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
 * @param card what is declared of it
 */
public record Model(
    String id,
    String provider,
    String upstreamName,
    Optional<String> digest,
    Set<Operation> operations,
    Card card) {
  public Model {
    operations = Set.copyOf(operations);
  }
}
