package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ward ledger search}: what the ledgers say, newest first; and that somebody asked. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds entries in the ledgers of a running Ward, newest first. All filters must fit.",
      "That somebody searched, and how much was shown, is in the ledger first."
    })
final class LedgerSearchCommand implements Callable<Integer> {
  private static final Pattern PSEUDONYM = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern AGO = Pattern.compile("([0-9]{1,5})([dhm])");
  private static final int LONGEST_CELL = 28;

  private final Clock clock = Clock.systemUTC();

  @Spec private CommandSpec spec;

  @Option(
      names = "--patient",
      paramLabel = "PSEUDONYM",
      description = {
        "A pseudonym. Or the hospital's id: then WARD_KEY, or --key, must hold a key with the rights",
        "'audit' and 'reidentify', because the answer tells whose pseudonym it is."
      })
  private Optional<String> patient = Optional.empty();

  @Option(
      names = "--client",
      paramLabel = "ID",
      description = "Who did it: an application's id, or 'operator'.")
  private Optional<String> client = Optional.empty();

  @Option(
      names = "--person",
      paramLabel = "ID",
      description = "A person's id: who did it, or who broke the glass under which it was asked.")
  private Optional<String> person = Optional.empty();

  @Option(names = "--application", paramLabel = "NAME", description = "The application's name.")
  private Optional<String> application = Optional.empty();

  @Option(names = "--model", paramLabel = "MODEL", description = "The model's name at Ward.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--purpose", paramLabel = "CODE", description = "An ActReason code: TREAT, ...")
  private Optional<String> purpose = Optional.empty();

  @Option(names = "--decision", paramLabel = "WORD", description = "permit or deny.")
  private Optional<String> decision = Optional.empty();

  @Option(names = "--outcome", paramLabel = "WORD", description = "How an exchange ended.")
  private Optional<String> outcome = Optional.empty();

  @Option(names = "--code", paramLabel = "CODE", description = "Why it was refused or failed.")
  private Optional<String> code = Optional.empty();

  @Option(
      names = "--kind",
      paramLabel = "TYPE",
      description = "The type of entry, such as exchange.admit or client.revoked.")
  private Optional<String> kind = Optional.empty();

  @Option(names = "--exchange", paramLabel = "ID", description = "The entries of one exchange.")
  private Optional<String> exchange = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Not before: 7d, 12h or 30m ago, 2026-03-01 (UTC), or 2026-03-01T08:00:00Z.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--until", paramLabel = "TIME", description = "Before; as --since.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many entries, up to 1000; 50 if not said.")
  private int limit = 50;

  @Option(
      names = "--after",
      paramLabel = "CURSOR",
      description = "Goes on behind a page: what was printed as its end.")
  private Optional<String> after = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:WARD_KEY}",
      description = {
        "An application's key with the right 'audit'; better in WARD_KEY. Used only for the",
        "hospital's id of a patient; otherwise the operator of this machine asks."
      })
  private Optional<String> key = Optional.empty();

  @Mixin private final Home home = new Home();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> query = new TreeMap<>();
    boolean byId = patient.isPresent() && !PSEUDONYM.matcher(patient.get()).matches();
    if (!byId) {
      patient.ifPresent(value -> query.put("patient", value));
    }
    client.ifPresent(value -> query.put("client", value));
    person.ifPresent(value -> query.put("person", value));
    application.ifPresent(value -> query.put("application", value));
    model.ifPresent(value -> query.put("model", value));
    purpose.ifPresent(value -> query.put("purpose", value));
    decision.ifPresent(value -> query.put("decision", value));
    outcome.ifPresent(value -> query.put("outcome", value));
    code.ifPresent(value -> query.put("code", value));
    kind.ifPresent(value -> query.put("kind", value));
    exchange.ifPresent(value -> query.put("exchange", value));
    since.ifPresent(value -> query.put("since", time("--since", value, clock).toString()));
    until.ifPresent(value -> query.put("until", time("--until", value, clock).toString()));
    after.ifPresent(value -> query.put("after", value));
    query.put("limit", Integer.toString(limit));
    ObjectNode found =
        asking(home.path(), byId)
            .get("/audit/exchanges?" + encoded(query), byId ? named() : Map.of());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found);
    } else {
      print(found, out);
    }
    Output.end(out);
    return 0;
  }

  private Operator asking(Path at, boolean byId) throws IOException {
    Operator operator = Operator.of(at);
    return byId
        ? operator.as(
            key.orElseThrow(
                () ->
                    new Failure(
                        Failure.USAGE,
                        "this is no pseudonym. To search by the hospital's id, WARD_KEY, or --key,"
                            + " must hold a key with the rights 'audit' and 'reidentify'")))
        : operator;
  }

  private Map<String, String> named() {
    return Map.of("Ward-Patient", patient.orElse(""));
  }

  private void print(ObjectNode found, PrintWriter out) {
    String row = "%-27s %-22s %-22s %-28s %-33s %-8s %-28s %-22s %s%n";
    out.printf(
        row, "AT", "KIND", "EXCHANGE", "WHO", "PATIENT", "PURPOSE", "MODEL", "RESULT", "ENTRY");
    for (JsonNode entry : found.path("entries")) {
      out.printf(
          row,
          entry.path("at").asString(),
          cell(entry, "kind"),
          cell(entry, "exchange"),
          cell(entry, "application", "client"),
          entry.path("patient").asString(""),
          cell(entry, "purpose"),
          cell(entry, "model"),
          cell(entry, "code", "outcome", "decision"),
          entry.path("log").asString() + "#" + entry.path("index").asLong());
    }
    if (found.path("next").isString()) {
      out.println("there is more: --after " + found.path("next").asString());
    }
    if (found.path("lag").asLong() > 0) {
      out.println(
          found.path("lag").asLong() + " entries of this node are too new to be found already");
    }
  }

  /** The first of these fields that the entry has, not longer than a column. */
  private static String cell(JsonNode entry, String... fields) {
    for (String field : fields) {
      String value = entry.path(field).asString("");
      if (!value.isEmpty()) {
        return value.length() > LONGEST_CELL ? value.substring(0, LONGEST_CELL - 1) + "…" : value;
      }
    }
    return "";
  }

  /** A time as people say it. */
  static Instant time(String option, String text, Clock clock) {
    Matcher ago = AGO.matcher(text);
    try {
      if (ago.matches()) {
        long many = Long.parseLong(ago.group(1));
        return clock
            .instant()
            .minus(
                switch (ago.group(2)) {
                  case "d" -> Duration.ofDays(many);
                  case "h" -> Duration.ofHours(many);
                  default -> Duration.ofMinutes(many);
                });
      }
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new Failure(
          Failure.USAGE,
          option + " is '" + text + "': say 7d, 12h, 30m, 2026-03-01 or 2026-03-01T08:00:00Z");
    }
  }

  private static String encoded(Map<String, String> query) {
    StringBuilder encoded = new StringBuilder();
    query.forEach(
        (name, value) ->
            encoded
                .append(encoded.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return encoded.toString();
  }
}
