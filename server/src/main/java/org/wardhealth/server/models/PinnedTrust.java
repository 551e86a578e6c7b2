package org.wardhealth.server.models;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts an upstream whose chain is trusted and whose own public key is pinned besides: what a
 * foreign authority signs by mistake is not enough then.
 *
 * <p>Keys of authorities cannot be pinned. Names are checked as ever, by whom this one asks.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager chains;
  private final Set<String> pins;

  /**
   * Pins on top of another trust.
   *
   * @param pins {@code sha256/BASE64}, at least one
   */
  PinnedTrust(X509ExtendedTrustManager chains, Set<String> pins) {
    this.chains = chains;
    this.pins = pins;
  }

  /** The pin of a certificate. */
  static String pin(X509Certificate certificate) {
    try {
      byte[] key = certificate.getPublicKey().getEncoded();
      return "sha256/"
          + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, type, engine);
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    chains.checkServerTrusted(chain, type, socket);
    checkPins(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    chains.checkServerTrusted(chain, type);
    checkPins(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("an upstream is no client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("an upstream is no client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("an upstream is no client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }

  /** Only the first is proved to be the upstream's: whoever connects can append any other. */
  private void checkPins(X509Certificate[] chain) throws CertificateException {
    if (!pins.contains(pin(chain[0]))) {
      throw new CertificateException(
          "the upstream's certificate is trusted, but its key is none of the pinned ones");
    }
  }
}
