package org.wardhealth.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) with raw keys, by the Java runtime's own provider. */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private static final byte[] PUBLIC_PREFIX =
      HexFormat.of().parseHex("302a300506032b6570032100"); // SubjectPublicKeyInfo, RFC 8410
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420"); // PKCS #8, RFC 8410

  private Ed25519() {}

  static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, raw)));
  }

  static PrivateKey privateKey(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePrivate(new PKCS8EncodedKeySpec(concat(PRIVATE_PREFIX, seed)));
  }

  static byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  static boolean verifies(PublicKey key, byte[] message, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(bytes);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /**
   * The raw public key of a seed. The runtime derives one only while it generates a pair, so it is
   * made to draw this seed; the result is proved by a signature.
   */
  static byte[] publicKeyOf(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(255, new FixedRandom(seed));
    KeyPair pair = generator.generateKeyPair();
    byte[] probe = {1, 2, 3};
    if (!verifies(pair.getPublic(), probe, sign(privateKey(seed), probe))) {
      throw new GeneralSecurityException("this Java runtime did not derive the key from its seed");
    }
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
