package org.wardhealth.server.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The identity providers that Ward believes, and what each of them signed. */
public final class Issuers {
  private final List<Issuer> all;
  private final Clock clock;

  /** None of them is asked before {@link #begin}. */
  public Issuers(List<IssuerSettings> settings, Clock clock) {
    this.all = settings.stream().map(one -> new Issuer(one, new IssuerHttp(one), clock)).toList();
    this.clock = clock;
  }

  /** One of them. */
  static final class Issuer {
    private final IssuerSettings settings;
    private final IssuerHttp http;
    private final IssuerKeys keys;
    private final IssuerDoors doors;

    Issuer(IssuerSettings settings, IssuerHttp http, Clock clock) {
      this.settings = settings;
      this.http = http;
      this.keys = new IssuerKeys(settings, http, clock);
      this.doors = new IssuerDoors(settings, http, clock);
    }

    IssuerSettings settings() {
      return settings;
    }

    IssuerHttp http() {
      return http;
    }

    IssuerDoors doors() {
      return doors;
    }
  }

  /** Reads the keys of all of them, without anybody waiting. */
  public void begin() {
    all.forEach(issuer -> issuer.keys.begin());
  }

  List<Issuer> all() {
    return all;
  }

  /** The issuers whose tokens applications may show. */
  public List<String> ofTokens() {
    return all.stream()
        .filter(issuer -> issuer.settings().tokens().isPresent())
        .map(issuer -> issuer.settings().issuer().toString())
        .toList();
  }

  /** Whether applications may show tokens of the issuer of that name. */
  public boolean takesTokensOf(String name) {
    return all.stream()
        .map(Issuer::settings)
        .anyMatch(settings -> settings.name().equals(name) && settings.tokens().isPresent());
  }

  /** The one that a token says it is of. */
  Optional<Issuer> of(Signed token) {
    return token
        .text("iss")
        .flatMap(
            said ->
                all.stream()
                    .filter(issuer -> issuer.settings().issuer().toString().equals(said))
                    .findFirst());
  }

  /**
   * Checks what is checked of every token: its type, algorithm, signature, audience and times.
   *
   * @throws TokenRefused if it does not hold
   * @throws IssuerUnavailable if that cannot be said
   */
  void check(Signed token, Issuer issuer, Set<String> types, String audience) {
    IssuerSettings settings = issuer.settings();
    if (!settings.algorithms().contains(token.algorithm()) || !token.isOfType(types)) {
      throw TokenRefused.token(
          "The token is of another type, or signed by another algorithm, than the settings of '"
              + settings.name()
              + "' allow.");
    }
    if (token.header().getCriticalParams() != null || !issuer.keys.signed(token)) {
      throw TokenRefused.token(
          "The token is not signed by a key that the issuer '" + settings.name() + "' has now.");
    }
    if (!token.texts("aud").contains(audience)) {
      throw TokenRefused.token(
          "The token is not for this Ward: its audience (aud) must be '" + audience + "'.");
    }
    Instant now = clock.instant();
    Duration skew = settings.skew();
    Instant end =
        token.time("exp").orElseThrow(() -> TokenRefused.token("The token has no end (exp)."));
    if (!now.isBefore(end.plus(skew))) {
      throw TokenRefused.token("The token is expired: get another from the issuer.");
    }
    Instant from = now.plus(skew);
    if (token.time("nbf").filter(from::isBefore).isPresent()
        || token.time("iat").filter(from::isBefore).isPresent()) {
      throw TokenRefused.token("The token does not hold yet, by Ward's clock (nbf, iat).");
    }
  }
}
