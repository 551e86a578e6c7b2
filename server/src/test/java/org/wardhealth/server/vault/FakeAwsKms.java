package org.wardhealth.server.vault;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** AWS KMS on loopback, as far as Ward asks it: checks the signature of what it really got. */
final class FakeAwsKms extends FakeKms {
  static final String ARN =
      "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String SECRET = "quennixSecret/Key+0123456789";
  static final String TOKEN = "quennixToken==";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=AKIDWARD/([0-9]{8})/eu-central-1/kms/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  /** The day on which credentials are good. */
  private final String day;

  volatile boolean wantsToken;

  FakeAwsKms(String day) throws IOException {
    this.day = day;
  }

  @Override
  void answer(HttpExchange exchange, byte[] body) throws IOException {
    asked.incrementAndGet();
    Optional<String> refused = refuses(exchange, body);
    if (refused.isPresent()) {
      send(exchange, fault == Fault.FAILS ? 500 : 400, error(refused.get()));
      return;
    }
    JsonNode given = Json.MAPPER.readTree(body);
    String place = given.path("EncryptionContext").path("ward").asString();
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("KeyId", fault == Fault.ANOTHER_KEY ? ARN.replace("1234abcd", "ffffffff") : ARN);
    boolean encrypt =
        "TrentService.Encrypt".equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
    byte[] out =
        encrypt
            ? seal(Base64.getDecoder().decode(given.path("Plaintext").asString()), place)
            : open(Base64.getDecoder().decode(given.path("CiphertextBlob").asString()), place);
    if (out.length == 0) {
      send(exchange, 400, error("InvalidCiphertextException"));
      return;
    }
    if (fault != Fault.NOTHING) {
      answer.put(encrypt ? "CiphertextBlob" : "Plaintext", Base64.getEncoder().encodeToString(out));
    }
    send(exchange, 200, answer);
  }

  @Override
  ObjectNode error(String kind) {
    return Json.MAPPER
        .createObjectNode()
        .put("__type", "com.amazonaws.kms#" + kind)
        .put("message", "quennix is not authorized");
  }

  private Optional<String> refuses(HttpExchange exchange, byte[] body) {
    if (!signed(exchange, body)) {
      return Optional.of("InvalidSignatureException");
    }
    if (wantsToken
        && !TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"))) {
      return Optional.of("ExpiredTokenException");
    }
    if (!Json.MAPPER.readTree(body).path("KeyId").asString().equals(ARN)) {
      return Optional.of("NotFoundException");
    }
    return switch (fault) {
      case REFUSES -> Optional.of("AccessDeniedException");
      case THROTTLES -> Optional.of("ThrottlingException");
      case FAILS -> Optional.of("KMSInternalException");
      default -> Optional.empty();
    };
  }

  /** Recomputes the signature of what came over the wire, apart from Ward's own code. */
  private boolean signed(HttpExchange exchange, byte[] body) {
    Matcher given =
        AUTHORIZATION.matcher(
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    if (!given.matches() || !given.group(1).equals(day)) {
      return false;
    }
    String names = given.group(2);
    for (String needed : new String[] {"host", "x-amz-date", "x-amz-target", "content-type"}) {
      if (!(";" + names + ";").contains(";" + needed + ";")) {
        return false;
      }
    }
    String headers =
        Stream.of(names.split(";", -1))
            .map(name -> name + ":" + exchange.getRequestHeaders().getFirst(name) + "\n")
            .collect(Collectors.joining());
    try {
      String request =
          exchange.getRequestMethod()
              + "\n"
              + exchange.getRequestURI()
              + "\n\n"
              + headers
              + "\n"
              + names
              + "\n"
              + sha256(body);
      String text =
          "AWS4-HMAC-SHA256\n"
              + exchange.getRequestHeaders().getFirst("X-Amz-Date")
              + "\n"
              + day
              + "/eu-central-1/kms/aws4_request\n"
              + sha256(request.getBytes(StandardCharsets.UTF_8));
      byte[] key = hmac(("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8), day);
      key = hmac(hmac(hmac(key, "eu-central-1"), "kms"), "aws4_request");
      return HexFormat.of().formatHex(hmac(key, text)).equals(given.group(3));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
