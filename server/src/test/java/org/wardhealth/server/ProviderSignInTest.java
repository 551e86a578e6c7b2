package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardhealth.server.ProviderWard.grant;
import static org.wardhealth.server.ProviderWard.path;
import static org.wardhealth.server.ProviderWard.query;
import static org.wardhealth.server.ProviderWard.sign;
import static org.wardhealth.server.ProviderWard.to;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.PeopleSettings;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Proofing;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;

/**
 * Who signed in at an identity provider is in here, as who the provider says, as surely as it says.
 */
class ProviderSignInTest {
  private static ProviderWard site;
  private ProviderWard.Guest ada;

  @BeforeAll
  static void start(@TempDir Path home) {
    site = ProviderWard.start(home);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @BeforeEach
  void somebodyNew() {
    ada = site.guest();
  }

  @Test
  void aPersonIsInAsWhoTheProviderSaysAndGoesOnWhereTheyWanted() {
    Visitor browser = site.browser();
    assertThat(browser.get("/sign-in").body()).contains("/sign-in/with/hospital?next=");
    HttpResponse<String> back = ada.signIn(browser, site.hospital, _ -> {});
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/console");
    assertThat(browser.lax).as("the cookie of the way is gone").isEmpty();
    assertThat(browser.strict).containsKey("__Host-ward");
    assertThat(browser.get("/console/now").body()).contains(ada.named());
    Person known = ada.person();
    assertThat(known.roles(site.clock.instant())).containsExactly(Role.CLINICIAN);
    assertThat(ada.sessions())
        .singleElement()
        .satisfies(
            session -> {
              assertThat(session.person()).isEqualTo(known.id());
              assertThat(session.proofs())
                  .singleElement()
                  .satisfies(proof -> assertThat(proof.factor()).isEqualTo(Factor.PROVIDER_MFA));
            });
  }

  @Test
  void whatWardAsksForIsBoundToThisBrowserAndToThisSite() {
    Visitor browser = site.browser();
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
    assertThat(to(begun)).startsWith(site.hospital.url() + "/authorize?").doesNotContain("evil");
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
            "http://localhost:" + site.ward.server.url().getPort() + "/sign-in/with/hospital/back");
    Map<String, String> again = site.begin(site.browser(), "hospital");
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
    Visitor browser = site.browser();
    HttpResponse<String> back =
        ada.signIn(
            browser,
            site.hospital,
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
    assertThat(ada.sessions().getFirst().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
    assertThat(to(browser.get("/any"))).startsWith("/step-up");
  }

  @Test
  void theMethodsOfTheSettingsAreLevelTwoAndOfAnotherProviderNothing() {
    ada.signIn(
        site.browser(),
        site.hospital,
        claims -> {
          claims.remove("acr");
          claims.putArray("amr").add("pwd").add("mfa");
        });
    assertThat(ada.sessions().getLast().proofs().getFirst().factor())
        .isEqualTo(Factor.PROVIDER_MFA);
    site.clock.advance(Duration.ofSeconds(1));
    ada.signIn(site.browser(), site.partner, _ -> {});
    assertThat(ada.sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
  }

  @Test
  void anOldSignInAtTheProviderIsOldHere() {
    ada.signIn(
        site.browser(),
        site.hospital,
        claims ->
            claims.put(
                "auth_time", site.clock.instant().minus(Duration.ofHours(1)).getEpochSecond()));
    assertThat(ada.sessions().getFirst().proofs().getFirst().at())
        .isEqualTo(site.clock.instant().minus(Duration.ofHours(1)));
    site.clock.advance(Duration.ofSeconds(1));
    ada.signIn(
        site.browser(),
        site.hospital,
        claims ->
            claims.put(
                "auth_time", site.clock.instant().minus(Duration.ofHours(13)).getEpochSecond()));
    assertThat(ada.sessions().getLast().proofs().getFirst().factor()).isEqualTo(Factor.PROVIDER);
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
    Visitor browser = site.browser();
    assertThat(ada.signIn(browser, site.hospital, claims -> {}).statusCode()).isEqualTo(200);
    Person known = ada.person();
    assertThat(known.grants().get(Role.CLINICIAN))
        .isEqualTo(site.clock.instant().plus(PeopleSettings.DEFAULT.absolute()));
    int asked = site.hospital.requests.get();
    site.ward.server.room(Sessions.class).revokeAll(known, "operator");
    assertThat(ada.sessions()).isEmpty();
    assertThat(site.hospital.requests).as("nobody tells the provider").hasValue(asked);
    assertThat(ada.signIn(browser, site.hospital, claims -> {}).statusCode()).isEqualTo(200);
  }

  @Test
  void aGroupThatIsLostTakesItsRoleFromAllSessions() {
    Visitor browser = site.browser();
    ada.signIn(browser, site.hospital, _ -> {});
    assertThat(ada.person().roles(site.clock.instant())).isNotEmpty();
    HttpResponse<String> back =
        ada.signIn(
            site.browser(), site.hospital, claims -> claims.putArray("groups").add("kitchen"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(back.body()).contains("has a role at Ward");
    assertThat(ada.person().roles(site.clock.instant())).isEmpty();
    ada.signIn(site.browser(), site.hospital, claims -> claims.putArray("groups").add("audit"));
    assertThat(ada.person().roles(site.clock.instant())).containsExactly(Role.AUDITOR);
  }

  @Test
  void whoHasNoGroupBecomesNobody() {
    HttpResponse<String> back =
        ada.signIn(site.browser(), site.hospital, claims -> claims.remove("groups"));
    assertThat(back.statusCode()).isEqualTo(403);
    assertThat(site.ward.server.room(Accounts.class).named(ada.named())).isEmpty();
  }

  @Test
  void rolesOfAProviderEndWithTheLongestSession() {
    ada.signIn(site.browser(), site.hospital, _ -> {});
    assertThat(ada.person().roles(site.clock.instant().plus(Duration.ofHours(12)))).isEmpty();
  }

  @Test
  void aNameIsNobody() {
    Accounts accounts = site.ward.server.room(Accounts.class);
    Person local = accounts.add(ada.named(), Set.of(Role.ADMINISTRATOR), "operator");
    ada.signIn(site.browser(), site.hospital, claims -> claims.put("email", ada.named()));
    site.clock.advance(Duration.ofSeconds(1));
    ada.signIn(site.browser(), site.partner, _ -> {});
    assertThat(ada.sessions().stream().map(Sessions.Listed::person))
        .hasSize(2)
        .doesNotContain(local.id());
    assertThat(ada.sessions().getFirst().person()).isNotEqualTo(ada.sessions().getLast().person());
  }

  @Test
  void twoFirstSignInsAtOnceMakeOnePerson() throws Exception {
    List<Visitor> browsers = List.of(site.browser(), site.browser(), site.browser());
    List<Callable<Integer>> ways =
        browsers.stream()
            .map(
                browser -> {
                  Map<String, String> asked = site.begin(browser, "hospital");
                  String code = asked.getOrDefault("state", "");
                  grant(
                      site.hospital,
                      asked,
                      code,
                      sign(
                          ada.claims(site.hospital, asked.getOrDefault("nonce", "")),
                          site.hospital));
                  return (Callable<Integer>) () -> browser.led(path(asked, code)).statusCode();
                })
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> status : threads.invokeAll(ways)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(ada.sessions())
        .hasSize(3)
        .extracting(Sessions.Listed::person)
        .containsOnly(ada.person().id());
  }

  @Test
  void whoIsDisabledHereIsNotLetIn() {
    ada.signIn(site.browser(), site.hospital, _ -> {});
    site.ward.server.room(Accounts.class).activate(ada.person(), false, "operator");
    assertThat(ada.signIn(site.browser(), site.hospital, _ -> {}).statusCode()).isEqualTo(403);
    assertThat(ada.sessions()).isEmpty();
  }

  @Test
  void theFactorsOfSuchAPersonAreNotKeptHere() {
    Visitor browser = site.browser();
    ada.signIn(browser, site.hospital, _ -> {});
    HttpResponse<String> account = browser.get("/account/factors");
    assertThat(account.statusCode()).isEqualTo(200);
    assertThat(account.body())
        .contains("kept at your identity provider", ada.sessions().getFirst().id())
        .doesNotContain("/account/factors/passkey", "/account/factors/recovery");
    HttpResponse<String> codes = browser.post("/account/factors/recovery", account.body());
    assertThat(codes.statusCode()).as(codes.body()).isEqualTo(403);
    assertThat(codes.body()).contains("step-up");
    HttpResponse<String> ended =
        browser.post(
            "/account/sessions", account.body(), "session", ada.sessions().getFirst().id());
    assertThat(ended.statusCode()).as(ended.body()).isEqualTo(303);
    assertThat(ada.sessions()).isEmpty();
    assertThatThrownBy(
            () ->
                site.ward
                    .server
                    .room(Enrolment.class)
                    .reset(ada.person(), Proofing.KNOWN, "operator"))
        .hasMessageContaining("signs in at an identity provider");
  }

  @Test
  void whoMustProveMoreDoesSoAtTheProviderAndTheOldSessionEnds() {
    Visitor browser = site.browser();
    ada.signIn(browser, site.hospital, claims -> claims.put("acr", "silver"));
    String old = ada.sessions().getFirst().id();
    assertThat(browser.get("/step-up").body())
        .contains("/sign-in/with/hospital?next=")
        .doesNotContain("name=\"password\"");
    Map<String, String> asked = site.begin(browser, "hospital");
    assertThat(asked)
        .containsEntry("prompt", "login")
        .containsEntry("max_age", "0")
        .containsEntry("acr_values", "gold");
    grant(
        site.hospital,
        asked,
        "c",
        sign(ada.claims(site.hospital, asked.getOrDefault("nonce", "")), site.hospital));
    assertThat(browser.led(path(asked, "c")).statusCode()).isEqualTo(200);
    assertThat(ada.sessions())
        .singleElement()
        .satisfies(session -> assertThat(session.id()).isNotEqualTo(old));
    assertThat(browser.get("/console/now").body()).contains(ada.named());
  }
}
