package org.wardhealth.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.Ruling;
import org.wardhealth.deid.Encoder;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.WitnessEndpoint;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.ExportForm;
import org.wardhealth.server.audit.ExportSettings;
import org.wardhealth.server.audit.WitnessSettings;
import org.wardhealth.server.gateway.DoorSettings;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.PeopleSettings;
import org.wardhealth.server.identity.StolenPasswords;
import org.wardhealth.server.models.ProviderSettings;
import org.wardhealth.server.models.ProviderSettings.SecretSource;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.KeySource;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Secrets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What Ward was told: {@code WARD_HOME/ward.yaml}, and {@code WARD_*} variables, which win.
 *
 * @param home the directory that holds all state
 * @param address where Ward listens
 * @param port 0 is any free one
 * @param plainHttp HTTP without TLS; only on a loopback address, and recorded in the ledger
 * @param tls how it speaks TLS
 * @param doors bounds at the doors
 * @param database where state is kept
 * @param ledgerOrigin the name of this node's ledger
 * @param witnesses who cosigns its checkpoints
 * @param exports who gets the entries of its ledger
 * @param contentRetention how long prompts and answers are kept
 * @param ledgerRetention how long entries of the ledger are kept at the least
 * @param erasures what the hospital asks for before a patient is erased
 * @param encoder whether English text is read by the optional encoder too
 * @param keys who holds the key above all keys
 * @param keyWindow how long the key of an epoch is kept after its end
 * @param consentDefaults what holds where no consent of a patient speaks
 * @param people how people reach Ward, and how long they stay signed in
 * @param issuers identity providers that Ward believes
 * @param providers upstreams
 */
