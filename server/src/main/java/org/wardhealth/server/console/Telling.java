package org.wardhealth.server.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.wardhealth.policy.Rule;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/**
 * One exchange as a story, in the order of {@code gateway.Pipeline}: what the entries of the ledger
 * say, in words. What no entry says is not told: a step that the exchange did not reach says so,
 * and a step without a time of its own has no bar.
 */
final class Telling {
  private static final JsonNode NOTHING = Json.MAPPER.createObjectNode();
  private static final List<String> WAY =
      List.of(
          "identify",
          "ask",
          "decide",
          "protect",
          "screen",
          "admit",
          "invoke",
          "review",
          "restore",
          "record");
  private static final List<String> RELEASED = List.of("identify", "decide", "protect", "record");

  private final Words words;
  private final PoliciesInForce policies;
  private final String exchange;
  private final JsonNode admit;
  private final JsonNode end;
  private final JsonNode first;

  Telling(Words words, Stories.Story story, PoliciesInForce policies) {
    this.words = words;
    this.policies = policies;
    this.exchange = story.exchange();
    this.admit = of(story, Set.of("exchange.admit"));
    this.end = of(story, Set.of("exchange.result", "exchange.refuse", "exchange.deidentified"));
    this.first = admit.isEmpty() ? end : admit;
  }

  private static JsonNode of(Stories.Story story, Set<String> kinds) {
    return story.told().stream()
        .map(Stories.Told::entry)
        .filter(entry -> kinds.contains(entry.path("type").asString("")))
        .reduce((_, later) -> later)
        .orElse(NOTHING);
  }

  /**
   * A step of the way.
   *
   * @param micros how long it took, if an entry says so
   * @param from where its bar begins, of 100
   * @param width of its bar, of 100
   */
  record Step(
      String name,
      Tone tone,
      String state,
      Optional<String> micros,
      String from,
      String width,
      List<Fact> facts) {}

  /** Something that an entry says. {@code english} if its words come from deeper in Ward. */
  record Fact(String label, Cell cell, boolean english) {}

  String exchange() {
    return exchange;
  }

  Tag ended() {
    return Exchanges.ended(
        words,
        end.isEmpty() ? "exchange.admit" : end.path("type").asString(""),
        end.path("outcome").asString(""));
  }

  /** Why it was refused or failed. */
  Optional<String> code() {
    return text(end, "code");
  }

