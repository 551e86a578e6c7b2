package org.wardhealth.server.audit;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.wardhealth.server.vault.KeySource;

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
   * @param key its key, in PEM
   * @param tokenFile holds what goes behind {@code Authorization: Bearer}
   */
  public record Trust(
      Optional<Path> caFile,
      Optional<Path> certificate,
      Optional<KeySource> key,
      Optional<Path> tokenFile) {}

  /**
   * The same receiver with Ward's key opened, if that is sealed.
   *
   * @param vault answers the secret of a name
   */
  public ExportSettings opened(UnaryOperator<String> vault) {
    return new ExportSettings(
        name,
        target,
        form,
        new Trust(
            trust.caFile(),
            trust.certificate(),
            trust.key().map(key -> key.opened(vault)),
            trust.tokenFile()));
  }
}
