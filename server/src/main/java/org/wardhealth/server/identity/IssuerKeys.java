package org.wardhealth.server.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The public keys of one identity provider, on this node.
 *
 * <p>Guarantees: whoever shows tokens cannot make Ward ask the provider more than once in {@link
 * #PAUSE}; a key that the provider took back holds no longer than {@link #FRESH} while the provider
 * answers, and no longer than the settings say while it does not; after that nothing holds. Nobody
 * whose key is known waits for the provider.
 */
final class IssuerKeys {
  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /** How long keys are used before they are read anew. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** How long Ward leaves the provider alone after it asked. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final IssuerSettings settings;
  private final IssuerHttp http;
  private final Clock clock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Optional<Held> held = Optional.empty();
  private volatile Optional<Instant> asked = Optional.empty();

  IssuerKeys(IssuerSettings settings, IssuerHttp http, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  private record Held(List<JWK> keys, Instant at) {}

  /** Reads the keys, without anybody waiting. */
  void begin() {
    Thread.ofVirtual().name("ward-issuer-" + settings.name()).start(this::read);
  }

  /**
   * Whether the provider signed {@code token}.
   *
   * @throws IssuerUnavailable if that cannot be said, because its keys cannot be read
   */
  boolean signed(Signed token) {
    Optional<Held> known = usable();
    if (known.isPresent() && known.get().keys().stream().anyMatch(token::fits)) {
      if (age(known.get().at()).compareTo(FRESH) >= 0 && mayAsk()) {
        begin();
      }
      return isBy(token, known.get());
    }
    read();
    return isBy(
        token,
        usable()
            .orElseThrow(
                () ->
                    new IssuerUnavailable(
                        "The identity provider '"
                            + settings.name()
                            + "' does not give its keys now, so nothing that it signed can be"
                            + " checked.",
                        PAUSE)));
  }

  /** Without a name in its header, a token is checked only where one key alone can be meant. */
  private static boolean isBy(Signed token, Held known) {
    List<JWK> meant = known.keys().stream().filter(token::fits).toList();
    return meant.size() == 1 && token.isBy(meant.getFirst());
  }

  private Optional<Held> usable() {
    return held.filter(known -> age(known.at()).compareTo(settings.keepKeys()) < 0);
  }

  /** A clock that was set back makes nothing younger. */
  private Duration age(Instant since) {
    return Duration.between(since, clock.instant()).abs();
  }

  private boolean mayAsk() {
    return asked.map(last -> age(last).compareTo(PAUSE) >= 0).orElse(true);
  }

  private void read() {
    asking.lock();
    try {
      if (!mayAsk()) {
        return;
      }
      asked = Optional.of(clock.instant());
      JWKSet set = JWKSet.parse(http.get(where()).toString());
      held = Optional.of(new Held(List.copyOf(set.getKeys()), clock.instant()));
    } catch (IOException e) {
      log.warn("the keys of the issuer '{}' cannot be read: {}", settings.name(), e.getMessage());
    } catch (ParseException e) {
      log.warn("the keys of the issuer '{}' cannot be read: no key set", settings.name());
    } finally {
      asking.unlock();
    }
  }

  private URI where() throws IOException {
    if (settings.keys().isPresent()) {
      return settings.keys().get();
    }
    return Discovery.of(settings, http).keys();
  }

  /** Where an issuer's doors are, by its own word (OpenID Connect Discovery 1.0). */
  record Discovery(ObjectNode document) {
    static Discovery of(IssuerSettings settings, IssuerHttp http) throws IOException {
      String issuer = settings.issuer().toString();
      String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
      ObjectNode document = http.get(URI.create(base + "/.well-known/openid-configuration"));
      if (!document.path("issuer").asString("").equals(issuer)) {
        throw new IOException("its discovery document is another issuer's");
      }
      return new Discovery(document);
    }

    URI keys() throws IOException {
      return door("jwks_uri");
    }

    /** Whether it promises to say who answers (RFC 9207). */
    boolean saysIssuer() {
      return document.path("authorization_response_iss_parameter_supported").asBoolean(false);
    }

    /** One that is as safe as the issuer itself. */
    URI door(String name) throws IOException {
      try {
        URI door = URI.create(document.path(name).asString(""));
        String issuer = document.path("issuer").asString("");
        if (door.getHost() != null
            && ("https".equals(door.getScheme())
                || (issuer.startsWith("http:") && "http".equals(door.getScheme())))) {
          return door;
        }
      } catch (IllegalArgumentException e) {
        // said below
      }
      throw new IOException("its discovery document has no " + name + " that can be used");
    }
  }
}
