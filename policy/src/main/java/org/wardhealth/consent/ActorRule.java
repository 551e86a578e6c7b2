package org.wardhealth.consent;

import java.util.List;

/**
 * Who is concerned: an element {@code actor} of a provision.
 *
 * @param role the codings of the role that the actor must have; empty if any, or if the role only
 *     says that the actor receives the data
 * @param reference who, as {@link Reference} writes it; empty if anyone in the role
 * @param evaluable whether Ward can tell who is meant
 */
public record ActorRule(List<Coding> role, String reference, boolean evaluable) {
  public ActorRule {
    role = List.copyOf(role);
  }
}
