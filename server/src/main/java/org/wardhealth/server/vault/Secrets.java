package org.wardhealth.server.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Secrets of others that Ward uses, such as the API keys of model providers: sealed, a file each.
 *
 * <p>Guarantees: a file opens only under this Ward's keys and only by its own name (AES-256-GCM
 * under a keyset of their own, the associated data is the name). Does not protect against who can
 * read both {@code secrets/} and {@code keys/}, unless a provider outside holds the key above.
 */
public final class Secrets {
  private static final String KEYSET = "secrets";
  private static final String SEALED = ".sealed";
  private static final int MOST = 8_192;
  private static final Configuration AEAD = AeadConfig2026.get();
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private final Path directory;
  private final KeyFiles files;
  private final Aead aead;

  private Secrets(Path directory, Aead aead) {
    this.directory = directory;
    this.files = new KeyFiles(directory);
    this.aead = aead;
  }

  /** Opens {@code WARD_HOME/secrets}, and makes its keyset when there is none. */
  public static Secrets open(Path home, Keys keys) {
    try {
      return new Secrets(
          home.resolve("secrets"),
          keys.keyset(KEYSET, PredefinedAeadParameters.AES256_GCM, AEAD)
              .getPrimitive(AEAD, Aead.class));
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(KEYSET + ".keyset does not hold a Tink keyset.", e);
    }
  }

  /** Whether this can be the name of a secret. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Keeps a secret, in the place of the one that had its name.
   *
   * @throws IllegalArgumentException if the name has another form, or the secret is empty or long
   */
  public void set(String name, String secret) {
    byte[] clear = secret.getBytes(StandardCharsets.UTF_8);
    if (clear.length == 0 || clear.length > MOST) {
      throw new IllegalArgumentException("A secret has 1 to " + MOST + " bytes.");
    }
    try {
      files.write(file(name), aead.encrypt(clear, place(name)));
    } catch (IOException e) {
      throw new UncheckedIOException("The secret cannot be written: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new SealException("The secret could not be sealed.", e);
    }
  }

  /**
   * A secret.
   *
   * @throws IllegalStateException if there is none by this name
   * @throws SealException if it does not open: altered, another one's file, or other keys
   */
  public String get(String name) {
    Path file = file(name);
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "There is no secret '" + name + "': say it with 'ward secret set " + name + "'.");
    }
    try {
      return new String(aead.decrypt(files.read(file), place(name)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The secret cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new SealException(
          "The secret '"
              + name
              + "' does not open: its file was altered, or keys/ belong to another Ward. Say it"
              + " again with 'ward secret set "
              + name
              + "'.",
          e);
    }
  }

  /** The names of all secrets, in order. */
  public List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SEALED))
          .map(name -> name.substring(0, name.length() - SEALED.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The secrets cannot be listed: " + e.getMessage(), e);
    }
  }

  /** Overwrites and removes a secret; false if there was none by this name. */
  public boolean remove(String name) {
    Path file = file(name);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      files.destroy(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("The secret cannot be removed: " + e.getMessage(), e);
    }
  }

  private Path file(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "The name of a secret has 1 to 64 small letters, digits, '_' or '-'.");
    }
    return directory.resolve(name + SEALED);
  }

  private static byte[] place(String name) {
    return ("ward-secret|" + name).getBytes(StandardCharsets.UTF_8);
  }
}
