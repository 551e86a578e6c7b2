package org.wardhealth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wycheproof's signatures through the way by which checkpoints are verified. */
@Tag("data")
class WycheproofDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("ward.data", ""), "ledger/wycheproof");
  private static final HexFormat HEX = HexFormat.of();

  /** A key of a group, or a test; the files are flat enough to be read so. */
  private static final Pattern PART =
      Pattern.compile("\"(?:pk|publicKey)\"\\s*:\\s*\"([0-9a-f]*)\"|\\{[^{}]*\"tcId\"[^{}]*\\}");

  private static final Pattern CONTEXT = Pattern.compile("\"ctx\"\\s*:\\s*\"[0-9a-f]+\"");

  @Test
  void ed25519() throws Exception {
    assertThat(run("ed25519_test.json", 32, Ed25519::publicKey, Ed25519::verifies)).isEqualTo(151);
  }

  @Test
  void mlDsa44() throws Exception {
    assertThat(run("mldsa_44_verify_test.json", 1312, MlDsa44::publicKey, MlDsa44::verifies))
        .isGreaterThan(150);
  }

  private interface Keys {
    PublicKey of(byte[] raw) throws Exception;
  }

  private interface Verifier {
    boolean verifies(PublicKey key, byte[] message, byte[] signature);
  }

  /** Returns how many were run; those with a context, which C2SP does not use, are left out. */
  private static int run(String file, int keyBytes, Keys keys, Verifier verifier) throws Exception {
    Matcher parts = PART.matcher(Files.readString(DATA.resolve(file)));
    byte[] key = {};
    int run = 0;
    while (parts.find()) {
      if (parts.group(1) != null) {
        key = HEX.parseHex(parts.group(1));
        continue;
      }
      String test = parts.group();
      if (CONTEXT.matcher(test).find()) {
        continue;
      }
      boolean accepted =
          key.length == keyBytes
              && verifier.verifies(
                  keys.of(key), HEX.parseHex(field(test, "msg")), HEX.parseHex(field(test, "sig")));
      assertThat(accepted)
          .as("%s %s", file, test.substring(0, Math.min(120, test.length())))
          .isEqualTo(field(test, "result").equals("valid"));
      run++;
    }
    return run;
  }

  private static String field(String test, String name) {
    Matcher field = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(test);
    return field.find() ? field.group(1) : "";
  }
}
