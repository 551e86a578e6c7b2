package org.wardhealth.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Encoder;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Content;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Evidence;
import org.wardhealth.server.gateway.GatewayRoom.OperatorSecret;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Site;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.KeySource;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.ServerCertificate;
import org.wardhealth.server.vault.Subject;
import tools.jackson.databind.node.ObjectNode;

/**
 * A running Ward.
 *
 * <p>Guarantees: when {@link #start} returns, Ward answers; {@link #close} finishes what was
 * admitted before it returns. One at a time in a {@code WARD_HOME}.
 */
public final class WardServer implements AutoCloseable {
  /** The version in the manifest, or {@code dev}. */
  public static final String VERSION =
      Optional.ofNullable(WardServer.class.getPackage().getImplementationVersion()).orElse("dev");

  /** What Spring calls the certificate and its key. */
  static final String BUNDLE = "ward";

  private final ConfigurableApplicationContext context;
  private final Settings settings;
  private final URI url;
  private final Optional<ApiKey> firstKey;
  private final Optional<URI> firstLink;

  private WardServer(
      ConfigurableApplicationContext context,
      Settings settings,
      URI url,
      Optional<ApiKey> firstKey,
      Optional<URI> firstLink) {
    this.context = context;
    this.settings = settings;
    this.url = url;
    this.firstKey = firstKey;
    this.firstLink = firstLink;
  }

  /**
   * Starts Ward.
   *
   * @throws RuntimeException if it cannot: the root cause says why and what to do
   */
  public static WardServer start(Settings settings) {
    return start(settings, context -> {});
  }

  /** Starts Ward with some beans in place of its own: for tests that hand in a clock. */
  static WardServer start(
      Settings settings, ApplicationContextInitializer<GenericApplicationContext> beans) {
    SecureRandom random = new SecureRandom();
    Restore.requireWhole(settings.home(), settings.ledgerOrigin());
    sweep(settings.home());
    if (!settings.plainHttp()) {
      certify(settings, random);
    }
    // Beside all the rest of a start, so that the first exchange does not wait for it.
    Thread.ofPlatform().daemon().name("ward-packs").start(Deid.multilingual()::load);
    OperatorSecret secret = new OperatorSecret(secret(random));
    ApplicationContextInitializer<GenericApplicationContext> own =
        context -> {
          context.registerBean(Settings.class, () -> settings);
          context.registerBean(OperatorSecret.class, () -> secret);
          if (settings.encoder()) {
            // Spring closes it, behind all that reads texts with it.
            context.registerBean(Encoder.class, WardServer::encoder);
          }
        };
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Rooms.class)
            .environment(environment(settings))
            .web(WebApplicationType.SERVLET)
            .bannerMode(Banner.Mode.OFF)
            .logStartupInfo(false)
            .registerShutdownHook(false)
            .initializers(own, beans)
            .run();
    try {
      context
          .getBean(Audit.class)
          .record(
              new Entry.Started(
                  VERSION,
                  Runtime.version().toString(),
                  settings.database().url().split(":")[1],
                  settings.relaxed(),
                  context.getBean(Clock.class).instant()));
      int port =
          Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
      URI url = url(settings, port);
      announce(settings, url, secret);
      return new WardServer(
          context,
          settings,
          url,
          firstKey(context.getBean(Clients.class)),
          context
              .getBean(Enrolment.class)
              .first()
              .map(
                  link ->
                      Site.of(settings.people(), !settings.plainHttp(), port)
                          .page("/enrol/" + link.token().reveal())));
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private static Encoder encoder() {
    try {
      return Encoder.open(Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("The encoder cannot be opened: " + e.getMessage(), e);
    }
  }

  private static void certify(Settings settings, SecureRandom random) {
    Path certificate = settings.tls().certificate();
    switch (settings.tls().key()) {
      case KeySource.File(Path key) when settings.ownCertificate() ->
          ServerCertificate.ensure(certificate, key, Clock.systemUTC(), random);
      case KeySource.File(Path key) -> ServerCertificate.require(certificate, key);
      case KeySource.Sealed _, KeySource.Opened _ -> ServerCertificate.require(certificate);
    }
  }

  private static void sweep(Path home) {
    try {
      Workshop.sweep(home);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "What a backup left in " + home.resolve("run") + " cannot be removed", e);
    }
  }

  /** Who holds the keys, by the {@code keys:} section of a file; files if there is none. */
  public static KeySettings keySettings(Optional<Path> file, Path home) {
    return file.map(yaml -> Settings.keys(yaml, home)).orElseGet(KeySettings.File::new);
  }

  /** Where Ward answers, without a path. */
  public URI url() {
    return url;
  }

  /** The key made on the first start, which can be seen only now; nothing on later starts. */
  public Optional<ApiKey> firstKey() {
    return firstKey;
  }

  /**
   * The link by which the first administrator enrols, which can be seen only now; nothing on later
   * starts.
   */
  public Optional<URI> firstLink() {
    return firstLink;
  }

  /** The PEM certificate that a caller must trust; nothing when Ward speaks plain HTTP. */
  public Optional<Path> certificate() {
    return settings.plainHttp() ? Optional.empty() : Optional.of(settings.tls().certificate());
  }

  /**
   * What was said in an exchange: for who sits at Ward's own console, not for callers.
   *
   * @return nothing if Ward does not know the exchange, or no longer
   */
  public Optional<Said> said(String exchange, PatientId patient) {
    Subject subject = context.getBean(Patients.class).subject(patient);
    Contents contents = context.getBean(Contents.class);
    return contents
        .read(exchange, Contents.Part.PROMPT, subject)
        .map(
            prompt ->
                new Said(
                    prompt.text(),
                    contents.read(exchange, Contents.Part.ANSWER, subject).map(Content::text)));
  }

  /**
   * What was kept of an exchange.
   *
   * @param prompt JSON: {@code sent} is what the model got, {@code surrogates} what stands for what
   * @param answer JSON: {@code choices} as the model gave them
   */
  public record Said(String prompt, Optional<String> answer) {
    @Override
    public String toString() {
      return "Said[***]";
    }
  }

  /** Evidence for the ledger's entry at {@code index}. */
  public Evidence evidence(long index) {
    return context.getBean(Audit.class).evidence(index);
  }

  /** A room's door: for tests. */
  <T> T room(Class<T> type) {
    return context.getBean(type);
  }

  /** Stops listening, finishes what was admitted, writes the last entry and checkpoint. */
  @Override
  public void close() {
    if (!context.isActive()) {
      return;
    }
    try {
      Files.deleteIfExists(runFile(settings.home()));
    } catch (IOException e) {
      // 'ward client' will find that nobody answers there
    }
    context.close();
  }

  /**
   * What Spring is told: Ward's settings and the file in the jar. Spring's own sources (SERVER_*,
   * MANAGEMENT_* and the like, files in the working directory) are not read, so that nothing walks
   * around {@code ward.yaml} and the record of what it relaxes.
   */
  private static ConfigurableEnvironment environment(Settings settings) {
    StandardEnvironment environment = new StandardEnvironment();
    MutablePropertySources sources = environment.getPropertySources();
    sources.forEach(source -> sources.remove(source.getName()));
    sources.addFirst(new MapPropertySource("ward", properties(settings)));
    return environment;
  }

  private static Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("spring.config.location", "classpath:/application.properties");
    properties.put("server.address", settings.address());
    properties.put("server.port", settings.port());
    // A refusal before the body was read reaches a client that is still sending it.
    properties.put("server.tomcat.max-swallow-size", 2L * settings.doors().bodyLimit() + "B");
    if (!settings.plainHttp()) {
      properties.put("server.ssl.bundle", BUNDLE);
      if (settings.tls().clientCa().isPresent()) {
        properties.put("server.ssl.client-auth", "want");
      }
      if (settings.tls().key() instanceof KeySource.File(Path key)) {
        properties.putAll(bundle(settings.tls(), key));
      }
    }
    return properties;
  }

