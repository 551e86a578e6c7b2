package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Thumbprint;
import org.wardhealth.testkit.ManualClock;
import org.wardhealth.testkit.MockCertificate;

/** A key that is bound to a certificate is worth nothing to who stole the key alone. */
class MutualTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path home;
  private static MockCertificate application;
  private static MockCertificate colleague;
  private static WardServer ward;

  @BeforeAll
  static void start() throws IOException {
    application = MockCertificate.create(Files.createDirectories(home.resolve("one")));
    colleague = MockCertificate.create(Files.createDirectories(home.resolve("two")));
    Files.writeString(home.resolve("applications.pem"), application.pem() + colleague.pem());
    ward =
        WardServer.start(
            Settings.load(
                home,
                Map.of(
                    "WARD_SERVER_PORT", "0",
                    "WARD_TLS_CLIENT_CA", "applications.pem",
                    "WARD_TLS_ALLOW_1_2", "true")));
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  private static ApiKey key(String name, Optional<Thumbprint> bound) {
    return ward.room(Clients.class)
        .add(name, Set.of(Purpose.TREAT), Set.of("*"), Set.of(), Limits.DEFAULT, bound, By.OPERATOR)
        .key();
  }

  private static HttpResponse<String> models(SSLContext context, ApiKey key)
      throws IOException, InterruptedException {
    return models(ward, context, key);
  }

  private static HttpResponse<String> models(WardServer ward, SSLContext context, ApiKey key)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(
          HttpRequest.newBuilder(ward.url().resolve("/v1/models"))
              .header("Authorization", "Bearer " + key.revealOnce())
              .timeout(PATIENCE)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Path own() {
    return ward.certificate().orElseThrow();
  }

  private static SSLContext showingNothing() throws IOException {
    return MockCertificate.trusting(own());
  }

  @Test
  void aBoundKeyHoldsOnlyOnAConnectionThatShowsItsCertificate() throws Exception {
    ApiKey key = key("bound", Optional.of(Thumbprint.of(application.x509())));

    assertThat(models(application.showing(own()), key).statusCode()).isEqualTo(200);
    assertThat(models(showingNothing(), key))
        .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(401))
        .satisfies(
            refused -> assertThat(refused.body()).contains("certificate_required", "shows none"));
    assertThat(models(colleague.showing(own()), key))
        .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(401))
        .satisfies(refused -> assertThat(refused.body()).contains("shows another"));
  }

  /** TLS itself does not look at the dates of a certificate that the trust store holds. */
  @Test
  void anExpiredCertificateOpensNothing() throws Exception {
    ManualClock clock = ManualClock.at(Instant.now().toString());
    Path other = Files.createDirectories(home.resolve("later"));
    Files.writeString(other.resolve("applications.pem"), application.pem());
    Settings settings =
        Settings.load(
            other, Map.of("WARD_SERVER_PORT", "0", "WARD_TLS_CLIENT_CA", "applications.pem"));
    try (WardServer later =
        WardServer.start(settings, context -> context.registerBean(Clock.class, () -> clock))) {
      ApiKey key =
          later
              .room(Clients.class)
              .add(
                  "bound",
                  Set.of(Purpose.TREAT),
                  Set.of("*"),
                  Set.of(),
                  Limits.DEFAULT,
                  Optional.of(Thumbprint.of(application.x509())),
                  By.OPERATOR)
              .key();
      SSLContext shown = application.showing(later.certificate().orElseThrow());
      assertThat(models(later, shown, key).statusCode()).isEqualTo(200);
      clock.advance(
          Duration.between(clock.instant(), application.x509().getNotAfter().toInstant())
              .plusSeconds(1));
      assertThat(models(later, shown, key))
          .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(401))
          .satisfies(
              refused -> assertThat(refused.body()).contains("certificate_required", "expired"));
    }
  }

  @Test
  void aKeyThatIsBoundToNothingNeedsNoCertificate() throws Exception {
    assertThat(models(showingNothing(), key("free", Optional.empty())).statusCode()).isEqualTo(200);
  }

  @Test
  void aCertificateThatNobodySignedForIsRefusedInTheHandshake() throws Exception {
    MockCertificate stranger =
        MockCertificate.create(Files.createDirectories(home.resolve("stranger")));
    ApiKey key = key("strange", Optional.of(Thumbprint.of(stranger.x509())));
    assertThatThrownBy(() -> models(stranger.showing(own()), key)).isInstanceOf(IOException.class);
  }

  @Test
  void tls12IsSpokenWhereAllowedWithAuthenticatedEncryptionAlone() throws Exception {
    assertThat(suite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
        .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    for (String weak :
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA")) {
      assertThatThrownBy(() -> suite(weak)).isInstanceOf(IOException.class);
    }
  }

  private static String suite(String name) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            showingNothing().getSocketFactory().createSocket("127.0.0.1", ward.url().getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {name});
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }
}
