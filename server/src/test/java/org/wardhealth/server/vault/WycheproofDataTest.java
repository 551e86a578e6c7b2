package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.prf.HmacPrfKey;
import com.google.crypto.tink.prf.HmacPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.util.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** Wycheproof's vectors through the primitives of the vault, as it uses them. */
@Tag("data")
class WycheproofDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("ward.data", ""), "ledger/wycheproof");
  private static final HexFormat HEX = HexFormat.of();

  private interface Check {
    /** Whether the implementation accepts the vector. */
    boolean accepts(JsonNode group, JsonNode test) throws GeneralSecurityException;
  }

  /** Runs all vectors of the groups with these sizes, and answers how many. */
  private static int run(String file, String sizes, Check check) throws IOException {
    int run = 0;
    JsonNode vectors = Json.MAPPER.readTree(Files.readString(DATA.resolve(file)));
    for (JsonNode group : vectors.path("testGroups")) {
      String found =
          group.path("ivSize").asString("")
              + "/"
              + group.path("keySize").asString("")
              + "/"
              + group.path("tagSize").asString("");
      if (!found.matches(sizes)) {
        continue;
      }
      for (JsonNode test : group.path("tests")) {
        boolean accepted;
        try {
          accepted = check.accepts(group, test);
        } catch (GeneralSecurityException e) {
          accepted = false;
        }
        assertThat(accepted)
            .as("%s %s", file, test.path("tcId"))
            .isEqualTo(test.path("result").asString().equals("valid"));
        run++;
      }
    }
    return run;
  }

  private static byte[] hex(JsonNode test, String name) {
    return HEX.parseHex(test.path(name).asString());
  }

  private static SecretBytes secret(JsonNode test) {
    return SecretBytes.copyFrom(hex(test, "key"), InsecureSecretKeyAccess.get());
  }

  private static KeysetHandle handle(Key key) throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
        .build();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void aes256GcmOfTheKeyset() throws Exception {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(32)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    assertThat(
            run(
                "aes_gcm_test.json",
                "96/256/128",
                (_, test) -> {
                  Aead aead =
                      handle(
                              AesGcmKey.builder()
                                  .setParameters(parameters)
                                  .setKeyBytes(secret(test))
                                  .build())
                          .getPrimitive(AeadConfig2026.get(), Aead.class);
                  byte[] sealed = joined(hex(test, "iv"), hex(test, "ct"), hex(test, "tag"));
                  return Arrays.equals(aead.decrypt(sealed, hex(test, "aad")), hex(test, "msg"));
                }))
        .isGreaterThan(60);
  }

  /** As the hardware module's provider asks for it, here of the JDK. */
  @Test
  void aes256GcmOfJava() throws Exception {
    assertThat(
            run(
                "aes_gcm_test.json",
                "96/256/128",
                (_, test) -> {
                  Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                  cipher.init(
                      Cipher.DECRYPT_MODE,
                      new SecretKeySpec(hex(test, "key"), "AES"),
                      new GCMParameterSpec(128, hex(test, "iv")));
                  cipher.updateAAD(hex(test, "aad"));
                  return Arrays.equals(
                      cipher.doFinal(joined(hex(test, "ct"), hex(test, "tag"))), hex(test, "msg"));
                }))
        .isGreaterThan(60);
  }

  @Test
  void hmacSha256OfTheKeyset() throws Exception {
    HmacPrfParameters parameters =
        HmacPrfParameters.builder()
            .setKeySizeBytes(32)
            .setHashType(HmacPrfParameters.HashType.SHA256)
            .build();
    assertThat(
            run(
                "hmac_sha256_test.json",
                "/256/.*",
                (group, test) -> {
                  PrfSet prf =
                      handle(
                              HmacPrfKey.builder()
                                  .setParameters(parameters)
                                  .setKeyBytes(secret(test))
                                  .build())
                          .getPrimitive(PrfConfig2026.get(), PrfSet.class);
                  return Arrays.equals(
                      prf.computePrimary(hex(test, "msg"), group.path("tagSize").asInt() / 8),
                      hex(test, "tag"));
                }))
        .isGreaterThan(60);
  }

  /** As commitments to contents and surrogates ask for it. */
  @Test
  void hmacSha256OfJava() throws Exception {
    assertThat(
            run(
                "hmac_sha256_test.json",
                "/.*/.*",
                (group, test) -> {
                  Mac mac = Mac.getInstance("HmacSHA256");
                  mac.init(new SecretKeySpec(hex(test, "key"), "HmacSHA256"));
                  return Arrays.equals(
                      Arrays.copyOf(
                          mac.doFinal(hex(test, "msg")), group.path("tagSize").asInt() / 8),
                      hex(test, "tag"));
                }))
        .isGreaterThan(150);
  }

  /** By which a backup's segments get their keys. */
  @Test
  void hkdfSha256() throws Exception {
    assertThat(
            run(
                "hkdf_sha256_test.json",
                ".*",
                (_, test) ->
                    Arrays.equals(
                        Hkdf.computeHkdf(
                            "HMACSHA256",
                            hex(test, "ikm"),
                            hex(test, "salt"),
                            hex(test, "info"),
                            test.path("size").asInt()),
                        hex(test, "okm"))))
        .isEqualTo(86);
  }
}
