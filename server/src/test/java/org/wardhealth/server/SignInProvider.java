package org.wardhealth.server;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Role;

/** What {@code ward.yaml} says of an identity provider at which people sign in. */
final class SignInProvider {
  private SignInProvider() {}

  static IssuerSettings settings(
      String name, URI issuer, Duration timeout, IssuerSettings.People people) {
    return new IssuerSettings(
        name,
        issuer,
        Optional.empty(),
        Set.of("RS256"),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        timeout,
        Optional.empty(),
        Optional.empty(),
        Optional.of(people));
  }

  /**
   * How people sign in there.
   *
   * @param acr values that say that several factors were proved
   * @param amr the same
   * @param roles of each group
   */
  static IssuerSettings.People people(
      String client,
      IssuerSettings.Credential credential,
      Set<String> acr,
      Set<String> amr,
      Map<String, Role> roles) {
    return new IssuerSettings.People(
        client,
        credential,
        Set.of("openid", "profile"),
        acr,
        amr,
        "groups",
        "preferred_username",
        roles);
  }
}
