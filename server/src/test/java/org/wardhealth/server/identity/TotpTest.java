package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of RFC 6238, appendix B (the last six of their eight digits), and RFC 4648. */
class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void aCodeIsThatOfTheStandard(long time, String code) {
    assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(time))).hasValue(time / 30);
  }

  @Test
  void aCodeHoldsInItsStepAndAMomentAfterItAndNeverBefore() {
    long step = 1111111109 / 30;
    String code = Totp.code(SECRET, step);
    for (long second = -30; second < 60; second++) {
      assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(step * 30 + second)).isPresent())
          .as("%d s after its step began", second)
          .isEqualTo(second >= 0 && second < 30 + Totp.TYPING_SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "28708", "2870822", "28708a", "-87082", "２８７０８２", "28708\n"})
  void whatIsNoCodeIsNone(String text) {
    assertThat(Totp.step(SECRET, text, Instant.ofEpochSecond(59))).isEmpty();
  }

  @Test
  void aSecretIsWrittenAsAuthenticatorsReadIt() {
    assertThat(Totp.base32("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
    assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Totp.uri("a@b", "ward.example", SECRET))
        .startsWith("otpauth://totp/Ward%20ward.example:a%40b?secret=GEZD");
  }
}
