package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.wardhealth.server.identity.Thumbprint;

/**
 * What a caller shows of itself.
 *
 * @param key what the header {@code Authorization: Bearer} holds
 * @param certificate of the connection, which TLS has checked against {@code tls.client-ca}
 */
record Credential(Optional<String> key, Optional<X509Certificate> certificate) {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  static Credential of(HttpServletRequest request) {
    Optional<X509Certificate> certificate =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
            ? Optional.of(chain[0])
            : Optional.empty();
    return new Credential(Http.bearer(request), certificate);
  }

  /** Whether it shows this certificate. */
  boolean shows(Thumbprint bound) {
    return certificate.map(Thumbprint::of).filter(bound::equals).isPresent();
  }

  /**
   * Whether the certificate is one of this time. TLS looks at it only as a connection begins, and
   * not at all at one that {@code tls.client-ca} holds itself.
   */
  boolean isValid(Instant now) {
    try {
      if (certificate.isPresent()) {
        certificate.get().checkValidity(Date.from(now));
      }
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Credential[***]";
  }
}
