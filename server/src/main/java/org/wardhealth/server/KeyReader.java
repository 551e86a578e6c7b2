package org.wardhealth.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.server.vault.KeySettings;

/** Reads the {@code keys:} section: who holds the key above all keys. */
final class KeyReader {
  private KeyReader() {}

  static KeySettings read(SettingsReader reader, Problems problems) {
    String provider = reader.string("provider").orElse("file");
    KeySettings settings =
        switch (provider) {
          case "file" -> new KeySettings.File();
          case "passphrase" ->
              new KeySettings.Passphrase(requiredPath(reader, "passphrase-file", problems));
          case "pkcs11" ->
              new KeySettings.Pkcs11(
                  requiredPath(reader, "library", problems),
                  reader.number("slot", 0, 0, 1_000),
                  requiredPath(reader, "pin-file", problems),
                  reader.string("label").orElse("ward"));
          case "vault-transit" ->
              new KeySettings.Transit(
                  Settings.url(reader.required("url", "https://invalid.example"), "keys", problems),
                  reader.string("mount").orElse("transit"),
                  reader.string("key").orElse("ward"),
                  requiredPath(reader, "token-file", problems),
                  reader.path("ca-file"));
          case "aws-kms" -> awsKms(reader, problems);
          case "gcp-kms" -> googleKms(reader, problems);
          default -> {
            problems.add(
                "keys.provider is '"
                    + provider
                    + "'; it must be file, passphrase, pkcs11, vault-transit, aws-kms or gcp-kms");
            yield new KeySettings.File();
          }
        };
    return settings;
  }

  private static KeySettings awsKms(SettingsReader reader, Problems problems) {
    String given = reader.required("key", "");
    Optional<KeySettings.AwsKms.Arn> key = KeySettings.AwsKms.Arn.parse(given);
    if (key.isEmpty() && !given.isEmpty()) {
      problems.add(
          "keys.key is '"
              + given
              + "'; it must be the ARN of a key, such as"
              + " arn:aws:kms:eu-central-1:111122223333:key/ID: no alias, which could be hung on"
              + " another key");
    }
    Optional<Path> file = reader.path("credentials-file");
    Optional<String> profile = reader.string("profile");
    Optional<String> accessKey = reader.string("access-key-env");
    Optional<String> secretKey = reader.string("secret-key-env");
    Optional<String> token = reader.string("session-token-env");
    boolean variables = accessKey.isPresent() && secretKey.isPresent();
    boolean anyVariable = accessKey.isPresent() || secretKey.isPresent() || token.isPresent();
    if (file.isPresent() ? anyVariable : !variables) {
      problems.add(
          "keys: the provider aws-kms takes a credentials-file, or access-key-env and"
              + " secret-key-env (and session-token-env), which name variables: one of the two");
    }
    if (profile.isPresent() && file.isEmpty()) {
      problems.add("keys.profile is set and keys.credentials-file is not");
    }
    return new KeySettings.AwsKms(
        key.orElse(new KeySettings.AwsKms.Arn(given)),
        keeper(reader, key.map(KeySettings.AwsKms.Arn::endpoint), problems),
        file.<KeySettings.AwsKms.Credentials>map(
                path -> new KeySettings.AwsKms.File(path, profile.orElse("default")))
            .orElseGet(
                () ->
                    new KeySettings.AwsKms.Environment(
                        accessKey.orElse(""), secretKey.orElse(""), token)),
        reader.path("ca-file"));
  }

  private static KeySettings googleKms(SettingsReader reader, Problems problems) {
    String key = reader.required("key", "");
    if (!key.isEmpty() && !KeySettings.GoogleKms.NAME.matcher(key).matches()) {
      problems.add(
          "keys.key is '"
              + key
              + "'; it must be projects/P/locations/L/keyRings/R/cryptoKeys/K, without a version");
    }
    Optional<Path> file = reader.path("credentials-file");
    boolean metadata = reader.bool("metadata", false);
    if (file.isPresent() == metadata) {
      problems.add(
          "keys: the provider gcp-kms takes a credentials-file (of a service account), or metadata:"
              + " true: one of the two");
    }
    return new KeySettings.GoogleKms(
        key,
        keeper(reader, Optional.of(KeySettings.GoogleKms.ENDPOINT), problems),
        file.<KeySettings.GoogleKms.Access>map(KeySettings.GoogleKms.ServiceAccount::new)
            .orElseGet(
                () -> new KeySettings.GoogleKms.Metadata(KeySettings.GoogleKms.Metadata.HERE)),
        reader.path("ca-file"));
  }

  /** Where a KMS is reached: its own endpoint unless another one is named. */
  private static URI keeper(SettingsReader reader, Optional<URI> usual, Problems problems) {
    Optional<String> given = reader.string("url");
    if (given.isEmpty()) {
      return usual.orElse(URI.create("https://invalid.example"));
    }
    try {
      URI url = new URI(given.get());
      String path = url.getRawPath();
      if (KeySettings.isSafe(url)
          && (path.isEmpty() || path.equals("/"))
          && url.getRawQuery() == null
          && url.getRawUserInfo() == null) {
        return path.isEmpty()
            ? url
            : URI.create(given.get().substring(0, given.get().length() - 1));
      }
    } catch (URISyntaxException e) {
      // said below
    }
    problems.add(
        "keys.url is '"
            + given.get()
            + "'; it must be https:// and a host without a path, or http:// on loopback");
    return URI.create("https://invalid.example");
  }

  private static Path requiredPath(SettingsReader reader, String key, Problems problems) {
    Optional<Path> path = reader.path(key);
    if (path.isEmpty()) {
      problems.add("keys." + key + " is missing: the provider needs it");
    }
    return path.orElse(Path.of("missing"));
  }
}
