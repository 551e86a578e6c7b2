package org.wardhealth.server.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a certificate, by which an application's key is bound to it ({@code x5t#S256} of
 * RFC 8705, section 3.1). It is public.
 *
 * @param value 43 characters of base64url without padding
 */
public record Thumbprint(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  public Thumbprint {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "A certificate's thumbprint is its SHA-256 in base64url, 43 characters.");
    }
  }

  /** Of a certificate. */
  public static Thumbprint of(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Thumbprint(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The certificate has no encoding.", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
