package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.wardhealth.server.identity.Thumbprint;

/**
 * What a caller shows of itself.
 *
 * @param key what the header {@code Authorization: Bearer} holds
 * @param certificate of the connection, which TLS has checked against {@code tls.client-ca}
 */
record Credential(Optional<String> key, Optional<Thumbprint> certificate) {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  static Credential of(HttpServletRequest request) {
    Optional<Thumbprint> certificate =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
            ? Optional.of(Thumbprint.of(chain[0]))
            : Optional.empty();
    return new Credential(Http.bearer(request), certificate);
  }

  @Override
  public String toString() {
    return "Credential[***]";
  }
}
