package org.wardhealth.server.vault;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes a certificate that signs itself.
 *
 * <p>Nowhere here does a type of Bouncy Castle stand where another of its types is expected, nor is
 * an exception of it caught. Java would have to ask at each start whether that is right, also where
 * no certificate is made, and to check the signatures of two jars for it: a twelfth of a start.
 */
final class SelfSigned {
  private static final Duration VALID = Duration.ofDays(397);

  private SelfSigned() {}

  /**
   * A certificate for {@code host} and loopback, valid for 397 days, in DER.
   *
   * @throws GeneralSecurityException if the key cannot sign
   */
  static byte[] certificate(KeyPair pair, String host, Instant now, SecureRandom random)
      throws GeneralSecurityException, IOException {
    X500Name name = new X500Name("CN=Ward on " + host);
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, host),
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
      new GeneralName(GeneralName.iPAddress, "::1")
    };
    return new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, random),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(VALID)),
            name,
            pair.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded())
        .addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth).getEncoded())
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names).getEncoded())
        .build(signer(pair))
        .getEncoded();
  }

  private static ContentSigner signer(KeyPair pair) throws GeneralSecurityException {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new GeneralSecurityException(e.getMessage(), e);
    }
  }
}
