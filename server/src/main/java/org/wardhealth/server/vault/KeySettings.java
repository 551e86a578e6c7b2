package org.wardhealth.server.vault;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which provider holds the key above all keys, and how it is reached. */
public sealed interface KeySettings {
  /** Hosts that are this machine. */
  Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** The default: {@code keys/root.keyset}, which only its owner can read. */
  record File() implements KeySettings {}

  /**
   * A key derived from a passphrase (Argon2id) that is on no disk of Ward's.
   *
   * @param file that holds the passphrase alone, such as a systemd credential
   */
  record Passphrase(Path file) implements KeySettings {}

  /**
   * An AES-256 key that never leaves a hardware module, by its PKCS#11 library.
   *
   * @param library the module's shared library
   * @param slot index in its list of slots
   * @param pin file that holds the user's PIN alone
   * @param label of the key; made in the module when no key was ever sealed
   */
  record Pkcs11(Path library, int slot, Path pin, String label) implements KeySettings {}

  /**
   * The transit engine of HashiCorp Vault or OpenBao.
   *
   * @param url of the server
   * @param mount of the engine
   * @param key its name
   * @param token file that holds a token that may encrypt and decrypt with the key
   * @param caFile certificates to trust instead of those of the JDK
   */
  record Transit(URI url, String mount, String key, Path token, Optional<Path> caFile)
      implements KeySettings {}

  /**
   * A symmetric key in AWS KMS.
   *
   * @param url of the endpoint
   * @param caFile certificates to trust instead of those of the JDK
   */
  record AwsKms(Arn key, URI url, Credentials credentials, Optional<Path> caFile)
      implements KeySettings {

    /** The name of a key: not of an alias, which could be hung on another key. */
    public record Arn(String arn) {
      private static final Pattern FORM =
          Pattern.compile(
              "arn:aws[a-z-]{0,16}:kms:([a-z0-9-]{5,32}):[0-9]{12}:key/[A-Za-z0-9-]{1,64}");

      /** The key of this name, if it is one. */
      public static Optional<Arn> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Arn(text)) : Optional.empty();
      }

      /** Where it lies. */
      public String region() {
        Matcher matcher = FORM.matcher(arn);
        if (!matcher.matches()) {
          throw new IllegalStateException("This is no ARN of a key: " + arn);
        }
        return matcher.group(1);
      }

      /** The endpoint of its region. */
      public URI endpoint() {
        boolean china = arn.startsWith("arn:aws-cn:");
        return URI.create("https://kms." + region() + ".amazonaws.com" + (china ? ".cn" : ""));
      }
    }

    /** Where credentials are read from, at each call. */
    public sealed interface Credentials {}

    /** A profile in a file of the form of {@code ~/.aws/credentials}. */
    public record File(Path file, String profile) implements Credentials {}

    /** Names of environment variables. */
    public record Environment(String accessKey, String secretKey, Optional<String> sessionToken)
        implements Credentials {}
  }

  /**
   * A symmetric key in Google Cloud KMS.
   *
   * @param key {@code projects/.../locations/.../keyRings/.../cryptoKeys/...}
   * @param url of the endpoint
   * @param caFile certificates to trust instead of those of the JDK
   */
  record GoogleKms(String key, URI url, Access access, Optional<Path> caFile)
      implements KeySettings {
    /** The form of a key's name; a version of one is not meant. */
    public static final Pattern NAME =
        Pattern.compile(
            "projects/[A-Za-z0-9:.-]{1,64}/locations/[a-z0-9-]{1,64}"
                + "/keyRings/[A-Za-z0-9_-]{1,63}/cryptoKeys/[A-Za-z0-9_-]{1,63}");

    /** The endpoint of all regions. */
    public static final URI ENDPOINT = URI.create("https://cloudkms.googleapis.com");

    /** Where access tokens come from. */
    public sealed interface Access {}

    /** The key file of a service account, which signs for a token. */
    public record ServiceAccount(Path file) implements Access {}

    /** The metadata server of a machine in Google's cloud. */
    public record Metadata(URI url) implements Access {
      /** Where it is on each such machine: an address that is routed nowhere else, without TLS. */
      public static final URI HERE = URI.create("http://169.254.169.254");
    }
  }

  /** Whether secrets may be sent there: by TLS, or over loopback. */
  static boolean isSafe(URI url) {
    return url.getHost() != null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())));
  }
}
