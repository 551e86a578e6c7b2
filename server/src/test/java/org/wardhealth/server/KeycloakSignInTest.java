package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.vault.Secrets;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;

/** People sign in at a real Keycloak, by the pages that it shows them. */
@Tag("extra")
class KeycloakSignInTest {
  private static final Pattern FORM = Pattern.compile("action=\"(http[^\"]+)\"");

  @TempDir private Path home;
  private final ECKey own = FakeIssuer.ec();
  private final HttpClient http = HttpClient.newHttpClient();
  private ManualClock clock;
  private RealKeycloak keycloak;
  private TestWard ward;

  @BeforeEach
  void start() throws JOSEException {
    keycloak =
        RealKeycloak.start(
            new ECKey.Builder(own.toPublicJWK())
                .keyID("ward-1")
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .build());
    clock = new ManualClock(Instant.now());
    ward =
        TestWard.in(home)
            .clock(clock)
            .issuers(
                settings("hospital", "ward", new IssuerSettings.Password("idp"), Set.of("gold")),
                settings(
                    "by-key",
                    "ward-by-key",
                    new IssuerSettings.Key("idp-key", Optional.of("ward-1")),
                    Set.of()))
            .start();
    Secrets secrets = Secrets.open(home, ward.server.room(Vault.class).keys());
    secrets.set("idp", RealKeycloak.SECRET);
    secrets.set(
        "idp-key",
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(own.toPrivateKey().getEncoded())
            + "\n-----END PRIVATE KEY-----");
  }

  @AfterEach
  void stop() {
    http.close();
    ward.close();
    keycloak.close();
  }

  private IssuerSettings settings(
      String name, String client, IssuerSettings.Credential credential, Set<String> strong) {
    return SignInProvider.settings(
        name,
        keycloak.issuer(),
        Duration.ofSeconds(30),
        SignInProvider.people(
            client,
            credential,
            strong,
            Set.of(),
            Map.of("ward-clinicians", Role.CLINICIAN, "ward-auditors", Role.AUDITOR)));
  }

  @Test
  void peopleAreWhoKeycloakSaysByTheFactorsAndGroupsThatItNames() {
    Visitor ada = new Visitor(http, ward.server.url());
    Instant began = Instant.now().minusSeconds(1);
    HttpResponse<String> back = signIn(ada, "hospital", "ada");
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/console");
    Sessions.Listed session = sessions().getFirst();
    assertThat(session.proofs())
        .singleElement()
        .satisfies(
            proof -> {
              assertThat(proof.factor()).isEqualTo(Factor.PROVIDER_MFA);
              assertThat(proof.at()).isBetween(began, Instant.now());
            });
    assertThat(
            ward.server
                .room(Accounts.class)
                .named("ada@hospital")
                .orElseThrow()
                .roles(clock.instant()))
        .containsExactly(Role.CLINICIAN);
    HttpResponse<String> account = ada.get("/account/factors");
    assertThat(account.statusCode()).as(account.body()).isEqualTo(200);
    assertThat(ada.post("/sign-out", account.body()).statusCode()).isEqualTo(303);
    assertThat(sessions()).isEmpty();
    assertThat(ada.get("/account/factors").statusCode()).as("signed out").isEqualTo(303);

    Visitor bob = new Visitor(http, ward.server.url());
    HttpResponse<String> refused = signIn(bob, "hospital", "bob");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).contains("None of your groups");

    // The same person by another client, where Ward proves itself by a key, and believes no acr.
    Visitor again = new Visitor(http, ward.server.url());
    HttpResponse<String> byKey = signIn(again, "by-key", "ada");
    assertThat(byKey.statusCode()).as(byKey.body()).isEqualTo(200);
    assertThat(sessions())
        .singleElement()
        .satisfies(one -> assertThat(one.proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER));
    assertThat(again.get("/account/factors").headers().firstValue("Location").orElse(""))
        .startsWith("/step-up");
  }

  private List<Sessions.Listed> sessions() {
    return ward.server.room(Sessions.class).list(Optional.empty());
  }

  /** The way through Keycloak's pages, as a browser without scripts goes it. */
  private HttpResponse<String> signIn(Visitor browser, String provider, String name) {
    clock.set(Instant.now());
    HttpResponse<String> begun = browser.get("/sign-in/with/" + provider + "?next=/console");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
    Map<String, String> cookies = new LinkedHashMap<>();
    HttpResponse<String> page = send(HttpRequest.newBuilder(URI.create(to(begun))), cookies);
    for (int pages = 0; page.statusCode() == 200 && pages < 3; pages++) {
      Matcher form = FORM.matcher(page.body());
      assertThat(form.find()).as(page.body()).isTrue();
      String fields =
          page.body().contains("name=\"otp\"")
              ? "otp=" + RealKeycloak.code(Instant.now())
              : "username="
                  + name
                  + "&password="
                  + URLEncoder.encode(name + " has a long password", StandardCharsets.UTF_8);
      page =
          send(
              HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(fields)),
              cookies);
    }
    assertThat(page.statusCode()).as(page.body()).isEqualTo(302);
    clock.set(Instant.now());
    URI back = URI.create(to(page));
    assertThat(back.getPort()).as(back.getPath()).isEqualTo(ward.server.url().getPort());
    return browser.led(back.getRawPath() + '?' + back.getRawQuery());
  }

  private static String to(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Map<String, String> cookies) {
    HttpResponse<String> answer = Visitor.sent(http, request, cookies);
    for (String cookie : answer.headers().allValues("set-cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return answer;
  }
}
