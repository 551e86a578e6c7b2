package org.wardhealth.server.vault;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Calls to who keeps a key elsewhere, by HTTP.
 *
 * <p>Guarantees: an answer comes whole, within {@link #PATIENCE} twice and below 64 kB, or the call
 * fails; no redirect is followed; no error holds what was sent or answered.
 */
final class KeeperHttp {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LARGEST = 64 << 10;
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]{1,8192}");

  private final String who;
  private final Duration patience;
  private final HttpClient http;

  /**
   * An answer.
   *
   * @param body missing where it is no JSON and the status is not 200
   */
  record Answer(int status, HttpHeaders headers, JsonNode body) {}

  /**
   * @param who as errors name it, such as "The transit engine at https://..."
   * @param caFile certificates to trust instead of those of the JDK
   */
  KeeperHttp(String who, Optional<Path> caFile, Duration patience) {
    this.who = who;
    this.patience = patience;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NEVER);
    caFile.ifPresent(file -> client.sslContext(trusting(file)));
    this.http = client.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("keeper-" + n++, one);
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

  /**
   * Sends a request.
   *
   * @throws SealException if nothing answers, not whole, not in time, or a 200 without JSON
   */
  Answer send(HttpRequest.Builder request) {
    try {
      // The client's own timeout ends with the headers: a body that stalls must not hold Ward up.
      HttpResponse<byte[]> answer =
          http.sendAsync(
                  request.timeout(patience).build(),
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofByteArray(), LARGEST))
              .get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(answer.statusCode(), answer.headers(), json(answer));
    } catch (ExecutionException | TimeoutException e) {
      throw new SealException(
          who + " does not answer: it is out of reach, too slow, or its answer is cut.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SealException("Ward is stopping.", e);
    }
  }

  private JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JacksonException e) {
      if (answer.statusCode() == 200) {
        throw failed("answered with no JSON");
      }
      return MissingNode.getInstance();
    }
  }

  /** What its failures are told with. */
  SealException failed(String how) {
    return new SealException(who + " " + how + ".", new IOException(how));
  }

  /**
   * A secret that can stand in a header.
   *
   * @param what it is, as an error names it
   * @throws SealException if it cannot: the HTTP client would repeat it in its own error
   */
  String sendable(String secret, String what) {
    if (!SENDABLE.matcher(secret).matches()) {
      throw failed("is not asked: " + what + " is empty, or holds characters that none has");
    }
    return secret;
  }

  /**
   * A file that holds a credential.
   *
   * @throws SealException if it cannot be read
   */
  String read(Path file, String what) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw failed("is not asked: " + what + " cannot be read from " + file);
    }
  }
}
