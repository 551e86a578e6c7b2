package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardhealth.testkit.ManualClock;

/** A key in Google's KMS seals keys of epochs; whatever goes wrong is said without secrets. */
class GoogleKmsTest {
  private static final byte[] KEY = "a key of an epoch".getBytes(StandardCharsets.UTF_8);
  private static final String PLACE = "ward-epoch|2026-03-3fa2c1";

  private final ManualClock clock = ManualClock.at("2026-03-10T08:00:00Z");
  @TempDir private Path home;
  private FakeGoogleKms kms;
  private Path account;

  @BeforeEach
  void start() throws Exception {
    kms = new FakeGoogleKms(clock);
    account = kms.account(home);
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private KeySettings.GoogleKms settings(KeySettings.GoogleKms.Access access) {
    return new KeySettings.GoogleKms(FakeGoogleKms.KEY, kms.url(), access, Optional.empty());
  }

  private GoogleKmsKeyProvider provider(KeySettings.GoogleKms settings) {
    return new GoogleKmsKeyProvider(
        settings,
        new KeeperHttp(GoogleKmsKeyProvider.who(settings), Optional.empty(), kms.patience()),
        clock);
  }

  private GoogleKmsKeyProvider provider() {
    return provider(settings(new KeySettings.GoogleKms.ServiceAccount(account)));
  }

  private static void refused(ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOf(SealException.class)
        .hasMessageStartingWith("Google Cloud KMS at http://127.0.0.1:")
        .hasMessageContainingAll(says)
        .satisfies(
            thrown -> {
              for (Throwable e = thrown; e != null; e = e.getCause()) {
                assertThat(e.toString()).doesNotContain("quennix");
              }
            });
  }

  @Test
  void whatWasSealedForOnePlaceOpensForItAlone() {
    byte[] sealed = provider().wrap(KEY, PLACE);
    assertThat(provider().unwrap(sealed, PLACE)).isEqualTo(KEY);
    refused(
        () -> provider().unwrap(sealed, "ward-epoch|2026-04-3fa2c1"),
        "INVALID_ARGUMENT",
        "it did not seal this");
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItsEndAndForgottenWhenItIsNotTaken() {
    GoogleKmsKeyProvider provider = provider();
    byte[] sealed = provider.wrap(KEY, PLACE);
    clock.advance(Duration.ofMinutes(54));
    assertThat(provider.unwrap(sealed, PLACE)).isEqualTo(KEY);
    assertThat(kms.tokens).hasValue(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(provider.unwrap(sealed, PLACE)).isEqualTo(KEY);
    assertThat(kms.tokens).hasValue(2);
    kms.token = "revoked";
    refused(() -> provider.unwrap(sealed, PLACE), "401", "does not take the access token");
    assertThat(provider.unwrap(sealed, PLACE)).isEqualTo(KEY);
    assertThat(kms.tokens).hasValue(3);
  }

  @Test
  void theMetadataServerGivesTheTokenWhereItIsSet() {
    KeySettings.GoogleKms settings = settings(new KeySettings.GoogleKms.Metadata(kms.url()));
    byte[] sealed = provider(settings).wrap(KEY, PLACE);
    assertThat(provider().unwrap(sealed, PLACE)).isEqualTo(KEY);
  }

  @Test
  void whatIsNoMetadataServerIsGivenNothingMore() throws Exception {
    try (FakeAwsKms other = new FakeAwsKms("20260310")) {
      KeySettings.GoogleKms settings = settings(new KeySettings.GoogleKms.Metadata(other.url()));
      refused(() -> provider(settings).wrap(KEY, PLACE), "is no metadata server");
    }
    assertThat(kms.asked).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSES,answered 403 PERMISSION_DENIED (may the account use the key?)",
    "THROTTLES,answered 429 RESOURCE_EXHAUSTED (too many calls: try again in a minute)",
    "FAILS,answered 500 INTERNAL",
    "NO_JSON,answered with no JSON",
    "CUT,does not answer",
    "STALLS,does not answer",
    "WRONG_SUM,that is not what its sum says",
    "NOTHING,gave no"
  })
  void whatGoesWrongIsSaidAndOpensNothing(FakeKms.Fault fault, String said) {
    GoogleKmsKeyProvider provider = provider();
    byte[] sealed = provider.wrap(KEY, PLACE);
    kms.fault = fault;
    refused(() -> provider.unwrap(sealed, PLACE), said);
    refused(() -> provider.wrap(KEY, PLACE), said);
  }

  @Test
  void aKeyThatIsNotTheOneAskedForSealsNothing() {
    kms.fault = FakeKms.Fault.ANOTHER_KEY;
    refused(() -> provider().wrap(KEY, PLACE), "sealed with another key than projects/ward");
  }

  @Test
  void aKmsThatIsGoneIsSaid() {
    byte[] sealed = provider().wrap(KEY, PLACE);
    kms.close();
    refused(() -> provider().unwrap(sealed, PLACE), "does not answer");
  }

  @Test
  void anAccountThatIsRefusedDamagedOrNotThereIsSaid() throws Exception {
    kms.tokenRefused = true;
    refused(
        () -> provider().wrap(KEY, PLACE),
        "no access token was given for the service account ward@ward.iam.gserviceaccount.com",
        "status 400");
    kms.tokenRefused = false;
    String whole = Files.readString(account);
    for (String damaged :
        new String[] {
          "quennix",
          "{}",
          whole.replace("service_account", "authorized_user"),
          whole.replace("BEGIN PRIVATE KEY-----\\n", "BEGIN PRIVATE KEY-----\\nquennix"),
          whole.replace(kms.url().toString(), "http://tokens.example")
        }) {
      Files.writeString(account, damaged);
      refused(() -> provider().wrap(KEY, PLACE), "is no key file of a service account");
    }
    Files.delete(account);
    refused(() -> provider().wrap(KEY, PLACE), "cannot be read from");
    assertThat(kms.asked).hasValue(0);
  }

  @Test
  void keysMoveThereAndBack() {
    Path keys = home.resolve("keys");
    SecureRandom random = new SecureRandom();
    KeySettings settings = settings(new KeySettings.GoogleKms.ServiceAccount(account));
    String epoch = Keys.open(keys, clock, random).current().id();
    assertThat(Keys.move(keys, new KeySettings.File(), settings, clock, random)).isEqualTo(1);
    Keys moved = Keys.open(keys, settings, clock, random);
    assertThat(moved.current().id()).isEqualTo(epoch);
    assertThat(moved.provider()).isEqualTo("gcp-kms");
    kms.fault = FakeKms.Fault.WRONG_SUM;
    refused(() -> Keys.open(keys, settings, clock, random), "its sum says");
    kms.fault = FakeKms.Fault.NONE;
    assertThat(Keys.move(keys, settings, new KeySettings.File(), clock, random)).isEqualTo(1);
    assertThat(Keys.open(keys, clock, random).current().id()).isEqualTo(epoch);
  }
}
