package org.wardhealth.server.vault;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;

/**
 * The certificate that Ward shows until the hospital gives it one: self-signed, P-256, for this
 * machine's name and loopback, valid for 397 days.
 */
public final class ServerCertificate {
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
      byte[] signed = SelfSigned.certificate(pair, hostName(), clock.instant(), random);
      write(key, "rw-------", "PRIVATE KEY", pair.getPrivate().getEncoded());
      write(certificate, "rw-r--r--", "CERTIFICATE", signed);
    } catch (GeneralSecurityException | IOException e) {
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
    String text =
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(
                type,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(der));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(file, text);
  }
}
