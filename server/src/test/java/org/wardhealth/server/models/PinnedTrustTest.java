package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.testkit.MockCertificate;

/** A pin is of the certificate that the upstream proved to be its own, and of no other. */
class PinnedTrustTest {
  @TempDir private Path directory;

  /** Trusts every chain, so that only pins decide. */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private X509Certificate certificate(String name) throws Exception {
    return MockCertificate.create(Files.createDirectory(directory.resolve(name))).x509();
  }

  @Test
  void aPinnedCertificateAppendedToAnotherOnesChainProvesNothing() throws Exception {
    X509Certificate own = certificate("own");
    X509Certificate other = certificate("other");
    PinnedTrust trust = new PinnedTrust(new Everybody(), Set.of(PinnedTrust.pin(own)));
    assertThatCode(() -> trust.checkServerTrusted(new X509Certificate[] {own, other}, "UNKNOWN"))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> trust.checkServerTrusted(new X509Certificate[] {other, own}, "UNKNOWN"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("none of the pinned");
  }
}
