package org.wardhealth.server.audit;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A receiver of audit events.
 *
 * @param name by which Ward remembers what it has: another name begins at the first entry
 * @param target {@code https://HOST/PATH}, or {@code syslog://HOST:PORT} for syslog over TLS
 * @param form how entries are written
 * @param trust how both sides prove who they are
 */
public record ExportSettings(String name, URI target, ExportForm form, Trust trust) {
  /**
   * How both sides prove who they are.
   *
   * @param caFile PEM file of whom Ward believes, and of nobody else; without it, whom Java
   *     believes
   * @param certificate PEM file of the certificate that Ward shows
   * @param key PEM file of its key
   * @param tokenFile holds what goes behind {@code Authorization: Bearer}
   */
  public record Trust(
      Optional<Path> caFile,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> tokenFile) {}
}
