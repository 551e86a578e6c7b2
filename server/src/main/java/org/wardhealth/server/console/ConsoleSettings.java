package org.wardhealth.server.console;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.models.ProviderSettings;

/**
 * What the pages tell of how Ward was set up.
 *
 * @param home where its state is
 * @param certificate that it shows; nothing if it speaks plain HTTP
 * @param ownCertificate whether Ward made that certificate
 * @param keyWindow how long the key of an epoch is kept after its end
 * @param contentRetention how long prompts and answers are kept
 * @param providers upstreams
 */
public record ConsoleSettings(
    Path home,
    Optional<Path> certificate,
    boolean ownCertificate,
    Duration keyWindow,
    Duration contentRetention,
    List<ProviderSettings> providers) {
  public ConsoleSettings {
    providers = List.copyOf(providers);
  }

  /** The host that a provider is asked at; nothing for the one inside Ward. */
  Optional<String> host(String provider) {
    return providers.stream()
        .filter(one -> one.name().equals(provider))
        .findFirst()
        .map(one -> one.baseUrl().getHost());
  }
}
