package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.OauthId;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

/**
 * A token opens what it is for, for who it is of, as long as it holds; and nothing that only looks
 * like one opens anything.
 */
class AccessTokensTest {
  private static final String APP = "app-1";
  private static final String MODELS = "/v1/models";

  @TempDir private Path home;
  private FakeIssuer issuer;
  private FakeIssuer other;
  private TestWard ward;

  @BeforeEach
  void start() {
    // Ward's clock begins at the same instant; the issuer's moves with it below.
    ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
    issuer = FakeIssuer.start(clock);
    other = FakeIssuer.start(clock);
    ward =
        TestWard.in(home)
            .clock(clock)
            .issuers(
                settings("hospital", issuer, true, Optional.empty()),
                settings("partner", other, false, Optional.of("ward")))
            .start();
    register("app", new OauthId("hospital", APP));
  }

  @AfterEach
  void stop() {
    ward.close();
    issuer.close();
    other.close();
  }

  private static IssuerSettings settings(
      String name, FakeIssuer issuer, boolean discovered, Optional<String> scope) {
    return new IssuerSettings(
        name,
        issuer.url(),
        discovered ? Optional.empty() : Optional.of(issuer.keysUrl()),
        Set.of("RS256"),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        FakeIssuer.TIMEOUT,
        Optional.empty(),
        Optional.of(
            new IssuerSettings.Tokens(
                FakeIssuer.AUDIENCE,
                "client_id",
                "extensions.ihe_iua.purpose_of_use",
                "patient",
                scope,
                scope.isPresent())),
        Optional.empty());
  }

  private void register(String name, OauthId id) {
    var _ =
        ward.server
            .room(Clients.class)
            .addWithTokens(
                name,
                EnumSet.allOf(Purpose.class),
                Set.of("*"),
                EnumSet.allOf(Right.class),
                new Limits(100_000, 100_000_000),
                Optional.empty(),
                id,
                By.OPERATOR);
  }

  private Answer models(Map<String, String> headers) {
    return ward.send("GET", MODELS, "", headers);
  }

  private Answer models(String token) {
    return models(FakeIssuer.bearer(token));
  }

  private Answer models(ObjectNode claims) {
    return models(FakeIssuer.sign(claims, issuer.key));
  }

