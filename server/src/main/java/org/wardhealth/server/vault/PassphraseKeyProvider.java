package org.wardhealth.server.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key derived from a passphrase by Argon2id (RFC 9106). Protects against who takes disk, database
 * and backups, as far as the passphrase cannot be guessed; not against who reads where it is kept.
 */
final class PassphraseKeyProvider implements KeyProvider {
  private static final Configuration AEAD = AeadConfig2026.get();
  private static final String FILE = "passphrase.json";
  private static final int SHORTEST = 16;

  /** RFC 9106, section 4, the second recommended option: 64 MiB, three passes, four lanes. */
  private static final int MEMORY_KIB = 64 << 10;

  private static final int PASSES = 3;
  private static final int LANES = 4;

  private final Aead aead;

  /**
   * Derives the key.
   *
   * @param make whether the parameters may be made, because nothing was ever sealed with this key
   */
  PassphraseKeyProvider(Path keys, Path passphrase, boolean make, SecureRandom random)
      throws IOException, GeneralSecurityException {
    String words = Files.readString(passphrase).strip();
    if (words.length() < SHORTEST) {
      throw new IllegalStateException(
          passphrase
              + " holds a passphrase of "
              + words.length()
              + " characters: it needs at least "
              + SHORTEST
              + ", better six words drawn by dice.");
    }
    Path file = keys.resolve(FILE);
    if (!Files.exists(file) && !make) {
      throw new IllegalStateException(
          file + " is gone, and keys are sealed with what it says. Put it back from your copy.");
    }
    if (!Files.exists(file)) {
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      ObjectNode parameters = Json.MAPPER.createObjectNode();
      parameters.put("kdf", "argon2id").put("memory_kib", MEMORY_KIB).put("passes", PASSES);
      parameters.put("lanes", LANES).put("salt", HexFormat.of().formatHex(salt));
      new KeyFiles(keys).write(file, parameters.toString().getBytes(StandardCharsets.UTF_8));
    }
    this.aead = aead(derive(words, Json.MAPPER.readTree(Files.readString(file))));
  }

  private static byte[] derive(String words, JsonNode parameters) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.path("memory_kib").asInt())
            .withIterations(parameters.path("passes").asInt())
            .withParallelism(parameters.path("lanes").asInt())
            .withSalt(HexFormat.of().parseHex(parameters.path("salt").asString()))
            .build());
    byte[] key = new byte[32];
    generator.generateBytes(words.getBytes(StandardCharsets.UTF_8), key);
    return key;
  }

  @AccessesPartialKey // The key comes from a passphrase, so its bytes must be set.
  private static Aead aead(byte[] raw) throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(32)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    AesGcmKey key =
        AesGcmKey.builder()
            .setParameters(parameters)
            .setKeyBytes(SecretBytes.copyFrom(raw, InsecureSecretKeyAccess.get()))
            .build();
    Arrays.fill(raw, (byte) 0);
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
        .build()
        .getPrimitive(AEAD, Aead.class);
  }

  @Override
  public String name() {
    return "passphrase";
  }

  @Override
  public byte[] wrap(byte[] key, String place) {
    try {
      return aead.encrypt(key, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new SealException("A key could not be sealed.", e);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    try {
      return aead.decrypt(wrapped, place.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new SealException(
          "A key of an epoch does not open: it was altered, or this is not the passphrase.", e);
    }
  }
}
