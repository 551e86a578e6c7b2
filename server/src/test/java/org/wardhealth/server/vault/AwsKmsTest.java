package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardhealth.testkit.ManualClock;

/** A key in AWS KMS seals keys of epochs, and whatever goes wrong there is said without secrets. */
class AwsKmsTest {
  private static final byte[] KEY = "a key of an epoch".getBytes(StandardCharsets.UTF_8);
  private static final String PLACE = "ward-epoch|2026-03-3fa2c1";

  private final ManualClock clock = ManualClock.at("2026-03-10T08:00:00Z");
  @TempDir private Path home;
  private FakeAwsKms kms;

  @BeforeEach
  void start() throws IOException {
    kms = new FakeAwsKms("20260310");
    credentials("");
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private void credentials(String more) throws IOException {
    Files.writeString(
        home.resolve("credentials"),
        "[other]\naws_access_key_id = X\naws_secret_access_key = Y\n\n[default]\n"
            + "# Ward's own\naws_access_key_id = AKIDWARD\naws_secret_access_key = "
            + FakeAwsKms.SECRET
            + "\n"
            + more);
  }

  private KeySettings.AwsKms settings() {
    return settings(new KeySettings.AwsKms.File(home.resolve("credentials"), "default"));
  }

  private KeySettings.AwsKms settings(KeySettings.AwsKms.Credentials credentials) {
    return new KeySettings.AwsKms(
        KeySettings.AwsKms.Arn.parse(FakeAwsKms.ARN).orElseThrow(),
        kms.url(),
        credentials,
        Optional.empty());
  }

  private AwsKmsKeyProvider provider(KeySettings.AwsKms settings, Map<String, String> variables) {
    return new AwsKmsKeyProvider(
        settings,
        new KeeperHttp(AwsKmsKeyProvider.who(settings), Optional.empty(), kms.patience()),
        clock,
        name -> Optional.ofNullable(variables.get(name)));
  }

  private AwsKmsKeyProvider provider() {
    return provider(settings(), Map.of());
  }

  private static void refused(ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOf(SealException.class)
        .hasMessageStartingWith("AWS KMS at http://127.0.0.1:")
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
        "InvalidCiphertextException",
        "it did not seal this");
  }

  @Test
  void credentialsOfVariablesAndASessionTokenAreTaken() throws IOException {
    kms.wantsToken = true;
    refused(() -> provider().wrap(KEY, PLACE), "ExpiredTokenException", "renew the credentials");
    credentials("aws_session_token = " + FakeAwsKms.TOKEN + "\n");
    byte[] sealed = provider().wrap(KEY, PLACE);

    AwsKmsKeyProvider variables =
        provider(
            settings(new KeySettings.AwsKms.Environment("A", "S", Optional.of("T"))),
            Map.of("A", "AKIDWARD", "S", FakeAwsKms.SECRET, "T", FakeAwsKms.TOKEN));
    assertThat(variables.unwrap(sealed, PLACE)).isEqualTo(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSES,answered 400 AccessDeniedException (may these credentials use the key?)",
    "THROTTLES,answered 400 ThrottlingException (too many calls: try again in a minute)",
    "FAILS,answered 500 KMSInternalException",
    "NO_JSON,answered with no JSON",
    "CUT,does not answer",
    "STALLS,does not answer",
    "ANOTHER_KEY,answered with another key than arn:aws:kms:eu-central-1",
    "NOTHING,gave no"
  })
  void whatGoesWrongIsSaidAndOpensNothing(FakeKms.Fault fault, String said) {
    byte[] sealed = provider().wrap(KEY, PLACE);
    kms.fault = fault;
    refused(() -> provider().unwrap(sealed, PLACE), said);
    refused(() -> provider().wrap(KEY, PLACE), said);
  }

  @Test
  void aKmsThatIsGoneIsSaid() {
    byte[] sealed = provider().wrap(KEY, PLACE);
    kms.close();
    refused(() -> provider().unwrap(sealed, PLACE), "does not answer");
  }

  @Test
  void aClockThatIsWrongAndASecretThatIsAnotherAreSaid() throws IOException {
    clock.advance(Duration.ofDays(1));
    refused(() -> provider().wrap(KEY, PLACE), "InvalidSignatureException", "clock");
    clock.advance(Duration.ofDays(-1));
    Files.writeString(
        home.resolve("credentials"),
        "[default]\naws_access_key_id=AKIDWARD\naws_secret_access_key=quennix-other\n");
    refused(() -> provider().wrap(KEY, PLACE), "is the secret key right");
  }

  @Test
  void credentialsThatAreNotThereAreSaidAndNobodyIsAsked() throws IOException {
    Files.writeString(home.resolve("credentials"), "[default]\naws_access_key_id=AKIDWARD\n[x]\n");
    refused(() -> provider().wrap(KEY, PLACE), "aws_secret_access_key of the profile 'default'");
    Files.writeString(
        home.resolve("credentials"),
        "[default]\naws_access_key_id=AKIDWARD\naws_secret_access_key=quennix \u0001 x\n");
    refused(() -> provider().wrap(KEY, PLACE), "characters that none has");
    Files.delete(home.resolve("credentials"));
    refused(() -> provider().wrap(KEY, PLACE), "cannot be read from", "credentials");
    refused(
        () ->
            provider(
                    settings(new KeySettings.AwsKms.Environment("A", "S", Optional.empty())),
                    Map.of("A", "AKIDWARD"))
                .wrap(KEY, PLACE),
        "the variable S is empty");
    assertThat(kms.asked).hasValue(0);
  }

  @Test
  void keysMoveThereAndBack() {
    Path keys = home.resolve("keys");
    SecureRandom random = new SecureRandom();
    String epoch = Keys.open(keys, clock, random).current().id();
    assertThat(Keys.move(keys, new KeySettings.File(), settings(), clock, random)).isEqualTo(1);
    assertThatThrownBy(() -> Keys.open(keys, clock, random)).hasMessageContaining("'aws-kms'");
    Keys moved = Keys.open(keys, settings(), clock, random);
    assertThat(moved.current().id()).isEqualTo(epoch);
    assertThat(moved.provider()).isEqualTo("aws-kms");
    kms.fault = FakeKms.Fault.REFUSES;
    refused(() -> Keys.open(keys, settings(), clock, random), "may these credentials");
    kms.fault = FakeKms.Fault.NONE;
    assertThat(Keys.move(keys, settings(), new KeySettings.File(), clock, random)).isEqualTo(1);
    assertThat(Keys.open(keys, clock, random).current().id()).isEqualTo(epoch);
  }
}
