package org.wardhealth.server.vault;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An access token for Google's APIs, kept until five minutes before its end: of a service account
 * by a signed assertion (RFC 7523, RS256), or of the machine by its metadata server.
 */
final class GoogleToken {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final String OF_MACHINE =
      "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final Duration ASSERTION = Duration.ofMinutes(10);
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final KeySettings.GoogleKms.Access access;
  private final KeeperHttp http;
  private final Clock clock;
  private @Nullable Token kept;

  private record Token(String value, Instant end) {}

  /** What a service account's file says. */
  private record Account(String email, String keyId, PrivateKey key, URI tokenUri) {}

  GoogleToken(KeySettings.GoogleKms.Access access, KeeperHttp http, Clock clock) {
    this.access = access;
    this.http = http;
    this.clock = clock;
  }

  /**
   * A token that is good for some minutes.
   *
   * @throws SealException if none is given
   */
  synchronized String value() {
    Token token = kept;
    if (token == null || !clock.instant().isBefore(token.end().minus(MARGIN))) {
      token =
          switch (access) {
            case KeySettings.GoogleKms.ServiceAccount(Path file) -> ofAccount(account(file));
            case KeySettings.GoogleKms.Metadata(URI url) -> ofMachine(url);
          };
      kept = token;
    }
    return token.value();
  }

  /** The token is not taken any more: the next call asks for another one. */
  synchronized void forget() {
    kept = null;
  }

  private Token ofAccount(Account account) {
    String form = "grant_type=" + encoded(GRANT) + "&assertion=" + encoded(assertion(account));
    return token(
        http.send(
            HttpRequest.newBuilder(account.tokenUri())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))),
        "the service account " + account.email());
  }

  private Token ofMachine(URI url) {
    KeeperHttp.Answer answer =
        http.send(
            HttpRequest.newBuilder(url.resolve(OF_MACHINE)).header("Metadata-Flavor", "Google"));
    if (!answer.headers().firstValue("Metadata-Flavor").equals(Optional.of("Google"))) {
      throw http.failed("is not asked: what answers at " + url + " is no metadata server");
    }
    return token(answer, "this machine");
  }

  private Token token(KeeperHttp.Answer answer, String whose) {
    String value = answer.body().path("access_token").asString("");
    long seconds = answer.body().path("expires_in").asLong(0);
    if (answer.status() != 200 || value.isEmpty() || seconds <= 0) {
      throw http.failed(
          "is not asked: no access token was given for "
              + whose
              + " (status "
              + answer.status()
              + "; is its key still good, and the clock of this machine right?)");
    }
    return new Token(
        http.sendable(value, "the access token"),
        clock.instant().plusSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds())));
  }

  private String assertion(Account account) {
    Instant now = clock.instant();
    ObjectNode header = Json.MAPPER.createObjectNode();
    header.put("alg", "RS256").put("typ", "JWT").put("kid", account.keyId());
    ObjectNode claims = Json.MAPPER.createObjectNode();
    claims.put("iss", account.email()).put("scope", SCOPE);
    claims.put("aud", account.tokenUri().toString());
    claims.put("iat", now.getEpochSecond()).put("exp", now.plus(ASSERTION).getEpochSecond());
    String signed = part(header) + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(account.key());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new SealException("The key of the service account does not sign.", e);
    }
  }

  private Account account(Path file) {
    try {
      JsonNode json = Json.MAPPER.readTree(http.read(file, "the service account"));
      URI tokenUri = URI.create(json.path("token_uri").asString(""));
      if (!json.path("type").asString("").equals("service_account")
          || !json.path("client_email").isString()
          || !KeySettings.isSafe(tokenUri)) {
        throw none(file);
      }
      return new Account(
          json.path("client_email").asString(),
          json.path("private_key_id").asString(""),
          key(json.path("private_key").asString("")),
          tokenUri);
    } catch (JacksonException | IllegalArgumentException | GeneralSecurityException e) {
      throw none(file);
    }
  }

  private SealException none(Path file) {
    return http.failed(
        "is not asked: "
            + file
            + " is no key file of a service account (type, client_email, private_key, token_uri)");
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static String part(ObjectNode json) {
    return URL.encodeToString(Json.MAPPER.writeValueAsBytes(json));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
