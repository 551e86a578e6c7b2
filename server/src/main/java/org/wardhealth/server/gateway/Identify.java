package org.wardhealth.server.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.AccessTokens;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.IssuerUnavailable;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Shown;
import org.wardhealth.server.identity.TokenRefused;

/** Who asks, and whether they have asked too much already. */
final class Identify {
  private final Clients clients;
  private final AccessTokens tokens;
  private final RateLimits limits;
  private final Clock clock;

  Identify(Clients clients, AccessTokens tokens, RateLimits limits, Clock clock) {
    this.clients = clients;
    this.tokens = tokens;
    this.limits = limits;
    this.clock = clock;
  }

  Identified apply(Arrived arrived) {
    Proved proved = proved(arrived.credential());
    Client client = proved.client();
    Optional<Duration> wait = limits.take(client);
    if (wait.isPresent()) {
      throw new Refusal(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "This application may ask "
              + client.limits().requestsPerMinute()
              + " times and use "
              + client.limits().tokensPerMinute()
              + " tokens a minute. Come back after the time in Retry-After.",
          wait.get());
    }
    arrived.timings().mark("identify");
    return new Identified(arrived, proved);
  }

  /** What the application that asks proved, if it has the right. */
  Proved require(Credential credential, Right right) {
    Proved proved = aboutAnyone(credential);
    require(proved.client(), right);
    return proved;
  }

  /** That the application, which proved itself already, has the right. */
  static void require(Client client, Right right) {
    if (!client.rights().contains(right)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + client.name()
              + "' may not do this. An operator gives that right with 'ward client add --may "
              + right.name().toLowerCase(Locale.ROOT)
              + "'.");
    }
  }

  /**
   * What an application proves at a door where no patient is named: a token for one patient opens
   * none of those.
   */
  Proved aboutAnyone(Credential credential) {
    Proved proved = proved(credential);
    if (proved.patient().isPresent()) {
      throw new Refusal(
          ErrorCode.TOKEN_CONTRADICTED,
          "The token is for one patient, and this is not about one patient alone: get a token"
              + " without a launch context.");
    }
    return proved;
  }

  /** What the application that asks about this patient proved. */
  Proved about(Credential credential, String patient) {
    Proved proved = proved(credential);
    if (proved.patient().filter(one -> !one.equals(patient)).isPresent()) {
      throw new Refusal(
          ErrorCode.TOKEN_CONTRADICTED,
          "The token is for another patient than the request names: get a token for this one.");
    }
    return proved;
  }

  /**
   * What the request proves: by a key of Ward's own or by an issuer's token, and by the certificate
   * that the application is bound to.
   */
  Proved proved(Credential credential) {
    Proved proved =
        credential.token().map(this::byToken).orElseGet(() -> Proved.byKey(byKey(credential)));
    Client client = proved.client();
    if (client.certificate().isPresent() && !credential.shows(client.certificate().get())) {
      throw new Refusal(
          ErrorCode.CERTIFICATE_REQUIRED,
          "This key holds only on a connection that shows the application's certificate, and this"
              + " one shows "
              + (credential.certificate().isPresent() ? "another." : "none.")
              + " Give the client its certificate and key for mutual TLS.");
    }
    if (client.certificate().isPresent() && !credential.isValid(clock.instant())) {
      throw new Refusal(
          ErrorCode.CERTIFICATE_REQUIRED,
          "The application's certificate, which this key is bound to, is expired or not valid yet."
              + " An operator binds a key to the next one with 'ward client add --certificate'.");
    }
    return proved;
  }

  private Client byKey(Credential credential) {
    String key =
        credential
            .key()
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.MISSING_API_KEY,
                        "Send your Ward key as 'Authorization: Bearer ward_...'. An operator makes one"
                            + " with 'ward client add'."));
    return ApiKey.parse(key)
        .flatMap(clients::authenticate)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.INVALID_API_KEY,
                    "This is not a key that Ward gave out, or it was revoked. The keys of model"
                        + " providers stay with Ward: callers have keys that begin with 'ward_'."));
  }

  private Proved byToken(Shown shown) {
    try {
      return tokens.prove(shown);
    } catch (TokenRefused e) {
      throw new Refusal(
          switch (e.reason()) {
            case TOKEN -> ErrorCode.INVALID_TOKEN;
            case PROOF -> ErrorCode.INVALID_DPOP_PROOF;
            case PURPOSE -> ErrorCode.PURPOSE_UNKNOWN;
          },
          String.valueOf(e.getMessage()));
    } catch (IssuerUnavailable e) {
      throw new Refusal(
          ErrorCode.ISSUER_UNAVAILABLE, String.valueOf(e.getMessage()), e.retryAfter());
    }
  }
}
