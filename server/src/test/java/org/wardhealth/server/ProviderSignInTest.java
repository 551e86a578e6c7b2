package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.vault.Secrets;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who signed in at an identity provider is in here, as who the provider says, as surely as it says;
 * and nothing that only looks like an answer of it lets anybody in.
 */
class ProviderSignInTest {
  @TempDir private Path home;
  private FakeIssuer hospital;
  private FakeIssuer partner;
  private ManualClock clock;
  private TestWard ward;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    clock = ManualClock.at("2026-03-01T08:00:00Z");
    hospital = FakeIssuer.start(clock);
    partner = FakeIssuer.start(clock);
    ward =
        TestWard.in(home)
            .clock(clock)
            .issuers(settings("hospital", hospital), settings("partner", partner))
            .start();
    Secrets.open(home, ward.server.room(Vault.class).keys()).set("idp", FakeIssuer.SECRET);
  }

  @AfterEach
  void stop() {
    http.close();
    ward.close();
    hospital.close();
    partner.close();
  }

  private static IssuerSettings settings(String name, FakeIssuer issuer) {
    return new IssuerSettings(
        name,
        issuer.url(),
        Optional.empty(),
        Set.of("RS256"),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        FakeIssuer.TIMEOUT,
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new IssuerSettings.People(
                FakeIssuer.CLIENT,
                "idp",
                Set.of("openid", "profile"),
                name.equals("hospital") ? Set.of("gold") : Set.of(),
                name.equals("hospital") ? Set.of("mfa") : Set.of(),
                "groups",
                "preferred_username",
                Map.of("wards", Role.CLINICIAN, "audit", Role.AUDITOR))));
  }

  /** A browser that follows nothing, and knows which cookies come along when others lead. */
  private final class Browser {
    private final Map<String, String> strict = new LinkedHashMap<>();
    private final Map<String, String> lax = new LinkedHashMap<>();

    HttpResponse<String> get(String path, String... headers) {
      Map<String, String> all = new LinkedHashMap<>(strict);
      all.putAll(lax);
      return send(path, all, headers);
    }

    /** As when another site leads here. */
    HttpResponse<String> led(String path) {
      return send(path, lax);
    }

    private HttpResponse<String> send(
        String path, Map<String, String> cookies, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + ward.server.url().getPort() + path))
              .header("Accept", "text/html");
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      if (!cookies.isEmpty()) {
        request.header(
            "Cookie",
            cookies.entrySet().stream()
                .map(e -> e.getKey() + '=' + e.getValue())
                .collect(Collectors.joining("; ")));
      }
      try {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("set-cookie").forEach(this::keep);
        return answer;
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    private void keep(String cookie) {
      assertThat(cookie).contains("; Secure", "; HttpOnly", "Path=/").startsWith("__Host-");
      Map<String, String> kind = cookie.contains("SameSite=Lax") ? lax : strict;
      assertThat(kind == lax || cookie.contains("SameSite=Strict")).isTrue();
      String pair = cookie.split(";", 2)[0];
      String name = pair.substring(0, pair.indexOf('='));
      if (cookie.contains("Max-Age=0")) {
        kind.remove(name);
      } else {
        kind.put(name, pair.substring(name.length() + 1));
      }
    }
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new HashMap<>();
    for (String field : url.substring(url.indexOf('?') + 1).split("&", -1)) {
      String[] parts = field.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  private static String to(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private Map<String, String> begin(Browser browser, String provider) {
    HttpResponse<String> begun = browser.get("/sign-in/with/" + provider + "?next=/console");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(303);
    return query(to(begun));
  }

  /** What the hospital says of somebody who has just proved two factors. */
  private ObjectNode claims(FakeIssuer issuer, String nonce) {
    ObjectNode claims = issuer.claims("subject-1");
    claims.put("aud", FakeIssuer.CLIENT);
    claims.put("nonce", nonce);
    claims.put("auth_time", clock.instant().getEpochSecond());
    claims.put("acr", "gold");
    claims.put("preferred_username", "ada");
    claims.putArray("groups").add("wards").add("kitchen");
    return claims;
  }

  private static String sign(ObjectNode claims, FakeIssuer issuer) {
    return FakeIssuer.sign(header(issuer, "JWT"), claims, issuer.key);
  }

  private static JWSHeader header(FakeIssuer issuer, String type) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256)
        .keyID(issuer.key.getKeyID())
        .type(new JOSEObjectType(type))
        .build();
  }

  private static String path(Map<String, String> asked, String code) {
    return URI.create(asked.getOrDefault("redirect_uri", "")).getPath()
        + "?code="
        + code
        + "&state="
        + asked.get("state");
  }

  private static void grant(
      FakeIssuer issuer, Map<String, String> asked, String code, String idToken) {
    issuer.grant(
        code,
        new FakeIssuer.Grant(
            asked.getOrDefault("code_challenge", ""),
            asked.getOrDefault("redirect_uri", ""),
            idToken));
  }

  /** The whole way, with claims that are changed before they are signed. */
  private HttpResponse<String> signIn(
      Browser browser, FakeIssuer issuer, Consumer<ObjectNode> change) {
    Map<String, String> asked = begin(browser, issuer == hospital ? "hospital" : "partner");
    ObjectNode claims = claims(issuer, asked.getOrDefault("nonce", ""));
    change.accept(claims);
    grant(issuer, asked, "c", sign(claims, issuer));
    return browser.led(path(asked, "c"));
  }

  private List<Sessions.Listed> sessions() {
    return ward.server.room(Sessions.class).list(Optional.empty());
  }

  private Person person(String name) {
    return ward.server.room(Accounts.class).named(name).orElseThrow();
  }

  private void refused(HttpResponse<String> answer, Browser browser) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("does not hold here");
    assertThat(browser.strict).doesNotContainKey("__Host-ward");
    assertThat(sessions()).isEmpty();
  }

  @Test
  void aPersonIsInAsWhoTheProviderSaysAndGoesOnWhereTheyWanted() {
    Browser browser = new Browser();
    assertThat(browser.get("/sign-in").body()).contains("/sign-in/with/hospital?next=");
    HttpResponse<String> back = signIn(browser, hospital, _ -> {});
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/console");
    assertThat(browser.lax).as("the cookie of the way is gone").isEmpty();
    assertThat(browser.strict).containsKey("__Host-ward");
    assertThat(browser.get("/console").statusCode()).isEqualTo(200);
    Person ada = person("ada@hospital");
    assertThat(ada.roles(clock.instant())).containsExactly(Role.CLINICIAN);
    assertThat(sessions())
        .singleElement()
        .satisfies(
            session -> {
              assertThat(session.person()).isEqualTo(ada.id());
              assertThat(session.proofs())
                  .singleElement()
                  .satisfies(proof -> assertThat(proof.factor()).isEqualTo(Factor.PROVIDER_MFA));
            });
  }

  @Test
  void whatWardAsksForIsBoundToThisBrowserAndToThisSite() {
    Browser browser = new Browser();
    HttpResponse<String> begun =
        browser.get(
            "/sign-in/with/hospital",
            "X-Forwarded-Host",
            "evil.example",
            "X-Forwarded-Proto",
            "https",
            "Forwarded",
            "host=evil.example");
    Map<String, String> asked = query(to(begun));
    assertThat(to(begun)).startsWith(hospital.url() + "/authorize?").doesNotContain("evil");
    assertThat(asked)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "ward")
        .containsEntry("scope", "openid profile")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("max_age", "43200")
        .containsEntry(
            "redirect_uri",
            "http://localhost:" + ward.server.url().getPort() + "/sign-in/with/hospital/back");
    Map<String, String> again = begin(new Browser(), "hospital");
    for (String own : List.of("state", "nonce", "code_challenge")) {
      assertThat(asked.get(own)).as(own).hasSize(43).isNotEqualTo(again.get(own));
    }
    assertThat(Set.of(asked.getOrDefault("state", ""), asked.getOrDefault("nonce", ""))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "acr, silver", "acr, 2", "amr, otp", "auth_time, ", "acr, ",
  })
  void whatIsNotNamedInTheSettingsIsLevelOne(String claim, String value) {
    Browser browser = new Browser();
    HttpResponse<String> back =
        signIn(
            browser,
            hospital,
            claims -> {
              if (!claim.equals("auth_time")) {
                claims.remove("acr");
              }
              claims.remove(claim);
              if (value != null) {
                claims.put(claim, value);
              }
            });
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(sessions().getFirst().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
    assertThat(to(browser.get("/any"))).startsWith("/step-up");
  }

  @Test
  void theMethodsOfTheSettingsAreLevelTwoAndOfAnotherProviderNothing() {
    signIn(
        new Browser(),
        hospital,
        claims -> {
          claims.remove("acr");
          claims.putArray("amr").add("pwd").add("mfa");
        });
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER_MFA);
    clock.advance(Duration.ofSeconds(1));
    signIn(new Browser(), partner, _ -> {});
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
  }

  @Test
  void anOldSignInAtTheProviderIsOldHere() {
    signIn(
        new Browser(),
        hospital,
        claims ->
            claims.put("auth_time", clock.instant().minus(Duration.ofHours(1)).getEpochSecond()));
    assertThat(sessions().getFirst().proofs().getFirst().at())
        .isEqualTo(clock.instant().minus(Duration.ofHours(1)));
    clock.advance(Duration.ofSeconds(1));
    signIn(
        new Browser(),
        hospital,
        claims ->
            claims.put("auth_time", clock.instant().minus(Duration.ofHours(13)).getEpochSecond()));
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
  }

  @Test
  void anAnswerCountsOnlyInTheBrowserThatBeganAndOnce() {
    Browser attacker = new Browser();
    Map<String, String> asked = begin(attacker, "hospital");
    grant(
        hospital,
        asked,
        "c",
        sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    Browser victim = new Browser();
    refused(victim.led(path(asked, "c")), victim);
    begin(victim, "hospital");
    refused(victim.led(path(asked, "c")), victim);
    assertThat(hospital.tokenRequests).as("no code was spent").hasValue(0);

    Map<String, String> kept = new LinkedHashMap<>(attacker.lax);
    assertThat(attacker.led(path(asked, "c")).statusCode()).isEqualTo(200);
    attacker.lax.putAll(kept);
    assertThat(attacker.led(path(asked, "c")).statusCode()).as("replay").isEqualTo(401);
    assertThat(hospital.tokenRequests).hasValue(1);
  }

  @Test
  void aSignInThatTakesTooLongIsNone() {
    Browser browser = new Browser();
    Map<String, String> asked = begin(browser, "hospital");
    clock.advance(Duration.ofMinutes(11));
    refused(browser.led(path(asked, "c")), browser);
  }

  @Test
  void oneProviderCannotAnswerForAnother() {
    Browser browser = new Browser();
    Map<String, String> asked = begin(browser, "hospital");
    refused(browser.led(path(asked, "c").replace("hospital", "partner")), browser);
    assertThat(partner.tokenRequests).as("the code did not go to the other").hasValue(0);

    Map<String, String> again = begin(browser, "hospital");
    refused(browser.led(path(again, "c") + "&iss=" + partner.url()), browser);
    assertThat(hospital.tokenRequests).hasValue(0);

    refused(signIn(browser, hospital, claims -> claims.put("iss", partner.url().toString())), browser);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonce=other", "nonce=", "aud=another", "azp=another", "sub=", "exp=1", "exp=",
        "auth_time=99999999999", "nbf=99999999999"
      })
  void anIdTokenThatDoesNotHoldLetsNobodyIn(String change) {
    Browser browser = new Browser();
    String name = change.substring(0, change.indexOf('='));
    String value = change.substring(change.indexOf('=') + 1);
    refused(
        signIn(
            browser,
            hospital,
            claims -> {
              claims.remove(name);
              if (value.matches("[0-9]+")) {
                claims.put(name, Long.parseLong(value));
              } else if (!value.isEmpty()) {
                claims.put(name, value);
              }
            }),
        browser);
  }

  @Test
  void anIdTokenForSeveralNeedsItsParty() {
    Browser browser = new Browser();
    refused(
        signIn(
            browser,
            hospital,
            claims -> claims.putArray("aud").add(FakeIssuer.CLIENT).add("another")),
        browser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "access", "foreign", "empty"})
  void whatIsSignedOtherwiseLetsNobodyIn(String how) {
    Browser browser = new Browser();
    Map<String, String> asked = begin(browser, "hospital");
    ObjectNode claims = claims(hospital, asked.getOrDefault("nonce", ""));
    String token =
        switch (how) {
          case "none" -> FakeIssuer.unsigned(claims);
          case "HS256" -> hospital.confused(claims);
          case "access" -> FakeIssuer.sign(header(hospital, "at+jwt"), claims, hospital.key);
          case "foreign" -> FakeIssuer.sign(header(hospital, "JWT"), claims, hospital.next);
          default -> "";
        };
    grant(hospital, asked, "c", token);
    refused(browser.led(path(asked, "c")), browser);
    assertThat(hospital.tokenRequests).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "//evil.example", "/%5Cevil.example", "javascript:x"})
  void nobodyIsLedElsewhere(String next) {
    Browser browser = new Browser();
    Map<String, String> asked =
        query(to(browser.get("/sign-in/with/hospital?next=" + next)));
    grant(
        hospital,
        asked,
        "c",
        sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    HttpResponse<String> back = browser.led(path(asked, "c") + "&next=" + next);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void anotherSiteBeginsNoSignIn(String from) {
    Browser browser = new Browser();
    HttpResponse<String> begun =
        browser.get("/sign-in/with/hospital?next=/console", "Sec-Fetch-Site", from);
    assertThat(to(begun)).isEqualTo("/sign-in?next=%2Fconsole");
    assertThat(browser.lax).isEmpty();
  }

  @Test
  void whoDeclinesAtTheProviderIsNotIn() {
    Browser browser = new Browser();
    Map<String, String> asked = begin(browser, "hospital");
    refused(
        browser.led(
            "/sign-in/with/hospital/back?error=access_denied&state=" + asked.get("state")),
        browser);
  }

  @Test
  void aProviderThatIsDownOrSlowSaysSoOnThePage() {
    Browser browser = new Browser();
    Map<String, String> asked = begin(browser, "hospital");
    CountDownLatch slow = hospital.stall();
    HttpResponse<String> back = browser.led(path(asked, "c"));
    assertThat(back.statusCode()).isEqualTo(503);
    slow.countDown();
    hospital.down(true);
    clock.advance(Duration.ofSeconds(10));
    HttpResponse<String> begun = browser.get("/sign-in/with/hospital");
    assertThat(begun.statusCode()).isEqualTo(503);
    assertThat(begun.headers().firstValue("Retry-After")).contains("10");
    assertThat(begun.body())
        .contains("The identity provider does not answer now", "name=\"password\"");
    hospital.down(false);
    clock.advance(Duration.ofSeconds(10));
    begin(browser, "hospital");
  }

  @Test
  void withoutWardsOwnSecretNobodyIsIn() {
    Secrets secrets = Secrets.open(home, ward.server.room(Vault.class).keys());
    Browser browser = new Browser();
    secrets.set("idp", "another");
    refused(signIn(browser, hospital, _ -> {}), browser);
    assertThat(secrets.remove("idp")).isTrue();
    assertThat(signIn(browser, hospital, _ -> {}).statusCode()).isEqualTo(503);
    assertThat(hospital.tokenRequests).hasValue(1);
    assertThat(sessions()).isEmpty();
  }

  @Test
  void aGroupThatIsLostTakesItsRoleFromAllSessions() {
    Browser browser = new Browser();
    signIn(browser, hospital, _ -> {});
    assertThat(person("ada@hospital").roles(clock.instant())).isNotEmpty();
    HttpResponse<String> back =
        signIn(new Browser(), hospital, claims -> claims.putArray("groups").add("kitchen"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(back.body()).contains("has a role at Ward");
    assertThat(person("ada@hospital").roles(clock.instant())).isEmpty();
    signIn(new Browser(), hospital, claims -> claims.putArray("groups").add("audit"));
    assertThat(person("ada@hospital").roles(clock.instant())).containsExactly(Role.AUDITOR);
  }

  @Test
  void whoHasNoGroupBecomesNobody() {
    HttpResponse<String> back =
        signIn(new Browser(), hospital, claims -> claims.remove("groups"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(ward.server.room(Accounts.class).named("ada@hospital")).isEmpty();
  }

  @Test
  void rolesOfAProviderEndWithTheLongestSession() {
    signIn(new Browser(), hospital, _ -> {});
    assertThat(person("ada@hospital").roles(clock.instant().plus(Duration.ofHours(12)))).isEmpty();
  }

  @Test
  void aNameIsNobody() {
    Accounts accounts = ward.server.room(Accounts.class);
    Person local = accounts.add("ada@hospital", Set.of(Role.ADMINISTRATOR), "operator");
    signIn(new Browser(), hospital, claims -> claims.put("email", "ada@hospital"));
    clock.advance(Duration.ofSeconds(1));
    signIn(new Browser(), partner, _ -> {});
    assertThat(sessions().stream().map(Sessions.Listed::person)).hasSize(2).doesNotContain(local.id());
    assertThat(sessions().getFirst().person()).isNotEqualTo(sessions().getLast().person());
  }

  @Test
  void whoIsDisabledHereIsNotLetIn() {
    signIn(new Browser(), hospital, _ -> {});
    ward.server.room(Accounts.class).activate(person("ada@hospital"), false, "operator");
    assertThat(signIn(new Browser(), hospital, _ -> {}).statusCode()).isEqualTo(403);
    assertThat(sessions()).isEmpty();
  }

  @Test
  void theFactorsOfSuchAPersonAreNotKeptHere() {
    Browser browser = new Browser();
    signIn(browser, hospital, _ -> {});
    assertThat(browser.get("/account/factors").statusCode()).isEqualTo(303);
    assertThatThrownBy(
            () ->
                ward.server
                    .room(Enrolment.class)
                    .link(person("ada@hospital"), true, "operator"))
        .hasMessageContaining("signs in at an identity provider");
  }

  @Test
  void whoMustProveMoreDoesSoAtTheProviderAndTheOldSessionEnds() {
    Browser browser = new Browser();
    signIn(browser, hospital, claims -> claims.put("acr", "silver"));
    String old = sessions().getFirst().id();
    assertThat(browser.get("/step-up").body())
        .contains("/sign-in/with/hospital?next=")
        .doesNotContain("name=\"password\"");
    Map<String, String> asked = begin(browser, "hospital");
    assertThat(asked)
        .containsEntry("prompt", "login")
        .containsEntry("max_age", "0")
        .containsEntry("acr_values", "gold");
    grant(
        hospital,
        asked,
        "c",
        sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    assertThat(browser.led(path(asked, "c")).statusCode()).isEqualTo(200);
    assertThat(sessions())
        .singleElement()
        .satisfies(session -> assertThat(session.id()).isNotEqualTo(old));
    assertThat(browser.get("/console").statusCode()).isEqualTo(200);
  }
}
