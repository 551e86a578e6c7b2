package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.vault.Secrets;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Ward at which people sign in at two identity providers: at the hospital, where it proves itself
 * by a secret, and at a partner, where it does so by a key.
 */
final class ProviderWard implements AutoCloseable {
  final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  final FakeIssuer hospital = FakeIssuer.start(clock);
  final FakeIssuer partner = FakeIssuer.start(clock);
  final TestWard ward;
  private final Path home;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger guests = new AtomicInteger();

  private ProviderWard(Path home) {
    this.home = home;
    this.ward =
        TestWard.in(home)
            .clock(clock)
            .issuers(settings("hospital", hospital), settings("partner", partner))
            .start();
    secrets().set("idp", FakeIssuer.SECRET);
    ECKey own = FakeIssuer.ec();
    partner.clientKey(own.toPublicJWK());
    secrets().set("idp-key", pem(own));
  }

  static ProviderWard start(Path home) {
    return new ProviderWard(home);
  }

  private static IssuerSettings settings(String name, FakeIssuer issuer) {
    boolean first = name.equals("hospital");
    return SignInProvider.settings(
        name,
        issuer.url(),
        FakeIssuer.TIMEOUT,
        SignInProvider.people(
            FakeIssuer.CLIENT,
            first
                ? new IssuerSettings.Password("idp")
                : new IssuerSettings.Key("idp-key", Optional.of("ward-1")),
            first ? Set.of("gold") : Set.of(),
            first ? Set.of("mfa") : Set.of(),
            Map.of("wards", Role.CLINICIAN, "audit", Role.AUDITOR)));
  }

  Secrets secrets() {
    return Secrets.open(home, ward.server.room(Vault.class).keys());
  }

  static String pem(AsymmetricJWK key) {
    try {
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  Visitor browser() {
    return new Visitor(http, ward.server.url());
  }

  /** Somebody whom Ward does not know yet. */
  Guest guest() {
    return new Guest(guests.incrementAndGet());
  }

  static Map<String, String> query(String url) {
    Map<String, String> query = new HashMap<>();
    for (String field : url.substring(url.indexOf('?') + 1).split("&", -1)) {
      String[] parts = field.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  static String to(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  /** What Ward asks a provider for, once somebody begins. */
  Map<String, String> begin(Visitor browser, String provider) {
    HttpResponse<String> begun = browser.get("/sign-in/with/" + provider + "?next=/console");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
    return query(to(begun));
  }

  static String sign(ObjectNode claims, FakeIssuer issuer) {
    return FakeIssuer.sign(header(issuer, "JWT"), claims, issuer.key);
  }

  static JWSHeader header(FakeIssuer issuer, String type) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256)
        .keyID(issuer.key.getKeyID())
        .type(new JOSEObjectType(type))
        .build();
  }

  static String path(Map<String, String> asked, String code) {
    return URI.create(asked.getOrDefault("redirect_uri", "")).getPath()
        + "?code="
        + code
        + "&state="
        + asked.get("state");
  }

  static void grant(FakeIssuer issuer, Map<String, String> asked, String code, String idToken) {
    issuer.grant(
        code,
        new FakeIssuer.Grant(
            asked.getOrDefault("code_challenge", ""),
            asked.getOrDefault("redirect_uri", ""),
            idToken));
  }

  private List<Sessions.Listed> all() {
    return ward.server.room(Sessions.class).list(Optional.empty());
  }

  /** One person at the providers, and what came to be here since they were made. */
  final class Guest {
    private final int number;
    private final Set<String> sessions =
        all().stream().map(Sessions.Listed::id).collect(Collectors.toSet());
    private final Map<FakeIssuer, Integer> codes =
        Map.of(hospital, hospital.tokenRequests.get(), partner, partner.tokenRequests.get());

    private Guest(int number) {
      this.number = number;
    }

    /** What the person is called here, of the hospital. */
    String named() {
      return "ada" + number + "@hospital";
    }

    /** What a provider says of them when they have just proved two factors. */
    ObjectNode claims(FakeIssuer issuer, String nonce) {
      ObjectNode claims = issuer.claims("subject-" + number);
      claims.put("aud", FakeIssuer.CLIENT);
      claims.put("nonce", nonce);
      claims.put("auth_time", clock.instant().getEpochSecond());
      claims.put("acr", "gold");
      claims.put("preferred_username", "ada" + number);
      claims.putArray("groups").add("wards").add("kitchen");
      return claims;
    }

    /** The whole way, with claims that are changed before they are signed. */
    HttpResponse<String> signIn(Visitor browser, FakeIssuer issuer, Consumer<ObjectNode> change) {
      Map<String, String> asked = begin(browser, issuer == hospital ? "hospital" : "partner");
      ObjectNode claims = claims(issuer, asked.getOrDefault("nonce", ""));
      change.accept(claims);
      grant(issuer, asked, "c", sign(claims, issuer));
      return browser.led(path(asked, "c"));
    }

    /** Everybody's sessions that began since. */
    List<Sessions.Listed> sessions() {
      return all().stream().filter(one -> !sessions.contains(one.id())).toList();
    }

    /** How often a provider was asked to take a code since. */
    int spent(FakeIssuer issuer) {
      return issuer.tokenRequests.get() - codes.getOrDefault(issuer, 0);
    }

    Person person() {
      return ward.server.room(Accounts.class).named(named()).orElseThrow();
    }

    void refused(HttpResponse<String> answer, Visitor browser) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      assertThat(answer.body()).contains("does not hold here");
      assertThat(browser.strict).doesNotContainKey("__Host-ward");
      assertThat(sessions()).isEmpty();
    }
  }

  @Override
  public void close() {
    http.close();
    ward.close();
    hospital.close();
    partner.close();
  }
}
