package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code docs/people.md} says of guesses, levels and limits is what Ward does. */
class PeopleRulesPageTest {
  private static final Map<Integer, String> NUMBERS =
      Map.of(5, "five", 10, "ten", 12, "12", 15, "15", 20, "20", 30, "30");
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("ward.root", "..")).resolve("docs/people.md"));
  }

  private static String cell(String factor, int column) throws IOException {
    return page()
        .lines()
        .filter(line -> line.startsWith("| " + factor))
        .map(line -> line.split(" \\| ", -1)[column])
        .findFirst()
        .orElseThrow(() -> new AssertionError("people.md has no line of " + factor));
  }

  private static String number(long value) {
    return NUMBERS.getOrDefault((int) value, "?" + value);
  }

  @Test
  void howOftenSomebodyMayGuessIsAsThePageSays() throws IOException {
    assertThat(Attempts.WINDOW).as("a quarter of an hour").isEqualTo(Duration.ofMinutes(15));
    assertThat(cell("password", 2))
        .startsWith(number(Attempts.allowed(Factor.PASSWORD)) + " times in a quarter of an hour");
    assertThat(cell("authenticator", 2))
        .startsWith(number(Attempts.allowed(Factor.TOTP)) + " times;")
        .contains(
            "holds in its " + Totp.STEP_SECONDS + " s and " + Totp.TYPING_SECONDS + " s more");
    assertThat(cell(number(Factors.RECOVERY_CODES) + " recovery codes of 120 random bits", 2))
        .startsWith(number(Attempts.allowed(Factor.RECOVERY)) + " times;");
    assertThat(cell("passkey", 2)).startsWith("there is nothing to guess");
    assertThat(cell("password", 0))
        .contains(Passwords.SHORTEST + " to " + Passwords.LONGEST + " characters");
    assertThat(page()).contains(Passwords.WAITING + " wait");
  }

  private static SignedIn proved(List<Factor> factors) {
    return new SignedIn(
        "se_0",
        new Person("pe_0", "ada", true, Map.of()),
        factors.stream().map(factor -> new Proof(factor, NOW)).toList(),
        NOW,
        NOW);
  }

  /** Each way in is a line of the page, with the level that the code gives it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PASSWORD | a password, or a recovery code",
        "RECOVERY | a password, or a recovery code",
        "PASSKEY | a passkey",
        "PASSWORD+TOTP | a password and a code of the authenticator or of the list",
        "PASSWORD+RECOVERY | a password and a code of the authenticator or of the list",
        "PROVIDER | anything else",
        "PROVIDER_MFA | an `acr` or `amr` that `level-2` of that provider names"
      })
  void eachWayInHasTheLevelThatThePageSays(String factors, String line) throws IOException {
    SignedIn signedIn =
        proved(Arrays.stream(factors.split("\\+", -1)).map(Factor::valueOf).toList());
    String said =
        page()
            .lines()
            .filter(one -> one.startsWith("| " + line))
            .map(one -> one.split(" \\| ", -1)[1])
            .findFirst()
            .orElseThrow(() -> new AssertionError("people.md has no line: " + line));
    assertThat(said).startsWith("AAL" + signedIn.aal());
    assertThat(said.contains("cannot be phished")).isEqualTo(signedIn.phishingResistant());
  }

  @Test
  void everyFactorIsPartOfAWayInOfThePage() {
    List<String> ways =
        List.of("PASSWORD", "TOTP", "RECOVERY", "PASSKEY", "PROVIDER", "PROVIDER_MFA");
    assertThat(Arrays.stream(Factor.values()).map(Enum::name))
        .as("a new factor needs a line under Assurance, and one in the test above")
        .containsExactlyInAnyOrderElementsOf(ways);
  }

  @Test
  void howLongASessionLastsIsAsThePageSays() throws IOException {
    PeopleSettings usual = PeopleSettings.DEFAULT;
    assertThat(page())
        .contains("`people.idle` without a request (" + usual.idle().toMinutes() + " minutes)")
        .contains("`people.absolute` (" + usual.absolute().toHours() + " hours)")
        .contains(
            "at most "
                + PeopleSettings.LONGEST_IDLE.toMinutes()
                + " minutes and "
                + PeopleSettings.LONGEST_ABSOLUTE.toHours()
                + " hours")
        .contains("Hold once, for `people.link` (a day)");
    assertThat(usual.link()).isEqualTo(Duration.ofDays(1));
  }
}
