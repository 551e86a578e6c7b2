package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.ProviderWard.grant;
import static org.wardhealth.server.ProviderWard.header;
import static org.wardhealth.server.ProviderWard.path;
import static org.wardhealth.server.ProviderWard.query;
import static org.wardhealth.server.ProviderWard.sign;
import static org.wardhealth.server.ProviderWard.to;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Nothing that only looks like the answer of an identity provider lets anybody in. */
class ProviderAnswersTest {
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
  void anAnswerCountsOnlyInTheBrowserThatBeganAndOnce() {
    Visitor attacker = site.browser();
    Map<String, String> asked = site.begin(attacker, "hospital");
    grant(
        site.hospital,
        asked,
        "c",
        sign(ada.claims(site.hospital, asked.getOrDefault("nonce", "")), site.hospital));
    Visitor victim = site.browser();
    ada.refused(victim.led(path(asked, "c")), victim);
    site.begin(victim, "hospital");
    ada.refused(victim.led(path(asked, "c")), victim);
    assertThat(ada.spent(site.hospital)).as("no code was spent").isZero();

    Map<String, String> kept = new LinkedHashMap<>(attacker.lax);
    assertThat(attacker.led(path(asked, "c")).statusCode()).isEqualTo(200);
    attacker.lax.putAll(kept);
    assertThat(attacker.led(path(asked, "c")).statusCode()).as("replay").isEqualTo(401);
    assertThat(ada.spent(site.hospital)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"until", "session", "seal", "token"})
  void whatTheBrowserCarriesIsWardsWordOrNone(String part) {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    browser.lax.computeIfPresent(
        "__Host-ward-login",
        (_, value) ->
            switch (part) {
              case "until" -> value.replaceFirst("~1", "~2");
              case "session" -> value.replaceFirst("~~", "~se_0123456789abcdef~");
              case "seal" -> value.replaceFirst("~[^~]{43}\\.", "~" + "A".repeat(43) + ".");
              default -> "A".repeat(43) + value.substring(43);
            });
    grant(
        site.hospital,
        asked,
        "c",
        sign(ada.claims(site.hospital, asked.getOrDefault("nonce", "")), site.hospital));
    ada.refused(browser.led(path(asked, "c")), browser);
    assertThat(ada.spent(site.hospital)).as("no code was spent").isZero();
  }

  @Test
  void oneProviderCannotAnswerForAnother() {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    ada.refused(browser.led(path(asked, "c").replace("hospital", "partner")), browser);
    assertThat(ada.spent(site.partner)).as("the code did not go to the other").isZero();

    Map<String, String> again = site.begin(browser, "hospital");
    ada.refused(browser.led(path(again, "c") + "&iss=" + site.partner.url()), browser);
    assertThat(ada.spent(site.hospital)).isZero();

    Map<String, String> twice = site.begin(browser, "hospital");
    String said = "&iss=" + site.hospital.url();
    ada.refused(browser.led(path(twice, "c") + said + said), browser);
    assertThat(ada.spent(site.hospital)).isZero();

    ada.refused(
        ada.signIn(
            browser, site.hospital, claims -> claims.put("iss", site.partner.url().toString())),
        browser);
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
    Visitor browser = site.browser();
    String name = change.substring(0, change.indexOf('='));
    String value = change.substring(change.indexOf('=') + 1);
    ada.refused(
        ada.signIn(
            browser,
            site.hospital,
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
  void anIdTokenBelongsToTheAccessTokenThatItNames() {
    Visitor browser = site.browser();
    ada.refused(
        ada.signIn(
            browser, site.hospital, claims -> claims.put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ")),
        browser);
    // The left half of the SHA-256 of "opaque", which the token endpoint gives.
    HttpResponse<String> back =
        ada.signIn(
            browser, site.hospital, claims -> claims.put("at_hash", "bSKYhMEmi7CrMtjaMV0P5Q"));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void anIdTokenForSeveralNeedsItsParty() {
    Visitor browser = site.browser();
    ada.refused(
        ada.signIn(
            browser,
            site.hospital,
            claims -> claims.putArray("aud").add(FakeIssuer.CLIENT).add("another")),
        browser);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "access", "foreign", "empty"})
  void whatIsSignedOtherwiseLetsNobodyIn(String how) {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    ObjectNode claims = ada.claims(site.hospital, asked.getOrDefault("nonce", ""));
    String token =
        switch (how) {
          case "none" -> FakeIssuer.unsigned(claims);
          case "HS256" -> site.hospital.confused(claims);
          case "access" ->
              FakeIssuer.sign(header(site.hospital, "at+jwt"), claims, site.hospital.key);
          case "foreign" ->
              FakeIssuer.sign(header(site.hospital, "JWT"), claims, site.hospital.next);
          default -> "";
        };
    grant(site.hospital, asked, "c", token);
    ada.refused(browser.led(path(asked, "c")), browser);
    assertThat(ada.spent(site.hospital)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "//evil.example", "/%5Cevil.example", "javascript:x"})
  void nobodyIsLedElsewhere(String next) {
    Visitor browser = site.browser();
    Map<String, String> asked = query(to(browser.get("/sign-in/with/hospital?next=" + next)));
    grant(
        site.hospital,
        asked,
        "c",
        sign(ada.claims(site.hospital, asked.getOrDefault("nonce", "")), site.hospital));
    HttpResponse<String> back = browser.led(path(asked, "c") + "&next=" + next);
    assertThat(back.headers().firstValue("Refresh")).contains("0; url=/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void anotherSiteBeginsNoSignIn(String from) {
    Visitor browser = site.browser();
    HttpResponse<String> begun =
        browser.get("/sign-in/with/hospital?next=/console", "Sec-Fetch-Site", from);
    assertThat(to(begun)).isEqualTo("/sign-in?next=%2Fconsole");
    assertThat(browser.lax).isEmpty();
  }

  @Test
  void whoDeclinesAtTheProviderIsNotIn() {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    ada.refused(
        browser.led("/sign-in/with/hospital/back?error=access_denied&state=" + asked.get("state")),
        browser);
  }
}
