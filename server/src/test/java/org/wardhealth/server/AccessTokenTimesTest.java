package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.TokenWard.APP;
import static org.wardhealth.server.TokenWard.MODELS;
import static org.wardhealth.server.TokenWard.dpop;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.store.Database;

/** A token opens as long as it, its proof and the keys of its issuer hold, and no longer. */
class AccessTokenTimesTest {
  @TempDir private Path home;
  private TokenWard site;
  private final ECKey holder = FakeIssuer.ec();

  @BeforeEach
  void start() {
    site = TokenWard.start(home);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void theKeysAreReadBeforeTheFirstRequest() {
    site.await(site.issuer, 1);
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    assertThat(site.issuer.keySets).hasValue(1);
  }

  @Test
  void theIssuerMayTurnToAnotherKeyAndTakeTheOldOneBack() {
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    site.issuer.publish(site.issuer.next, site.issuer.key);
    site.ward.clock.advance(Duration.ofSeconds(11));
    assertThat(site.models(FakeIssuer.sign(site.issuer.claims(APP), site.issuer.next)).status())
        .isEqualTo(200);
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    site.issuer.publish(site.issuer.next);
    int before = site.issuer.keySets.get();
    site.ward.clock.advance(Duration.ofMinutes(5));
    assertThat(site.models(site.issuer.token(APP)).status())
        .as("keys are read behind it")
        .isEqualTo(200);
    site.await(site.issuer, before + 1);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (site.models(site.issuer.token(APP)).status() == 200) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    site.refused(site.models(site.issuer.token(APP)), "not signed by a key");
  }

  @Test
  void strangersCannotMakeWardAskTheIssuerOftenerThanItMay() {
    site.await(site.issuer, 1);
    site.ward.clock.advance(Duration.ofSeconds(11));
    for (int i = 0; i < 50; i++) {
      JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i).build();
      site.refused(
          site.models(FakeIssuer.sign(unknown, site.issuer.claims(APP), site.issuer.next)));
    }
    assertThat(site.issuer.keySets).hasValue(2);
  }

  @Test
  void keysHoldForAWhileWithoutTheIssuerAndThenNothingDoes() {
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    site.issuer.down(true);
    site.ward.clock.advance(Duration.ofMinutes(59));
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    site.ward.clock.advance(Duration.ofMinutes(2));
    Answer answer = site.models(site.issuer.token(APP));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("issuer_unavailable");
    assertThat(answer.header("retry-after")).contains("10");
    assertThat(site.models(FakeIssuer.bearer(site.ward.key.revealOnce())).status())
        .as("keys of Ward's own hold")
        .isEqualTo(200);
    site.issuer.down(false);
    site.ward.clock.advance(Duration.ofSeconds(11));
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
  }

  @Test
  void aSlowIssuerHoldsUpNobodyWhoseKeyIsKnown() {
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    var _ = site.issuer.stall();
    site.ward.clock.advance(Duration.ofMinutes(6));
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    site.ward.clock.advance(Duration.ofMinutes(60));
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(503);
  }

  @Test
  void aBoundTokenNeedsAProofOfItsKeyForThisRequest() {
    String token = site.bound(holder);
    assertThat(site.models(dpop(token, site.proof(token, "1"), holder)).status()).isEqualTo(200);
    site.unproved(FakeIssuer.bearer(token), "must come as 'Authorization: DPoP'");
    site.unproved(Map.of("Authorization", "DPoP " + token), "send one header");
    site.unproved(dpop(token, site.proof(token, "2"), FakeIssuer.ec()), "not signed by the key");
    site.unproved(dpop(token, site.proof(token, "3").put("htm", "POST"), holder), "another method");
    site.unproved(
        dpop(token, site.proof(token, "4").put("htu", site.here() + "/x"), holder),
        "another method");
    site.unproved(
        dpop(token, site.proof(token, "5").put("htu", "https://evil.example" + MODELS), holder),
        "another method");
    site.unproved(dpop(token, site.proof(token, "6").put("ath", "x"), holder), "another token");
    long now = site.ward.clock.instant().getEpochSecond();
    site.unproved(
        dpop(token, site.proof(token, "7").put("iat", now - 61), holder), "more than 60 s ago");
    site.unproved(
        dpop(token, site.proof(token, "8").put("iat", now + 61), holder), "more than 60 s ago");
    site.unproved(dpop(token, site.proof(token, ""), holder), "no id");
    site.unproved(dpop(token, site.proof(token, "i".repeat(257)), holder), "no id");
    Map<String, String> twice = dpop(token, site.proof(token, "9"), holder);
    assertThat(site.models(twice).status()).isEqualTo(200);
    site.unproved(twice, "used already");
    site.ward.clock.advance(Duration.ofSeconds(59));
    site.unproved(twice, "used already");
    site.ward.clock.advance(Duration.ofSeconds(2));
    site.unproved(twice, "more than 60 s ago");
  }

  @Test
  void proofsAreForgottenWhenTheyAreTooOldToBeShownAgain() {
    String token = site.bound(holder);
    for (int i = 0; i < 5; i++) {
      assertThat(site.models(dpop(token, site.proof(token, "a" + i), holder)).status())
          .isEqualTo(200);
    }
    assertThat(proofs()).isEqualTo(5);
    site.ward.clock.advance(Duration.ofSeconds(61));
    assertThat(site.models(dpop(token, site.proof(token, "b"), holder)).status()).isEqualTo(200);
    assertThat(proofs()).isEqualTo(1);
  }

  private long proofs() {
    return site.ward
        .server
        .room(Database.class)
        .jdbc()
        .sql("SELECT count(*) FROM identity_proof")
        .query(Long.class)
        .single();
  }
}
