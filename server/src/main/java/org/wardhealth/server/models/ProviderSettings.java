package org.wardhealth.server.models;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * An upstream that speaks OpenAI's API.
 *
 * @param name what the ledger calls it
 * @param baseUrl for example {@code https://api.openai.com/v1}
 * @param key where its API key comes from
 * @param models what callers name a model -> what the upstream names it
 * @param cards what is declared of a model, by the name that callers use
 * @param caFile certificates to trust besides those of the JDK
 * @param pins public keys ({@code sha256/BASE64} of the subject public key info, RFC 7469), one of
 *     which must be that of the upstream's certificate; none if any trusted one will do
 * @param connectTimeout until a connection stands
 * @param readTimeout until the first byte, and between any two pieces
 * @param totalTimeout for a whole answer
 * @param maxConcurrent calls at once; more wait up to a second, then are refused
 * @param retries how often a call is tried again before its first byte
 * @param maxAnswerBytes of one whole answer or stream
 */
public record ProviderSettings(
    String name,
    URI baseUrl,
    Optional<SecretSource> key,
    Map<String, String> models,
    Map<String, Card> cards,
    Optional<Path> caFile,
    Set<String> pins,
    Duration connectTimeout,
    Duration readTimeout,
    Duration totalTimeout,
    int maxConcurrent,
    int retries,
    long maxAnswerBytes) {
  /** The form of a pin. */
  public static final Pattern PIN = Pattern.compile("sha256/[A-Za-z0-9+/]{43}=");

  public ProviderSettings {
    models = Map.copyOf(models);
    cards = Map.copyOf(cards);
    pins = Set.copyOf(pins);
  }

  /** An upstream whose models have no cards. */
  public ProviderSettings(
      String name,
      URI baseUrl,
      Optional<SecretSource> key,
      Map<String, String> models,
      Optional<Path> caFile,
      Set<String> pins,
      Duration connectTimeout,
      Duration readTimeout,
      Duration totalTimeout,
      int maxConcurrent,
      int retries,
      long maxAnswerBytes) {
    this(
        name,
        baseUrl,
        key,
        models,
        Map.of(),
        caFile,
        pins,
        connectTimeout,
        readTimeout,
        totalTimeout,
        maxConcurrent,
        retries,
        maxAnswerBytes);
  }

  /** Where a secret is read from; never the configuration itself. */
  public sealed interface SecretSource {
    /** An environment variable. */
    record Environment(String variable) implements SecretSource {}

    /** A file that holds the secret alone. */
    record File(Path path) implements SecretSource {}

    /** A secret that the vault keeps sealed under this name. */
    record Sealed(String name) implements SecretSource {}

    /** A secret that the vault has opened. */
    record Opened(String secret) implements SecretSource {
      @Override
      public String toString() {
        return "Opened[***]";
      }
    }
  }

  /**
   * The same upstream with its key opened, if that is sealed.
   *
   * @param vault answers the secret of a name
   */
  public ProviderSettings opened(UnaryOperator<String> vault) {
    if (key.isPresent() && key.get() instanceof SecretSource.Sealed(String sealed)) {
      return new ProviderSettings(
          name,
          baseUrl,
          Optional.of(new SecretSource.Opened(vault.apply(sealed))),
          models,
          cards,
          caFile,
          pins,
          connectTimeout,
          readTimeout,
          totalTimeout,
          maxConcurrent,
          retries,
          maxAnswerBytes);
    }
    return this;
  }
}
