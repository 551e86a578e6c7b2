package org.wardhealth.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.identity.Issuers.Issuer;
import tools.jackson.databind.JsonNode;

/**
 * ID tokens (OpenID Connect Core 1.0, 3.1.3.7), by which an identity provider says who signed in.
 *
 * <p>Guarantees: who is told was named by the provider that Ward asked, for Ward, in answer to the
 * nonce. How sure that is counts by the provider's settings alone: what they do not name, what has
 * no {@code auth_time}, and what is older than a session may be, is level 1.
 */
final class IdTokens {
  private static final int LONGEST = 16 * 1024;
  private static final int LONGEST_SUBJECT = 255;
  private static final Set<String> TYPES = Set.of("jwt", "");

  private final Issuers issuers;
  private final PeopleSettings settings;
  private final Clock clock;

  IdTokens(Issuers issuers, PeopleSettings settings, Clock clock) {
    this.issuers = issuers;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Who signed in.
   *
   * @param name what the provider calls them; known to nobody else
   * @param roles those of their groups
   * @param since from when their session counts
   */
  record Identified(
      String subject, Optional<String> name, Set<Role> roles, Proof proof, Instant since) {
    @Override
    public String toString() {
      return "Identified[***]";
    }
  }

  /**
   * Reads one.
   *
   * @param given what the token endpoint answered
   * @throws TokenRefused if it does not hold
   * @throws IssuerUnavailable if that cannot be said
   */
  Identified read(JsonNode given, Issuer issuer, IssuerSettings.People rules, String nonce) {
    Signed token =
        Signed.parse(given.path("id_token").asString(""), LONGEST)
            .orElseThrow(() -> TokenRefused.token("The provider gave no ID token."));
    if (!token.text("iss").equals(Optional.of(issuer.settings().issuer().toString()))) {
      throw TokenRefused.token("The ID token is another issuer's (iss).");
    }
    issuers.check(token, issuer, TYPES, rules.clientId());
    List<String> audience = token.texts("aud");
    JsonNode party = token.claim("azp");
    if (party.isMissingNode()
        ? audience.size() > 1
        : !party.asString("").equals(rules.clientId())) {
      throw TokenRefused.token("The ID token was issued to another client (azp).");
    }
    if (!token.text("nonce").map(said -> isSame(said, nonce)).orElse(false)) {
      throw TokenRefused.token("The ID token answers another sign-in (nonce).");
    }
    if (!token.claim("at_hash").isMissingNode()
        && !token
            .text("at_hash")
            .equals(Optional.of(half(given.path("access_token").asString(""), token)))) {
      throw TokenRefused.token("The ID token came with another access token (at_hash).");
    }
    String subject =
        token
            .text("sub")
            .filter(said -> said.length() <= LONGEST_SUBJECT)
            .orElseThrow(() -> TokenRefused.token("The ID token names nobody (sub)."));
    JsonNode name = token.claim(rules.nameClaim());
    Instant now = Instant.ofEpochMilli(clock.millis());
    Proof proof = proof(token, now, issuer.settings().skew(), rules);
    return new Identified(
        subject,
        name.isString() ? Optional.of(name.asString()) : Optional.empty(),
        roles(token.claim(rules.groupsClaim()), rules),
        proof,
        proof.factor() == Factor.PROVIDER_MFA ? proof.at() : now);
  }

  /** As 3.1.3.6 says: the left half of the hash that the token's own algorithm uses. */
  private static String half(String accessToken, Signed token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-" + token.algorithm().substring(2))
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256, SHA-384 and SHA-512", e);
    }
  }

  private Proof proof(Signed token, Instant now, Duration skew, IssuerSettings.People rules) {
    Optional<Instant> proved = token.time("auth_time");
    if (proved.filter(at -> at.isAfter(now.plus(skew))).isPresent()) {
      throw TokenRefused.token("The ID token's sign-in is not yet (auth_time), by Ward's clock.");
    }
    boolean young =
        proved
            .filter(at -> Duration.between(at, now).compareTo(settings.absolute()) < 0)
            .isPresent();
    boolean strong =
        token.text("acr").filter(rules.strongAcr()::contains).isPresent()
            || token.texts("amr").stream().anyMatch(rules.strongAmr()::contains);
    return new Proof(
        young && strong ? Factor.PROVIDER_MFA : Factor.PROVIDER,
        proved.filter(at -> at.isBefore(now)).orElse(now));
  }

  private static Set<Role> roles(JsonNode groups, IssuerSettings.People rules) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (JsonNode group : groups.isArray() ? groups : List.of(groups)) {
      if (group.isString()) {
        Optional.ofNullable(rules.roles().get(group.asString())).ifPresent(roles::add);
      }
    }
    return roles;
  }

  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
