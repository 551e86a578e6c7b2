package org.wardhealth.server.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.RateLimits;
import org.wardhealth.server.identity.Right;

/** Who asks, and whether they have asked too much already. */
final class Identify {
  private final Clients clients;
  private final RateLimits limits;
  private final Clock clock;

  Identify(Clients clients, RateLimits limits, Clock clock) {
    this.clients = clients;
    this.limits = limits;
    this.clock = clock;
  }

  Identified apply(Arrived arrived) {
    Client client = client(arrived.credential());
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
    return new Identified(arrived, client);
  }

  /** The application that holds the key, if it has the right. */
  Client require(Credential credential, Right right) {
    Client client = client(credential);
    if (!client.rights().contains(right)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + client.name()
              + "' may not do this. An operator gives that right with 'ward client add --may "
              + right.name().toLowerCase(Locale.ROOT)
              + "'.");
    }
    return client;
  }

  /** The application that holds the key, and shows the certificate that the key is bound to. */
  Client client(Credential credential) {
    String key =
        credential
            .key()
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.MISSING_API_KEY,
                        "Send your Ward key as 'Authorization: Bearer ward_...'. An operator makes one"
                            + " with 'ward client add'."));
    Client client =
        ApiKey.parse(key)
            .flatMap(clients::authenticate)
            .orElseThrow(
                () ->
                    new Refusal(
                        ErrorCode.INVALID_API_KEY,
                        "This is not a key that Ward gave out, or it was revoked. The keys of model"
                            + " providers stay with Ward: callers have keys that begin with 'ward_'."));
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
    return client;
  }
}
