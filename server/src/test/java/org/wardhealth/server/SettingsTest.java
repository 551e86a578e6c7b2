package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.Ruling;
import org.wardhealth.consent.Sensitivities;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.WitnessKey;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Price;
import org.wardhealth.server.models.ProviderSettings;
import org.wardhealth.server.models.ProviderSettings.SecretSource;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.KeySource;

class SettingsTest {
  @TempDir private Path home;

  private Settings load(String yaml, String... environment) {
    try {
      Files.writeString(home.resolve("ward.yaml"), yaml);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return Settings.load(home, variables);
  }

  private static String provider(String lines) {
    return "providers:\n  - name: up\n    base-url: https://up.example/v1\n    models: [m]\n"
        + lines;
  }

  private String shipped() throws IOException {
    Settings.load(home, Map.of());
    return Files.readString(home.resolve("ward.yaml"));
  }

  /** The shipped file with the '#' of its settings removed, but not that of its explanations. */
  private static String uncommented(String yaml) {
    return yaml.lines()
        .map(line -> line.matches("# \\S.*") ? line : line.replaceFirst("^#", ""))
        .reduce("", (all, line) -> all + line + "\n");
  }

  @Test
  void theFirstStartWritesAFileThatChangesNothing() throws IOException {
    Settings fresh = Settings.load(home, Map.of());
    assertThat(home.resolve("ward.yaml")).isRegularFile();
    assertThat(Settings.load(home, Map.of())).isEqualTo(fresh);
    assertThat(load("")).isEqualTo(fresh);
  }

  @Test
  void anEncoderThatIsNotInstalledKeepsWardFromStarting() {
    assertThat(load("deid:\n  encoder: false\n").encoder()).isFalse();
    assertThatThrownBy(() -> load("deid:\n  encoder: true\n"))
        .hasMessageContaining("deid.encoder is true and no encoder is installed")
        .hasMessageContaining("./ward rebuild --encoder");
  }

  @Test
  void theFileThatIsThereIsNotTouched() {
    load("server:\n  port: 9999\n");
    assertThat(Settings.load(home, Map.of()).port()).isEqualTo(9999);
  }

  @Test
  void whatTheShippedFileShowsAreTheDefaults() throws IOException {
    Settings defaults = load("");
    Files.delete(home.resolve("ward.yaml"));
    writeFilesOfTheShippedFile();
    Settings shown = load(uncommented(shipped()));

    assertThat(shown.address()).isEqualTo(defaults.address());
    assertThat(shown.port()).isEqualTo(defaults.port());
    assertThat(shown.plainHttp()).isEqualTo(defaults.plainHttp());
    assertThat(shown.doors()).isEqualTo(defaults.doors());
    assertThat(shown.tls().certificate()).isEqualTo(defaults.tls().certificate());
    assertThat(shown.tls().key()).isEqualTo(defaults.tls().key());
    assertThat(shown.ledgerOrigin()).isEqualTo(defaults.ledgerOrigin());
    assertThat(shown.contentRetention()).isEqualTo(defaults.contentRetention());
  }

  @Test
  void aListOfStolenPasswordsIsReadOrSaidToBeBad() throws IOException {
    Files.writeString(home.resolve("own.txt"), "0".repeat(40) + ":7\n");
    assertThat(load("people: {stolen-passwords: own.txt}").people().stolenPasswords())
        .contains(home.resolve("own.txt"));
    Files.writeString(home.resolve("own.txt"), "letmein\n");
    assertThatThrownBy(() -> load("people: {stolen-passwords: own.txt}"))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("people.stolen-passwords: " + home.resolve("own.txt"))
        .hasMessageContaining("40 hexadecimal digits");
    assertThatThrownBy(() -> load("", "WARD_PEOPLE_STOLEN_PASSWORDS", "none.txt"))
        .hasMessageContaining("none.txt cannot be read");
  }

  @Test
  void whatIsWrongWithReceiversIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    exports:
                      - {name: a b, kind: ftp, url: "http://far.example/"}
                      - {name: c, kind: syslog, host: "siem.example", form: fhir, token-file: t}
                      - {name: c, kind: https, host: "siem.example:1", key: k}
                    """))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("'a b' must be 1 to 64")
        .hasMessageContaining("kind is 'ftp'")
        .hasMessageContaining("url must begin with https://")
        .hasMessageContaining("host must be HOST:PORT")
        .hasMessageContaining("for kind syslog it is syslog")
        .hasMessageContaining("syslog has no token")
        .hasMessageContaining("'c' is given twice")
        .hasMessageContaining("kind https takes a url")
        .hasMessageContaining("certificate and key belong together");
  }

  @Test
  void theExamplesOfTheShippedFileAreReadAsTheySay() throws IOException {
    writeFilesOfTheShippedFile();
    Settings shown = load(uncommented(shipped()));
    assertThat(shown.database())
        .isEqualTo(
            new DatabaseSettings(
                "jdbc:postgresql://localhost/ward",
                Optional.of("ward"),
                Optional.of(Path.of("/run/secrets/ward-db"))));
    ProviderSettings example = shown.providers().getFirst();
    assertThat(shown.witnesses().witnesses().getFirst().key().name())
        .isEqualTo("witness.partner.example");
    assertThat(shown.witnesses().policy().orElseThrow().quorum()).isEqualTo("partner");
    assertThat(example.name()).isEqualTo("openai");
    assertThat(example.baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
    assertThat(example.key()).contains(new SecretSource.Environment("OPENAI_API_KEY"));
    assertThat(example.caFile()).contains(Path.of("/etc/ssl/our-proxy.pem"));

    ProviderSettings bare = load(provider("")).providers().getFirst();
    assertThat(example.connectTimeout()).isEqualTo(bare.connectTimeout());
    assertThat(example.readTimeout()).isEqualTo(bare.readTimeout());
    assertThat(example.totalTimeout()).isEqualTo(bare.totalTimeout());
    assertThat(example.maxConcurrent()).isEqualTo(bare.maxConcurrent());
    assertThat(example.retries()).isEqualTo(bare.retries());
    assertThat(example.maxAnswerBytes()).isEqualTo(bare.maxAnswerBytes());
  }

  @Test
  void allProblemsAreSaidAtOnceWithTheirPlace() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    server:
                      port: 99999
                      plain-http: maybe
                      adress: 0.0.0.0
                      body-limit: [1, 2]
                    tls:
                      certificate: a.pem
                    retention:
                      content: soon
                    database:
                      url: jdbc:h2:mem:x
                    surprise: 1
                    providers:
                      - name: one
                        base-url: http://models.example/v1
                        models: [m, n]
                        retries: 99
                      - name: two
                        base-url: https://two.example/v1
                        models: [m]
                        key-env: A
                        key-file: b
                        color: blue
                      - name: two
                        base-url: "::"
                      - base-url: https://three.example/v1
                        models: {ward/extractive: x}
                    """,
                    "WARD_SERVER_ADRESS",
                    "0.0.0.0",
                    "WARD_LEDGER_ORIGINS",
                    "x"))
        .hasMessageContaining(home.resolve("ward.yaml").toString())
        .hasMessageContaining("server.port is '99999'")
        .hasMessageContaining("server.plain-http is 'maybe'; it must be true or false")
        .hasMessageContaining("server.adress is not a setting")
        .hasMessageContaining("server.body-limit must be one value")
        .hasMessageContaining("tls.certificate and tls.key belong together")
        .hasMessageContaining("retention.content is 'soon'")
        .hasMessageContaining("database.url must begin with")
        .hasMessageContaining("surprise is not a setting")
        .hasMessageContaining("provider 'one': base-url must begin with https://")
        .hasMessageContaining("providers[0].retries is '99'")
        .hasMessageContaining("the model 'm' is offered by 'one' and by 'two'")
        .hasMessageContaining("provider 'two' has key-env and key-file")
        .hasMessageContaining("providers[1].color is not a setting")
        .hasMessageContaining("the name 'two' is given twice")
        .hasMessageContaining("provider 'two': base-url is not a URL")
        .hasMessageContaining("provider 'two' offers no models")
        .hasMessageContaining("providers[3].name is missing")
        .hasMessageContaining("'ward/extractive' is offered by 'ward'")
        .hasMessageContaining("WARD_SERVER_ADRESS stands for no setting")
        .hasMessageContaining("WARD_LEDGER_ORIGINS stands for no setting")
        .hasMessageContaining("20 problems");
  }

  @Test
  void theRecordIsKeptForSixYearsAtTheLeastAndAsLongAsWhatWasSaid() {
    assertThat(load("").ledgerRetention()).isEqualTo(Duration.ofDays(2_192));
    assertThat(load("ledger:\n  retention: 3653d\n").ledgerRetention())
        .isEqualTo(Duration.ofDays(3_653));
    assertThatThrownBy(() -> load("ledger:\n  retention: 2191d\n"))
        .hasMessageContaining("ledger.retention must be 2192d or more");
    assertThatThrownBy(() -> load("retention:\n  content: 2193d\n"))
        .hasMessageContaining("ledger.retention is shorter than retention.content");
  }

  @ParameterizedTest
  @ValueSource(strings = {"WARD_PROVIDERS", "WARD_SERVER", "WARD_TLS", "WARD_", "WARD_SERVER_"})
  void aVariableForWhatIsNoSingleValueStandsForNothing(String variable) {
    assertThatThrownBy(() -> load("", variable, "x"))
        .hasMessageContaining(variable + " stands for no setting");
  }

  @Test
  void aVariableWinsOverTheFile() {
    Settings settings =
        load(
            "server:\n  port: 1\n  plain-http: false\nledger:\n  origin: file/ledger\n",
            "WARD_SERVER_PORT",
            "2",
            "WARD_SERVER_PLAIN_HTTP",
            "true",
            "WARD_LEDGER_ORIGIN",
            "env/ledger",
            "WARD_DATABASE_PASSWORD_FILE",
            "secret",
            "WARD_HOME",
            "x",
            "HOME",
            "y");
    assertThat(settings.port()).isEqualTo(2);
    assertThat(settings.plainHttp()).isTrue();
    assertThat(settings.ledgerOrigin()).isEqualTo("env/ledger");
    assertThat(settings.database().passwordFile()).contains(home.resolve("secret"));
  }

  @Test
  void aWrongVariableIsSaidAsWellAsAWrongLine() {
    assertThatThrownBy(() -> load("", "WARD_SERVER_PORT", "https"))
        .hasMessageContaining("server.port is 'https'");
  }

  @Test
  void whatIsRelaxedIsNamed() {
    assertThat(load("").relaxed()).isEmpty();
    assertThat(load("tls:\n  allow-1-2: true\n").relaxed()).containsExactly("tls.allow-1-2");
    assertThat(load("server:\n  plain-http: true\n").relaxed())
        .containsExactly("server.plain-http");
  }

  @Test
  void aPinThatIsNoneAndCertificatesWithoutTlsAreRefused() {
    assertThatThrownBy(
            () ->
                load(
                    "server: {plain-http: true}\ntls: {client-ca: ca.pem}\nproviders:\n"
                        + "  - {name: up, base-url: 'https://up.example/v1', models: [m],"
                        + " pins: [abc]}\n"))
        .hasMessageContaining("provider 'up': a pin is 'sha256/'")
        .hasMessageContaining("tls.client-ca is set and server.plain-http is true");
  }

  @Test
  void pathsAreRelativeToTheHome() {
    Settings settings = load("tls:\n  certificate: tls/a.pem\n  key: /etc/b.pem\n");
    assertThat(settings.tls().certificate()).isEqualTo(home.resolve("tls/a.pem"));
    assertThat(settings.tls().key()).isEqualTo(new KeySource.File(Path.of("/etc/b.pem")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "192.168.1.5", "::", "ward.hospital.example", "127.0.0.1.nip.io"})
  void withoutTlsNothingButLoopbackIsListenedOn(String address) {
    assertThatThrownBy(() -> load("server: {plain-http: true, address: '" + address + "'}"))
        .hasMessageContaining("'" + address + "'")
        .hasMessageContaining("loopback only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
  void withoutTlsLoopbackIsListenedOn(String address) {
    assertThat(load("server: {plain-http: true, address: '" + address + "'}").plainHttp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://models.example/v1",
        "http://127.0.0.1@models.example/v1",
        "http://127.0.0.1.models.example/v1",
        "ftp://models.example",
        "models.example/v1",
        "https:///v1",
        "https://"
      })
  void anUpstreamInClearOffLoopbackOrWithoutAHostIsRefused(String url) {
    assertThatThrownBy(
            () -> load("providers:\n  - {name: up, base-url: '" + url + "', models: [m]}"))
        .hasMessageContaining("provider 'up': base-url");
  }

  @Test
  void anUpstreamInClearOnLoopbackIsAllowedAndItsLastSlashIsNoMatter() {
    Settings settings =
        load("providers:\n  - {name: up, base-url: 'http://127.0.0.1:11434/v1/', models: [m]}");
    assertThat(settings.providers().getFirst().baseUrl())
        .isEqualTo(URI.create("http://127.0.0.1:11434/v1"));
  }

  @Test
  void modelsMayHaveOtherNamesForCallers() {
    assertThat(
            load("providers:\n  - {name: up, base-url: 'https://x.example', models: {a: b}}")
                .providers()
                .getFirst()
                .models())
        .isEqualTo(Map.of("a", "b"));
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "12h,PT12H", "30d,P30D", "1 d,P1D"})
  void timesAreReadWithTheirUnit(String text, String expected) {
    Duration content = load("retention:\n  content: " + text + "\n").contentRetention();
    assertThat(content)
        .isEqualTo(Duration.parse(expected.replace("P30D", "PT720H").replace("P1D", "PT24H")));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "512kB,524288", "512KB,524288", "8MB,8388608", "10 B,10"})
  void sizesAreReadWithTheirUnit(String text, int expected) {
    assertThat(load("server:\n  body-limit: " + text + "\n").doors().bodyLimit())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1TB", "1GB", "8 megabytes", "9999999999", "1.5MB"})
  void aSizeThatCannotBeIsRefused(String text) {
    assertThatThrownBy(() -> load("server:\n  body-limit: '" + text + "'\n"))
        .hasMessageContaining("server.body-limit is '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: [",
        "server:\n  port: 1\nserver:\n  port: 2\n",
        "just text",
        "- a\n- list",
        "server: text",
        "providers: {}",
        "providers: [1]",
        "server: !!java.net.URL [x]",
        "a: \u0001"
      })
  void whatIsNoMapOfSettingsIsSaidAndNotThrown(String yaml) {
    assertThatThrownBy(() -> load(yaml)).isInstanceOf(Settings.Invalid.class);
  }

  @Test
  void aFileThatIsNotUtf8IsSaid() throws IOException {
    Files.write(
        home.resolve("ward.yaml"), "ledger: {origin: ä}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Settings.load(home, Map.of())).hasMessageContaining("not UTF-8");
  }

  @Test
  void everySettingOfTheShippedFileCanBeSetByAVariable() throws IOException {
    List<String> variables =
        List.of(
            "WARD_SERVER_ADDRESS", "localhost",
            "WARD_SERVER_PORT", "0",
            "WARD_SERVER_PLAIN_HTTP", "false",
            "WARD_SERVER_BODY_LIMIT", "1MB",
            "WARD_TLS_CERTIFICATE", "a",
            "WARD_TLS_KEY", "b",
            "WARD_DATABASE_URL", "jdbc:postgresql://db/ward",
            "WARD_DATABASE_USER", "u",
            "WARD_DATABASE_PASSWORD_FILE", "p",
            "WARD_LEDGER_ORIGIN", "o",
            "WARD_RETENTION_CONTENT", "1d");
    Settings settings = load(shipped(), variables.toArray(String[]::new));
    assertThat(settings.database().user()).contains("u");
    assertThat(settings.contentRetention()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void witnessesAreReadWithTheirPolicy() throws IOException {
    String vkey = witness("w.example");
    String yaml =
        "ledger:\n  policy: p\n  witnesses:\n    - url: http://w.example/\n      vkey: " + vkey;
    Files.writeString(home.resolve("p"), "witness w " + vkey + "\nquorum w\n");
    Settings settings = load(yaml);
    assertThat(settings.witnesses().witnesses()).hasSize(1);
    assertThat(settings.witnesses().policy().orElseThrow().quorum()).isEqualTo("w");
    assertThat(load("").witnesses().witnesses()).isEmpty();
  }

  @Test
  void whatIsWrongWithWitnessesIsSaidAtOnce() throws IOException {
    String vkey = witness("w.example");
    Files.writeString(
        home.resolve("p"), "witness v " + witness("v.example") + "\nquorum v\nlog x\n");
    assertThatThrownBy(
            () ->
                load(
                    "ledger:\n  policy: p\n  witnesses:\n    - url: ftp://w\n      vkey: "
                        + vkey
                        + "\n    - url: http://u\n    - url: http://t\n      vkey: nonsense\n"))
        .hasMessageContaining("begins with https:// or http://")
        .hasMessageContaining("http://u has no vkey")
        .hasMessageContaining("name+hash+base64")
        .hasMessageContaining("the policy is not usable");
    Files.writeString(home.resolve("p"), "witness v " + witness("v.example") + "\nquorum v\n");
    assertThatThrownBy(
            () ->
                load(
                    "ledger:\n  policy: p\n  witnesses:\n    - url: http://w\n      vkey: "
                        + vkey
                        + "\n"))
        .hasMessageContaining("does not know the witness w.example");
    assertThatThrownBy(() -> load("ledger:\n  policy: p\n"))
        .hasMessageContaining("nobody is asked");
    assertThatThrownBy(() -> load("ledger:\n  policy: q\n")).hasMessageContaining("cannot be read");
  }

  private void writeFilesOfTheShippedFile() throws IOException {
    String vkey = shipped().replaceAll("(?s).*vkey: (\\S+)\n.*", "$1");
    Files.writeString(
        home.resolve("witnesses.policy"), "witness partner " + vkey + "\nquorum partner\n");
    Files.writeString(home.resolve("stolen-passwords.txt"), "0".repeat(40) + ":7\n");
  }

  private static String witness(String name) {
    return WitnessKey.generate(KeyType.ML_DSA_44, name, new SecureRandom())
        .verificationKey()
        .toString();
  }

  @Test
  void aFileOfKeysThatIsNotThereIsSaidAndNotMade() {
    Path typo = home.resolve("typo.yaml");
    assertThatThrownBy(() -> Settings.keys(typo, home))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("cannot be read");
    assertThat(typo).doesNotExist();
  }

  @Test
  void theKmsOfACloudIsReadWithItsCredentialsNamedAndNeverGiven() {
    String arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd";
    assertThat(
            load("keys: {provider: aws-kms, key: '" + arn + "', credentials-file: aws}\n").keys())
        .isEqualTo(
            new KeySettings.AwsKms(
                new KeySettings.AwsKms.Arn(arn),
                URI.create("https://kms.eu-central-1.amazonaws.com"),
                new KeySettings.AwsKms.File(home.resolve("aws"), "default"),
                Optional.empty()));
    assertThat(
            load("keys: {provider: aws-kms, key: '"
                    + arn
                    + "', access-key-env: A, secret-key-env: S, url: 'http://127.0.0.1:4566/'}\n")
                .keys())
        .isEqualTo(
            new KeySettings.AwsKms(
                new KeySettings.AwsKms.Arn(arn),
                URI.create("http://127.0.0.1:4566"),
                new KeySettings.AwsKms.Environment("A", "S", Optional.empty()),
                Optional.empty()));
    String name = "projects/p/locations/europe-west3/keyRings/ward/cryptoKeys/root";
    assertThat(load("keys: {provider: gcp-kms, key: '" + name + "', metadata: true}\n").keys())
        .isEqualTo(
            new KeySettings.GoogleKms(
                name,
                URI.create("https://cloudkms.googleapis.com"),
                new KeySettings.GoogleKms.Metadata(URI.create("http://169.254.169.254")),
                Optional.empty()));
  }

  @Test
  void whatIsWrongWithTheKmsOfACloudIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    "keys: {provider: aws-kms, key:"
                        + " 'arn:aws:kms:eu-central-1:111122223333:alias/w', url:"
                        + " 'http://kms.example', session-token-env: T, profile: p, secret-key:"
                        + " sk-quennix}\n"))
        .hasMessageContaining("it must be the ARN of a key")
        .hasMessageContaining("takes a credentials-file, or access-key-env and secret-key-env")
        .hasMessageContaining("keys.profile is set and keys.credentials-file is not")
        .hasMessageContaining("keys.url is 'http://kms.example'; it must be https://")
        .hasMessageContaining("keys.secret-key is not a setting")
        .hasMessageNotContaining("quennix");
    assertThatThrownBy(
            () ->
                load(
                    "keys: {provider: gcp-kms, key: 'projects/p/cryptoKeys/k', metadata: true,"
                        + " credentials-file: f, url: 'https://kms.example/v1'}\n"))
        .hasMessageContaining("without a version")
        .hasMessageContaining("a credentials-file (of a service account), or metadata: true")
        .hasMessageContaining("a host without a path");
    assertThatThrownBy(() -> load("keys: {provider: azure}\n"))
        .hasMessageContaining("aws-kms or gcp-kms");
  }

  @Test
  void aCardIsReadAndWhatItLeavesOutPermitsLeast() {
    Card card =
        load(provider(
                "    cards: [{model: m, state: approved, purposes: [TREAT], clearance: [HIV]}]\n"))
            .providers()
            .getFirst()
            .cards()
            .get("m");
    assertThat(card)
        .isEqualTo(
            new Card(
                State.APPROVED,
                Location.EXTERNAL,
                false,
                Risk.HIGH,
                Set.of("TREAT"),
                Set.of("HIV"),
                Set.of()));
  }

  @Test
  void aCardIsClearedForAllByAWordThatSaysSo() {
    Card card =
        load(provider("    cards: [{model: m, state: approved, clearance: [all]}]\n"))
            .providers()
            .getFirst()
            .cards()
            .get("m");
    assertThat(card).isNotNull().extracting(Card::clearance).isEqualTo(Sensitivities.all());
    assertThat(Sensitivities.all()).contains("HIV", "SUD");
  }

  @Test
  void aCardMaySayWhatTheModelCosts() {
    Card card =
        load(provider("    cards: [{model: m, price: {in: 0.0005, out: 10, currency: EUR}}]\n"))
            .providers()
            .getFirst()
            .cards()
            .get("m");
    assertThat(card)
        .isNotNull()
        .extracting(Card::price)
        .isEqualTo(
            Optional.of(
                new Price(
                    new BigDecimal("5.0E-4"), new BigDecimal("10"), Currency.getInstance("EUR"))));
  }

  @Test
  void noCurrencyIsNoPrice() {
    assertThatThrownBy(
            () ->
                load(provider("    cards: [{model: m, price: {in: 1, out: 2, currency: XXX}}]\n")))
        .hasMessageContaining("has a price in 'XXX'; it must be a currency of ISO 4217");
  }

  @Test
  void everyProblemOfAPriceIsSaid() {
    assertThatThrownBy(
            () ->
                load(
                    provider(
                        "    cards: [{model: m, price: {in: -1, out: cheap, currency: euro,"
                            + " per: 1000}}]\n")))
        .hasMessageContaining("has the price in: '-1'; it must be a number from 0 to 1000000")
        .hasMessageContaining("has the price out: 'cheap'")
        .hasMessageContaining("has a price in 'euro'; it must be a currency of ISO 4217")
        .hasMessageContaining("price.per is not a setting; here Ward knows in, out, currency");
    assertThatThrownBy(() -> load(provider("    cards: [{model: m, price: {in: 1}}]\n")))
        .hasMessageContaining("price.out is missing")
        .hasMessageContaining("price.currency is missing");
    assertThatThrownBy(() -> load(provider("    cards: [{model: m, price: 3}]\n")))
        .hasMessageContaining("price must hold keys and values");
  }

  @Test
  void everyProblemOfACardIsSaid() {
    assertThatThrownBy(
            () ->
                load(
                    provider(
                        "    cards: [{model: x, state: fine, purposes: [HMARKT], color: red,"
                            + " clearance: [hiv]},"
                            + " {model: x, agreement: perhaps}]\n")))
        .hasMessageContaining("has the state 'fine'; it is one of draft")
        .hasMessageContaining("names the purpose 'HMARKT'")
        .hasMessageContaining("has the clearance 'hiv'; it is all or a sensitivity")
        .hasMessageContaining("color is not a setting")
        .hasMessageContaining("has a card for 'x', which it does not offer")
        .hasMessageContaining("has two cards for 'x'")
        .hasMessageContaining("agreement is 'perhaps'");
  }

  private static String hosted(String key) {
    return """
    providers:
      - name: hosted
        base-url: https://models.example/v1
        key: "%s"
        models: [large]
    """
        .formatted(key);
  }

  @Test
  void whatIsWrongWithIssuersIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    issuers:
                      - {name: a b, issuer: "http://idp.example", algorithms: [HS256, none], skew: 6m}
                      - {name: c, issuer: "https://c.example", tokens: {color: red}, keep-keys: 1m}
                      - {name: c, issuer: "https://d.example", tokens: {audience: x}, timeout: 60s}
                    """))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("its name must be 1 to 64")
        .hasMessageContaining("issuer must begin with https://")
        .hasMessageContaining("cannot sign by 'HS256'")
        .hasMessageContaining("cannot sign by 'none'")
        .hasMessageContaining("skew must be 5m or less")
        .hasMessageContaining("of no use without 'tokens'")
        .hasMessageContaining("tokens.color is not a setting")
        .hasMessageContaining("tokens.audience is missing")
        .hasMessageContaining("keep-keys must be 10m to 24h")
        .hasMessageContaining("timeout must be 30s or less")
        .hasMessageContaining("'c' has the name or issuer of another");
  }

  @Test
  void whatIsWrongWithTheSignInOfAnIssuerIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    issuers:
                      - name: a
                        issuer: "https://a.example"
                        people: {client-secret: quennix, roles: {g: king}, level-2: {color: red}}
                    """))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("people.client-id is missing")
        .hasMessageContaining("people.client-secret must be 'secret:NAME'")
        .hasMessageContaining("the group 'g' cannot have the role 'king'")
        .hasMessageContaining("people.roles is missing")
        .hasMessageContaining("level-2.color is not a setting")
        .hasMessageNotContaining("quennix");
  }

  @Test
  void wardProvesItselfByASecretOrByAKey() throws IOException {
    assertThatThrownBy(
            () ->
                load(
                    """
                    issuers:
                      - name: a
                        issuer: "https://a.example"
                        people: {client-id: ward, client-key-id: k, roles: {g: auditor}}
                      - name: b
                        issuer: "https://b.example"
                        people: {client-id: ward, client-secret: "secret:a", client-key: "secret:b", roles: {g: auditor}}
                    """))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("issuer 'a': people needs client-secret or client-key")
        .hasMessageContaining("issuer 'a': people.client-key-id is of no use")
        .hasMessageContaining("issuer 'b': people needs client-secret or client-key, and not both");
    IssuerSettings.People people =
        load("""
        issuers:
          - name: a
            issuer: "https://a.example"
            people: {client-id: ward, client-key: "secret:own", client-key-id: k, roles: {g: auditor}}
        """)
            .issuers()
            .getFirst()
            .people()
            .orElseThrow();
    assertThat(people.credential()).isEqualTo(new IssuerSettings.Key("own", Optional.of("k")));
  }

  @Test
  void whatProvesAPersonIsNoTokenOfAnApplication() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    issuers:
                      - name: a
                        issuer: "https://a.example"
                        tokens: {audience: ward}
                        people: {client-id: ward, client-secret: "secret:a", roles: {g: auditor}}
                    """))
        .isInstanceOf(Settings.Invalid.class)
        .hasMessageContaining("tokens.audience must differ from people.client-id");
  }

  @Test
  void theShippedIssuerIsReadAsItSays() throws IOException {
    writeFilesOfTheShippedFile();
    IssuerSettings shown = load(uncommented(shipped())).issuers().getFirst();
    IssuerSettings bare =
        load("issuers: [{name: hospital, issuer: 'https://i.example', tokens: {audience: a}}]")
            .issuers()
            .getFirst();
    assertThat(shown.algorithms()).isEqualTo(bare.algorithms());
    assertThat(shown.skew()).isEqualTo(bare.skew());
    assertThat(shown.keepKeys()).isEqualTo(bare.keepKeys());
    assertThat(shown.timeout()).isEqualTo(bare.timeout());
    IssuerSettings.Tokens tokens = shown.tokens().orElseThrow();
    IssuerSettings.Tokens usual = bare.tokens().orElseThrow();
    assertThat(tokens.clientClaim()).isEqualTo(usual.clientClaim());
    assertThat(tokens.purposeClaim()).isEqualTo(usual.purposeClaim());
    assertThat(tokens.patientClaim()).isEqualTo(usual.patientClaim());
    assertThat(tokens.bound()).isEqualTo(usual.bound());
    assertThat(tokens.scope()).contains("ward");
    IssuerSettings.People people = shown.people().orElseThrow();
    assertThat(people.credential()).isEqualTo(new IssuerSettings.Password("hospital-idp"));
    assertThat(people.strongAcr()).containsExactly("gold");
    assertThat(people.strongAmr()).containsExactly("mfa");
    assertThat(people.roles()).containsEntry("ward-auditors", Role.AUDITOR).hasSize(2);
  }

  @Test
  void aKeyIsNamedAndNeverGiven() throws IOException {
    Files.writeString(home.resolve("ward.yaml"), hosted("secret:hosted"));
    assertThat(Settings.load(home, Map.of()).providers().getFirst().key())
        .contains(new SecretSource.Sealed("hosted"));
    for (String clear : new String[] {"sk-quennix", "secret:", "secret:../x"}) {
      Files.writeString(home.resolve("ward.yaml"), hosted(clear));
      assertThatThrownBy(() -> Settings.load(home, Map.of()))
          .isInstanceOf(Settings.Invalid.class)
          .hasMessageContaining("ward secret set NAME")
          .hasMessageNotContaining("quennix");
    }
  }

  @Test
  void whatHoldsWithoutAConsentIsOfAPlaceAndOfEachPurposeAndWhatIsWiderIsNamed() {
    assertThat(load("").consentDefaults()).isEqualTo(ConsentDefaults.BUILT_IN);
    Settings settings =
        load("consent: {jurisdiction: eu, defaults: {HRESCH: permit, HPAYMT: deny}}\n");
    assertThat(settings.consentDefaults())
        .isEqualTo(ConsentDefaults.EU.with(Map.of("HRESCH", Ruling.PERMIT, "HPAYMT", Ruling.DENY)));
    assertThat(settings.relaxed()).containsExactly("consent.defaults.HRESCH");
    assertThat(load("consent: {jurisdiction: eu}\n").relaxed()).isEmpty();
    assertThatThrownBy(
            () ->
                load(
                    "consent: {jurisdiction: atlantis, default: x,"
                        + " defaults: {RESEARCH: deny, TREAT: perhaps}}\n"))
        .hasMessageContaining("consent.jurisdiction is 'atlantis'; it must be us or eu")
        .hasMessageContaining("names the purpose 'RESEARCH'")
        .hasMessageContaining("consent.defaults.TREAT is 'perhaps'")
        .hasMessageContaining("consent.default is not a setting")
        .hasMessageContaining("4 problems");
  }

  @Test
  void theKeyOfACertificateMayBeASecret() {
    assertThat(load("tls: {certificate: a.pem, key: 'secret:ward-tls'}\n").tls().key())
        .isEqualTo(new KeySource.Sealed("ward-tls"));
    Settings exporting =
        load(
            "exports: [{name: siem, kind: syslog, host: 'siem.example:6514', certificate: c.pem,"
                + " key: 'secret:siem'}]\n");
    assertThat(exporting.exports().getFirst().trust().key()).contains(new KeySource.Sealed("siem"));
    assertThatThrownBy(() -> load("tls: {certificate: a.pem, key: 'secret:../x'}\n"))
        .hasMessageContaining("tls.key is 'secret:../x'; behind 'secret:' stands a name");
    assertThatThrownBy(() -> load("tls: {key: 'secret:ward-tls'}\n"))
        .hasMessageContaining("belong together");
  }

  @Test
  void aProviderWhoseKeyIsSealedKeepsItsCards() {
    ProviderSettings sealed =
        load(provider("    key: secret:up\n    cards: [{model: m, state: approved}]\n"))
            .providers()
            .getFirst();
    assertThat(sealed.opened(_ -> "x").cards()).isEqualTo(sealed.cards()).containsKey("m");
  }

  @Test
  void aSecretThatNobodySaidEndsTheStart() throws IOException {
    Files.writeString(home.resolve("ward.yaml"), hosted("secret:hosted"));
    Map<String, String> test = Map.of("WARD_SERVER_PORT", "0", "WARD_SERVER_PLAIN_HTTP", "true");
    Settings settings = Settings.load(home, test);
    assertThatThrownBy(() -> WardServer.start(settings))
        .rootCause()
        .hasMessageContaining("ward secret set hosted");
    settings.secrets(Clock.systemUTC(), new SecureRandom()).set("hosted", "sk-quennix");
    WardServer.start(settings).close();
  }
}
