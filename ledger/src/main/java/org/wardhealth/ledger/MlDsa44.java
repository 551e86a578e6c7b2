package org.wardhealth.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** ML-DSA-44 (FIPS 204, empty context) with raw keys, by the Java runtime's own provider. */
final class MlDsa44 {
  static final int KEY_BYTES = 1312;
  static final int SEED_BYTES = 32;
  static final int SIGNATURE_BYTES = 2420;

  private static final String NAME = "ML-DSA-44";
  private static final byte[] PUBLIC_PREFIX =
      HexFormat.of()
          .parseHex("30820532300b06096086480165030403110382052100"); // SubjectPublicKeyInfo

  private MlDsa44() {}

  static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
    if (raw.length != KEY_BYTES) {
      throw new GeneralSecurityException("an ML-DSA-44 key has " + KEY_BYTES + " bytes");
    }
    return KeyFactory.getInstance(NAME)
        .generatePublic(new X509EncodedKeySpec(Ed25519.concat(PUBLIC_PREFIX, raw)));
  }

  /**
   * The pair of a seed (FIPS 204, algorithm 6). The runtime makes a pair only from randomness, so
   * it is made to draw this seed; the result is proved by a signature.
   */
  static KeyPair pair(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
    generator.initialize(NamedParameterSpec.ML_DSA_44, new FixedRandom(seed));
    KeyPair pair = generator.generateKeyPair();
    byte[] probe = {1, 2, 3};
    if (!verifies(pair.getPublic(), probe, sign(pair.getPrivate(), probe))) {
      throw new GeneralSecurityException("this Java runtime did not derive the key from its seed");
    }
    return pair;
  }

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  static byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(NAME);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  static boolean verifies(PublicKey key, byte[] message, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(bytes);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
