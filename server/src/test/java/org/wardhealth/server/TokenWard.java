package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.OauthId;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.testkit.ManualClock;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Ward that takes access tokens of two issuers: of {@link #issuer}, at which one application is
 * {@link #APP}, and of {@link #other}, which must say {@code ward} and to whom they are bound.
 */
final class TokenWard implements AutoCloseable {
  static final String APP = "app-1";
  static final String MODELS = "/v1/models";

  final FakeIssuer issuer;
  final FakeIssuer other;
  final TestWard ward;

  private TokenWard(Path home) {
    // Ward's and the issuers'.
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

  static TokenWard start(Path home) {
    return new TokenWard(home);
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

  void register(String name, OauthId id) {
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

  Answer models(Map<String, String> headers) {
    return ward.send("GET", MODELS, "", headers);
  }

  Answer models(String token) {
    return models(FakeIssuer.bearer(token));
  }

  Answer models(ObjectNode claims) {
    return models(FakeIssuer.sign(claims, issuer.key));
  }

  Answer chat(String token, String... context) {
    ObjectNode request = TestWard.chat(TestWard.NOTE, false);
    request.remove("metadata");
    return ward.send(
        "POST", "/v1/chat/completions", request.toString(), FakeIssuer.bearer(token, context));
  }

  void refused(Answer answer, String... words) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("invalid_token");
    assertThat(answer.header("www-authenticate"))
        .hasValueSatisfying(header -> assertThat(header).contains("error=\"invalid_token\""));
    for (String word : words) {
      assertThat(answer.body()).contains(word);
    }
  }

  /** Waits until the key set of an issuer was read so often. */
  void await(FakeIssuer whose, int times) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (whose.keySets.get() < times) {
      assertThat(System.nanoTime()).as("the keys are read").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** A token that is bound to a key. */
  String bound(ECKey holder) {
    ObjectNode claims = issuer.claims(APP);
    claims.putObject("cnf").put("jkt", FakeIssuer.thumbprint(holder));
    return FakeIssuer.sign(claims, issuer.key);
  }

  /** Where {@link #models} asks. */
  String here() {
    return "http://localhost:" + ward.server.url().getPort() + MODELS;
  }

  ObjectNode proof(String token, String id) {
    return issuer.proof("GET", here(), token, id);
  }

  static Map<String, String> dpop(String token, ObjectNode proof, ECKey key) {
    return new TreeMap<>(
        Map.of("Authorization", "DPoP " + token, "DPoP", FakeIssuer.signProof(proof, key)));
  }

  void unproved(Map<String, String> headers, String words) {
    Answer answer = models(headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.code()).as(answer.body()).isEqualTo("invalid_dpop_proof");
    assertThat(answer.body()).contains(words);
    assertThat(answer.header("www-authenticate").orElseThrow()).startsWith("DPoP ");
  }

  @Override
  public void close() {
    ward.close();
    issuer.close();
    other.close();
  }
}
