package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of the certificate that Ward makes is for Ward alone. */
class ServerCertificateTest {
  @TempDir private Path directory;

  @Test
  void nobodyElseMayReadTheKeyWhatAnyCopyLeft() throws IOException {
    Path certificate = directory.resolve("ward.crt");
    Path key = directory.resolve("ward.key");
    ServerCertificate.ensure(certificate, key, Clock.systemUTC(), new SecureRandom());
    assertThat(permissions(key)).isEqualTo("rw-------");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    ServerCertificate.ensure(certificate, key, Clock.systemUTC(), new SecureRandom());
    assertThat(permissions(key)).isEqualTo("rw-------");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
