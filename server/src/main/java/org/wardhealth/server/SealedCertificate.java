package org.wardhealth.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * The certificate that Ward shows when its key is sealed: looked at every five seconds, and taken
 * up anew when certificate, key or the authorities of applications were replaced.
 *
 * <p>Guarantees: the key is on no disk in clear, and a certificate is shown only with the key that
 * belongs to it; what does not belong together leaves the old pair in place, and the log says why.
 * Does not protect against who reads Ward's memory.
 */
final class SealedCertificate implements SslBundleRegistrar, DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(SealedCertificate.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final byte[] CHALLENGE = "ward".getBytes(StandardCharsets.US_ASCII);

  private final TlsSettings tls;
  private final String name;
  private final UnaryOperator<String> vault;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ward-certificate").daemon(true).factory());
  private @Nullable Shown shown;
  private String told = "";

  /** What is shown, in PEM. */
  private record Shown(String certificate, String key, Optional<String> clientCa) {
    @Override
    public String toString() {
      return "Shown[***]";
    }
  }

  /**
   * @param name of the secret that is the key
   * @param vault answers the secret of a name
   */
  SealedCertificate(TlsSettings tls, String name, UnaryOperator<String> vault) {
    this.tls = tls;
    this.name = name;
    this.vault = vault;
  }

  @Override
  public void registerBundles(SslBundleRegistry registry) {
    try {
      Shown first = read();
      registry.registerBundle(WardServer.BUNDLE, bundle(first));
      shown = first;
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    var _ =
        timer.scheduleWithFixedDelay(
            () -> look(registry), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(SslBundleRegistry registry) {
    try {
      Shown now = read();
      if (!now.equals(shown)) {
        registry.updateBundle(WardServer.BUNDLE, bundle(now));
        shown = now;
        log.info("another certificate is shown, from {}", tls.certificate());
      }
      told = "";
    } catch (IOException | RuntimeException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(told)) {
        log.error("the old certificate is still shown: {}", problem);
        told = problem;
      }
    }
  }

  private Shown read() throws IOException {
    Optional<Path> ca = tls.clientCa();
    return new Shown(
        Files.readString(tls.certificate()),
        vault.apply(name),
        ca.isPresent() ? Optional.of(Files.readString(ca.get())) : Optional.empty());
  }

  private SslBundle bundle(Shown pem) {
    List<X509Certificate> chain = certificates(pem.certificate(), tls.certificate());
    PrivateKey key = key(pem.key());
    requireTogether(key, chain.getFirst().getPublicKey());
    @Nullable PemSslStore trusted =
        pem.clientCa()
            .map(ca -> PemSslStore.of(certificates(ca, tls.clientCa().orElseThrow()), null))
            .orElse(null);
    return SslBundle.of(
        new PemSslStoreBundle(PemSslStore.of(chain, key), trusted),
        SslBundleKey.NONE,
        SslOptions.of(Set.of(tls.suites().split(",", -1)), Set.of(tls.protocols().split(",", -1))));
  }

  private static List<X509Certificate> certificates(String pem, Path file) {
    try {
      List<X509Certificate> found = PemContent.of(pem).getCertificates();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      // said below
    }
    throw new IllegalStateException(file + " holds no certificate in PEM.");
  }

  private PrivateKey key(String pem) {
    try {
      PrivateKey key = PemContent.of(pem).getPrivateKey();
      if (key != null) {
        return key;
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      // said below, without what it may repeat
    }
    throw new IllegalStateException(
        "The secret '"
            + name
            + "' is no private key in PEM without a password: say it again with 'ward secret set "
            + name
            + " < KEY.pem'.");
  }

  private void requireTogether(PrivateKey key, PublicKey shownKey) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(CHALLENGE);
      byte[] signed = signature.sign();
      signature.initVerify(shownKey);
      signature.update(CHALLENGE);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // a key of another kind: said below
    }
    throw new IllegalStateException(
        "The secret '"
            + name
            + "' is not the key of the certificate in "
            + tls.certificate()
            + ": put both of the same pair in place.");
  }

  @Override
  public void destroy() {
    timer.shutdownNow();
  }
}
