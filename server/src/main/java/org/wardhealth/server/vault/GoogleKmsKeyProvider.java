package org.wardhealth.server.vault;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A symmetric key in Google Cloud KMS, used by its API ({@code cryptoKeys.encrypt} and {@code
 * decrypt}, with {@code additionalAuthenticatedData}). Protects against who takes Ward's machine
 * once the service account or the key is disabled; needs KMS at every start.
 *
 * <p>Both sides check CRC32C sums of what they got: an answer whose sums are wrong or missing, or
 * of another key, is refused. KMS does not say which key opened something; what another one opened
 * is no key of an epoch, and fails as such.
 */
final class GoogleKmsKeyProvider implements KeyProvider {
  private static final Pattern KIND = Pattern.compile("[A-Z_]{1,40}");

  private final KeySettings.GoogleKms settings;
  private final KeeperHttp http;
  private final GoogleToken token;

  GoogleKmsKeyProvider(KeySettings.GoogleKms settings, KeeperHttp http, Clock clock) {
    this.settings = settings;
    this.http = http;
    this.token = new GoogleToken(settings.access(), http, clock);
  }

  /** As errors name it. */
  static String who(KeySettings.GoogleKms settings) {
    return "Google Cloud KMS at " + settings.url();
  }

  @Override
  public String name() {
    return "gcp-kms";
  }

  @Override
  public byte[] wrap(byte[] key, String place) {
    JsonNode answer = send("encrypt", "plaintext", key, place);
    if (!answer.path("name").asString("").startsWith(settings.key() + "/cryptoKeyVersions/")) {
      throw http.failed("sealed with another key than " + settings.key());
    }
    if (!answer.path("verifiedPlaintextCrc32c").asBoolean(false)
        || !answer.path("verifiedAdditionalAuthenticatedDataCrc32c").asBoolean(false)) {
      throw http.failed("did not check the sums of what it was given");
    }
    return checked(answer, "ciphertext");
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    return checked(send("decrypt", "ciphertext", wrapped, place), "plaintext");
  }

  private JsonNode send(String verb, String given, byte[] bytes, String place) {
    byte[] data = place.getBytes(StandardCharsets.UTF_8);
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put(given, Base64.getEncoder().encodeToString(bytes));
    asked.put(given + "Crc32c", Long.toString(sum(bytes)));
    asked.put("additionalAuthenticatedData", Base64.getEncoder().encodeToString(data));
    asked.put("additionalAuthenticatedDataCrc32c", Long.toString(sum(data)));
    KeeperHttp.Answer answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(settings.url() + "/v1/" + settings.key() + ":" + verb))
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(asked.toString())));
    if (answer.status() == 401) {
      token.forget();
    }
    if (answer.status() != 200) {
      throw http.failed(refused(answer));
    }
    return answer.body();
  }

  private byte[] checked(JsonNode answer, String field) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(answer.path(field).asString(""));
    } catch (IllegalArgumentException e) {
      throw http.failed("gave no " + field);
    }
    if (bytes.length == 0) {
      throw http.failed("gave no " + field);
    }
    if (answer.path(field + "Crc32c").asLong(-1) != sum(bytes)) {
      throw http.failed("gave a " + field + " that is not what its sum says: try again");
    }
    return bytes;
  }

  /** The kind of the error alone: its message may repeat what was sent. */
  private static String refused(KeeperHttp.Answer answer) {
    String kind = answer.body().path("error").path("status").asString("");
    String hint =
        switch (answer.status()) {
          case 400 ->
              kind.equals("FAILED_PRECONDITION")
                  ? "the key or its version is disabled or destroyed"
                  : "it did not seal this";
          case 401 -> "it does not take the access token";
          case 403 -> "may the account use the key?";
          case 404 -> "the key is not there";
          case 429 -> "too many calls: try again in a minute";
          default -> "";
        };
    return "answered "
        + answer.status()
        + (KIND.matcher(kind).matches() ? " " + kind : "")
        + (hint.isEmpty() ? "" : " (" + hint + ")");
  }

  private static long sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }
}
