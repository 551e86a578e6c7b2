package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.server.TokenWard.APP;
import static org.wardhealth.server.TokenWard.MODELS;
import static org.wardhealth.server.TokenWard.dpop;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.AccessTokens;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.OauthId;
import org.wardhealth.server.identity.Proved;
import org.wardhealth.server.identity.Shown;
import org.wardhealth.server.identity.Thumbprint;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.testkit.MockCertificate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A token opens what it is for, for who it is of; and nothing that only looks like one opens
 * anything.
 */
class AccessTokensTest {
  private static TokenWard site;
  private final ECKey holder = FakeIssuer.ec();

  @BeforeAll
  static void start(@TempDir Path home) {
    site = TokenWard.start(home);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void aTokenOpensWhatItsApplicationMay() {
    assertThat(site.models(site.issuer.token(APP)).status()).isEqualTo(200);
    Answer answer =
        site.chat(
            site.issuer.token(APP), "Ward-Patient", TestWard.PATIENT, "Ward-Purpose", "TREAT");
    assertThat(answer.said()).as(answer.body()).containsExactly(TestWard.NOTE);
    assertThat(who(answer).path("application").asString()).isEqualTo("app");
    assertThat(factors(who(answer))).containsExactly("access-token");
  }

  @Test
  void theLedgerSaysThatATokenWasBoundToAKey() {
    String token = site.bound(holder);
    String url = "http://localhost:" + site.ward.server.url().getPort() + "/v1/chat/completions";
    ObjectNode proof = site.issuer.proof("POST", url, token, "ledger");
    Answer answer =
        site.ward.send(
            "POST",
            "/v1/chat/completions",
            TestWard.chat(TestWard.NOTE, false).toString(),
            dpop(token, proof, holder));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(factors(who(answer))).containsExactly("access-token", "dpop");
  }

  @Test
  void oneProofIsEnoughWhereTwoRightsAreAskedFor() {
    String token = site.bound(holder);
    String url = "http://localhost:" + site.ward.server.url().getPort() + "/consent/cohorts";
    Answer answer =
        site.ward.send(
            "POST",
            "/consent/cohorts",
            "{\"purpose\":\"HRESCH\",\"members\":true}",
            dpop(token, site.issuer.proof("POST", url, token, "cohort"), holder));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void aTokenThatIsBoundToTheConnectionsCertificateIsProvedByBoth(@TempDir Path directory) {
    X509Certificate certificate = MockCertificate.create(directory).x509();
    ObjectNode claims = site.issuer.claims(APP);
    claims.putObject("cnf").put("x5t#S256", Thumbprint.of(certificate).value());
    Proved proved =
        site.ward
            .server
            .room(AccessTokens.class)
            .prove(
                new Shown(
                    FakeIssuer.sign(claims, site.issuer.key),
                    false,
                    List.of(),
                    "GET",
                    true,
                    443,
                    MODELS,
                    Optional.of(certificate)));
    assertThat(proved.factors()).containsExactly("access-token", "x509");
    assertThat(proved.bound()).isTrue();
  }

  @Test
  void aRefusalSaysTooThatATokenCame() {
    Answer refused = site.chat(site.issuer.token(APP), "Ward-Patient", TestWard.PATIENT);
    assertThat(refused.code()).isEqualTo("purpose_missing");
    assertThat(factors(who(refused))).containsExactly("access-token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          GET  | /fhir/Patient/p-1           | patient.read           | ''
          GET  | /fhir/Consent?patient=p-1   | patient.read           | ''
          POST | /vault/reidentifications    | patient.reidentified   | {"pseudonym":"PSEUDONYM","reason":"CARE"}
          POST | /access/v1/evaluation       | access.evaluated       | {"subject":{"type":"application","id":"app"},"action":{"name":"infer"},"resource":{"type":"model","id":"test/mock"},"context":{"purpose":"TREAT","patient":"p-1"}}
          POST | /v1/deidentify              | exchange.deidentified  | {"input":["He sleeps."],"metadata":{"patient":"p-1","purpose":"HRESCH"}}
          """)
  void everyDoorThatSaysWhoCameSaysThatATokenDid(
      String method, String path, String type, String body) {
    String pseudonym =
        site.ward
            .server
            .room(Patients.class)
            .subject(new PatientId(TestWard.PATIENT))
            .pseudonym()
            .value();
    long before = site.ward.durable();
    Answer answer =
        site.ward.send(
            method,
            path,
            body.replace("PSEUDONYM", pseudonym),
            FakeIssuer.bearer(site.issuer.token(APP)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(site.ward.entriesFrom(before))
        .filteredOn(entry -> entry.path("type").asString().equals(type))
        .singleElement()
        .satisfies(entry -> assertThat(factors(entry.path("who"))).containsExactly("access-token"));
  }

  /** Who asked in the exchange of this answer, by its own entry. */
  private static JsonNode who(Answer answer) {
    String exchange = answer.header("ward-exchange").orElseThrow();
    List<JsonNode> entries =
        site.ward.entries().stream()
            .filter(entry -> entry.path("exchange").asString("").equals(exchange))
            .filter(entry -> entry.has("who"))
            .toList();
    assertThat(entries).hasSize(1);
    return entries.getFirst().path("who");
  }

  private static List<String> factors(JsonNode who) {
    return who.path("factors").valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void whatIsNotNowIsRefusedAndTheSkewIsAllowed() {
    ObjectNode claims = site.issuer.claims(APP);
    long now = site.ward.clock.instant().getEpochSecond();
    site.refused(site.models(claims.deepCopy().put("exp", now - 31)), "expired");
    assertThat(site.models(claims.deepCopy().put("exp", now - 29)).status()).isEqualTo(200);
    site.refused(site.models(claims.deepCopy().put("nbf", now + 31)), "not hold yet");
    site.refused(site.models(claims.deepCopy().put("iat", now + 31)), "not hold yet");
    assertThat(site.models(claims.deepCopy().put("nbf", now + 29)).status()).isEqualTo(200);
    ObjectNode endless = claims.deepCopy();
    endless.remove("exp");
    site.refused(site.models(endless), "no end");
    site.refused(site.models(claims.deepCopy().put("exp", "tomorrow")), "no end");
    site.refused(site.models(claims.deepCopy().put("exp", Double.MAX_VALUE)), "no end");
  }

  @Test
  void anotherAudienceIssuerOrClientIsRefused() {
    ObjectNode claims = site.issuer.claims(APP);
    site.refused(
        site.models(claims.deepCopy().put("aud", "https://elsewhere.example")),
        "not for this Ward");
    ObjectNode several = claims.deepCopy();
    several.putArray("aud").add("https://elsewhere.example").add(FakeIssuer.AUDIENCE);
    assertThat(site.models(several).status()).isEqualTo(200);
    site.refused(
        site.models(claims.deepCopy().put("iss", "https://idp.example")), "takes no tokens");
    site.refused(
        site.models(claims.deepCopy().put("iss", site.issuer.url() + "/")), "takes no tokens");
    site.refused(
        site.models(claims.deepCopy().put("client_id", "app-2")), "No application is registered");
    site.refused(
        site.models(claims.deepCopy().put("client_id", 7)), "No application is registered");
  }

  @Test
  void oneIssuerCannotSpeakForAnother() {
    site.refused(
        site.models(FakeIssuer.sign(site.issuer.claims(APP), site.issuer.next)),
        "not signed by a key");
    ObjectNode claims =
        site.other.claims(APP).put("iss", site.other.url().toString()).put("scope", "ward");
    site.refused(
        site.models(FakeIssuer.sign(claims, site.other.key)), "No application is registered");
  }

  @Test
  void whatIsSignedByNothingOrByASharedSecretIsRefused() {
    site.refused(
        site.models(FakeIssuer.part("{\"alg\":\"none\"}") + "." + FakeIssuer.part("{}") + ".AA"));
    site.refused(site.models(FakeIssuer.unsigned(site.issuer.claims(APP)) + "AA"));
    assertThat(site.models(FakeIssuer.unsigned(site.issuer.claims(APP))).status()).isEqualTo(401);
    site.refused(site.models(site.issuer.confused(site.issuer.claims(APP))), "asymmetric");
    String good = site.issuer.token(APP);
    String[] parts = good.split("\\.", -1);
    String changed = FakeIssuer.part(site.issuer.claims(APP).put("extra", 1).toString());
    site.refused(site.models(parts[0] + '.' + changed + '.' + parts[2]), "not signed by a key");
    site.refused(site.models(parts[0] + '.' + parts[1] + ".AAAA"), "not signed by a key");
  }

  @Test
  void onlyThePinnedAlgorithmAndTypesAreTaken() {
    site.refused(
        site.models(
            FakeIssuer.sign(
                header(JWSAlgorithm.PS256, "at+jwt"), site.issuer.claims(APP), site.issuer.key)),
        "another type");
    site.refused(
        site.models(
            FakeIssuer.sign(
                header(JWSAlgorithm.RS256, "logout+jwt"),
                site.issuer.claims(APP),
                site.issuer.key)),
        "another type");
    site.refused(
        site.models(
            FakeIssuer.sign(
                header(JWSAlgorithm.RS256, "dpop+jwt"), site.issuer.claims(APP), site.issuer.key)),
        "another type");
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String type) {
    return new JWSHeader.Builder(algorithm)
        .keyID(site.issuer.key.getKeyID())
        .type(new JOSEObjectType(type))
        .build();
  }

  @Test
  void aKeyThatTheTokenBringsOrPointsToCountsForNothing() {
    site.await(site.other, 1);
    int keySets = site.other.keySets.get();
    JWSHeader.Builder own =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(site.issuer.next.toPublicJWK())
            .jwkURL(URI.create(site.other.url() + "/keys"))
            .x509CertURL(URI.create(site.other.url() + "/certificate"));
    for (String id : List.of("k1", "k2")) {
      site.refused(
          site.models(
              FakeIssuer.sign(own.keyID(id).build(), site.issuer.claims(APP), site.issuer.next)),
          "not signed by a key");
    }
    assertThat(site.other.keySets).as("nobody is sent anywhere by a token").hasValue(keySets);
  }

  @Test
  void whatIsTooLongOrNoJsonIsRefused() {
    site.refused(site.models(site.issuer.claims(APP).put("x", "y".repeat(6_000))), "at most 6144");
    assertThat(site.models(site.issuer.claims(APP).put("x", "y".repeat(60_000))).status())
        .isEqualTo(400);
    String good = site.issuer.token(APP);
    String head = good.substring(0, good.indexOf('.'));
    site.refused(site.models(head + '.' + FakeIssuer.part("{\"iss\":1,\"iss\":2}") + ".AAAA"));
    site.refused(site.models(head + '.' + FakeIssuer.part("[".repeat(100)) + ".AAAA"));
    site.refused(site.models("a.b.c"));
  }

  @Test
  void theTokensPatientIsThePatient() {
    ObjectNode claims = site.issuer.claims(APP).put("patient", TestWard.PATIENT);
    String token = FakeIssuer.sign(claims, site.issuer.key);
    assertThat(site.chat(token, "Ward-Purpose", "TREAT").status()).isEqualTo(200);
    assertThat(site.chat(token, "Ward-Purpose", "TREAT", "Ward-Patient", "p-1").status())
        .isEqualTo(200);
    Answer another = site.chat(token, "Ward-Purpose", "TREAT", "Ward-Patient", "p-2");
    assertThat(another.status()).isEqualTo(403);
    assertThat(another.code()).isEqualTo("token_contradicted");
    assertThat(another.body()).doesNotContain("p-2");

    Map<String, String> headers = FakeIssuer.bearer(token);
    assertThat(site.ward.send("GET", "/fhir/Patient/p-1", "", headers).status()).isEqualTo(200);
    assertThat(site.ward.send("GET", "/fhir/Patient/p-2", "", headers).body())
        .contains("token_contradicted");
    for (String path : List.of("/fhir/Consent?patient=p-1", "/audit/exchanges")) {
      assertThat(site.ward.send("GET", path, "", headers).status()).as(path).isEqualTo(403);
    }
    for (String path : List.of("/access/v1/evaluation", "/vault/reidentifications")) {
      assertThat(site.ward.send("POST", path, "{}", headers).status()).as(path).isEqualTo(403);
    }
    site.refused(site.models(claims.deepCopy().put("patient", 7)), "no FHIR id");
  }

  @Test
  void theTokensPurposesBoundWhatTheRequestMaySay() {
    String one = purposes("TREAT");
    assertThat(site.chat(one, "Ward-Patient", "p-1").status()).isEqualTo(200);
    Answer another = site.chat(one, "Ward-Patient", "p-1", "Ward-Purpose", "CAREMGT");
    assertThat(another.code()).isEqualTo("token_contradicted");
    String two = purposes("urn:oid:2.16.840.1.113883.5.8#TREAT", "HOPERAT");
    assertThat(site.chat(two, "Ward-Patient", "p-1").code()).isEqualTo("purpose_missing");
    assertThat(site.chat(two, "Ward-Patient", "p-1", "Ward-Purpose", "TREAT").status())
        .isEqualTo(200);
    for (String wrong : List.of("HMARKT", "treat", "", "marketing")) {
      Answer refused = site.models(purposes(wrong));
      assertThat(refused.status()).as(wrong).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("purpose_unknown");
    }
    assertThat(site.models(purposes()).code()).isEqualTo("purpose_unknown");
  }

  private static String purposes(String... codes) {
    ObjectNode claims = site.issuer.claims(APP);
    var list = claims.putObject("extensions").putObject("ihe_iua").putArray("purpose_of_use");
    for (String code : codes) {
      list.addObject()
          .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActReason")
          .put("code", code);
    }
    return FakeIssuer.sign(claims, site.issuer.key);
  }

  @Test
  void aRevokedApplicationsTokenOpensNothingAndItsIdIsFree() {
    String id = "app-revoked";
    site.register("revoked", new OauthId("hospital", id));
    assertThat(site.models(site.issuer.token(id)).status()).isEqualTo(200);
    assertThat(site.ward.server.room(Clients.class).revoke("revoked", By.OPERATOR)).isTrue();
    site.refused(site.models(site.issuer.token(id)), "No application is registered");
    site.register("revoked again", new OauthId("hospital", id));
    assertThat(site.models(site.issuer.token(id)).status()).isEqualTo(200);
  }

  @Test
  void anIssuerMayAskForAScopeAndForTokensThatAreBound() {
    site.register("partner", new OauthId("partner", "app-bound"));
    ObjectNode claims = site.other.claims("app-bound");
    site.refused(site.models(FakeIssuer.sign(claims, site.other.key)), "has not the scope");
    site.refused(
        site.models(FakeIssuer.sign(claims.put("scope", "warden a"), site.other.key)),
        "not the scope");
    site.refused(
        site.models(FakeIssuer.sign(claims.put("scope", "a ward"), site.other.key)), "bound");
    claims.putObject("cnf").put("jkt", FakeIssuer.thumbprint(holder));
    String bound = FakeIssuer.sign(claims, site.other.key);
    assertThat(site.models(dpop(bound, site.proof(bound, "1"), holder)).status()).isEqualTo(200);
  }

  @Test
  void aHostThatTheRequestNamesDoesNotMakeAProofOfThatHostGood() {
    String token = site.bound(holder);
    ObjectNode elsewhere = site.proof(token, "1").put("htu", "http://evil.example" + MODELS);
    Map<String, String> headers = dpop(token, elsewhere, holder);
    headers.put("X-Forwarded-Host", "evil.example");
    headers.put("Forwarded", "host=evil.example");
    site.unproved(headers, "another method");
  }

  @Test
  void aTokenThatIsNotBoundDoesNotComeByDpop() {
    String token = site.issuer.token(APP);
    site.refused(site.models(dpop(token, site.proof(token, "1"), holder)), "bound to no key");
    ObjectNode claims = site.issuer.claims(APP);
    claims.putObject("cnf").put("kid", "something");
    site.refused(site.models(claims), "in a way that Ward does not know");
    claims.putObject("cnf");
    site.refused(site.models(claims), "in a way that Ward does not know");
  }

  @Test
  void aTokenThatIsBoundToACertificateNeedsIt() {
    ObjectNode claims = site.issuer.claims(APP);
    claims.putObject("cnf").put("x5t#S256", "A".repeat(43));
    site.unproved(
        FakeIssuer.bearer(FakeIssuer.sign(claims, site.issuer.key)),
        "the certificate that it is bound");
  }

  @Test
  void whoKnowsOnlyTheOriginLearnsWhoseTokensAreTaken() {
    Answer answer = site.ward.send("GET", "/.well-known/oauth-protected-resource", "", Map.of());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.MAPPER.readTree(answer.body()).path("authorization_servers").toString())
        .contains(site.issuer.url().toString(), site.other.url().toString());
  }

  @Test
  void aRefusedTokenIsInTheLedgerAndNothingOfItIs() {
    long before = site.ward.durable();
    Answer answer =
        site.chat(site.issuer.confused(site.issuer.claims("app-secret")), "Ward-Purpose", "TREAT");
    assertThat(answer.code()).isEqualTo("invalid_token");
    site.ward.awaitDurable(before + 1);
    assertThat(site.ward.entriesFrom(before).toString())
        .contains("exchange.refuse", "invalid_token")
        .doesNotContain("app-secret");
  }
}
