package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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
import org.wardhealth.server.identity.PeopleSettings;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Proofing;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.store.Database;
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
    secrets().set("idp", FakeIssuer.SECRET);
    ECKey own = FakeIssuer.ec();
    partner.clientKey(own.toPublicJWK());
    secrets().set("idp-key", pem(own));
  }

  private Secrets secrets() {
    return Secrets.open(home, ward.server.room(Vault.class).keys());
  }

  private static String pem(AsymmetricJWK key) {
    try {
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
          + "\n-----END PRIVATE KEY-----\n";
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    http.close();
    ward.close();
    hospital.close();
    partner.close();
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

  private Visitor browser() {
    return new Visitor(http, ward.server.url());
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

  private Map<String, String> begin(Visitor browser, String provider) {
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
      Visitor browser, FakeIssuer issuer, Consumer<ObjectNode> change) {
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

  private void refused(HttpResponse<String> answer, Visitor browser) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("does not hold here");
    assertThat(browser.strict).doesNotContainKey("__Host-ward");
    assertThat(sessions()).isEmpty();
  }

  @Test
  void aPersonIsInAsWhoTheProviderSaysAndGoesOnWhereTheyWanted() {
    Visitor browser = browser();
    assertThat(browser.get("/sign-in").body()).contains("/sign-in/with/hospital?next=");
    HttpResponse<String> back = signIn(browser, hospital, _ -> {});
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/console");
    assertThat(browser.lax).as("the cookie of the way is gone").isEmpty();
    assertThat(browser.strict).containsKey("__Host-ward");
    assertThat(browser.get("/console/now").body()).contains("ada@hospital");
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
    Visitor browser = browser();
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
        .containsEntry("acr_values", "gold")
        .doesNotContainKey("prompt")
        .containsEntry(
            "redirect_uri",
            "http://localhost:" + ward.server.url().getPort() + "/sign-in/with/hospital/back");
    Map<String, String> again = begin(browser(), "hospital");
    for (String own : List.of("state", "nonce", "code_challenge")) {
      assertThat(asked.get(own)).as(own).hasSize(43).isNotEqualTo(again.get(own));
    }
    assertThat(Set.of(asked.getOrDefault("state", ""), asked.getOrDefault("nonce", ""))).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "acr, silver",
    "acr, 2",
    "amr, otp",
    "auth_time, ",
    "acr, ",
  })
  void whatIsNotNamedInTheSettingsIsLevelOne(String claim, String value) {
    Visitor browser = browser();
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
        browser(),
        hospital,
        claims -> {
          claims.remove("acr");
          claims.putArray("amr").add("pwd").add("mfa");
        });
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER_MFA);
    clock.advance(Duration.ofSeconds(1));
    signIn(browser(), partner, _ -> {});
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
  }

  @Test
  void anOldSignInAtTheProviderIsOldHere() {
    signIn(
        browser(),
        hospital,
        claims ->
            claims.put("auth_time", clock.instant().minus(Duration.ofHours(1)).getEpochSecond()));
    assertThat(sessions().getFirst().proofs().getFirst().at())
        .isEqualTo(clock.instant().minus(Duration.ofHours(1)));
    clock.advance(Duration.ofSeconds(1));
    signIn(
        browser(),
        hospital,
        claims ->
            claims.put("auth_time", clock.instant().minus(Duration.ofHours(13)).getEpochSecond()));
    assertThat(sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
  }

  @Test
  void aSessionCountsFromTheProofAtTheProvider() {
    signIn(
        browser(),
        hospital,
        claims ->
            claims.put(
                "auth_time", clock.instant().minus(Duration.ofMinutes(715)).getEpochSecond()));
    assertThat(sessions()).hasSize(1);
    clock.advance(Duration.ofMinutes(5));
    assertThat(sessions()).as("twelve hours after the proof").isEmpty();
  }

  @Test
  void anAnswerCountsOnlyInTheBrowserThatBeganAndOnce() {
    Visitor attacker = browser();
    Map<String, String> asked = begin(attacker, "hospital");
    grant(hospital, asked, "c", sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    Visitor victim = browser();
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

  private long rows() {
    return ward.server
        .room(Database.class)
        .jdbc()
        .sql("SELECT count(*) FROM identity_login")
        .query(Long.class)
        .single();
  }

  @Test
  void whoBeginsAndNeverComesBackFillsNothingAndKeepsNobodyOut() {
    long before = ward.durable();
    Visitor stranger = browser();
    for (int i = 0; i < 200; i++) {
      Map<String, String> asked = begin(stranger, i % 2 == 0 ? "hospital" : "partner");
      if (i % 20 == 0) {
        refused(stranger.led(path(asked, "none")), stranger);
      }
    }
    assertThat(rows()).isZero();
    assertThat(ward.durable() - before).as("the refusals alone").isLessThanOrEqualTo(10);
    assertThat(signIn(browser(), hospital, claims -> {}).statusCode()).isEqualTo(200);
    assertThat(rows()).as("that it was used").isEqualTo(1);
    clock.advance(Duration.ofMinutes(11));
    assertThat(signIn(browser(), hospital, claims -> {}).statusCode()).isEqualTo(200);
    assertThat(rows()).as("the first is forgotten").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"until", "session", "seal", "token"})
  void whatTheBrowserCarriesIsWardsWordOrNone(String part) {
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    browser.lax.computeIfPresent(
        "__Host-ward-login",
        (_, value) ->
            switch (part) {
              case "until" -> value.replaceFirst("~1", "~2");
              case "session" -> value.replaceFirst("~~", "~se_0123456789abcdef~");
              case "seal" -> value.replaceFirst("~[^~]{43}\\.", "~" + "A".repeat(43) + ".");
              default -> "A".repeat(43) + value.substring(43);
            });
    grant(hospital, asked, "c", sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    refused(browser.led(path(asked, "c")), browser);
    assertThat(hospital.tokenRequests).as("no code was spent").hasValue(0);
  }

  /** As docs/people.md says under "What this does not do". */
  @Test
  void whatEndsHereEndsHereAlone() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("ward.root", "..")).resolve("docs/people.md"));
    assertThat(page)
        .contains(
            "Signing out at Ward does not sign out at the identity provider, nor the other way round.",
            "end with the longest session",
            "begins a new session and ends the old one",
            "`people.absolute` counts from then");
    Visitor browser = browser();
    assertThat(signIn(browser, hospital, claims -> {}).statusCode()).isEqualTo(200);
    Person ada = person("ada@hospital");
    assertThat(ada.grants().get(Role.CLINICIAN))
        .isEqualTo(clock.instant().plus(PeopleSettings.DEFAULT.absolute()));
    int asked = hospital.requests.get();
    ward.server.room(Sessions.class).revokeAll(ada, "operator");
    assertThat(sessions()).isEmpty();
    assertThat(hospital.requests).as("nobody tells the provider").hasValue(asked);
    assertThat(signIn(browser, hospital, claims -> {}).statusCode()).isEqualTo(200);
  }

  @Test
  void aSignInThatTakesTooLongIsNone() {
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    clock.advance(Duration.ofMinutes(11));
    refused(browser.led(path(asked, "c")), browser);
  }

  @Test
  void oneProviderCannotAnswerForAnother() {
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    refused(browser.led(path(asked, "c").replace("hospital", "partner")), browser);
    assertThat(partner.tokenRequests).as("the code did not go to the other").hasValue(0);

    Map<String, String> again = begin(browser, "hospital");
    refused(browser.led(path(again, "c") + "&iss=" + partner.url()), browser);
    assertThat(hospital.tokenRequests).hasValue(0);

    Map<String, String> twice = begin(browser, "hospital");
    String said = "&iss=" + hospital.url();
    refused(browser.led(path(twice, "c") + said + said), browser);
    assertThat(hospital.tokenRequests).hasValue(0);

    refused(
        signIn(browser, hospital, claims -> claims.put("iss", partner.url().toString())), browser);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonce=other",
        "nonce=",
        "aud=another",
        "azp=another",
        "sub=",
        "exp=1",
        "exp=",
        "auth_time=99999999999",
        "nbf=99999999999"
      })
  void anIdTokenThatDoesNotHoldLetsNobodyIn(String change) {
    Visitor browser = browser();
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
  void aProviderThatSaysItIsAnotherIsNotAsked() {
    hospital.callsItself(partner.url());
    HttpResponse<String> begun = browser().get("/sign-in/with/hospital");
    assertThat(begun.statusCode()).isEqualTo(503);
    assertThat(to(begun)).isEmpty();
  }

  @Test
  void aProviderThatPromisesToSayWhoItIsMustSaySo() {
    hospital.saysIssuer(true);
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    refused(browser.led(path(asked, "c")), browser);
    assertThat(hospital.tokenRequests).hasValue(0);
    Map<String, String> again = begin(browser, "hospital");
    grant(hospital, again, "c", sign(claims(hospital, again.getOrDefault("nonce", "")), hospital));
    HttpResponse<String> back = browser.led(path(again, "c") + "&iss=" + hospital.url());
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void anIdTokenBelongsToTheAccessTokenThatItNames() {
    Visitor browser = browser();
    refused(
        signIn(browser, hospital, claims -> claims.put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ")),
        browser);
    // The left half of the SHA-256 of "opaque", which the token endpoint gives.
    HttpResponse<String> back =
        signIn(browser, hospital, claims -> claims.put("at_hash", "bSKYhMEmi7CrMtjaMV0P5Q"));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void aProviderMayTurnToAnotherKey() {
    signIn(browser(), hospital, _ -> {});
    hospital.publish(hospital.next);
    clock.advance(Duration.ofSeconds(10));
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    ObjectNode claims = claims(hospital, asked.getOrDefault("nonce", ""));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(hospital.next.getKeyID()).build();
    grant(hospital, asked, "c", FakeIssuer.sign(header, claims, hospital.next));
    HttpResponse<String> back = browser.led(path(asked, "c"));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void anIdTokenForSeveralNeedsItsParty() {
    Visitor browser = browser();
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
    Visitor browser = browser();
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
    Visitor browser = browser();
    Map<String, String> asked = query(to(browser.get("/sign-in/with/hospital?next=" + next)));
    grant(hospital, asked, "c", sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    HttpResponse<String> back = browser.led(path(asked, "c") + "&next=" + next);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void anotherSiteBeginsNoSignIn(String from) {
    Visitor browser = browser();
    HttpResponse<String> begun =
        browser.get("/sign-in/with/hospital?next=/console", "Sec-Fetch-Site", from);
    assertThat(to(begun)).isEqualTo("/sign-in?next=%2Fconsole");
    assertThat(browser.lax).isEmpty();
  }

  @Test
  void whoDeclinesAtTheProviderIsNotIn() {
    Visitor browser = browser();
    Map<String, String> asked = begin(browser, "hospital");
    refused(
        browser.led("/sign-in/with/hospital/back?error=access_denied&state=" + asked.get("state")),
        browser);
  }

  @Test
  void aProviderThatIsDownOrSlowSaysSoOnThePage() {
    Visitor browser = browser();
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
    Secrets secrets = secrets();
    Visitor browser = browser();
    secrets.set("idp", "another");
    refused(signIn(browser, hospital, _ -> {}), browser);
    assertThat(secrets.remove("idp")).isTrue();
    assertThat(signIn(browser, hospital, _ -> {}).statusCode()).isEqualTo(503);
    assertThat(hospital.tokenRequests).hasValue(1);
    assertThat(sessions()).isEmpty();
  }

  @Test
  void wardProvesItselfByAKeyThatNobodyElseHas() {
    assertThat(signIn(browser(), partner, _ -> {}).statusCode()).isEqualTo(200);
    RSAKey other = partner.next;
    partner.clientKey(other.toPublicJWK());
    assertThat(signIn(browser(), partner, _ -> {}).statusCode()).as("not its key").isEqualTo(401);
    secrets().set("idp-key", pem(other));
    assertThat(signIn(browser(), partner, _ -> {}).statusCode()).isEqualTo(200);
    assertThat(partner.assertions).as("each is signed anew").hasSize(2);
    secrets().set("idp-key", "no key");
    assertThat(signIn(browser(), partner, _ -> {}).statusCode()).isEqualTo(503);
    assertThat(partner.tokenRequests).hasValue(3);
  }

  @Test
  void aGroupThatIsLostTakesItsRoleFromAllSessions() {
    Visitor browser = browser();
    signIn(browser, hospital, _ -> {});
    assertThat(person("ada@hospital").roles(clock.instant())).isNotEmpty();
    HttpResponse<String> back =
        signIn(browser(), hospital, claims -> claims.putArray("groups").add("kitchen"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(back.body()).contains("has a role at Ward");
    assertThat(person("ada@hospital").roles(clock.instant())).isEmpty();
    signIn(browser(), hospital, claims -> claims.putArray("groups").add("audit"));
    assertThat(person("ada@hospital").roles(clock.instant())).containsExactly(Role.AUDITOR);
  }

  @Test
  void whoHasNoGroupBecomesNobody() {
    HttpResponse<String> back = signIn(browser(), hospital, claims -> claims.remove("groups"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(ward.server.room(Accounts.class).named("ada@hospital")).isEmpty();
  }

  @Test
  void rolesOfAProviderEndWithTheLongestSession() {
    signIn(browser(), hospital, _ -> {});
    assertThat(person("ada@hospital").roles(clock.instant().plus(Duration.ofHours(12)))).isEmpty();
  }

  @Test
  void aNameIsNobody() {
    Accounts accounts = ward.server.room(Accounts.class);
    Person local = accounts.add("ada@hospital", Set.of(Role.ADMINISTRATOR), "operator");
    signIn(browser(), hospital, claims -> claims.put("email", "ada@hospital"));
    clock.advance(Duration.ofSeconds(1));
    signIn(browser(), partner, _ -> {});
    assertThat(sessions().stream().map(Sessions.Listed::person))
        .hasSize(2)
        .doesNotContain(local.id());
    assertThat(sessions().getFirst().person()).isNotEqualTo(sessions().getLast().person());
  }

  @Test
  void twoFirstSignInsAtOnceMakeOnePerson() throws Exception {
    List<Visitor> browsers = List.of(browser(), browser(), browser());
    List<Callable<Integer>> ways =
        browsers.stream()
            .map(
                browser -> {
                  Map<String, String> asked = begin(browser, "hospital");
                  String code = asked.getOrDefault("state", "");
                  grant(
                      hospital,
                      asked,
                      code,
                      sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
                  return (Callable<Integer>) () -> browser.led(path(asked, code)).statusCode();
                })
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : threads.invokeAll(ways)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(sessions())
        .hasSize(3)
        .extracting(Sessions.Listed::person)
        .containsOnly(person("ada@hospital").id());
  }

  @Test
  void whoIsDisabledHereIsNotLetIn() {
    signIn(browser(), hospital, _ -> {});
    ward.server.room(Accounts.class).activate(person("ada@hospital"), false, "operator");
    assertThat(signIn(browser(), hospital, _ -> {}).statusCode()).isEqualTo(403);
    assertThat(sessions()).isEmpty();
  }

  @Test
  void theFactorsOfSuchAPersonAreNotKeptHere() {
    Visitor browser = browser();
    signIn(browser, hospital, _ -> {});
    HttpResponse<String> account = browser.get("/account/factors");
    assertThat(account.statusCode()).isEqualTo(200);
    assertThat(account.body())
        .contains("kept at your identity provider", sessions().getFirst().id())
        .doesNotContain("/account/factors/passkey", "/account/factors/recovery");
    HttpResponse<String> codes = browser.post("/account/factors/recovery", account.body());
    assertThat(codes.statusCode()).as(codes.body()).isEqualTo(403);
    assertThat(codes.body()).contains("step-up");
    HttpResponse<String> ended =
        browser.post("/account/sessions", account.body(), "session", sessions().getFirst().id());
    assertThat(ended.statusCode()).as(ended.body()).isEqualTo(303);
    assertThat(sessions()).isEmpty();
    assertThatThrownBy(
            () ->
                ward.server
                    .room(Enrolment.class)
                    .reset(person("ada@hospital"), Proofing.KNOWN, "operator"))
        .hasMessageContaining("signs in at an identity provider");
  }

  @Test
  void whoMustProveMoreDoesSoAtTheProviderAndTheOldSessionEnds() {
    Visitor browser = browser();
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
    grant(hospital, asked, "c", sign(claims(hospital, asked.getOrDefault("nonce", "")), hospital));
    assertThat(browser.led(path(asked, "c")).statusCode()).isEqualTo(200);
    assertThat(sessions())
        .singleElement()
        .satisfies(session -> assertThat(session.id()).isNotEqualTo(old));
    assertThat(browser.get("/console/now").body()).contains("ada@hospital");
  }
}