  /** When it ended, or was admitted if it did not. */
  Optional<Instant> at() {
    try {
      return Optional.of(Instant.parse((end.isEmpty() ? admit : end).path("at").asString("")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  String application() {
    return text(first.path("who"), "application").orElseGet(() -> words.say("exchange.nobody"));
  }

  Optional<String> model() {
    return text(first.path("basis"), "model");
  }

  /** Who ran the model; {@code ward} if it is inside. */
  Optional<String> provider() {
    return text(first.path("basis"), "provider");
  }

  /** Whether it was let through to its model. */
  boolean admitted() {
    return !admit.isEmpty();
  }

  /** How many identifiers were replaced. */
  long replaced() {
    return first.path("found").valueStream().mapToLong(one -> one.asLong(0)).sum();
  }

  Optional<String> purpose() {
    return text(first.path("basis"), "purpose");
  }

  Optional<String> patient() {
    return text(first.path("basis"), "patient");
  }

  /** How long the steps took that the entries tell of. */
  Optional<String> took() {
    long total = total();
    return total == 0 && micros().isEmpty() ? Optional.empty() : Optional.of(millis(total));
  }

  Optional<String> tokens() {
    JsonNode tokens = end.path("tokens");
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(
            tokens.properties().stream()
                .map(one -> words.number(one.getValue().asLong(0)) + " " + one.getKey())
                .collect(Collectors.joining(", ")));
  }

  /** The policies that were asked are not those in force now: their words may be others. */
  boolean otherPolicies() {
    return digest().filter(one -> !one.equals(policies.digest())).isPresent();
  }

  /** The policies that decided, as the set in force has them. */
  List<Rule> deciding() {
    List<String> ids = rules();
    return policies.rules().stream().filter(rule -> ids.contains(rule.id())).toList();
  }

  /** What the record names as having decided. */
  List<String> rules() {
    return first.path("basis").path("rules").valueStream().map(one -> one.asString("")).toList();
  }

  private Optional<String> digest() {
    return rules().stream()
        .filter(rule -> rule.startsWith("policies:"))
        .map(rule -> rule.substring("policies:".length()))
        .findFirst();
  }

  List<Step> steps() {
    List<String> way =
        end.path("type").asString("").equals("exchange.deidentified") ? RELEASED : WAY;
    Optional<String> stopped = stopped();
    List<Step> steps = new ArrayList<>();
    boolean reached = true;
    double from = 0;
    for (String step : way) {
      boolean here = stopped.filter(step::equals).isPresent();
      Tone tone = here ? Tone.BAD : reached ? Tone.GOOD : Tone.PLAIN;
      Optional<Long> micros = micros(step);
      double width = 100.0 * micros.orElse(0L) / Math.max(1, total());
      steps.add(
          new Step(
              words.say("step." + step),
              tone,
              here
                  ? words.say(end.isEmpty() ? "exchange.ended.open" : "step.stopped")
                  : words.say(reached ? "step.done" : "step.unreached"),
              micros.map(this::millis),
              Charts.shown(from),
              Charts.shown(Math.max(micros.isPresent() ? 0.5 : 0, width)),
              reached ? facts(step) : List.of()));
      from = Math.min(99.5, from + width);
      reached = reached && !here;
    }
    return steps;
  }

  /** The step that the exchange did not get past. */
  private Optional<String> stopped() {
    if (end.isEmpty()) {
      return Optional.of("invoke");
    }
    if (admit.isEmpty()) {
      return code().map(Telling::step);
    }
    return switch (end.path("outcome").asString("")) {
      case "answered" -> Optional.empty();
      case "aborted" -> Optional.of("invoke");
      default ->
          Optional.of(
              switch (code().orElse("")) {
                case "content_blocked" -> "review";
                case "record_unavailable" -> "record";
                default -> "invoke";
              });
    };
  }

  /** Where a refusal with this code comes from. */
  static String step(String code) {
    return switch (code) {
      case "missing_api_key",
          "invalid_api_key",
          "certificate_required",
          "right_missing",
          "rate_limit_exceeded" ->
          "identify";
      case "purpose_missing",
          "purpose_unknown",
          "purpose_not_allowed",
          "patient_missing",
          "patient_unknown",
          "consent_denied",
          "break_glass_invalid",
          "model_not_found",
          "model_not_allowed",
          "model_suspended",
          "policy_denied",
          "policy_unavailable",
          "state_unavailable" ->
          "decide";
      case "content_not_protectable" -> "protect";
      case "content_blocked" -> "screen";
      case "record_unavailable" -> "admit";
      default -> "ask";
    };
  }

  private List<Fact> facts(String step) {
    List<Fact> facts = new ArrayList<>();
    switch (step) {
      case "identify" -> who(facts);
      case "ask" -> {
        text(first, "door").ifPresent(door -> say(facts, "door", new Cell.Code(door)));
        if (first.path("stream").asBoolean(false)) {
          say(facts, "stream", new Cell.Text(words.say("exchange.streamed")));
        }
      }
      case "decide" -> decided(facts);
      case "protect" -> {
        counts(facts, "found", first.path("found"), this::identifier);
        if (first.has("layers")) {
          counts(facts, "layers", first.path("layers"), name -> words.sayOr("layer." + name, name));
        }
        text(end, "profile").ifPresent(name -> released(facts, name));
      }
      case "screen" -> verdicts(facts, admit.path("verdicts"));
      case "admit" ->
          text(admit, "content").ifPresent(one -> say(facts, "commitment", new Cell.Code(one)));
      case "invoke" -> {
        text(first.path("basis"), "model")
            .ifPresent(one -> say(facts, "model", new Cell.Text(one)));
        text(first.path("basis"), "modelDigest")
            .ifPresent(one -> say(facts, "digest", new Cell.Code(one)));
        text(first.path("basis"), "provider")
            .ifPresent(one -> say(facts, "provider", new Cell.Text(one)));
        tokens().ifPresent(one -> say(facts, "tokens", new Cell.Text(one)));
      }
      case "review" -> verdicts(facts, end.path("verdicts"));
      case "restore" -> counts(facts, "restored", end.path("restored"), this::identifier);
      default -> {
        text(end, "content").ifPresent(one -> say(facts, "commitment", new Cell.Code(one)));
        if (end.path("unrecordedBefore").asLong(0) > 0) {
          say(
              facts,
              "unrecorded",
              new Cell.Figure(words.number(end.path("unrecordedBefore").asLong(0))));
        }
      }
    }
    if (stopped().filter(step::equals).isPresent()) {
      code()
          .ifPresent(
              code -> {
                say(facts, "why", new Cell.Text(words.sayOr("code." + code, code)));
                say(facts, "code", new Cell.Code(code));
              });
    }
    return facts;
  }

  /** What an application was given, de-identified. */
  private void released(List<Fact> facts, String profile) {
    say(facts, "profile", new Cell.Code(profile));
    say(
        facts,
        "data-set",
        text(end, "dataSet")
            .<Cell>map(Cell.Code::new)
            .orElseGet(() -> new Cell.Text(words.say("exchange.data-set.none"))));
    say(facts, "documents", new Cell.Figure(words.number(end.path("documents").asLong(0))));
  }

  /** A type of identifier, in words. */
  private String identifier(String type) {
    return words.sayOr("identifier." + type, type);
  }

  private void who(List<Fact> facts) {
    JsonNode who = first.path("who");
    if (who.isEmpty()) {
      say(facts, "who", new Cell.Text(words.say("exchange.nobody")));
      return;
    }
    say(facts, "who", new Cell.Text(application()));
    text(who, "client").ifPresent(one -> say(facts, "client", new Cell.Code(one)));
    say(
        facts,
        "sure",
        new Cell.Text(
            words.say(
                "exchange.sure.by",
                who.path("aal").asInt(0),
                who.path("factors")
                    .valueStream()
                    .map(one -> one.asString(""))
                    .collect(Collectors.joining(", ")))));
  }

  private void decided(List<Fact> facts) {
    purpose()
        .ifPresent(
            one ->
                say(
                    facts,
                    "purpose",
                    new Cell.Text(words.sayOr("purpose." + one, one) + " (" + one + ")")));
    patient().ifPresent(one -> say(facts, "patient", new Cell.Code(one)));
    List<Rule> known = deciding();
    for (String rule : rules()) {
      if (rule.startsWith("policies:")) {
        say(facts, "policies", new Cell.Code(rule.substring("policies:".length())));
      } else if (rule.startsWith("consent:")) {
        say(facts, "consent", new Cell.Code(rule.substring("consent:".length())));
      } else if (rule.startsWith("glass:")) {
        say(facts, "glass", new Cell.Code(rule.substring("glass:".length())));
      } else if (rule.startsWith("glass-of:")) {
        say(facts, "glass-of", new Cell.Code(rule.substring("glass-of:".length())));
      } else if (rule.startsWith("label:")) {
        say(facts, "label", new Cell.Code(rule.substring("label:".length())));
      } else if (rule.startsWith("confidentiality:")) {
        say(facts, "confidentiality", new Cell.Code(rule.substring("confidentiality:".length())));
      } else if (rule.startsWith("consent-default:")) {
        say(facts, "consent", new Cell.Text(words.say("exchange.consent.default")));
      } else {
        Optional<Rule> policy = known.stream().filter(one -> one.id().equals(rule)).findFirst();
        facts.add(
            new Fact(
                rule,
                new Cell.Text(
                    policy.map(Rule::says).orElseGet(() -> words.sayOr("rule." + rule, rule))),
                policy.isPresent()));
      }
    }
  }

  private void counts(
      List<Fact> facts, String name, JsonNode counts, UnaryOperator<String> called) {
    List<Tag> tags =
        counts.properties().stream()
            .map(
                one ->
                    new Tag(
                        Tone.PLAIN,
                        words.number(one.getValue().asLong(0))
                            + " \u00d7 "
                            + called.apply(one.getKey())))
            .toList();
    say(
        facts,
        name,
        tags.isEmpty() ? new Cell.Text(words.say("exchange.nothing")) : new Cell.Tags(tags));
  }

  private void verdicts(List<Fact> facts, JsonNode verdicts) {
    List<Tag> tags =
        verdicts
            .valueStream()
            .map(one -> one.asString(""))
            .map(
                one ->
                    new Tag(
                        one.contains(":block:")
                            ? Tone.BAD
                            : one.contains(":flag:") ? Tone.WARN : Tone.PLAIN,
                        one))
            .toList();
    say(
        facts,
        "verdicts",
        tags.isEmpty() ? new Cell.Text(words.say("exchange.nothing")) : new Cell.Tags(tags));
  }

  private void say(List<Fact> facts, String name, Cell cell) {
    facts.add(new Fact(words.say("exchange." + name), cell, false));
  }

  private JsonNode micros() {
    JsonNode all = end.path("micros");
    return all.isEmpty() ? admit.path("micros") : all;
  }

  private Optional<Long> micros(String step) {
    JsonNode one = micros().path(step);
    // To reach the model is part of asking it.
    long connect = step.equals("invoke") ? micros().path("connect").asLong(0) : 0;
    return one.isIntegralNumber() ? Optional.of(one.asLong() + connect) : Optional.empty();
  }

  private long total() {
    return micros().valueStream().mapToLong(one -> one.asLong(0)).sum();
  }

  private String millis(long micros) {
    return words.number(micros / 1_000.0, 1) + " ms";
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.of(node.path(name).asString("")).filter(one -> !one.isEmpty());
  }
}
