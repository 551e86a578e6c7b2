package org.wardhealth.server.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.ssl.pem.PemContent;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks an identity provider.
 *
 * <p>Guarantees: an answer is whole within the provider's time-out and below {@value #MOST} bytes,
 * or none; no redirect is followed. What it says is not believed yet.
 */
final class IssuerHttp {
  private static final int MOST = 256 << 10;

  private final IssuerSettings settings;

  IssuerHttp(IssuerSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads a document.
   *
   * @throws IOException if there is none, or none that is a JSON object
   */
  ObjectNode get(URI from) throws IOException {
    try (HttpClient http = client()) {
      HttpResponse<byte[]> response =
          whole(http, HttpRequest.newBuilder(from).GET().header("Accept", "application/json"));
      if (response.statusCode() != 200) {
        throw new IOException("it answered " + response.statusCode() + " at " + from.getPath());
      }
      if (Json.MAPPER.readTree(response.body()) instanceof ObjectNode document) {
        return document;
      }
      throw new IOException("it did not answer with a JSON object");
    } catch (JacksonException e) {
      throw new IOException("it did not answer with JSON", e);
    }
  }

  /** The provider answered, and did not do what it was asked. */
  static final class Declined extends IOException {
    private static final long serialVersionUID = 1L;

    Declined(String message) {
      super(message);
    }
  }

  /**
   * Sends a form.
   *
   * @param authorization who Ward is there, where the form does not say it
   * @throws Declined if the provider says no
   * @throws IOException if it gives no answer, or none that is a JSON object
   */
  ObjectNode post(URI to, String form, Optional<String> authorization) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .POST(BodyPublishers.ofString(form))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    try (HttpClient http = client()) {
      HttpResponse<byte[]> response = whole(http, request);
      int status = response.statusCode();
      if (status >= 400 && status < 500) {
        throw new Declined("it answered " + status + " at " + to.getPath());
      }
      if (status == 200 && Json.MAPPER.readTree(response.body()) instanceof ObjectNode document) {
        return document;
      }
      throw new IOException(
          "it answered " + status + " at " + to.getPath() + " with no JSON object");
    } catch (JacksonException e) {
      throw new IOException("it did not answer with JSON", e);
    }
  }

  /** A time-out of the request alone would not bound its body. */
  private HttpResponse<byte[]> whole(HttpClient http, HttpRequest.Builder request)
      throws IOException {
    try {
      return http.sendAsync(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST))
          .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      http.shutdownNow();
      throw new IOException("it did not answer within " + settings.timeout().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException("it cannot be asked", e);
    } catch (InterruptedException e) {
      http.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IOException("nobody waits for it any more", e);
    }
  }

  private HttpClient client() throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeout());
    if (settings.caFile().isPresent()) {
      builder.sslContext(trusting(settings.caFile().get()));
    }
    return builder.build();
  }

  private static SSLContext trusting(Path file) throws IOException {
    try {
      List<X509Certificate> roots = PemContent.load(file).getCertificates();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate root : roots) {
        store.setCertificateEntry("root-" + store.size(), root);
      }
      TrustManagerFactory believed =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      believed.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, believed.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IllegalStateException | IllegalArgumentException e) {
      throw new IOException(file + " holds no certificate that can be used", e);
    }
  }
}
