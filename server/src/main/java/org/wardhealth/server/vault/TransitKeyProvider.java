package org.wardhealth.server.vault;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key in the transit engine of HashiCorp Vault or OpenBao, used by HTTP ({@code
 * /v1/MOUNT/encrypt/KEY} and {@code decrypt}, with {@code associated_data}). Protects against who
 * takes Ward's machine while the token is revoked or the server is out of reach; needs that server
 * at every start.
 */
final class TransitKeyProvider implements KeyProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LARGEST = 64 << 10;

  private final KeySettings.Transit settings;
  private final HttpClient http;

  TransitKeyProvider(KeySettings.Transit settings) {
    this.settings = settings;
    HttpClient.Builder client =
        HttpClient.newBuilder().connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NEVER);
    settings.caFile().ifPresent(file -> client.sslContext(trusting(file)));
    this.http = client.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("transit-" + n++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("keys.ca-file holds no certificate: " + file, e);
    }
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
      throw failed("gave no ciphertext");
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
      throw failed("gave no plaintext");
    }
  }

  private JsonNode send(String verb, ObjectNode body) {
    URI url =
        URI.create(settings.url() + "/v1/" + settings.mount() + "/" + verb + "/" + settings.key());
    try {
      // The client's own timeout ends with the headers: a body that stalls must not hold Ward up.
      HttpResponse<byte[]> answer =
          http.sendAsync(
                  HttpRequest.newBuilder(url)
                      .timeout(PATIENCE)
                      .header("X-Vault-Token", Files.readString(settings.token()).strip())
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                      .build(),
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofByteArray(), LARGEST))
              .get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer.statusCode() != 200) {
        throw failed(
            "answered "
                + answer.statusCode()
                + (answer.statusCode() == 403 ? " (may the token use the key?)" : "")
                + (answer.statusCode() == 400 ? " (it did not seal this)" : ""));
      }
      return Json.MAPPER.readTree(answer.body()).path("data");
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new SealException(
          "The transit engine at "
              + settings.url()
              + " does not answer, or its token is not there.",
          e);
    } catch (JacksonException e) {
      throw failed("answered with no JSON");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SealException("Ward is stopping.", e);
    }
  }

  private SealException failed(String how) {
    return new SealException(
        "The transit engine at " + settings.url() + " " + how + ".", new IOException(how));
  }

  private static String encoded(String place) {
    return Base64.getEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
  }
}
