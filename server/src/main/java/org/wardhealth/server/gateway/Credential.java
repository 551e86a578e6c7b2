package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Optional;
import org.wardhealth.server.identity.AccessTokens;
import org.wardhealth.server.identity.Shown;
import org.wardhealth.server.identity.Thumbprint;

/**
 * What a caller shows of itself.
 *
 * @param key what the header {@code Authorization: Bearer} holds
 * @param token what that header, or {@code Authorization: DPoP}, holds if it has the form of one
 * @param certificate of the connection, which TLS has checked against {@code tls.client-ca}
 * @param glass what the header {@code Ward-Break-Glass} holds: a person's proof that they broke it
 */
record Credential(
    Optional<String> key,
    Optional<Shown> token,
    Optional<X509Certificate> certificate,
    Optional<String> glass) {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  static Credential of(HttpServletRequest request) {
    Optional<X509Certificate> certificate =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
            ? Optional.of(chain[0])
            : Optional.empty();
    Optional<String> bound = Http.credential(request, "DPoP ");
    Optional<String> key = Http.bearer(request);
    Optional<Shown> token =
        bound
            .or(() -> key.filter(AccessTokens::isOne))
            .map(
                text ->
                    new Shown(
                        text,
                        bound.isPresent(),
                        Collections.list(request.getHeaders("DPoP")),
                        request.getMethod(),
                        request.isSecure(),
                        request.getLocalPort(),
                        request.getRequestURI(),
                        certificate));
    return new Credential(
        key, token, certificate, Optional.ofNullable(request.getHeader("Ward-Break-Glass")));
  }

  /** A key that no HTTP request brought. */
  static Credential ofKey(String key) {
    return new Credential(Optional.of(key), Optional.empty(), Optional.empty(), Optional.empty());
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
