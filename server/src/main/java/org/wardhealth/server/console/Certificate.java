package org.wardhealth.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The certificate that Ward shows.
 *
 * @param own whether Ward made it itself
 */
record Certificate(String subject, Instant until, long daysLeft, boolean own) {
  Tone tone() {
    return daysLeft < 14 ? Tone.BAD : daysLeft < 45 ? Tone.WARN : Tone.GOOD;
  }

  /** Reads it from its file, as it is there now. */
  static Certificate read(Path file, Clock clock, boolean own) {
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      Instant until = certificate.getNotAfter().toInstant();
      return new Certificate(
          certificate.getSubjectX500Principal().getName(),
          until,
          Duration.between(clock.instant(), until).toDays(),
          own);
    } catch (IOException e) {
      throw new UncheckedIOException("The certificate cannot be read: " + file, e);
    } catch (CertificateException e) {
      throw new IllegalStateException("This file holds no certificate: " + file, e);
    }
  }
}
