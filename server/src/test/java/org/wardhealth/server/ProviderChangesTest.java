package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.ProviderWard.grant;
import static org.wardhealth.server.ProviderWard.path;
import static org.wardhealth.server.ProviderWard.pem;
import static org.wardhealth.server.ProviderWard.sign;
import static org.wardhealth.server.ProviderWard.to;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Secrets;
import tools.jackson.databind.node.ObjectNode;

/**
 * Time passes at an identity provider, its keys and secrets change, it is down or another: Ward
 * lets in whom it may, and nobody else.
 */
class ProviderChangesTest {
  @TempDir private Path home;
  private ProviderWard site;
  private ProviderWard.Guest ada;

  @BeforeEach
  void start() {
    site = ProviderWard.start(home);
    ada = site.guest();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void aSessionCountsFromTheProofAtTheProvider() {
    ada.signIn(
        site.browser(),
        site.hospital,
        claims ->
            claims.put(
                "auth_time", site.clock.instant().minus(Duration.ofMinutes(715)).getEpochSecond()));
    assertThat(ada.sessions()).hasSize(1);
    site.clock.advance(Duration.ofMinutes(5));
    assertThat(ada.sessions()).as("twelve hours after the proof").isEmpty();
  }

  private long rows() {
    return site.ward
        .server
        .room(Database.class)
        .jdbc()
        .sql("SELECT count(*) FROM identity_login")
        .query(Long.class)
        .single();
  }

  @Test
  void whoBeginsAndNeverComesBackFillsNothingAndKeepsNobodyOut() {
    long before = site.ward.durable();
    Visitor stranger = site.browser();
    for (int i = 0; i < 200; i++) {
      Map<String, String> asked = site.begin(stranger, i % 2 == 0 ? "hospital" : "partner");
      if (i % 20 == 0) {
        ada.refused(stranger.led(path(asked, "none")), stranger);
      }
    }
    assertThat(rows()).isZero();
    assertThat(site.ward.durable() - before).as("the refusals alone").isLessThanOrEqualTo(10);
    assertThat(ada.signIn(site.browser(), site.hospital, claims -> {}).statusCode()).isEqualTo(200);
    assertThat(rows()).as("that it was used").isEqualTo(1);
    site.clock.advance(Duration.ofMinutes(11));
    assertThat(ada.signIn(site.browser(), site.hospital, claims -> {}).statusCode()).isEqualTo(200);
    assertThat(rows()).as("the first is forgotten").isEqualTo(1);
  }

  @Test
  void aSignInThatTakesTooLongIsNone() {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    site.clock.advance(Duration.ofMinutes(11));
    ada.refused(browser.led(path(asked, "c")), browser);
  }

  @Test
  void aProviderThatSaysItIsAnotherIsNotAsked() {
    site.hospital.callsItself(site.partner.url());
    HttpResponse<String> begun = site.browser().get("/sign-in/with/hospital");
    assertThat(begun.statusCode()).isEqualTo(503);
    assertThat(to(begun)).isEmpty();
  }

  @Test
  void aProviderThatPromisesToSayWhoItIsMustSaySo() {
    site.hospital.saysIssuer(true);
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    ada.refused(browser.led(path(asked, "c")), browser);
    assertThat(site.hospital.tokenRequests).hasValue(0);
    Map<String, String> again = site.begin(browser, "hospital");
    grant(
        site.hospital,
        again,
        "c",
        sign(ada.claims(site.hospital, again.getOrDefault("nonce", "")), site.hospital));
    HttpResponse<String> back = browser.led(path(again, "c") + "&iss=" + site.hospital.url());
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void aProviderMayTurnToAnotherKey() {
    ada.signIn(site.browser(), site.hospital, _ -> {});
    site.hospital.publish(site.hospital.next);
    site.clock.advance(Duration.ofSeconds(10));
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    ObjectNode claims = ada.claims(site.hospital, asked.getOrDefault("nonce", ""));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(site.hospital.next.getKeyID()).build();
    grant(site.hospital, asked, "c", FakeIssuer.sign(header, claims, site.hospital.next));
    HttpResponse<String> back = browser.led(path(asked, "c"));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
  }

  @Test
  void aProviderThatIsDownOrSlowSaysSoOnThePage() {
    Visitor browser = site.browser();
    Map<String, String> asked = site.begin(browser, "hospital");
    CountDownLatch slow = site.hospital.stall();
    HttpResponse<String> back = browser.led(path(asked, "c"));
    assertThat(back.statusCode()).isEqualTo(503);
    slow.countDown();
    site.hospital.down(true);
    site.clock.advance(Duration.ofSeconds(10));
    HttpResponse<String> begun = browser.get("/sign-in/with/hospital");
    assertThat(begun.statusCode()).isEqualTo(503);
    assertThat(begun.headers().firstValue("Retry-After")).contains("10");
    assertThat(begun.body())
        .contains("The identity provider does not answer now", "name=\"password\"");
    site.hospital.down(false);
    site.clock.advance(Duration.ofSeconds(10));
    site.begin(browser, "hospital");
  }

  @Test
  void withoutWardsOwnSecretNobodyIsIn() {
    Secrets secrets = site.secrets();
    Visitor browser = site.browser();
    secrets.set("idp", "another");
    ada.refused(ada.signIn(browser, site.hospital, _ -> {}), browser);
    assertThat(secrets.remove("idp")).isTrue();
    assertThat(ada.signIn(browser, site.hospital, _ -> {}).statusCode()).isEqualTo(503);
    assertThat(site.hospital.tokenRequests).hasValue(1);
    assertThat(ada.sessions()).isEmpty();
  }

  @Test
  void wardProvesItselfByAKeyThatNobodyElseHas() {
    assertThat(ada.signIn(site.browser(), site.partner, _ -> {}).statusCode()).isEqualTo(200);
    RSAKey other = site.partner.next;
    site.partner.clientKey(other.toPublicJWK());
    assertThat(ada.signIn(site.browser(), site.partner, _ -> {}).statusCode())
        .as("not its key")
        .isEqualTo(401);
    site.secrets().set("idp-key", pem(other));
    assertThat(ada.signIn(site.browser(), site.partner, _ -> {}).statusCode()).isEqualTo(200);
    assertThat(site.partner.assertions).as("each is signed anew").hasSize(2);
    site.secrets().set("idp-key", "no key");
    assertThat(ada.signIn(site.browser(), site.partner, _ -> {}).statusCode()).isEqualTo(503);
    assertThat(site.partner.tokenRequests).hasValue(3);
  }
}
