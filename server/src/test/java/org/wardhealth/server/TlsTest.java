package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.vault.ServerCertificate;

class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path home;
  private static WardServer ward;

  @BeforeAll
  static void start() {
    ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")));
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLContext trusting(X509Certificate... certificates) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (X509Certificate one : certificates) {
      trusted.setCertificateEntry(one.getSerialNumber().toString(), one);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** The serial number of the certificate that is shown over this version of TLS. */
  private static BigInteger handshake(SSLContext context, String version) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", ward.url().getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  private static int health(SSLContext context) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(ward.url().resolve("/actuator/health")).timeout(PATIENCE).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void theCertificateOfTheFirstStartIsForThisMachineAndItsKeyForItsOwner() throws Exception {
    Path file = ward.certificate().orElseThrow();
    X509Certificate certificate = certificate(file);
    certificate.verify(certificate.getPublicKey());
    assertThat(
            certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1))))
        .contains("localhost", "127.0.0.1");
    assertThat(certificate.getNotAfter())
        .isBetween(
            Instant.now().plus(Duration.ofDays(390)), Instant.now().plus(Duration.ofDays(398)));
    assertThat(Files.getPosixFilePermissions(home.resolve("tls/ward.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whoCameOverTlsIsToldToComeBackOverTlsAlone() throws Exception {
    SSLContext context = trusting(certificate(ward.certificate().orElseThrow()));
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      for (String path : List.of("/actuator/health", "/v1/models", "/sign-in", "/nowhere")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("https://localhost:" + ward.url().getPort() + path))
                .timeout(PATIENCE)
                .build();
        assertThat(
                client
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .allValues("Strict-Transport-Security"))
            .as(path)
            .containsExactly("max-age=63072000; includeSubDomains");
      }
    }
  }

  @Test
  void onlyTls13IsSpoken() throws Exception {
    SSLContext context = trusting(certificate(ward.certificate().orElseThrow()));
    assertThat(handshake(context, "TLSv1.3")).isPositive();
    assertThatThrownBy(() -> handshake(context, "TLSv1.2")).isInstanceOf(SSLException.class);
  }

  @Test
  void whoDoesNotTrustTheCertificateDoesNotTalkToWard() {
    assertThatThrownBy(() -> health(SSLContext.getDefault())).isInstanceOf(SSLException.class);
  }

  @Test
  void aCertificateReplacedWhileRunningIsShownWithoutAFailedRequest() throws Exception {
    Path next = Files.createDirectories(home.resolve("next"));
    ServerCertificate.ensure(
        next.resolve("ward.crt"), next.resolve("ward.key"), Clock.systemUTC(), new SecureRandom());
    X509Certificate old = certificate(home.resolve("tls/ward.crt"));
    X509Certificate fresh = certificate(next.resolve("ward.crt"));
    SSLContext either = trusting(old, fresh);
    assertThat(health(either)).isEqualTo(200);

    for (String file : List.of("ward.key", "ward.crt")) {
      Files.move(
          next.resolve(file),
          home.resolve("tls").resolve(file),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    }

    long deadline = System.nanoTime() + PATIENCE.toNanos();
    BigInteger shown = old.getSerialNumber();
    while (!shown.equals(fresh.getSerialNumber()) && System.nanoTime() < deadline) {
      assertThat(health(either)).isEqualTo(200);
      shown = handshake(trusting(old, fresh), "TLSv1.3");
    }
    assertThat(shown).isEqualTo(fresh.getSerialNumber());
    assertThat(health(trusting(fresh))).isEqualTo(200);
  }
}
