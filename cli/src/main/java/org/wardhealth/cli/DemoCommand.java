package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.audit.Evidence;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ward demo}: the whole way of an exchange, on the example notes, with nothing hidden. Talks
 * to the gateway over TLS as any program would; only what a caller cannot see (what the model got
 * and said) is read from Ward's own state.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Sends the example notes through a fresh Ward, shows every step, keeps serving.")
final class DemoCommand implements Callable<Integer> {
  private static final String MODEL = "ward/extractive";
  private static final String PURPOSE = "TREAT";

  @Option(names = "--once", description = "Ends after the notes.")
  private boolean once;

  @Option(
      names = "--again",
      paramLabel = "N",
      defaultValue = "0",
      hidden = true, // for ./ward, when it makes the AOT cache
      description = "Sends the notes N times more, showing only how many; Java learns from that.")
  private int again;

  @Option(
      names = "--examples",
      paramLabel = "DIR",
      defaultValue = "${sys:ward.examples:-docs/examples}",
      description = "Notes (*.txt) and their patients (*.patient.json).")
  private Path examples = Path.of("docs/examples");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Path> notes = notes();
    Path home = Files.createTempDirectory("ward-demo-");
    try {
      run(home, notes);
      if (again > 0) {
        startAgain(home);
      }
    } finally {
      delete(home);
    }
    return 0;
  }

  private void run(Path home, List<Path> notes) throws IOException, InterruptedException {
    try (WardServer ward = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      ApiKey key = ward.firstKey().orElseThrow();
      Optional<Path> certificate = ward.certificate();
      VerificationKey ledgerKey =
          VerificationKey.parse(Files.readString(home.resolve("ledger.vkey")).strip());
      try (HttpClient http = Operator.http(certificate)) {
        for (Path note : notes) {
          show(ward, http, key, ledgerKey, note);
        }
        repeat(ward, http, key, notes);
        denied(ward, http, key, notes.getLast());
      }
      verifyWhole(home, ledgerKey);
      if (!once) {
        serve(ward, key, notes.getFirst());
      }
    }
  }

  /** A start that finds settings and a ledger, as all but the first do: Java learns from that. */
  private static void startAgain(Path home) throws IOException {
    Files.writeString(home.resolve("ward.yaml"), "server:\n  port: 0\n");
    WardServer.start(Settings.load(home, Map.of())).close();
  }

  private void repeat(WardServer ward, HttpClient http, ApiKey key, List<Path> notes)
      throws IOException, InterruptedException {
    int exchanges = 0;
    for (int round = 0; round < again; round++) {
      for (Path note : notes) {
        var _ = exchange(ward, http, key, Files.readString(note), patientOf(note));
        exchanges++;
      }
    }
    if (exchanges > 0) {
      spec.commandLine().getOut().println(exchanges + " exchanges more");
    }
  }

  /** A note does not go through for research, to which its patient did not agree. */
  private void denied(WardServer ward, HttpClient http, ApiKey key, Path note)
      throws IOException, InterruptedException {
    String body = request(Files.readString(note)).toString();
    HttpRequest request =
        to(ward.url(), key, "/v1/chat/completions", "HRESCH", patientOf(note))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    JsonNode error = expect(http.send(request, BodyHandlers.ofString()), 403).path("error");
    Panels panels = new Panels(spec.commandLine().getOut());
    panels.title("the same note again, for research");
    panels.line("denied", error.path("code").asString() + ": " + error.path("message").asString());
    panels.line("exchange", error.path("exchange").asString() + "; no model was asked");
    spec.commandLine().getOut().println();
  }

  private List<Path> notes() throws IOException {
    try (Stream<Path> files = Files.list(examples)) {
      List<Path> notes = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      if (!notes.isEmpty()) {
        return notes;
      }
    }
    throw new Failure(Failure.NO_INPUT, "no notes (*.txt) lie in " + examples);
  }

  private void show(
      WardServer ward, HttpClient http, ApiKey key, VerificationKey ledgerKey, Path file)
      throws IOException, InterruptedException {
    String note = Files.readString(file);
    String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
    ObjectNode patient =
        (ObjectNode)
            Json.MAPPER.readTree(Files.readString(file.resolveSibling(name + ".patient.json")));
    String id = patient.path("id").asString();
    expect(send(http, ward.url(), key, "PUT", "/fhir/Patient/" + id, patient.toString(), id), 201);
    JsonNode answer = exchange(ward, http, key, note, id);
    JsonNode receipt = answer.path("ward");
    WardServer.Said said =
        ward.said(receipt.path("exchange").asString(), new PatientId(id)).orElseThrow();
    Panels panels = new Panels(spec.commandLine().getOut());
    JsonNode prompt = Json.MAPPER.readTree(said.prompt());
    Map<String, String> surrogates = new TreeMap<>();
    prompt
        .path("surrogates")
        .properties()
        .forEach(entry -> surrogates.put(entry.getKey(), entry.getValue().asString()));
    String sent = prompt.path("sent").path("messages").path(0).path("content").asString();
    String given =
        Json.MAPPER
            .readTree(said.answer().orElseThrow())
            .path("choices")
            .path(0)
            .path("content")
            .asString();

    panels.title(name);
    panels.pair(
        "The note, with what was found", Marked.originals(sent, surrogates),
        "What the model was sent", Marked.tags(sent, surrogates));
    panels.pair(
        "The answer, as the model gave it", Marked.tags(given, surrogates),
        "The answer, as the clinician sees it", Marked.originals(given, surrogates));
    String shown = answer.path("choices").path(0).path("message").path("content").asString();
    if (!shown.equals(Marked.plain(Marked.originals(given, surrogates)))) {
      throw new IllegalStateException("The answer that came back is not the restored one.");
    }
    decision(panels, ward, receipt, ledgerKey);
  }

  private static JsonNode exchange(
      WardServer ward, HttpClient http, ApiKey key, String note, String patient)
      throws IOException, InterruptedException {
    String body = request(note).toString();
    return expect(send(http, ward.url(), key, "POST", "/v1/chat/completions", body, patient), 200);
  }

  /** What was decided and recorded; and the check that an outsider would make. */
  private static void decision(
      Panels panels, WardServer ward, JsonNode receipt, VerificationKey ledgerKey) {
    Evidence admit = ward.evidence(receipt.path("admitted").asLong());
    Evidence result = ward.evidence(receipt.path("receipt").asLong());
    JsonNode entry = Json.MAPPER.readTree(admit.entry());
    JsonNode basis = entry.path("basis");
    panels.line(
        "decision",
        basis.path("decision").asString()
            + " for "
            + basis.path("purpose").asString()
            + " by "
            + words(basis.path("rules"))
            + "; patient "
            + basis.path("patient").asString());
    panels.line("found", counts(entry.path("found")));
    panels.line(
        "verdicts",
        receipt.path("verdicts").isEmpty() ? "nothing to flag" : words(receipt.path("verdicts")));
    panels.line(
        "receipt",
        "entries "
            + receipt.path("admitted").asLong()
            + " (admit) and "
            + receipt.path("receipt").asLong()
            + " (result) of "
            + result.checkpoint().origin());
    panels.line("verified", verified(List.of(admit, result), ledgerKey));
  }

  /** Checks entries with nothing but the ledger's public key. */
  private static String verified(List<Evidence> evidence, VerificationKey ledgerKey) {
    try {
      int hashes = 0;
      for (Evidence one : evidence) {
        one.proof().verify(one.entry(), one.checkpoint().bytes(), ledgerKey);
        hashes += one.proof().path().size();
      }
      return "offline: signature, root and "
          + hashes
          + " hashes agree, checkpoint of "
          + evidence.getLast().checkpoint().size()
          + " entries";
    } catch (VerificationFailure e) {
      throw new IllegalStateException("The ledger's evidence does not hold: " + e.getMessage(), e);
    }
  }

  /** Recomputes the whole ledger, as an auditor does. */
  private void verifyWhole(Path home, VerificationKey key) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("$ ward ledger verify " + home.resolve("ledger") + " --key " + key);
    out.flush();
    org.wardhealth.ledger.Main.run(
        new String[] {"verify", home.resolve("ledger").toString(), "--key", key.toString()},
        System.out,
        System.err);
    out.println();
    out.flush();
  }

  private void serve(WardServer ward, ApiKey key, Path note) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    String patient = patientOf(note);
    out.println("Ward keeps serving until Ctrl-C.");
    out.println();
    out.println("  base URL     " + ward.url() + "/v1");
    out.println("  key          " + key.revealOnce());
    ward.certificate().ifPresent(file -> out.println("  certificate  " + file));
    out.println();
    ward.firstLink()
        .ifPresent(
            link -> {
              out.println("The console, for the one who enrols here first:");
              out.println();
              out.println("  " + link);
              out.println();
              out.println(
                  "Your browser warns of Ward's own certificate. Where it then makes no passkey,"
                      + " take a password and a code.");
              out.println();
            });
    out.println("Try it:");
    out.println();
    out.println(
        "  curl "
            + ward.certificate().map(file -> "--cacert " + file + " ").orElse("")
            + ward.url()
            + "/v1/chat/completions \\");
    out.println("    -H 'Authorization: Bearer " + key.revealOnce() + "' \\");
    out.println("    -H 'Content-Type: application/json' \\");
    out.println("    -H 'Ward-Purpose: " + PURPOSE + "' -H 'Ward-Patient: " + patient + "' \\");
    out.println(
        "    -d '{\"model\":\""
            + MODEL
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Seen by Dr. Alice Moreno on"
            + " 3 March 2026. Please call (555) 010-0199 with the results.\"}]}'");
    out.flush();
    CountDownLatch stop = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      stop.countDown();
                      try {
                        main.join(Duration.ofSeconds(70)); // closes Ward, removes its directory
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    stop.await();
  }

  private static String patientOf(Path note) {
    try {
      String name = note.getFileName().toString().replaceFirst("\\.txt$", ".patient.json");
      return Json.MAPPER
          .readTree(Files.readString(note.resolveSibling(name)))
          .path("id")
          .asString();
    } catch (IOException e) {
      throw new IllegalStateException("The example's patient is gone: " + note, e);
    }
  }

  private static ObjectNode request(String note) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", MODEL);
    body.putArray("messages").addObject().put("role", "user").put("content", note);
    return body;
  }

  private static HttpResponse<String> send(
      HttpClient http, URI url, ApiKey key, String method, String path, String body, String patient)
      throws IOException, InterruptedException {
    return http.send(
        to(url, key, path, PURPOSE, patient)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(
      URI url, ApiKey key, String path, String purpose, String patient) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + key.revealOnce())
        .header("Content-Type", "application/json")
        .header("Ward-Purpose", purpose)
        .header("Ward-Patient", patient);
  }

  private static JsonNode expect(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "Ward answered " + response.statusCode() + ": " + response.body());
    }
    return Json.MAPPER.readTree(response.body());
  }

  private static String words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asString()));
    return String.join(", ", words);
  }

  private static String counts(JsonNode object) {
    List<String> counts = new ArrayList<>();
    object
        .properties()
        .forEach(entry -> counts.add(entry.getValue().asInt() + " " + entry.getKey()));
    return counts.isEmpty() ? "nothing" : String.join(", ", counts);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
