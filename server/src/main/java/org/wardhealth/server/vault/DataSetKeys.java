package org.wardhealth.server.vault;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;
import org.wardhealth.deid.DataSetKey;

/**
 * The keys of data sets that leave: one for each name, derived from the keyset {@code
 * keys/pseudonym.keyset}, which is made when first needed.
 *
 * <p>Guarantees: a name has the same key as long as the keyset stands, and the keys of two names
 * tell nothing of each other (HMAC-SHA-256 as a PRF). Whoever holds {@code keys/} can make every
 * one of them.
 */
public final class DataSetKeys {
  private static final String FILE = "pseudonym";
  private static final Configuration PRF = PrfConfig2026.get();
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private final PrfSet prf;

  private DataSetKeys(PrfSet prf) {
    this.prf = prf;
  }

  /** Opens the keyset, or makes it. */
  public static DataSetKeys open(Keys keys) {
    try {
      return new DataSetKeys(
          keys.keyset(FILE, PredefinedPrfParameters.HMAC_SHA256_PRF, PRF)
              .getPrimitive(PRF, PrfSet.class));
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(FILE + ".keyset does not hold a Tink keyset.", e);
    }
  }

  /** Whether {@code name} can name a data set: 1 to 64 of a-z, 0-9 and . _ -, first no mark. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * The key of a data set.
   *
   * @throws IllegalArgumentException if this is no {@linkplain #isName name}
   */
  public DataSetKey key(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A data set's name has 1 to 64 lower-case letters, digits, '.', '_' or '-'.");
    }
    try {
      return DataSetKey.of(
          prf.computePrimary(
              ("data-set|" + name).getBytes(StandardCharsets.UTF_8), DataSetKey.BYTES));
    } catch (GeneralSecurityException e) {
      throw new SealException("The key of a data set could not be computed.", e);
    }
  }
}
