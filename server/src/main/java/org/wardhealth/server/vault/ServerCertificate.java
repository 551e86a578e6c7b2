package org.wardhealth.server.vault;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
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
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The certificate that Ward shows until the hospital gives it one: self-signed, P-256, for this
 * machine's name and loopback, valid for 397 days.
 */
public final class ServerCertificate {
  private static final Duration VALID = Duration.ofDays(397);

  private ServerCertificate() {}

  /**
   * Demands that the files which somebody named are there.
   *
   * @throws IllegalStateException naming the one that is not
   */
  public static void require(Path... files) {
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new IllegalStateException(
            file + ", as tls.certificate and tls.key name it, cannot be read.");
      }
    }
  }

  /**
   * Makes certificate and key when neither file is there.
   *
   * @throws IllegalStateException if only one of them is there, or they cannot be written
   */
  public static void ensure(Path certificate, Path key, Clock clock, SecureRandom random) {
    boolean hasCertificate = Files.exists(certificate);
    boolean hasKey = Files.exists(key);
    if (hasCertificate && hasKey) {
      closeToOthers(key);
      return;
    }
    if (hasCertificate || hasKey) {
      throw new IllegalStateException(
          (hasKey ? certificate : key)
              + " is gone and "
              + (hasKey ? key : certificate)
              + " is there: put it back, or remove both and Ward makes new ones.");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      write(key, "rw-------", "PRIVATE KEY", pair.getPrivate().getEncoded());
      write(certificate, "rw-r--r--", "CERTIFICATE", certificate(pair, clock, random).getEncoded());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("No certificate could be made: " + e.getMessage(), e);
    }
  }

  /** Ward's own key is for Ward alone, also where a copy lost its permissions. */
  private static void closeToOthers(Path key) {
    try {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Others may read " + key + ", and that cannot be changed: " + e.getMessage(), e);
    }
  }

  private static X509CertificateHolder certificate(KeyPair pair, Clock clock, SecureRandom random)
      throws OperatorCreationException, IOException {
    Instant now = clock.instant();
    String host = hostName();
    X500Name name = new X500Name("CN=Ward on " + host);
    return new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, random),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(VALID)),
            name,
            pair.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.dNSName, host),
                  new GeneralName(GeneralName.dNSName, "localhost"),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                  new GeneralName(GeneralName.iPAddress, "::1")
                }))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName();
      return name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,62}") ? name : "localhost";
    } catch (IOException e) {
      return "localhost";
    }
  }

  private static void write(Path file, String permissions, String type, byte[] der)
      throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(new PemObject(type, der));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(file, text.toString());
  }
}
