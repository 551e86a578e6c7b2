package org.wardhealth.server.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.wardhealth.server.models.ProviderSettings.SecretSource;

/** The HTTP client of one upstream, and the few things that HTTP leaves to its users. */
final class UpstreamHttp {
  /** One header's worth: a line break would begin another. */
  private static final Pattern KEY = Pattern.compile("[!-~]+");

  private UpstreamHttp() {}

  static CloseableHttpClient client(ProviderSettings settings) {
    Timeout read = Timeout.of(settings.readTimeout());
    return HttpClients.custom()
        .setUserAgent("ward")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(read)
                .setConnectionRequestTimeout(Timeout.ofSeconds(5))
                .build())
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(settings.maxConcurrent())
                .setMaxConnPerRoute(settings.maxConcurrent())
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(settings)))
                .setDefaultSocketConfig(
                    SocketConfig.custom().setTcpNoDelay(true).setSoTimeout(read).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(read)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(10))
                        .build())
                .build())
        .build();
  }

  /** What the JDK trusts, and what {@code ca-file} holds; of these only what is pinned. */
  private static SSLContext tls(ProviderSettings settings) {
    try {
      X509ExtendedTrustManager trust = trust(settings.caFile());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          new TrustManager[] {
            settings.pins().isEmpty() ? trust : new PinnedTrust(trust, settings.pins())
          },
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "ca-file "
              + settings.caFile().map(Path::toString).orElse("")
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private static X509ExtendedTrustManager trust(Optional<Path> caFile)
      throws GeneralSecurityException, IOException {
    X509ExtendedTrustManager jdk = trust((KeyStore) null);
    if (caFile.isEmpty()) {
      return jdk;
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int n = 0;
    for (X509Certificate root : jdk.getAcceptedIssuers()) {
      trusted.setCertificateEntry("jdk-" + n++, root);
    }
    try (InputStream in = Files.newInputStream(caFile.get())) {
      Collection<? extends Certificate> roots =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (roots.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      for (Certificate root : roots) {
        trusted.setCertificateEntry("file-" + n++, root);
      }
    }
    return trust(trusted);
  }

  private static X509ExtendedTrustManager trust(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  static String secret(SecretSource source) {
    return switch (source) {
      case SecretSource.Environment(String variable) -> {
        String value = System.getenv(variable);
        if (value == null || !KEY.matcher(value.strip()).matches()) {
          throw new IllegalArgumentException(
              "key-env: the variable " + variable + " is not set, or holds more than a key.");
        }
        yield value.strip();
      }
      case SecretSource.File(Path path) -> {
        try {
          String value = Files.readString(path).strip();
          if (!KEY.matcher(value).matches()) {
            throw new IllegalArgumentException("key-file must hold the key alone: " + path);
          }
          yield value;
        } catch (IOException e) {
          throw new UncheckedIOException("key-file cannot be read: " + path, e);
        }
      }
      case SecretSource.Opened(String value) -> {
        if (!KEY.matcher(value).matches()) {
          throw new IllegalArgumentException(
              "A sealed secret holds more than a key: say it again with 'ward secret set'.");
        }
        yield value;
      }
      case SecretSource.Sealed(String name) ->
          throw new IllegalStateException("The secret '" + name + "' has not been opened.");
    };
  }

  /** Whether the request cannot have reached the upstream. */
  static boolean beforeRequest(IOException e) {
    return e instanceof HttpHostConnectException
        || e instanceof ConnectTimeoutException
        || e instanceof ConnectException
        || e instanceof NoRouteToHostException
        || e instanceof UnknownHostException;
  }

  /** Reads {@code Retry-After} in seconds; dates are ignored. */
  static Optional<Duration> seconds(String header) {
    String value = header.strip();
    if (value.isEmpty() || value.length() > 5 || !value.chars().allMatch(Character::isDigit)) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Integer.parseInt(value)));
  }

  /**
   * Gives the connection back. Reads what is still on it, without bound: cut off first what was not
   * read to its end.
   */
  static void discard(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException e) {
      // the connection is dropped either way
    }
  }

  static void close(CloseableHttpClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // its sockets close with the process
    }
  }
}
