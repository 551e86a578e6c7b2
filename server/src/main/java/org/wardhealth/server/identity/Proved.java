package org.wardhealth.server.identity;

import java.util.Optional;
import java.util.Set;

/**
 * What an application proved with one request: who it is, and what a signed token says of the
 * occasion.
 *
 * @param issuer whose token it was; nothing for a key of Ward's own
 * @param purposes those that the token allows; empty where it says nothing
 * @param patient the one patient that the token is for (SMART launch context), where it is
 * @param bound whether what was shown is of no use to who only copied it: it needs a private key
 *     besides
 */
public record Proved(
    Client client,
    Optional<String> issuer,
    Set<Purpose> purposes,
    Optional<String> patient,
    boolean bound) {
  public Proved {
    purposes = Set.copyOf(purposes);
  }

  /** By a key of Ward's own, which says nothing else. */
  public static Proved byKey(Client client) {
    return new Proved(
        client, Optional.empty(), Set.of(), Optional.empty(), client.certificate().isPresent());
  }

  @Override
  public String toString() {
    return "Proved[" + client.id() + "]";
  }
}
