package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.vault.Pseudonym;

/**
 * What somebody looks for among the exchanges, as it stands in a query or a form, and what is wrong
 * with it. Only a filter without anything wrong becomes a {@link Search}.
 */
final class ExchangeFilter {
  private static final List<String> OUTCOMES = List.of("answered", "failed", "aborted");
  private static final Map<String, String> KINDS =
      Map.of("refused", "exchange.refuse", "deidentified", "exchange.deidentified");
  private static final List<String> ENDED =
      List.of("answered", "refused", "failed", "aborted", "deidentified");

  private final ZoneId zone;
  private final Map<String, String> asked = new LinkedHashMap<>();
  private final Map<String, String> wrong = new LinkedHashMap<>();
  private final Map<org.wardhealth.server.audit.Field, String> equal =
      new EnumMap<>(org.wardhealth.server.audit.Field.class);
  private final Map<String, Instant> times = new LinkedHashMap<>();

  private ExchangeFilter(ZoneId zone) {
    this.zone = zone;
  }

  /** What a request asks for; times without a zone are those of {@code zone}. */
  static ExchangeFilter of(HttpServletRequest request, ZoneId zone) {
    ExchangeFilter filter = new ExchangeFilter(zone);
    for (String name :
        List.of(
            "since",
            "until",
            "application",
            "model",
            "purpose",
            "ended",
            "code",
            "patient",
            "person")) {
      String value = request.getParameter(name);
      if (value != null && !value.isBlank()) {
        filter.asked.put(name, value.strip());
        filter.read(name, value.strip());
      }
    }
    return filter;
  }

  private void read(String name, String value) {
    switch (name) {
      case "since", "until" ->
          time(value)
              .ifPresentOrElse(
                  at -> times.put(name, at), () -> wrong.put(name, "exchanges.wrong.time"));
      case "ended" -> {
        if (OUTCOMES.contains(value)) {
          equal.put(org.wardhealth.server.audit.Field.OUTCOME, value);
        } else if (KINDS.containsKey(value)) {
          equal.put(org.wardhealth.server.audit.Field.KIND, KINDS.getOrDefault(value, ""));
        } else {
          wrong.put(name, "exchanges.wrong.choice");
        }
      }
      case "purpose" ->
          Purpose.parse(value)
              .ifPresentOrElse(
                  one -> equal.put(org.wardhealth.server.audit.Field.PURPOSE, one.name()),
                  () -> wrong.put(name, "exchanges.wrong.choice"));
      case "patient" ->
          Pseudonym.parse(value)
              .ifPresentOrElse(
                  one -> equal.put(org.wardhealth.server.audit.Field.PATIENT, one.value()),
                  () -> wrong.put(name, "exchanges.wrong.patient"));
      default ->
          org.wardhealth.server.audit.Field.parse(name).ifPresent(field -> text(field, value));
    }
  }

  private void text(org.wardhealth.server.audit.Field field, String value) {
    try {
      Search.of(Map.of(field, value), 1);
      equal.put(field, value);
    } catch (IllegalArgumentException e) {
      wrong.put(field.word(), "exchanges.wrong.text");
    }
  }

  private Optional<Instant> time(String value) {
    try {
      Instant at =
          value.endsWith("Z")
              ? Instant.parse(value)
              : LocalDateTime.parse(value).atZone(zone).toInstant();
      new Search(Map.of(), Optional.of(at), Optional.empty(), Optional.empty(), 1);
      return Optional.of(at);
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean isWrong() {
    return !wrong.isEmpty();
  }

  /** Whether anything is asked for. */
  boolean narrows() {
    return !asked.isEmpty();
  }

  /** What is asked for, by name: what the record says of a search. */
  SortedSet<String> names() {
    return new TreeSet<>(asked.keySet());
  }

  /** Whose exchanges are asked for, where that is one patient's. */
  Optional<String> patient() {
    return Optional.ofNullable(equal.get(org.wardhealth.server.audit.Field.PATIENT));
  }

  /** One row for each exchange that ended. */
  Search search(int limit) {
    return new Search(
            equal,
            Optional.ofNullable(times.get("since")),
            Optional.ofNullable(times.get("until")),
            Optional.empty(),
            limit)
        .ending();
  }

  /** The same, as a query. */
  String query() {
    return String.join(
        "&",
        asked.entrySet().stream()
            .map(
                one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .toList());
  }

  /** The same, for a form that hands it on. */
  List<Field.Choice> hidden() {
    return asked.entrySet().stream()
        .map(one -> new Field.Choice(one.getKey(), one.getValue(), true))
        .toList();
  }

  /** The questions, with what was asked and what is wrong. */
  Form shown(Words words, String action) {
    return new Form(
        action,
        List.of(
            line(words, "since", "datetime-local"),
            line(words, "until", "datetime-local"),
            one(words, "ended", "exchange.ended.", ENDED),
            one(
                words,
                "purpose",
                "purpose.",
                Arrays.stream(Purpose.values()).map(Enum::name).toList()),
            line(words, "application", "text"),
            line(words, "model", "text"),
            line(words, "code", "text"),
            line(words, "patient", "text"),
            line(words, "person", "text")),
        words.say("exchanges.search"));
  }

  private Field line(Words words, String name, String type) {
    return new Field.Line(
        name,
        words.say("exchanges." + name, words.zone()),
        Optional.empty(),
        Optional.ofNullable(wrong.get(name)).map(words::say),
        type,
        asked.getOrDefault(name, ""));
  }

  private Field one(Words words, String name, String prefix, List<String> values) {
    String chosen = asked.getOrDefault(name, "");
    List<Field.Choice> choices = new ArrayList<>();
    choices.add(new Field.Choice("", words.say("exchanges.any"), chosen.isEmpty()));
    values.forEach(
        value ->
            choices.add(
                new Field.Choice(
                    value, words.say(prefix + value), value.equalsIgnoreCase(chosen))));
    return new Field.One(
        name,
        words.say("exchanges." + name),
        Optional.empty(),
        Optional.ofNullable(wrong.get(name)).map(words::say),
        choices);
  }
}