  /** The bundle of a key in a file, which Spring watches; see {@link SealedCertificate}. */
  private static Map<String, Object> bundle(TlsSettings tls, Path key) {
    String prefix = "spring.ssl.bundle.pem." + BUNDLE + ".";
    Map<String, Object> properties = new HashMap<>();
    properties.put(prefix + "options.enabled-protocols", tls.protocols());
    properties.put(prefix + "options.ciphers", tls.suites());
    properties.put(prefix + "reload-on-update", "true");
    tls.clientCa()
        .ifPresent(file -> properties.put(prefix + "truststore.certificate", location(file)));
    properties.put(prefix + "keystore.certificate", location(tls.certificate()));
    properties.put(prefix + "keystore.private-key", location(key));
    return properties;
  }

  private static String location(Path file) {
    return file.toAbsolutePath().toUri().toString();
  }

  private static URI url(Settings settings, int port) {
    String host =
        switch (settings.address()) {
          case "0.0.0.0", "::", "127.0.0.1" -> "127.0.0.1";
          default ->
              settings.address().contains(":") && !settings.address().startsWith("[")
                  ? "[" + settings.address() + "]"
                  : settings.address();
        };
    return URI.create((settings.plainHttp() ? "http://" : "https://") + host + ":" + port);
  }

  private static Optional<ApiKey> firstKey(Clients clients) {
    if (!clients.everAny()) {
      return Optional.of(
          clients
              .add(
                  "first",
                  EnumSet.allOf(Purpose.class),
                  Set.of("*"),
                  EnumSet.of(Right.PATIENTS, Right.DEIDENTIFY, Right.METRICS),
                  Limits.DEFAULT,
                  Optional.empty(),
                  By.WARD)
              .key());
    }
    return Optional.empty();
  }

  /** Tells the operator's commands where Ward is and how to prove that they are on this machine. */
  private static void announce(Settings settings, URI url, OperatorSecret secret) {
    Path file = runFile(settings.home());
    ObjectNode run = Json.MAPPER.createObjectNode();
    run.put("url", url.toString());
    run.put("pid", ProcessHandle.current().pid());
    run.put(
        "certificate",
        settings.plainHttp() ? null : settings.tls().certificate().toAbsolutePath().toString());
    run.put("operator", secret.value());
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, run.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("This file cannot be written: " + file, e);
    }
  }

  /** Where a running Ward says where it is. */
  public static Path runFile(Path home) {
    return home.resolve("run/ward.json");
  }

  private static String secret(SecureRandom random) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
