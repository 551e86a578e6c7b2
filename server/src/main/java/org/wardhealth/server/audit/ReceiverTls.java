package org.wardhealth.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.springframework.boot.ssl.pem.PemContent;
import org.wardhealth.server.vault.KeySource;

/** TLS towards a receiver. Files are read at each connection, so that they may be replaced. */
final class ReceiverTls {
  private static final char[] NO_PASSWORD = {};

  private ReceiverTls() {}

  /**
   * What is believed and shown.
   *
   * @throws IOException if a file cannot be read or does not hold what it should
   */
  static SSLContext context(ExportSettings.Trust trust) throws IOException {
    try {
      TrustManagerFactory believed =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyManagerFactory shown =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      if (trust.caFile().isPresent()) {
        KeyStore roots = empty();
        for (X509Certificate root : certificates(trust.caFile().get())) {
          roots.setCertificateEntry("root-" + roots.size(), root);
        }
        believed.init(roots);
      } else {
        believed.init((KeyStore) null);
      }
      KeyStore own = empty();
      if (trust.certificate().isPresent() && trust.key().isPresent()) {
        own.setKeyEntry(
            "ward",
            key(trust.key().get()),
            NO_PASSWORD,
            certificates(trust.certificate().get()).toArray(Certificate[]::new));
      }
      shown.init(own, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown.getKeyManagers(), believed.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates for this receiver cannot be used", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      List<X509Certificate> found = PemContent.load(file).getCertificates();
      if (found.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      return found;
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new IOException(file + " holds no certificate", e);
    }
  }

  private static PrivateKey key(KeySource source) throws IOException {
    String where =
        switch (source) {
          case KeySource.File(Path file) -> file.toString();
          case KeySource.Sealed(String name) -> "the secret '" + name + "'";
          case KeySource.Opened _ -> "the secret that exports name as key";
        };
    try {
      PrivateKey key =
          switch (source) {
            case KeySource.File(Path file) -> PemContent.load(file).getPrivateKey();
            case KeySource.Opened(String pem) -> PemContent.of(pem).getPrivateKey();
            case KeySource.Sealed _ -> throw new IOException(where + " was not opened");
          };
      if (key == null) {
        throw new IOException(where + " holds no private key");
      }
      return key;
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new IOException(where + " holds no private key", e);
    }
  }
}
