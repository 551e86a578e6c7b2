package org.wardhealth.server.vault;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google Cloud KMS, its token endpoint and a metadata server on loopback, as far as Ward asks them:
 * checks the assertion, the token and all sums of what it really got.
 */
final class FakeGoogleKms extends FakeKms {
  static final String KEY = "projects/ward/locations/europe-west3/keyRings/ward/cryptoKeys/root";
  private static final String EMAIL = "ward@ward.iam.gserviceaccount.com";

  /** Of the service account. */
  private static final KeyPair PAIR = pair();

  final AtomicInteger tokens = new AtomicInteger();
  volatile boolean tokenRefused;
  volatile String token = "ya29.quennix-0";
  private final Clock clock;

  FakeGoogleKms(Clock clock) throws IOException {
    this.clock = clock;
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The file of the service account. */
  Path account(Path directory) throws IOException {
    ObjectNode file = Json.MAPPER.createObjectNode();
    file.put("type", "service_account").put("private_key_id", "k1").put("client_email", EMAIL);
    file.put(
        "private_key",
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(PAIR.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    file.put("token_uri", url() + "/token");
    return Files.writeString(directory.resolve("account.json"), file.toString());
  }

  @Override
  void answer(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().toString();
    switch (path) {
      case "/token" -> grant(exchange, assertion(body));
      case "/computeMetadata/v1/instance/service-accounts/default/token" -> {
        exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
        grant(exchange, "Google".equals(exchange.getRequestHeaders().getFirst("Metadata-Flavor")));
      }
      case "/v1/" + KEY + ":encrypt", "/v1/" + KEY + ":decrypt" -> {
        asked.incrementAndGet();
        use(exchange, body, path.endsWith(":encrypt"));
      }
      default -> send(exchange, 404, error("NOT_FOUND"));
    }
  }

  private void grant(HttpExchange exchange, boolean good) throws IOException {
    if (!good || tokenRefused) {
      send(exchange, 400, Json.MAPPER.createObjectNode().put("error", "invalid_grant"));
      return;
    }
    token = "ya29.quennix-" + tokens.incrementAndGet();
    send(
        exchange,
        200,
        Json.MAPPER
            .createObjectNode()
            .put("access_token", token)
            .put("expires_in", 3599)
            .put("token_type", "Bearer"));
  }

  private boolean assertion(byte[] form) {
    String[] fields = new String(form, StandardCharsets.US_ASCII).split("&", -1);
    if (!URLDecoder.decode(fields[0], StandardCharsets.UTF_8)
        .equals("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer")) {
      return false;
    }
    String[] parts = fields[1].substring("assertion=".length()).split("\\.", -1);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(PAIR.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      JsonNode header = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[0]));
      JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
      long now = clock.instant().getEpochSecond();
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && header.path("alg").asString().equals("RS256")
          && header.path("kid").asString().equals("k1")
          && claims.path("iss").asString().equals(EMAIL)
          && claims.path("aud").asString().equals(url() + "/token")
          && claims.path("scope").asString().equals("https://www.googleapis.com/auth/cloudkms")
          && claims.path("iat").asLong() == now
          && claims.path("exp").asLong() > now
          && claims.path("exp").asLong() <= now + 3600;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void use(HttpExchange exchange, byte[] body, boolean encrypt) throws IOException {
    if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, error("UNAUTHENTICATED"));
      return;
    }
    switch (fault) {
      case REFUSES -> send(exchange, 403, error("PERMISSION_DENIED"));
      case THROTTLES -> send(exchange, 429, error("RESOURCE_EXHAUSTED"));
      case FAILS -> send(exchange, 500, error("INTERNAL"));
      default -> {
        JsonNode given = Json.MAPPER.readTree(body);
        String field = encrypt ? "plaintext" : "ciphertext";
        byte[] in = Base64.getDecoder().decode(given.path(field).asString());
        byte[] data =
            Base64.getDecoder().decode(given.path("additionalAuthenticatedData").asString());
        if (!given.path(field + "Crc32c").asString().equals(sum(in))
            || !given.path("additionalAuthenticatedDataCrc32c").asString().equals(sum(data))) {
          send(exchange, 400, error("INVALID_ARGUMENT"));
          return;
        }
        String place = new String(data, StandardCharsets.UTF_8);
        byte[] out = encrypt ? seal(in, place) : open(in, place);
        if (out.length == 0) {
          send(exchange, 400, error("INVALID_ARGUMENT"));
          return;
        }
        send(exchange, 200, answer(out, encrypt));
      }
    }
  }

  private ObjectNode answer(byte[] out, boolean encrypt) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    String field = encrypt ? "ciphertext" : "plaintext";
    if (fault != Fault.NOTHING) {
      answer.put(field, Base64.getEncoder().encodeToString(out));
    }
    answer.put(field + "Crc32c", fault == Fault.WRONG_SUM ? "1" : sum(out));
    if (encrypt) {
      answer.put(
          "name",
          (fault == Fault.ANOTHER_KEY ? KEY.replace("root", "other") : KEY)
              + "/cryptoKeyVersions/1");
      answer.put("verifiedPlaintextCrc32c", true);
      answer.put("verifiedAdditionalAuthenticatedDataCrc32c", true);
    }
    return answer;
  }

  @Override
  ObjectNode error(String kind) {
    ObjectNode error = Json.MAPPER.createObjectNode();
    error.putObject("error").put("status", kind).put("message", "quennix may not");
    return error;
  }

  private static String sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return Long.toString(sum.getValue());
  }
}
