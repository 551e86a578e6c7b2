package org.wardhealth.server.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an application proved with one request: who it is, and what a signed token says of the
 * occasion.
 *
 * @param issuer whose token it was; nothing for a key of Ward's own
 * @param purposes those that the token allows; empty where it says nothing
 * @param patient the one patient that the token is for (SMART launch context), where it is
 * @param bindings what the token is bound to, each of which was shown; empty for a key of Ward's
 *     own, which is bound by its application's registration
 */
public record Proved(
    Client client,
    Optional<String> issuer,
    Set<Purpose> purposes,
    Optional<String> patient,
    Set<Binding> bindings) {
  /** What a token can be bound to: a private key, which who only copied the token has not. */
  public enum Binding {
    /** That of the connection's certificate (RFC 8705). */
    CERTIFICATE,
    /** One that signs a proof for each request (RFC 9449). */
    DPOP
  }

  public Proved {
    purposes = Set.copyOf(purposes);
    bindings = Set.copyOf(bindings);
  }

  /** By a key of Ward's own, which says nothing else. */
  public static Proved byKey(Client client) {
    return new Proved(client, Optional.empty(), Set.of(), Optional.empty(), Set.of());
  }

  /** Whether what was shown is of no use to who only copied it: it needs a private key besides. */
  public boolean bound() {
    return client.certificate().isPresent() || !bindings.isEmpty();
  }

  /** By what the application proved itself, as the ledger names it. */
  public List<String> factors() {
    List<String> factors = new ArrayList<>();
    factors.add(issuer.isPresent() ? "access-token" : "api-key");
    if (client.certificate().isPresent() || bindings.contains(Binding.CERTIFICATE)) {
      factors.add("x509");
    }
    if (bindings.contains(Binding.DPOP)) {
      factors.add("dpop");
    }
    return List.copyOf(factors);
  }

  @Override
  public String toString() {
    return "Proved[" + client.id() + "]";
  }
}
