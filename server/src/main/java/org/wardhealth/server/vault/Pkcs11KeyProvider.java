package org.wardhealth.server.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * An AES-256 key in a hardware module, marked sensitive and not extractable: keys of epochs are
 * sealed inside the module (AES-GCM, fresh nonce). Protects against who takes everything but the
 * module; not against who may use the module while Ward runs.
 *
 * <p>A module that is missing, locked or without the key ends the start: nothing falls back to a
 * file.
 */
final class Pkcs11KeyProvider implements KeyProvider {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Provider module;
  private final SecretKey key;
  private final SecureRandom random;

  /**
   * Opens the module.
   *
   * @param make whether the key may be made, because nothing was ever sealed with one
   */
  Pkcs11KeyProvider(KeySettings.Pkcs11 settings, boolean make, SecureRandom random) {
    this.random = random;
    if (!Files.isReadable(settings.library())) {
      throw new IllegalStateException(
          "The library of the hardware module is not there: " + settings.library());
    }
    try {
      char[] pin = Files.readString(settings.pin()).strip().toCharArray();
      this.module =
          Security.getProvider("SunPKCS11").configure("--" + configuration(settings, "ward"));
      KeyStore store = KeyStore.getInstance("PKCS11", module);
      store.load(null, pin);
      if (store.getKey(settings.label(), null) instanceof SecretKey found) {
        this.key = found;
      } else if (make) {
        KeyGenerator generator = KeyGenerator.getInstance("AES", module);
        generator.init(256);
        store.setEntry(
            settings.label(), new KeyStore.SecretKeyEntry(generator.generateKey()), null);
        this.key = (SecretKey) store.getKey(settings.label(), null);
      } else {
        throw new IllegalStateException(
            "The hardware module holds no key '"
                + settings.label()
                + "', and keys are sealed with it. It is another module, or another slot.");
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "The hardware module does not open (library, slot, PIN): " + e.getMessage(), e);
    } catch (java.security.ProviderException | java.security.InvalidParameterException e) {
      throw new IllegalStateException("The hardware module does not start: " + e.getMessage(), e);
    }
    if (key.getEncoded() != null) {
      throw new IllegalStateException(
          "The key '" + settings.label() + "' can be taken out of the module: make another one.");
    }
  }

  private static String configuration(KeySettings.Pkcs11 settings, String name) {
    return "name = "
        + name
        + "\nlibrary = "
        + settings.library().toAbsolutePath()
        + "\nslotListIndex = "
        + settings.slot()
        + "\nattributes(*, CKO_SECRET_KEY, CKK_AES) = {\n"
        + "  CKA_TOKEN = true\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n"
        + "  CKA_ENCRYPT = true\n  CKA_DECRYPT = true\n}\n";
  }

  @Override
  public String name() {
    return "pkcs11";
  }

  @Override
  public byte[] wrap(byte[] plain, String place) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, plain, place);
    byte[] whole = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, whole, NONCE, sealed.length);
    return whole;
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String place) {
    if (wrapped.length <= NONCE) {
      throw new SealException("A key of an epoch is cut.", new GeneralSecurityException());
    }
    return run(
        Cipher.DECRYPT_MODE,
        Arrays.copyOf(wrapped, NONCE),
        Arrays.copyOfRange(wrapped, NONCE, wrapped.length),
        place);
  }

  private byte[] run(int mode, byte[] nonce, byte[] input, String place) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER, module);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException | java.security.ProviderException e) {
      throw new SealException(
          "The hardware module does not open or seal a key of an epoch: it is gone, or another one.",
          e);
    }
  }
}
