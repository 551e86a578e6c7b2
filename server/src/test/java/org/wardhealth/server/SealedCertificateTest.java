package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.vault.ServerCertificate;

/** A server's key may lie sealed: no file of Ward's holds it in clear. */
class SealedCertificateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> ANY_PORT = Map.of("WARD_SERVER_PORT", "0");

  @TempDir private Path home;
  @TempDir private Path elsewhere;

  private Settings settings() throws IOException {
    Files.writeString(
        home.resolve("ward.yaml"),
        "tls: {certificate: tls/hospital.crt, key: 'secret:ward-tls'}\n");
    return Settings.load(home, ANY_PORT);
  }

  /** Makes a pair elsewhere. */
  private X509Certificate pair(String name) throws Exception {
    Path certificate = elsewhere.resolve(name + ".crt");
    ServerCertificate.ensure(
        certificate, elsewhere.resolve(name + ".key"), Clock.systemUTC(), new SecureRandom());
    try (InputStream in = Files.newInputStream(certificate)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private void show(String certificate) throws IOException {
    Files.createDirectories(home.resolve("tls"));
    Path whole = home.resolve("tls/hospital.crt.new");
    Files.copy(elsewhere.resolve(certificate + ".crt"), whole);
    Files.move(
        whole,
        home.resolve("tls/hospital.crt"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** As {@code ward secret set}, which is a process of its own. */
  private void seal(String secret) throws IOException {
    settings().secrets(Clock.systemUTC(), new SecureRandom()).set("ward-tls", secret);
  }

  private String key(String name) throws IOException {
    return Files.readString(elsewhere.resolve(name + ".key"));
  }

  /** The serial number of the certificate that a request was answered with. */
  private static BigInteger ask(WardServer ward, X509Certificate... trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate one : trusted) {
      store.setCertificateEntry(one.getSerialNumber().toString(), one);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(ward.url().resolve("/actuator/health"))
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
      return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
          .getSerialNumber();
    }
  }

  @Test
  void aSealedKeyServesAndIsReplacedAfterKeysWereTurnedWithoutAFailedRequest() throws Exception {
    X509Certificate first = pair("first");
    X509Certificate second = pair("second");
    show("first");
    seal(key("first"));
    try (WardServer ward = WardServer.start(settings())) {
      assertThat(ask(ward, first)).isEqualTo(first.getSerialNumber());
      KeyCare care = ward.room(KeyCare.class);
      var _ = care.rotate();
      var _ = care.rewrap();

      seal(key("second"));
      assertThat(ask(ward, first, second)).isEqualTo(first.getSerialNumber());
      show("second");
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      BigInteger shown = first.getSerialNumber();
      while (!shown.equals(second.getSerialNumber()) && System.nanoTime() < deadline) {
        shown = ask(ward, first, second);
      }
      assertThat(shown).isEqualTo(second.getSerialNumber());
    }
    try (WardServer ward = WardServer.start(settings());
        Stream<Path> files = Files.walk(home)) {
      assertThat(ask(ward, second)).as("after a restart").isEqualTo(second.getSerialNumber());
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("PRIVATE KEY");
      }
    }
  }

  @Test
  void whatIsNoKeyOrAnothersOrNotThereEndsTheStartAndIsNotRepeated() throws Exception {
    var _ = pair("first");
    var _ = pair("second");
    show("first");
    assertThatThrownBy(() -> WardServer.start(settings()))
        .rootCause()
        .hasMessageContaining("ward secret set ward-tls");
    seal("quennix");
    assertThatThrownBy(() -> WardServer.start(settings()))
        .rootCause()
        .hasMessageContaining("is no private key in PEM")
        .hasMessageNotContaining("quennix");
    seal(key("second"));
    assertThatThrownBy(() -> WardServer.start(settings()))
        .rootCause()
        .hasMessageContaining("is not the key of the certificate in");
    Files.delete(home.resolve("tls/hospital.crt"));
    assertThatThrownBy(() -> WardServer.start(settings()))
        .hasMessageContaining("hospital.crt")
        .hasMessageContaining("cannot be read");
  }
}
