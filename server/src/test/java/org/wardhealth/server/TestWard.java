package org.wardhealth.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.springframework.context.support.GenericApplicationContext;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.ledger.WatchedLedger;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.ExportSettings;
import org.wardhealth.server.audit.WatchedAudit;
import org.wardhealth.server.audit.WitnessSettings;
import org.wardhealth.server.gateway.DoorSettings;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.IssuerSettings;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.PeopleSettings;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Token;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Pause;
import org.wardhealth.server.models.ProviderSettings;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.KeySource;
import org.wardhealth.testkit.ManualClock;
import org.wardhealth.testkit.MockModel;
import org.wardhealth.testkit.Script;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole Ward in this process, in front of a {@link MockModel}: one application with a key, one
 * patient that Ward knows, a clock and a ledger in the test's hands.
 *
 * <p>Time stands still unless a test moves it; what would wait between retries moves it instead.
 */
final class TestWard implements AutoCloseable {
  /** Of those who are {@linkplain #enrolled enrolled}. */
  static final String PASSWORD = "four words of a sentence";

  /** The model's name at Ward; the upstream is asked for {@code mock}. */
  static final String MODEL = "test/mock";

  /** The model that is built in. */
  static final String LOCAL = "ward/extractive";

  static final String PATIENT = "p-1";

  /** What Ward knows of {@link #PATIENT}. */
  static final String PATIENT_FHIR =
      """
      {"resourceType":"Patient","id":"p-1",
       "identifier":[{"type":{"coding":[{"code":"MR"}]},"value":"48213377"}],
       "name":[{"given":["Wilhelmina"],"family":"Ostrander"}],
       "telecom":[{"system":"phone","value":"617-555-0143"}],
       "birthDate":"1952-03-07"}
      """;

  /** A note about {@link #PATIENT}; {@link #IDENTIFIERS} are in it. */
  static final String NOTE =
      "Wilhelmina Ostrander (DOB 03/07/1952, MRN 48213377) has type 2 diabetes. Call 617-555-0143.";

  static final List<String> IDENTIFIERS =
      List.of("Wilhelmina", "Ostrander", "03/07/1952", "48213377", "617-555-0143");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final ManualClock clock;
  final ManualNanos nanos = new ManualNanos();

  /** How long Ward would have waited between retries. */
  final List<Duration> pauses = new CopyOnWriteArrayList<>();

  /** What happens in each pause; none of them lasts. */
  volatile Runnable inPause = () -> {};