public record Settings(
    Path home,
    String address,
    int port,
    boolean plainHttp,
    TlsSettings tls,
    DoorSettings doors,
    DatabaseSettings database,
    String ledgerOrigin,
    WitnessSettings witnesses,
    List<ExportSettings> exports,
    Duration contentRetention,
    Duration ledgerRetention,
    Erasures.Rules erasures,
    boolean encoder,
    KeySettings keys,
    Duration keyWindow,
    ConsentDefaults consentDefaults,
    PeopleSettings people,
    List<IssuerSettings> issuers,
    List<ProviderSettings> providers) {
  private static final Duration SIX_YEARS = Duration.ofDays(6 * 365 + 2);
  private static final String SEALED = "secret:";
  static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  /** Read by the launcher and the commands, not by the server. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "WARD_HOME",
          "WARD_JAVA_HOME",
          "WARD_JAVA_OPTS",
          "WARD_URL",
          "WARD_KEY",
          "WARD_PATIENT",
          "WARD_PURPOSE",
          "WARD_MODEL",
          "WARD_CA");

  /** Ward does not start with these settings; the message says everything that is wrong. */
  public static final class Invalid extends RuntimeException {
    Invalid(String source, List<String> problems) {
      super(source + "\n  - " + String.join("\n  - ", problems));
    }
  }

  public Settings {
    exports = List.copyOf(exports);
    issuers = List.copyOf(issuers);
    providers = List.copyOf(providers);
  }

  /** What is relaxed by these settings, as the ledger names it. */
  List<String> relaxed() {
    List<String> relaxed = new ArrayList<>();
    if (plainHttp) {
      relaxed.add("server.plain-http");
    }
    if (tls.allow12()) {
      relaxed.add("tls.allow-1-2");
    }
    consentDefaults.wider().forEach(purpose -> relaxed.add("consent.defaults." + purpose));
    return relaxed;
  }

  /** Whether Ward may make the certificate: nobody named another. */
  boolean ownCertificate() {
    return tls.certificate().equals(home.resolve("tls/ward.crt"))
        && tls.key() instanceof KeySource.File;
  }

  /**
   * Reads the settings; on the first start, writes a {@code ward.yaml} that explains itself.
   *
   * @throws Invalid whose message lists every problem
   */
  public static Settings load(Path home, Map<String, String> environment) {
    Path file = home.resolve("ward.yaml");
    Problems problems = new Problems();
    Settings settings = read(home, yaml(file, problems), environment, problems);
    problems.throwIfAny(file + " and WARD_* variables");
    return settings;
  }

  private static Settings read(
      Path home, Map<String, Object> tree, Map<String, String> environment, Problems problems) {
    SettingsReader root = new SettingsReader("", tree, environment, problems, home);
    SettingsReader server = root.section("server");
    SettingsReader tls = root.section("tls");
    SettingsReader database = root.section("database");
    SettingsReader ledger = root.section("ledger");
    SettingsReader retention = root.section("retention");
    SettingsReader erasure = root.section("erasure");
    SettingsReader deid = root.section("deid");
    SettingsReader keys = root.section("keys");
    SettingsReader consent = root.section("consent");
    SettingsReader people = root.section("people");

    String address = server.string("address").orElse("127.0.0.1");
    boolean plainHttp = server.bool("plain-http", false);
    if (plainHttp && !LOOPBACK.contains(address)) {
      problems.add(
          "server.plain-http is true and server.address is '"
              + address
              + "': without TLS Ward listens on loopback only");
    }
    Optional<Path> certificate = tls.path("certificate");
    Optional<KeySource> key = keySource(tls, "tls.key", problems);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("tls.certificate and tls.key belong together: one of them is missing");
    }
    Optional<Path> clientCa = tls.path("client-ca");
    if (clientCa.isPresent() && plainHttp) {
      problems.add(
          "tls.client-ca is set and server.plain-http is true: without TLS nobody shows it");
    }
    Duration window = keys.duration("window", Duration.ofDays(35));
    if (window.compareTo(Duration.ofDays(32)) < 0) {
      problems.add("keys.window must be 32d or more: an epoch is a month long");
    }
    Duration content = retention.duration("content", Duration.ofDays(30));
    Optional<Duration> duty = erasure.duration("duty");
    if (duty.isPresent() && duty.get().compareTo(content) > 0) {
      problems.add(
          "erasure.duty is longer than retention.content: Ward would delete what it must keep");
    }
    Duration entries = ledger.duration("retention", SIX_YEARS);
    if (entries.compareTo(SIX_YEARS) < 0) {
      problems.add("ledger.retention must be 2192d or more: six years, 45 CFR 164.316(b)(2)(i)");
    }
    if (entries.compareTo(content) < 0) {
      problems.add(
          "ledger.retention is shorter than retention.content: what was said would outlive its"
              + " record");
    }
    boolean encoder = deid.bool("encoder", false);
    if (encoder && !Encoder.installed()) {
      problems.add(
          "deid.encoder is true and no encoder is installed: './ward rebuild --encoder' fetches and"
              + " builds it");
    }
    DatabaseSettings embedded = DatabaseSettings.embedded(home);
    String databaseUrl = database.string("url").orElse(embedded.url());
    if (!databaseUrl.startsWith("jdbc:sqlite:") && !databaseUrl.startsWith("jdbc:postgresql:")) {
      problems.add("database.url must begin with jdbc:postgresql: or jdbc:sqlite:");
    }
    Settings settings =
        new Settings(
            home,
            address,
            server.number("port", 8443, 0, 65_535),
            plainHttp,
            new TlsSettings(
                certificate.orElse(home.resolve("tls/ward.crt")),
                key.orElse(new KeySource.File(home.resolve("tls/ward.key"))),
                tls.bool("allow-1-2", false),
                clientCa),
            new DoorSettings(server.bytes("body-limit", 8 << 20)),
            new DatabaseSettings(
                databaseUrl, database.string("user"), database.path("password-file")),
            ledger.string("origin").orElse("ward.local/ledger"),
            witnesses(ledger, problems),
            exports(root, problems),
            content,
            entries,
            new Erasures.Rules(duty, content, erasure.number("persons", 1, 1, 2) == 2),
            encoder,
            KeyReader.read(keys, problems),
            window,
            consentDefaults(consent, problems),
            people(people, problems),
            IssuerReader.read(root, problems),
            providers(root, problems));

    Set<String> known = new HashSet<>(OTHER_VARIABLES);
    for (SettingsReader section :
        List.of(
            root, server, tls, database, ledger, retention, erasure, deid, keys, consent, people)) {
      section.done();
      known.addAll(section.variables());
    }
    environment.keySet().stream()
        .filter(name -> name.startsWith("WARD_") && !known.contains(name))
        .sorted()
        .forEach(name -> problems.add(name + " stands for no setting"));
    return settings;
  }

  private static ConsentDefaults consentDefaults(SettingsReader reader, Problems problems) {
    Optional<String> jurisdiction = reader.string("jurisdiction");
    Optional<ConsentDefaults> there = jurisdiction.flatMap(ConsentDefaults::in);
    if (jurisdiction.isPresent() && there.isEmpty()) {
      problems.add("consent.jurisdiction is '" + jurisdiction.get() + "'; it must be us or eu");
    }
    Map<String, Ruling> changed = new HashMap<>();
    reader
        .names("defaults")
        .forEach(
            (purpose, word) -> {
              if (!ConsentDefaults.knows(purpose)) {
                problems.add(
                    "consent.defaults names the purpose '"
                        + purpose
                        + "'; it must be a code of HL7 v3-ActReason below PurposeOfUse, such as"
                        + " HRESCH");
              }
              switch (word) {
                case "permit" -> changed.put(purpose, Ruling.PERMIT);
                case "deny" -> changed.put(purpose, Ruling.DENY);
                default ->
                    problems.add(
                        "consent.defaults."
                            + purpose
                            + " is '"
                            + word
                            + "'; it must be permit (the patient may refuse) or deny (the patient"
                            + " must agree)");
              }
            });
    return there.orElse(ConsentDefaults.BUILT_IN).with(changed);
  }

  private static PeopleSettings people(SettingsReader reader, Problems problems) {
    PeopleSettings usual = PeopleSettings.DEFAULT;
    PeopleSettings people =
        new PeopleSettings(
            reader.string("url").map(value -> site(value, problems)),
            reader.duration("idle", usual.idle()),
            reader.duration("absolute", usual.absolute()),
            reader.duration("link", usual.link()),
            reader.path("stolen-passwords"));
    people
        .stolenPasswords()
        .flatMap(StolenPasswords::problem)
        .ifPresent(problem -> problems.add("people.stolen-passwords: " + problem));
    if (people.idle().compareTo(PeopleSettings.LONGEST_IDLE) > 0) {
      problems.add("people.idle must be 30m or less: screens stand open in a ward");
    }
    if (people.absolute().compareTo(PeopleSettings.LONGEST_ABSOLUTE) > 0) {
      problems.add("people.absolute must be 12h or less");
    }
    if (people.link().compareTo(Duration.ofDays(7)) > 0) {
      problems.add("people.link must be 7d or less: whoever holds a link becomes its person");
    }
    return people;
  }

  private static URI site(String value, Problems problems) {
    try {
      URI url = URI.create(value);
      boolean local = "http".equals(url.getScheme()) && "localhost".equals(url.getHost());
      boolean bare =
          (url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/"))
              && url.getQuery() == null
              && url.getUserInfo() == null;
      if (url.getHost() != null
          && url.getHost().matches("[a-z0-9.-]*[a-z][a-z0-9.-]*")
          && bare
          && ("https".equals(url.getScheme()) || local)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    problems.add(
        "people.url is '"
            + value
            + "'; it must be https:// and a host's name in small letters, such as"
            + " https://ward.hospital.example: passkeys are bound to that name");
    return URI.create("https://invalid.example");
  }

  private static WitnessSettings witnesses(SettingsReader ledger, Problems problems) {
    List<WitnessEndpoint> witnesses = new ArrayList<>();
    for (SettingsReader reader : ledger.list("witnesses")) {
      String url = reader.required("url", "https://invalid.example");
      Optional<String> vkey = reader.string("vkey");
      reader.done();
      if (vkey.isEmpty()) {
        problems.add("ledger.witnesses: the witness at " + url + " has no vkey");
        continue;
      }
      try {
        WitnessEndpoint witness =
            new WitnessEndpoint(URI.create(url), VerificationKey.parse(vkey.get()));
        if (witnesses.stream().anyMatch(other -> other.key().equals(witness.key()))) {
          problems.add("ledger.witnesses: the key of " + witness.key().name() + " is given twice");
        }
        witnesses.add(witness);
      } catch (IllegalArgumentException e) {
        problems.add("ledger.witnesses: " + url + ": " + e.getMessage());
      }
    }
    return new WitnessSettings(witnesses, policy(ledger.path("policy"), witnesses, problems));
  }

  private static Optional<TrustPolicy> policy(
      Optional<Path> file, List<WitnessEndpoint> witnesses, Problems problems) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (witnesses.isEmpty()) {
      problems.add("ledger.policy is set and ledger.witnesses is not: nobody is asked");
    }
    try {
      TrustPolicy policy = TrustPolicy.parse(Files.readAllBytes(file.get()));
      List<VerificationKey> keys = witnesses.stream().map(WitnessEndpoint::key).toList();
      keys.stream()
          .filter(key -> !policy.witnesses().contains(key))
          .forEach(key -> problems.add("ledger.policy does not know the witness " + key.name()));
      if (policy.witnesses().containsAll(keys) && !policy.accepts(keys)) {
        problems.add(
            "ledger.policy: the quorum "
                + policy.quorum()
                + " cannot be met by those in ledger.witnesses");
      }
      return Optional.of(policy);
    } catch (IllegalArgumentException e) {
      problems.add("ledger.policy: " + e.getMessage());
    } catch (IOException e) {
      problems.add("ledger.policy: " + file.get() + " cannot be read");
    }
    return Optional.empty();
  }

  private static List<ExportSettings> exports(SettingsReader root, Problems problems) {
    List<ExportSettings> exports = new ArrayList<>();
    for (SettingsReader reader : root.list("exports")) {
      ExportSettings export = export(reader, problems);
      reader.done();
      if (exports.stream().anyMatch(other -> other.name().equals(export.name()))) {
        problems.add("exports: the name '" + export.name() + "' is given twice");
      }
      exports.add(export);
    }
    return exports;
  }

  private static ExportSettings export(SettingsReader reader, Problems problems) {
    String name = reader.required("name", "?");
    if (!name.matches("[a-zA-Z0-9._-]{1,64}") && !name.equals("?")) {
      problems.add(
          "exports: the name '" + name + "' must be 1 to 64 letters, digits, '.', '_' or '-'");
    }
    String kind = reader.required("kind", "https");
    boolean syslog = kind.equals("syslog");
    if (!syslog && !kind.equals("https")) {
      problems.add("exports: '" + name + "': kind is '" + kind + "'; it must be https or syslog");
    }
    Optional<String> url = reader.string("url");
    Optional<String> host = reader.string("host");
    if (syslog ? url.isPresent() || host.isEmpty() : host.isPresent() || url.isEmpty()) {
      problems.add(
          "exports: '" + name + "': kind https takes a url, and kind syslog takes host: HOST:PORT");
    }
    String wanted = reader.string("form").orElse(syslog ? "syslog" : "fhir");
    Optional<ExportForm> form = ExportForm.parse(wanted);
    if (form.isEmpty() || (form.get() == ExportForm.SYSLOG) != syslog) {
      problems.add(
          "exports: '"
              + name
              + "': form is '"
              + wanted
              + "'; for kind https it must be fhir or ocsf, for kind syslog it is syslog");
    }
    Optional<Path> certificate = reader.path("certificate");
    Optional<KeySource> key = keySource(reader, "exports: '" + name + "': key", problems);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add(
          "exports: '" + name + "': certificate and key belong together: one of them is missing");
    }
    Optional<Path> token = reader.path("token-file");
    if (syslog && token.isPresent()) {
      problems.add("exports: '" + name + "': syslog has no token; use certificate and key");
    }
    return new ExportSettings(
        name,
        syslog
            ? collector(host.orElse("invalid.example:6514"), name, problems)
            : receiver(url.orElse("https://invalid.example"), name, problems),
        form.orElse(ExportForm.FHIR),
        new ExportSettings.Trust(reader.path("ca-file"), certificate, key, token));
  }

  private static URI collector(String host, String name, Problems problems) {
    try {
      URI target = new URI("syslog://" + host);
      if (target.getHost() != null && target.getPort() > 0 && target.getPath().isEmpty()) {
        return target;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    problems.add("exports: '" + name + "': host must be HOST:PORT, such as siem.example:6514");
    return URI.create("syslog://invalid.example:6514");
  }

  private static URI receiver(String url, String name, Problems problems) {
    try {
      URI target = new URI(url);
      boolean plain = "http".equals(target.getScheme());
      if (target.getHost() != null
          && ("https".equals(target.getScheme())
              || (plain && LOOPBACK.contains(target.getHost())))) {
        return target;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    problems.add(
        "exports: '"
            + name
            + "': url must begin with https:// and a host, or be http:// on loopback");
    return URI.create("https://invalid.example");
  }

  private static List<ProviderSettings> providers(SettingsReader root, Problems problems) {
    List<ProviderSettings> providers = new ArrayList<>();
    Map<String, String> owners = new HashMap<>(Map.of("ward/extractive", "ward"));
    Set<String> names = new HashSet<>(Set.of("ward"));
    for (SettingsReader reader : root.list("providers")) {
      ProviderSettings provider = provider(reader, problems);
      reader.done();
      if (!names.add(provider.name())) {
        problems.add("providers: the name '" + provider.name() + "' is given twice");
      }
      provider
          .models()
          .keySet()
          .forEach(
              model -> {
                String owner = owners.putIfAbsent(model, provider.name());
                if (owner != null) {
                  problems.add(
                      "providers: the model '"
                          + model
                          + "' is offered by '"
                          + owner
                          + "' and by '"
                          + provider.name()
                          + "'; write 'OTHER-NAME: "
                          + model
                          + "' for one of them");
                }
              });
      providers.add(provider);
    }
    return providers;
  }

  private static ProviderSettings provider(SettingsReader reader, Problems problems) {
    String name = reader.required("name", "?");
    URI url = url(reader.required("base-url", "https://invalid.example"), name, problems);
    Optional<String> keyEnv = reader.string("key-env");
    Optional<Path> keyFile = reader.path("key-file");
    if (keyEnv.isPresent() && keyFile.isPresent()) {
      problems.add("provider '" + name + "' has key-env and key-file: which?");
    }
    Optional<SecretSource> sealed = sealed(reader.string("key"), name, problems);
    if (sealed.isPresent() && (keyEnv.isPresent() || keyFile.isPresent())) {
      problems.add("provider '" + name + "' has a key that is sealed, and another one: which?");
    }
    Optional<SecretSource> secret =
        keyEnv
            .<SecretSource>map(SecretSource.Environment::new)
            .or(() -> keyFile.map(SecretSource.File::new))
            .or(() -> sealed);
    Map<String, String> models = reader.names("models");
    if (models.isEmpty()) {
      problems.add("provider '" + name + "' offers no models: list them under 'models'");
    }
    return new ProviderSettings(
        name,
        url,
        secret,
        models,
        CardReader.read(reader, name, models.keySet(), problems),
        reader.path("ca-file"),
        pins(reader, name, problems),
        reader.duration("connect-timeout", Duration.ofSeconds(5)),
        reader.duration("read-timeout", Duration.ofSeconds(120)),
        reader.duration("total-timeout", Duration.ofMinutes(10)),
        reader.number("max-concurrent", 64, 1, 10_000),
        reader.number("retries", 2, 0, 5),
        reader.bytes("max-answer", 32 << 20));
  }

  /** A file, or the name of a secret. */
  private static Optional<KeySource> keySource(
      SettingsReader reader, String where, Problems problems) {
    Optional<String> sealed =
        reader
            .string("key")
            .filter(key -> key.startsWith(SEALED))
            .map(key -> key.substring(SEALED.length()));
    if (sealed.isEmpty()) {
      return reader.path("key").map(KeySource.File::new);
    }
    if (!Secrets.isName(sealed.get())) {
      problems.add(
          where
              + " is '"
              + SEALED
              + sealed.get()
              + "'; behind 'secret:' stands a name that was given to 'ward secret set NAME'");
    }
    return sealed.map(KeySource.Sealed::new);
  }

  /** What is given may be a key in clear: it is not repeated. */
  private static Optional<SecretSource> sealed(
      Optional<String> given, String provider, Problems problems) {
    Optional<SecretSource> sealed =
        given
            .filter(key -> key.startsWith(SEALED))
            .map(key -> key.substring(SEALED.length()))
            .filter(Secrets::isName)
            .map(SecretSource.Sealed::new);
    if (given.isPresent() && sealed.isEmpty()) {
      problems.add(
          "provider '"
              + provider
              + "': key must be 'secret:NAME', where NAME was given to 'ward secret set NAME'; a key"
              + " itself does not belong into this file");
    }
    return sealed;
  }

  /**
   * Reads the {@code keys:} section of another file: where keys are to be moved.
   *
   * @throws Invalid whose message lists every problem
   */
  static KeySettings keys(Path file, Path home) {
    Problems problems = new Problems();
    if (!Files.isReadable(file)) {
      problems.add("the file cannot be read");
      problems.throwIfAny(file.toString());
    }
    SettingsReader root = new SettingsReader("", yaml(file, problems), Map.of(), problems, home);
    SettingsReader keys = root.section("keys");
    KeySettings settings = KeyReader.read(keys, problems);
    var _ = keys.duration("window", Duration.ofDays(35));
    root.done();
    keys.done();
    problems.throwIfAny(file.toString());
    return settings;
  }

  /** The secrets of others that this Ward keeps sealed. */
  public Secrets secrets(Clock clock, SecureRandom random) {
    return Secrets.open(home, Keys.open(home.resolve("keys"), keys, clock, random));
  }

  private static Set<String> pins(SettingsReader reader, String provider, Problems problems) {
    Set<String> pins = new HashSet<>(reader.names("pins").values());
    for (String pin : pins) {
      if (!ProviderSettings.PIN.matcher(pin).matches()) {
        problems.add(
            "provider '"
                + provider
                + "': a pin is 'sha256/' and the SHA-256 of a public key in base64, as in HPKP");
      }
    }
    return pins;
  }

  static URI url(String value, String provider, Problems problems) {
    try {
      URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      String scheme = String.valueOf(url.getScheme());
      String host = String.valueOf(url.getHost());
      if (url.getHost() == null
          || (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.contains(host)))) {
        problems.add(
            "provider '"
                + provider
                + "': base-url must begin with https:// and a host, or be http:// on loopback");
      }
      return url;
    } catch (IllegalArgumentException e) {
      problems.add("provider '" + provider + "': base-url is not a URL");
      return URI.create("https://invalid.example");
    }
  }

  private static Map<String, Object> yaml(Path file, Problems problems) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (InputStream template = Settings.class.getResourceAsStream("/ward.yaml")) {
          if (template == null) {
            throw new IllegalStateException("ward.yaml is not on the class path.");
          }
          Files.copy(template, file);
        }
      }
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      Object tree =
          new Yaml(new SafeConstructor(options))
              .load(Files.readString(file, StandardCharsets.UTF_8));
      if (tree == null) {
        return Map.of();
      }
      if (tree instanceof Map<?, ?> map) {
        Map<String, Object> settings = new HashMap<>();
        map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        return settings;
      }
      problems.add("the file must hold keys and values");
    } catch (MarkedYAMLException e) {
      problems.add("not YAML: " + e.getProblem() + " at line " + line(e));
    } catch (YAMLException e) {
      problems.add("not YAML: it holds characters that YAML does not know");
    } catch (CharacterCodingException e) {
      problems.add("the file is not UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    return Map.of();
  }

  private static int line(MarkedYAMLException e) {
    return e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
  }
}