  private void refused(Answer answer, String... words) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("invalid_token");
    assertThat(answer.header("www-authenticate"))
        .hasValueSatisfying(header -> assertThat(header).contains("error=\"invalid_token\""));
    for (String word : words) {
      assertThat(answer.body()).contains(word);
    }
  }

  private static Answer chat(TestWard ward, String token, String... context) {
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    request.remove("metadata");
    return ward.send(
        "POST", "/v1/chat/completions", request.toString(), FakeIssuer.bearer(token, context));
  }

  @Test
  void aTokenOpensWhatItsApplicationMay() {
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    Answer answer =
        chat(ward, issuer.token(APP), "Ward-Patient", TestWard.PATIENT, "Ward-Purpose", "TREAT");
    assertThat(answer.said()).as(answer.body()).containsExactly(TestWard.NOTE);
    assertThat(ward.entries().toString()).contains("\"oauth\":\"hospital#app-1\"");
  }

  @Test
  void theKeysAreReadBeforeTheFirstRequest() {
    await(1);
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    assertThat(issuer.keySets).hasValue(1);
  }

  /** Waits until the key set was read so often. */
  private void await(int times) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (issuer.keySets.get() < times) {
      assertThat(System.nanoTime()).as("the keys are read").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsNotNowIsRefusedAndTheSkewIsAllowed() {
    ObjectNode claims = issuer.claims(APP);
    long now = ward.clock.instant().getEpochSecond();
    refused(models(claims.deepCopy().put("exp", now - 31)), "expired");
    assertThat(models(claims.deepCopy().put("exp", now - 29)).status()).isEqualTo(200);
    refused(models(claims.deepCopy().put("nbf", now + 31)), "not hold yet");
    refused(models(claims.deepCopy().put("iat", now + 31)), "not hold yet");
    assertThat(models(claims.deepCopy().put("nbf", now + 29)).status()).isEqualTo(200);
    ObjectNode endless = claims.deepCopy();
    endless.remove("exp");
    refused(models(endless), "no end");
    refused(models(claims.deepCopy().put("exp", "tomorrow")), "no end");
    refused(models(claims.deepCopy().put("exp", Double.MAX_VALUE)), "no end");
  }

  @Test
  void anotherAudienceIssuerOrClientIsRefused() {
    ObjectNode claims = issuer.claims(APP);
    refused(models(claims.deepCopy().put("aud", "https://elsewhere.example")), "not for this Ward");
    ObjectNode several = claims.deepCopy();
    several.putArray("aud").add("https://elsewhere.example").add(FakeIssuer.AUDIENCE);
    assertThat(models(several).status()).isEqualTo(200);
    refused(models(claims.deepCopy().put("iss", "https://idp.example")), "takes no tokens");
    refused(models(claims.deepCopy().put("iss", issuer.url() + "/")), "takes no tokens");
    refused(models(claims.deepCopy().put("client_id", "app-2")), "No application is registered");
    refused(models(claims.deepCopy().put("client_id", 7)), "No application is registered");
  }

  @Test
  void oneIssuerCannotSpeakForAnother() {
    refused(models(FakeIssuer.sign(issuer.claims(APP), issuer.next)), "not signed by a key");
    ObjectNode claims = other.claims(APP).put("iss", other.url().toString()).put("scope", "ward");
    refused(models(FakeIssuer.sign(claims, other.key)), "No application is registered");
  }

  @Test
  void whatIsSignedByNothingOrByASharedSecretIsRefused() {
    refused(models(FakeIssuer.part("{\"alg\":\"none\"}") + "." + FakeIssuer.part("{}") + ".AA"));
    refused(models(FakeIssuer.unsigned(issuer.claims(APP)) + "AA"));
    assertThat(models(FakeIssuer.unsigned(issuer.claims(APP))).status()).isEqualTo(401);
    refused(models(issuer.confused(issuer.claims(APP))), "asymmetric");
    String good = issuer.token(APP);
    String[] parts = good.split("\\.", -1);
    String changed = FakeIssuer.part(issuer.claims(APP).put("extra", 1).toString());
    refused(models(parts[0] + '.' + changed + '.' + parts[2]), "not signed by a key");
    refused(models(parts[0] + '.' + parts[1] + ".AAAA"), "not signed by a key");
  }

  @Test
  void onlyThePinnedAlgorithmAndTypesAreTaken() {
    refused(
        models(
            FakeIssuer.sign(header(JWSAlgorithm.PS256, "at+jwt"), issuer.claims(APP), issuer.key)),
        "another type");
    refused(
        models(
            FakeIssuer.sign(
                header(JWSAlgorithm.RS256, "logout+jwt"), issuer.claims(APP), issuer.key)),
        "another type");
    refused(
        models(
            FakeIssuer.sign(
                header(JWSAlgorithm.RS256, "dpop+jwt"), issuer.claims(APP), issuer.key)),
        "another type");
  }

  private JWSHeader header(JWSAlgorithm algorithm, String type) {
    return new JWSHeader.Builder(algorithm)
        .keyID(issuer.key.getKeyID())
        .type(new JOSEObjectType(type))
        .build();
  }

  @Test
  void aKeyThatTheTokenBringsOrPointsToCountsForNothing() {
    JWSHeader.Builder own =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(issuer.next.toPublicJWK())
            .jwkURL(URI.create(other.url() + "/keys"))
            .x509CertURL(URI.create(other.url() + "/certificate"));
    for (String id : List.of("k1", "k2")) {
      refused(
          models(FakeIssuer.sign(own.keyID(id).build(), issuer.claims(APP), issuer.next)),
          "not signed by a key");
    }
    assertThat(other.keySets).as("nobody is sent anywhere by a token").hasValueLessThanOrEqualTo(1);
  }

  @Test
  void whatIsTooLongOrNoJsonIsRefused() {
    refused(models(issuer.claims(APP).put("x", "y".repeat(6_000))), "at most 6144");
    assertThat(models(issuer.claims(APP).put("x", "y".repeat(60_000))).status()).isEqualTo(400);
    String good = issuer.token(APP);
    String head = good.substring(0, good.indexOf('.'));
    refused(models(head + '.' + FakeIssuer.part("{\"iss\":1,\"iss\":2}") + ".AAAA"));
    refused(models(head + '.' + FakeIssuer.part("[".repeat(100)) + ".AAAA"));
    refused(models("a.b.c"));
  }

  @Test
  void theIssuerMayTurnToAnotherKeyAndTakeTheOldOneBack() {
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    issuer.publish(issuer.next, issuer.key);
    ward.clock.advance(Duration.ofSeconds(11));
    assertThat(models(FakeIssuer.sign(issuer.claims(APP), issuer.next)).status()).isEqualTo(200);
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    issuer.publish(issuer.next);
    int before = issuer.keySets.get();
    ward.clock.advance(Duration.ofMinutes(5));
    assertThat(models(issuer.token(APP)).status()).as("keys are read behind it").isEqualTo(200);
    await(before + 1);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (models(issuer.token(APP)).status() == 200) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    refused(models(issuer.token(APP)), "not signed by a key");
  }

  @Test
  void strangersCannotMakeWardAskTheIssuerOftenerThanItMay() {
    await(1);
    ward.clock.advance(Duration.ofSeconds(11));
    for (int i = 0; i < 50; i++) {
      JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i).build();
      refused(models(FakeIssuer.sign(unknown, issuer.claims(APP), issuer.next)));
    }
    assertThat(issuer.keySets).hasValue(2);
  }

  @Test
  void keysHoldForAWhileWithoutTheIssuerAndThenNothingDoes() {
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    issuer.down(true);
    ward.clock.advance(Duration.ofMinutes(59));
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    ward.clock.advance(Duration.ofMinutes(2));
    Answer answer = models(issuer.token(APP));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("issuer_unavailable");
    assertThat(answer.header("retry-after")).contains("10");
    assertThat(models(FakeIssuer.bearer(ward.key.revealOnce())).status())
        .as("keys of Ward's own hold")
        .isEqualTo(200);
    issuer.down(false);
    ward.clock.advance(Duration.ofSeconds(11));
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
  }

  @Test
  void aSlowIssuerHoldsUpNobodyWhoseKeyIsKnown() {
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    var _ = issuer.stall();
    ward.clock.advance(Duration.ofMinutes(6));
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    ward.clock.advance(Duration.ofMinutes(60));
    assertThat(models(issuer.token(APP)).status()).isEqualTo(503);
  }

  @Test
  void theTokensPatientIsThePatient() {
    ObjectNode claims = issuer.claims(APP).put("patient", TestWard.PATIENT);
    String token = FakeIssuer.sign(claims, issuer.key);
    assertThat(chat(ward, token, "Ward-Purpose", "TREAT").status()).isEqualTo(200);
    assertThat(chat(ward, token, "Ward-Purpose", "TREAT", "Ward-Patient", "p-1").status())
        .isEqualTo(200);
    Answer another = chat(ward, token, "Ward-Purpose", "TREAT", "Ward-Patient", "p-2");
    assertThat(another.status()).isEqualTo(403);
    assertThat(another.code()).isEqualTo("token_contradicted");
    assertThat(another.body()).doesNotContain("p-2");

    Map<String, String> headers = FakeIssuer.bearer(token);
    assertThat(ward.send("GET", "/fhir/Patient/p-1", "", headers).status()).isEqualTo(200);
    assertThat(ward.send("GET", "/fhir/Patient/p-2", "", headers).body())
        .contains("token_contradicted");
    for (String path : List.of("/fhir/Consent?patient=p-1", "/audit/exchanges")) {
      assertThat(ward.send("GET", path, "", headers).status()).as(path).isEqualTo(403);
    }
    for (String path : List.of("/access/v1/evaluation", "/vault/reidentifications")) {
      assertThat(ward.send("POST", path, "{}", headers).status()).as(path).isEqualTo(403);
    }
    refused(models(claims.deepCopy().put("patient", 7)), "no FHIR id");
  }

  @Test
  void theTokensPurposesBoundWhatTheRequestMaySay() {
    String one = purposes("TREAT");
    assertThat(chat(ward, one, "Ward-Patient", "p-1").status()).isEqualTo(200);
    Answer another = chat(ward, one, "Ward-Patient", "p-1", "Ward-Purpose", "CAREMGT");
    assertThat(another.code()).isEqualTo("token_contradicted");
    String two = purposes("urn:oid:2.16.840.1.113883.5.8#TREAT", "HOPERAT");
    assertThat(chat(ward, two, "Ward-Patient", "p-1").code()).isEqualTo("purpose_missing");
    assertThat(chat(ward, two, "Ward-Patient", "p-1", "Ward-Purpose", "TREAT").status())
        .isEqualTo(200);
    for (String wrong : List.of("HMARKT", "treat", "", "marketing")) {
      Answer refused = models(purposes(wrong));
      assertThat(refused.status()).as(wrong).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("purpose_unknown");
    }
    assertThat(models(purposes()).code()).isEqualTo("purpose_unknown");
  }

  private String purposes(String... codes) {
    ObjectNode claims = issuer.claims(APP);
    var list = claims.putObject("extensions").putObject("ihe_iua").putArray("purpose_of_use");
    for (String code : codes) {
      list.addObject()
          .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason")
          .put("code", code);
    }
    return FakeIssuer.sign(claims, issuer.key);
  }

  @Test
  void aRevokedApplicationsTokenOpensNothingAndItsIdIsFree() {
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
    assertThat(ward.server.room(Clients.class).revoke("app", By.OPERATOR)).isTrue();
    refused(models(issuer.token(APP)), "No application is registered");
    register("app again", new OauthId("hospital", APP));
    assertThat(models(issuer.token(APP)).status()).isEqualTo(200);
  }

  @Test
  void anIssuerMayAskForAScopeAndForTokensThatAreBound() {
    register("partner", new OauthId("partner", APP));
    ObjectNode claims = other.claims(APP);
    refused(models(FakeIssuer.sign(claims, other.key)), "has not the scope");
    refused(models(FakeIssuer.sign(claims.put("scope", "warden a"), other.key)), "not the scope");
    refused(models(FakeIssuer.sign(claims.put("scope", "a ward"), other.key)), "bound");
    claims.putObject("cnf").put("jkt", FakeIssuer.thumbprint(holder));
    String bound = FakeIssuer.sign(claims, other.key);
    assertThat(models(dpop(bound, proof(bound, "1"), holder)).status()).isEqualTo(200);
  }

  private final ECKey holder = FakeIssuer.ec();

  private String bound() {
    ObjectNode claims = issuer.claims(APP);
    claims.putObject("cnf").put("jkt", FakeIssuer.thumbprint(holder));
    return FakeIssuer.sign(claims, issuer.key);
  }

  private String here() {
    return "http://localhost:" + ward.server.url().getPort() + MODELS;
  }

  private ObjectNode proof(String token, String id) {
    return issuer.proof("GET", here(), token, id);
  }

  private static Map<String, String> dpop(String token, ObjectNode proof, ECKey key) {
    return new TreeMap<>(
        Map.of("Authorization", "DPoP " + token, "DPoP", FakeIssuer.signProof(proof, key)));
  }

  private void unproved(Map<String, String> headers, String words) {
    Answer answer = models(headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.code()).as(answer.body()).isEqualTo("invalid_dpop_proof");
    assertThat(answer.body()).contains(words);
    assertThat(answer.header("www-authenticate").orElseThrow()).startsWith("DPoP ");
  }

  @Test
  void aBoundTokenNeedsAProofOfItsKeyForThisRequest() {
    String token = bound();
    assertThat(models(dpop(token, proof(token, "1"), holder)).status()).isEqualTo(200);
    unproved(FakeIssuer.bearer(token), "must come as 'Authorization: DPoP'");
    unproved(Map.of("Authorization", "DPoP " + token), "send one header");
    unproved(dpop(token, proof(token, "2"), FakeIssuer.ec()), "not signed by the key");
    unproved(dpop(token, proof(token, "3").put("htm", "POST"), holder), "another method");
    unproved(dpop(token, proof(token, "4").put("htu", here() + "/x"), holder), "another method");
    unproved(
        dpop(token, proof(token, "5").put("htu", "https://evil.example" + MODELS), holder),
        "another method");
    unproved(dpop(token, proof(token, "6").put("ath", "x"), holder), "another token");
    long now = ward.clock.instant().getEpochSecond();
    unproved(dpop(token, proof(token, "7").put("iat", now - 61), holder), "more than 60 s ago");
    unproved(dpop(token, proof(token, "8").put("iat", now + 61), holder), "more than 60 s ago");
    unproved(dpop(token, proof(token, ""), holder), "no id");
    unproved(dpop(token, proof(token, "i".repeat(257)), holder), "no id");
    Map<String, String> twice = dpop(token, proof(token, "9"), holder);
    assertThat(models(twice).status()).isEqualTo(200);
    unproved(twice, "used already");
    ward.clock.advance(Duration.ofSeconds(59));
    unproved(twice, "used already");
    ward.clock.advance(Duration.ofSeconds(2));
    unproved(twice, "more than 60 s ago");
  }

  @Test
  void aHostThatTheRequestNamesDoesNotMakeAProofOfThatHostGood() {
    String token = bound();
    ObjectNode elsewhere = proof(token, "1").put("htu", "http://evil.example" + MODELS);
    Map<String, String> headers = dpop(token, elsewhere, holder);
    headers.put("X-Forwarded-Host", "evil.example");
    headers.put("Forwarded", "host=evil.example");
    unproved(headers, "another method");
  }

  @Test
  void aTokenThatIsNotBoundDoesNotComeByDpop() {
    String token = issuer.token(APP);
    refused(models(dpop(token, proof(token, "1"), holder)), "bound to no key");
    ObjectNode claims = issuer.claims(APP);
    claims.putObject("cnf").put("kid", "something");
    refused(models(claims), "in a way that Ward does not know");
    claims.putObject("cnf");
    refused(models(claims), "in a way that Ward does not know");
  }

  @Test
  void aTokenThatIsBoundToACertificateNeedsIt() {
    ObjectNode claims = issuer.claims(APP);
    claims.putObject("cnf").put("x5t#S256", "A".repeat(43));
    unproved(
        FakeIssuer.bearer(FakeIssuer.sign(claims, issuer.key)), "the certificate that it is bound");
  }

  @Test
  void proofsAreForgottenWhenTheyAreTooOldToBeShownAgain() {
    String token = bound();
    for (int i = 0; i < 5; i++) {
      assertThat(models(dpop(token, proof(token, "a" + i), holder)).status()).isEqualTo(200);
    }
    assertThat(proofs()).isEqualTo(5);
    ward.clock.advance(Duration.ofSeconds(61));
    assertThat(models(dpop(token, proof(token, "b"), holder)).status()).isEqualTo(200);
    assertThat(proofs()).isEqualTo(1);
  }

  private long proofs() {
    return ward.server
        .room(Database.class)
        .jdbc()
        .sql("SELECT count(*) FROM identity_proof")
        .query(Long.class)
        .single();
  }

  @Test
  void whoKnowsOnlyTheOriginLearnsWhoseTokensAreTaken() {
    Answer answer = ward.send("GET", "/.well-known/oauth-protected-resource", "", Map.of());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.MAPPER.readTree(answer.body()).path("authorization_servers").toString())
        .contains(issuer.url().toString(), other.url().toString());
  }

  @Test
  void aRefusedTokenIsInTheLedgerAndNothingOfItIs() {
    long before = ward.durable();
    Answer answer =
        chat(ward, issuer.confused(issuer.claims("app-secret")), "Ward-Purpose", "TREAT");
    assertThat(answer.code()).isEqualTo("invalid_token");
    ward.awaitDurable(before + 1);
    assertThat(ward.entriesFrom(before).toString())
        .contains("exchange.refuse", "invalid_token")
        .doesNotContain("app-secret");
  }
}