  final MockModel model;
  final Path home;
  final WardServer server;
  final ApiKey key;
  final WatchedLedger ledger;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestWard(Builder wanted) {
    this.home = wanted.home;
    this.clock = wanted.clock;
    this.model = MockModel.start(Speech.echo());
    ProviderSettings provider =
        wanted.provider.apply(
            new ProviderSettings(
                "mock",
                model.baseUrl(),
                Optional.empty(),
                Map.of(MODEL, "mock"),
                Optional.empty(),
                Set.of(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                16,
                2,
                1 << 20));
    Settings settings =
        new Settings(
            home,
            "127.0.0.1",
            0,
            true,
            new TlsSettings(
                home.resolve("tls/ward.crt"),
                new KeySource.File(home.resolve("tls/ward.key")),
                false,
                Optional.empty()),
            new DoorSettings(256 << 10),
            DatabaseSettings.embedded(home),
            "test.example/ledger",
            WitnessSettings.NOBODY,
            wanted.exports,
            Duration.ofDays(30),
            Duration.ofDays(2192),
            new Erasures.Rules(Optional.empty(), Duration.ofDays(30), false),
            wanted.encoder,
            new KeySettings.File(),
            Duration.ofDays(35),
            wanted.defaults,
            PeopleSettings.DEFAULT,
            wanted.issuers,
            List.of(provider));
    WatchedAudit audit = new WatchedAudit(home, settings.ledgerOrigin(), clock);
    this.ledger = audit.watched();
    try {
      this.server =
          WardServer.start(
              settings,
              context -> {
                context.registerBean(java.time.Clock.class, () -> clock);
                context.registerBean(LongSupplier.class, () -> nanos);
                context.registerBean(Pause.class, () -> this::pause);
                context.registerBean(Audit.class, audit::audit);
                wanted.beans.accept(context);
              });
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
    this.key = client("tests", wanted.limits);
    Answer stored = send("PUT", "/fhir/Patient/" + PATIENT, PATIENT_FHIR, Map.of());
    if (stored.status() != 201) {
      throw new AssertionError("the patient was not stored: " + stored);
    }
  }

  private void pause(Duration time) {
    pauses.add(time);
    nanos.advance(time);
    inPause.run();
  }

  static TestWard start(Path home) {
    return in(home).start();
  }

  static Builder in(Path home) {
    return new Builder(home);
  }

  /** What a test wants otherwise. */
  static final class Builder {
    private final Path home;
    private Limits limits = new Limits(100_000, 100_000_000);
    private UnaryOperator<ProviderSettings> provider = UnaryOperator.identity();
    private List<ExportSettings> exports = List.of();
    private ConsentDefaults defaults = ConsentDefaults.BUILT_IN;
    private List<IssuerSettings> issuers = List.of();
    private ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
    private boolean encoder;
    private Consumer<GenericApplicationContext> beans = context -> {};

    private Builder(Path home) {
      this.home = home;
    }

    Builder limits(Limits wanted) {
      limits = wanted;
      return this;
    }

    /** What holds where no consent speaks. */
    Builder defaults(ConsentDefaults wanted) {
      defaults = wanted;
      return this;
    }

    /** With the encoder of the maker that the thread's class loader knows. */
    Builder encoder() {
      encoder = true;
      return this;
    }

    /** Who gets the ledger's entries. */
    Builder exports(ExportSettings... receivers) {
      exports = List.of(receivers);
      return this;
    }

    /** A clock that others go by, too. */
    Builder clock(ManualClock shared) {
      clock = shared;
      return this;
    }

    /** Whose tokens Ward believes. */
    Builder issuers(IssuerSettings... believed) {
      issuers = List.of(believed);
      return this;
    }

    /** Until the first byte and between any two of them; real time. */
    Builder readTimeout(Duration timeout) {
      return provider(p -> copy(p, p.baseUrl(), timeout, p.totalTimeout()));
    }

    Builder totalTimeout(Duration timeout) {
      return provider(p -> copy(p, p.baseUrl(), p.readTimeout(), timeout));
    }

    /** A provider at another place than the mock. */
    Builder upstream(URI url) {
      return provider(p -> copy(p, url, p.readTimeout(), p.totalTimeout()));
    }

    /** What is declared of the mock's model. */
    Builder card(Card card) {
      return provider(
          p ->
              new ProviderSettings(
                  p.name(),
                  p.baseUrl(),
                  p.key(),
                  p.models(),
                  Map.of(MODEL, card),
                  p.caFile(),
                  p.pins(),
                  p.connectTimeout(),
                  p.readTimeout(),
                  p.totalTimeout(),
                  p.maxConcurrent(),
                  p.retries(),
                  p.maxAnswerBytes()));
    }

    private Builder provider(UnaryOperator<ProviderSettings> change) {
      UnaryOperator<ProviderSettings> before = provider;
      provider = p -> change.apply(before.apply(p));
      return this;
    }

    private static ProviderSettings copy(
        ProviderSettings p, URI url, Duration readTimeout, Duration totalTimeout) {
      return new ProviderSettings(
          p.name(),
          url,
          p.key(),
          p.models(),
          p.cards(),
          p.caFile(),
          p.pins(),
          p.connectTimeout(),
          readTimeout,
          totalTimeout,
          p.maxConcurrent(),
          p.retries(),
          p.maxAnswerBytes());
    }

    /** A bean in place of Ward's own. */
    <T> Builder bean(Class<T> type, T bean) {
      Consumer<GenericApplicationContext> before = beans;
      beans =
          context -> {
            before.accept(context);
            context.registerBean(type, () -> bean);
          };
      return this;
    }

    TestWard start() {
      return new TestWard(this);
    }
  }

  /** A key for another application that may do everything. */
  ApiKey client(String name, Limits limits) {
    return server
        .room(Clients.class)
        .add(name, EnumSet.allOf(Purpose.class), Set.of("*"), EnumSet.allOf(Right.class), limits)
        .key();
  }

  /** The base URL that an SDK is given. */
  String v1() {
    return server.url() + "/v1";
  }

  /** A chat request with one user message about {@link #PATIENT}. */
  static ObjectNode chat(String text, boolean stream) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("model", MODEL);
    request.put("stream", stream);
    request.putArray("messages").addObject().put("role", "user").put("content", text);
    ObjectNode metadata = request.putObject("metadata");
    metadata.put("patient", PATIENT);
    metadata.put("purpose", "TREAT");
    return request;
  }

  /** Sends a chat request and waits for all of the answer. */
  Answer chat(ObjectNode request) {
    return post("/v1/chat/completions", request.toString());
  }

  Answer post(String path, String body) {
    return send("POST", path, body, Map.of());
  }

  Answer get(String path) {
    return send("GET", path, "", Map.of());
  }

  /** Somebody who has just enrolled with {@link #PASSWORD} and an authenticator: level 2. */
  Token enrolled(String name, Role... roles) {
    Enrolment enrolment = server.room(Enrolment.class);
    Person person =
        server.room(Accounts.class).add(name, EnumSet.copyOf(List.of(roles)), "operator");
    Token link = enrolment.link(person, "operator").token();
    String secret = enrolment.look(link).key().replace(" ", "");
    return enrolment.password(link, PASSWORD, Codes.now(secret, clock)).session().token();
  }

  Answer send(String method, String path, String body, Map<String, String> headers) {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer send(String method, String path, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    try {
      return Answer.of(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Sends a chat request; the body of the answer can be read as it comes. */
  InputStream open(ObjectNode request) {
    try {
      return http.send(
              request("/v1/chat/completions")
                  .POST(BodyPublishers.ofString(request.toString()))
                  .build(),
              BodyHandlers.ofInputStream())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.url().resolve(path))
        .header("Authorization", "Bearer " + key.revealOnce())
        .header("Content-Type", "application/json");
  }

  /** A socket to Ward, for what no HTTP client would do. */
  Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** The head of a chat request, for {@link #socket}. */
  String head(String framing) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: ward\r\nAuthorization: Bearer "
        + key.revealOnce()
        + "\r\nContent-Type: application/json\r\n"
        + framing
        + "\r\n\r\n";
  }

  /** What the ledger holds by now. */
  List<JsonNode> entries() {
    return entriesFrom(0);
  }

  /** What the ledger holds by now, without the first {@code from} entries. */
  List<JsonNode> entriesFrom(long from) {
    List<JsonNode> entries = new ArrayList<>();
    for (long i = from; i < durable(); i++) {
      entries.add(Json.MAPPER.readTree(ledger.ledger().entry(i)));
    }
    return entries;
  }

  /** How many entries the ledger holds. */
  long durable() {
    return ledger.ledger().state().durable();
  }

  /** Waits until the ledger holds so many entries; an {@link AssertionError} after 20 s. */
  void awaitDurable(long count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (durable() < count) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited for entry " + count + ", there are " + durable());
      }
      Thread.onSpinWait();
    }
  }

  /** Asserts that Ward still does its work. */
  void requireWell() {
    model.script(Speech.echo());
    for (boolean stream : new boolean[] {false, true}) {
      Answer answer = chat(chat(NOTE, stream));
      if (answer.status() != 200 || !answer.said().equals(List.of(NOTE))) {
        throw new AssertionError("a good exchange failed: " + answer);
      }
    }
  }

  void script(Script script) {
    model.script(script);
  }

  /** Stops Ward, then the model. */
  @Override
  public void close() {
    try {
      server.close();
    } finally {
      model.close();
      http.close();
    }
  }

  /** A whole answer, streamed or not. */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    static Answer of(HttpResponse<byte[]> response) {
      return new Answer(
          response.statusCode(),
          response.headers().map(),
          new String(response.body(), StandardCharsets.UTF_8));
    }

    Optional<String> header(String name) {
      return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    boolean streamed() {
      return header("content-type").orElse("").startsWith("text/event-stream");
    }

    /** The objects of the answer: one, or those of the stream without {@code [DONE]}. */
    List<JsonNode> objects() {
      return streamed()
          ? body.lines()
              .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
              .map(line -> Json.MAPPER.readTree(line.substring(6)))
              .toList()
          : List.of(Json.MAPPER.readTree(body));
    }

    /** Whether a stream came to its proper end. */
    boolean done() {
      return body.endsWith("data: [DONE]\n\n");
    }

    JsonNode last() {
      return objects().getLast();
    }

    /** The error's code; empty when there is none. */
    String code() {
      return last().path("error").path("code").asString("");
    }

    /** What each choice said. */
    List<String> said() {
      return texts(message -> message.path("content").asString(""));
    }

    /** The arguments that each choice gave to its first tool. */
    List<String> arguments() {
      return texts(
          message ->
              message.path("tool_calls").path(0).path("function").path("arguments").asString(""));
    }

    private List<String> texts(java.util.function.Function<JsonNode, String> part) {
      List<StringBuilder> said = new ArrayList<>();
      for (JsonNode object : objects()) {
        for (JsonNode choice : object.path("choices")) {
          int index = choice.path("index").asInt();
          while (said.size() <= index) {
            said.add(new StringBuilder());
          }
          JsonNode message = choice.has("delta") ? choice.get("delta") : choice.path("message");
          said.get(index).append(part.apply(message));
        }
      }
      return said.stream().map(StringBuilder::toString).toList();
    }
  }
}
