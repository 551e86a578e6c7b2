package org.wardhealth.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward ask}: one question to a model, through a running Ward. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = "Asks a model through a running Ward, and prints the answer as it comes.")
final class AskCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "TEXT",
      arity = "0..1",
      description = "What to say; standard input if none.")
  private Optional<String> text = Optional.empty();

  @Option(
      names = "--patient",
      paramLabel = "ID",
      defaultValue = "${env:WARD_PATIENT}",
      description = "Whose data it is (WARD_PATIENT).")
  private Optional<String> patient = Optional.empty();

  @Option(
      names = "--purpose",
      paramLabel = "CODE",
      defaultValue = "${env:WARD_PURPOSE:-TREAT}",
      description = "What for (WARD_PURPOSE); TREAT if not said.")
  private String purpose = "TREAT";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "${env:WARD_MODEL:-ward/extractive}",
      description = "Which model (WARD_MODEL); ward/extractive if not said.")
  private String model = "ward/extractive";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:WARD_KEY}",
      description = "Your Ward key; better in the variable WARD_KEY, where 'ps' does not show it.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:WARD_URL}",
      description = "Where Ward is (WARD_URL); the one running on WARD_HOME if not said.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:WARD_CA}",
      description = "Ward's certificate (WARD_CA).")
  private Optional<Path> ca = Optional.empty();

  @Mixin private Home home = new Home();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String bearer =
        key.filter(k -> !k.isBlank())
            .orElseThrow(
                () ->
                    new Failure(
                        Failure.USAGE,
                        "set WARD_KEY to your Ward key; 'ward client add' makes one."));
    String said =
        text.isPresent()
            ? text.get()
            : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", model);
    body.put("stream", true);
    body.putArray("messages").addObject().put("role", "user").put("content", said);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base() + "/v1/chat/completions"))
            .timeout(Duration.ofMinutes(10))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .header("Ward-Purpose", purpose)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    patient.filter(p -> !p.isBlank()).ifPresent(id -> request.header("Ward-Patient", id));
    HttpResponse<Stream<String>> response =
        Operator.http(certificate()).send(request.build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      return response.statusCode() == 200
          ? print(lines)
          : refused(lines.reduce("", String::concat));
    }
  }

  private int print(Stream<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    for (String line : (Iterable<String>) lines::iterator) {
      if (line.startsWith("data: {")) {
        JsonNode event = Json.MAPPER.readTree(line.substring(6));
        if (event.has("error")) {
          out.println();
          return refused(event.toString());
        }
        out.print(event.path("choices").path(0).path("delta").path("content").asString(""));
        out.flush();
        JsonNode ward = event.path("ward");
        if (ward.isObject()) {
          out.println();
          spec.commandLine()
              .getErr()
              .println(
                  "exchange "
                      + ward.path("exchange").asString()
                      + ", entry "
                      + ward.path("receipt").asString()
                      + " of the ledger");
        }
      }
    }
    return 0;
  }

  private int refused(String body) {
    String message = "Ward did not answer.";
    String code = "";
    if (body.startsWith("{")) {
      JsonNode error = Json.MAPPER.readTree(body).path("error");
      message = error.path("message").asString(message);
      code = " (" + error.path("code").asString("") + ")";
    }
    spec.commandLine().getErr().println("ward: " + message + code);
    return Failure.UNAVAILABLE;
  }

  private String base() throws IOException {
    if (url.isPresent() && !url.get().toString().isBlank()) {
      String base = url.get().toString();
      return base.replaceAll("/(v1/?)?$", "");
    }
    return Operator.of(home.path()).url().toString();
  }

  /** The one that was named, or that of the Ward running here. */
  private Optional<Path> certificate() throws IOException {
    if (ca.isPresent() && !ca.get().toString().isBlank()) {
      return ca;
    }
    if (url.isPresent() && !url.get().toString().isBlank()) {
      return Optional.empty();
    }
    try (BufferedReader run =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(WardServer.runFile(home.path())), StandardCharsets.UTF_8))) {
      JsonNode certificate = Json.MAPPER.readTree(run).path("certificate");
      return certificate.isString()
          ? Optional.of(Path.of(certificate.asString()))
          : Optional.empty();
    }
  }
}
