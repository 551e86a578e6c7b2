package org.wardhealth.server.vault;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key in the transit engine of HashiCorp Vault or OpenBao, used by HTTP ({@code
 * /v1/MOUNT/encrypt/KEY} and {@code decrypt}, with {@code associated_data}). Protects against who
 * takes Ward's machine while the token is revoked or the server is out of reach; needs that server
 * at every start.
 */
final class TransitKeyProvider implements KeyProvider {
  private final KeySettings.Transit settings;
  private final KeeperHttp http;

  TransitKeyProvider(KeySettings.Transit settings, KeeperHttp http) {
    this.settings = settings;
    this.http = http;
  }

  /** As errors name it. */
  static String who(KeySettings.Transit settings) {
    return "The transit engine at " + settings.url();
  }

  @Override
  public String name() {
    return "vault-transit";
  }

  @Override
  public byte[] wrap(byte[] key, String place) {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("plaintext", Base64.getEncoder().encodeToString(key));
    asked.put("associated_data", encoded(place));
    String sealed = send("encrypt", asked).path("ciphertext").asString("");
    if (!sealed.startsWith("vault:")) {
      throw http.failed("gave no ciphertext");
    }
    return sealed.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    ObjectNode asked = Json.MAPPER.createObjectNode();
    asked.put("ciphertext", new String(wrapped, StandardCharsets.US_ASCII));
    asked.put("associated_data", encoded(place));
    try {
      return Base64.getDecoder().decode(send("decrypt", asked).path("plaintext").asString("?"));
    } catch (IllegalArgumentException e) {
      throw http.failed("gave no plaintext");
    }
  }

  private JsonNode send(String verb, ObjectNode body) {
    URI url =
        URI.create(settings.url() + "/v1/" + settings.mount() + "/" + verb + "/" + settings.key());
    KeeperHttp.Answer answer =
        http.send(
            HttpRequest.newBuilder(url)
                .header(
                    "X-Vault-Token",
                    http.sendable(http.read(settings.token(), "the token"), "the token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    if (answer.status() != 200) {
      throw http.failed(
          "answered "
              + answer.status()
              + (answer.status() == 403 ? " (may the token use the key?)" : "")
              + (answer.status() == 400 ? " (it did not seal this)" : ""));
    }
    return answer.body().path("data");
  }

  private static String encoded(String place) {
    return Base64.getEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }
}
