package org.wardhealth.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.wardhealth.server.identity.Thumbprint;
import org.wardhealth.server.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward client add|list|revoke}: the applications that may call Ward. */
@Command(
    name = "client",
    mixinStandardHelpOptions = true,
    description = "Adds, lists and revokes the applications that may call a running Ward.")
final class ClientCommand {
  private static final String PATH = "/identity/clients";

  @Spec private CommandSpec spec;

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Registers an application; makes its key, and shows it once.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What people call the application.")
          String name,
      @Option(
              names = "--purposes",
              required = true,
              split = ",",
              paramLabel = "CODE",
              description = "What it may use data for: HL7 ActReason codes such as TREAT,HRESCH.")
          List<String> purposes,
      @Option(
              names = "--models",
              required = true,
              split = ",",
              paramLabel = "MODEL",
              description = "What it may ask, by name; '*' is every model.")
          List<String> models,
      @Option(
              names = "--may",
              split = ",",
              defaultValue = "",
              paramLabel = "RIGHT",
              description = {
                "patients: write what is known of patients. consents: record, read and count consents.",
                "deidentify: have data de-identified.",
                "metrics: read metrics. erase: have patients erased, or approve it.",
                "reidentify: learn whom a pseudonym stands for.",
                "audit: read the ledger's entries. decide: ask what anybody may do."
              })
          List<String> rights,
      @Option(
              names = "--requests-per-minute",
              paramLabel = "N",
              description = "At most so many exchanges; 600 if not said.")
          Optional<Long> requests,
      @Option(
              names = "--tokens-per-minute",
              paramLabel = "N",
              description = "At most so many tokens; 1,000,000 if not said.")
          Optional<Long> tokens,
      @Option(
              names = "--certificate",
              paramLabel = "FILE",
              description = {
                "The application's certificate (PEM): its key then holds only on connections that",
                "show it. Needs tls.client-ca in ward.yaml."
              })
          Optional<Path> certificate,
      @Option(
              names = "--oauth",
              paramLabel = "ISSUER#CLIENT_ID",
              description = {
                "It gets no key, and proves itself with access tokens of this issuer in ward.yaml,",
                "by its client id there."
              })
          Optional<String> oauth,
      @Option(names = "--json", description = "Prints JSON.") boolean json,
      @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode wanted = Json.MAPPER.createObjectNode();
    wanted.put("name", name);
    purposes.forEach(wanted.putArray("purposes")::add);
    models.forEach(wanted.putArray("models")::add);
    rights.stream().filter(right -> !right.isBlank()).forEach(wanted.putArray("rights")::add);
    requests.ifPresent(n -> wanted.put("requests_per_minute", n));
    tokens.ifPresent(n -> wanted.put("tokens_per_minute", n));
    certificate.ifPresent(file -> wanted.put("certificate", thumbprint(file)));
    oauth.ifPresent(id -> wanted.put("oauth", id));
    Operator operator = Operator.of(home.path());
    ObjectNode made = operator.send("POST", PATH, Optional.of(wanted));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(made);
      return 0;
    }
    if (oauth.isPresent()) {
      spec.commandLine()
          .getErr()
          .println(
              "'"
                  + name
                  + "' proves itself as "
                  + oauth.get()
                  + "; base URL "
                  + operator.url()
                  + "/v1");
      return 0;
    }
    spec.commandLine()
        .getErr()
        .println("The key of '" + name + "', shown only now; base URL " + operator.url() + "/v1");
    out.println(made.path("key").asString());
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the applications whose key holds.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json, @Mixin Home home)
      throws IOException, InterruptedException {
    ObjectNode list = Operator.of(home.path()).send("GET", PATH, Optional.empty());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(list);
      return 0;
    }
    String row = "%-24s %-28s %-28s %-18s %12s %14s%n";
    out.printf(row, "NAME", "PURPOSES", "MODELS", "RIGHTS", "REQUESTS/MIN", "TOKENS/MIN");
    for (JsonNode client : list.path("clients")) {
      out.printf(
          row,
          client.path("name").asString(),
          joined(client.path("purposes")),
          joined(client.path("models")),
          joined(client.path("rights")),
          client.path("requests_per_minute").asString(),
          client.path("tokens_per_minute").asString());
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revokes an application's key, at once.")
  int revoke(
      @Parameters(paramLabel = "NAME", description = "The application.") String name,
      @Mixin Home home)
      throws IOException, InterruptedException {
    String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    Operator.of(home.path()).send("DELETE", PATH + "/" + path, Optional.empty());
    spec.commandLine().getErr().println("The key of '" + name + "' opens nothing any more.");
    return 0;
  }

  private static String thumbprint(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Thumbprint.of(
              (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
          .value();
    } catch (IOException | CertificateException e) {
      throw new Failure(Failure.NO_INPUT, file + " holds no certificate in PEM that can be read");
    }
  }

  private static String joined(JsonNode words) {
    StringJoiner joined = new StringJoiner(",");
    words.forEach(word -> joined.add(word.asString()));
    return joined.toString();
  }
}
