package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers keep their form, and a check digit stays valid by rules written here a second time. */
class NumberSurrogatesTest {
  private final Prf prf = Prf.of(new byte[32]);

  private String drawn(IdentifierType type, String original, int seed) {
    return NumberSurrogates.of(type, original, prf.draw("test", original, seed));
  }

  @ParameterizedTest
  @CsvSource({
    "MRN, 00-4471-23, '\\d\\d-\\d{4}-\\d\\d'",
    "MRN, MRN00447, '[A-Z]{3}\\d{5}'",
    "OTHER_ID, ab-12/X, '[a-z]{2}-\\d\\d/[A-Z]'",
    "SSN, 123-45-6789, '9\\d\\d-[0-4]\\d-\\d{4}'",
    "SSN, 123456789, '9\\d\\d[0-4]\\d{5}'",
    "ACCOUNT, 7, '[1-9]'"
  })
  void formIsKept(IdentifierType type, String original, String pattern) {
    Set<String> all = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      assertThat(drawn(type, original, seed)).matches(pattern);
      all.add(drawn(type, original, seed));
    }
    assertThat(all).hasSizeGreaterThan(5);
  }

  @Test
  void cardNumbersKeepLuhn() {
    for (int seed = 0; seed < 300; seed++) {
      assertThat(luhnSum(drawn(IdentifierType.ACCOUNT, "4111 1111 1111 1111", seed)) % 10).isZero();
      String npi = drawn(IdentifierType.LICENSE, "1234567893", seed);
      assertThat(npi).startsWith("2");
      assertThat(luhnSum("80840" + npi) % 10).isZero();
    }
  }

  private static int luhnSum(String number) {
    int sum = 0;
    boolean twice = false;
    for (int i = number.length() - 1; i >= 0; i--) {
      if (Character.isDigit(number.charAt(i))) {
        int digit = number.charAt(i) - '0';
        sum += twice ? digit * 2 / 10 + digit * 2 % 10 : digit;
        twice = !twice;
      }
    }
    return sum;
  }

  @Test
  void spanishNumbersKeepTheirControl() {
    String letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    for (int seed = 0; seed < 300; seed++) {
      String dni = drawn(IdentifierType.OTHER_ID, "12345678-Z", seed);
      assertThat(dni.charAt(9))
          .isEqualTo(letters.charAt(Integer.parseInt(dni.substring(0, 8)) % 23));
      String nie = drawn(IdentifierType.OTHER_ID, "X1234567L", seed);
      int number = Integer.parseInt("XYZ".indexOf(nie.charAt(0)) + nie.substring(1, 8));
      assertThat(nie.charAt(8)).isEqualTo(letters.charAt(number % 23));
      String nass = drawn(IdentifierType.HEALTH_PLAN, "28 12345678 40", seed);
      String bare = nass.replace(" ", "");
      boolean small = Integer.parseInt(bare.substring(2, 10)) < 10_000_000;
      String body = bare.substring(0, 2) + bare.substring(small ? 3 : 2, 10);
      assertThat(new BigInteger(body).mod(BigInteger.valueOf(97)).intValue())
          .isEqualTo(Integer.parseInt(bare.substring(10)));
    }
  }

  @Test
  void numbersOfPatientsAndAccountsKeepTheirCheck() {
    for (int seed = 0; seed < 200; seed++) {
      String nhs = drawn(IdentifierType.OTHER_ID, "943 476 5919", seed);
      assertThat(nhs).matches("999 \\d{3} \\d{4}");
      int[] d = nhs.replace(" ", "").chars().map(c -> c - '0').toArray();
      int sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += (10 - i) * d[i];
      }
      assertThat(sum % 11).isZero();
      for (String iban : List.of("GB29 NWBK 6016 1331 9268 19", "ES91 2100 0418 4502 0005 1332")) {
        String drawn = drawn(IdentifierType.ACCOUNT, iban, seed).replace(" ", "");
        assertThat(drawn).startsWith(iban.substring(0, 2));
        StringBuilder digits = new StringBuilder();
        for (char c : (drawn.substring(4) + drawn.substring(0, 4)).toCharArray()) {
          digits.append(c <= '9' ? c - '0' : c - 'A' + 10);
        }
        assertThat(new BigInteger(digits.toString()).mod(BigInteger.valueOf(97))).isEqualTo(1);
      }
      accepted(CheckedNumber.CIF, "A58818501", "[A]\\d{8}", seed);
      accepted(CheckedNumber.RUT, "12.345.678-5", "[1-9]\\d\\.\\d{3}\\.\\d{3}-[0-9K]", seed);
      accepted(CheckedNumber.CUIL, "20-12345678-6", "[1-9]\\d-\\d{8}-\\d", seed);
      accepted(CheckedNumber.CURP, "HEGG560427MVZRRL04", "[A-Z]{4}\\d{6}M[A-Z]{5}\\d\\d", seed);
      accepted(CheckedNumber.RFC, "GODE561231GR8", "[A-Z]{4}\\d{6}[A-Z]{2}\\d", seed);
    }
  }

  private void accepted(CheckedNumber kind, String original, String form, int seed) {
    String drawn = drawn(IdentifierType.OTHER_ID, original, seed);
    char[] bare = drawn.replaceAll("[^0-9A-Z]", "").toCharArray();
    assertThat(drawn).matches(form).isNotEqualTo(original);
    assertThat(kind.accepts(bare, bare.length, true)).as(drawn).isTrue();
  }

  @Test
  void prescribersNumbersKeepTheirCheck() {
    for (int seed = 0; seed < 300; seed++) {
      String dea = drawn(IdentifierType.LICENSE, "AB1234563", seed);
      assertThat(dea).matches("[ABFGM][A-Z]\\d{7}");
      int[] d = dea.substring(2).chars().map(c -> c - '0').toArray();
      assertThat((d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10).isEqualTo(d[6]);
    }
  }

  @Test
  void vehicleNumbersKeepTheirCheck() {
    String values = "ABCDEFGH.JKLMN.P.R.STUVWXYZ";
    int[] meaning = {
      1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 0, 2, 3, 4, 5, 6, 7, 8, 9
    };
    int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    for (int seed = 0; seed < 300; seed++) {
      String vin = drawn(IdentifierType.VEHICLE, "1M8GDM9AXKP042788", seed);
      int sum = 0;
      for (int i = 0; i < 17; i++) {
        char c = vin.charAt(i);
        sum += weights[i] * (Character.isDigit(c) ? c - '0' : meaning[values.indexOf(c)]);
      }
      assertThat(vin).matches("[A-HJ-NPR-Z0-9]{17}");
      assertThat(vin.charAt(8)).isEqualTo("0123456789X".charAt(sum % 11));
    }
  }

  @Test
  void contactsReachNobody() {
    for (int seed = 0; seed < 300; seed++) {
      Prf.Draw draw = prf.draw("contact", "", seed);
      assertThat(ContactSurrogates.phone("(312) 867-5309 x42", Language.ENGLISH, draw))
          .matches("\\([2-9][0-8]\\d\\) 555-01\\d\\d x\\d\\d");
      assertThat(ContactSurrogates.phone("+1 312 867 5309", Language.SPANISH, draw))
          .matches("\\+1 [2-9]\\d\\d 555 01\\d\\d");
      assertThat(ContactSurrogates.phone("867-5309", Language.ENGLISH, draw))
          .matches("555-01\\d\\d");
      assertThat(ContactSurrogates.phone("+44 20 7123 4567", Language.ENGLISH, draw))
          .matches("\\+44 77 0090 0\\d{3}");
      assertThat(ContactSurrogates.phone("612 345 678", Language.SPANISH, draw))
          .matches("6\\d\\d \\d{3} \\d{3}");
      assertThat(ContactSurrogates.email("jane.doe@acme.com", draw))
          .matches("[a-z]+\\.[a-z]+\\d\\d@example\\.(org|com|net)");
      assertThat(ContactSurrogates.url("https://www.acme.com/a/b?c=d", draw))
          .matches("https://www\\.[a-z]+\\.example\\.(org|com|net)/[a-z]+");
      assertThat(ContactSurrogates.ip("10.1.2.3", draw))
          .matches("(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+");
      assertThat(ContactSurrogates.ip("fe80::1", draw)).startsWith("2001:db8:");
      assertThat(NumberSurrogates.hardware("00:1a:2b:3c:4d:5e", draw))
          .matches("02(:[0-9a-f]{2}){5}");
    }
  }
}
