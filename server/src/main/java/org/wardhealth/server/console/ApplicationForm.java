package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.identity.Thumbprint;
import org.wardhealth.server.models.Models;

/** What is asked for a new application, what was answered, and what is wrong with the answers. */
final class ApplicationForm {
  private static final String EVERY = "*";

  private final String name;
  private final Set<String> purposes;
  private final Set<String> models;
  private final Set<String> rights;
  private final String requests;
  private final String tokens;
  private final TreeMap<String, String> wrong = new TreeMap<>();

  private ApplicationForm(
      String name,
      Set<String> purposes,
      Set<String> models,
      Set<String> rights,
      String requests,
      String tokens) {
    this.name = name;
    this.purposes = purposes;
    this.models = models;
    this.rights = rights;
    this.requests = requests;
    this.tokens = tokens;
  }

  /** Nothing answered yet; limits as Ward gives them. */
  static ApplicationForm empty() {
    return new ApplicationForm(
        "",
        Set.of(),
        Set.of(),
        Set.of(),
        Long.toString(Limits.DEFAULT.requestsPerMinute()),
        Long.toString(Limits.DEFAULT.tokensPerMinute()));
  }

  /** As it was sent. */
  static ApplicationForm of(HttpServletRequest request) {
    return new ApplicationForm(
        one(request, "name"),
        many(request, "purpose"),
        many(request, "model"),
        many(request, "right"),
        one(request, "requests"),
        one(request, "tokens"));
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }

  private static Set<String> many(HttpServletRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? Set.of() : new TreeSet<>(Arrays.asList(values));
  }

  /** Makes the application; nothing if an answer is wrong, which the fields then say. */
  Optional<Clients.Issued> add(Clients clients, Models known, Words words, By by) {
    if (name.isEmpty()) {
      wrong.put("name", words.say("application.name.missing"));
    } else if (clients.list().stream().anyMatch(other -> other.name().equals(name))) {
      wrong.put("name", words.say("application.name.taken"));
    }
    Set<Purpose> wantedPurposes = EnumSet.noneOf(Purpose.class);
    purposes.forEach(code -> Purpose.parse(code).ifPresent(wantedPurposes::add));
    if (wantedPurposes.isEmpty()) {
      wrong.put("purpose", words.say("application.purpose.missing"));
    }
    Set<String> wantedModels = new TreeSet<>(models);
    wantedModels.removeIf(id -> !id.equals(EVERY) && known.find(id).isEmpty());
    if (wantedModels.isEmpty()) {
      wrong.put("model", words.say("application.model.missing"));
    }
    Set<Right> wantedRights = EnumSet.noneOf(Right.class);
    rights.forEach(right -> Right.parse(right).ifPresent(wantedRights::add));
    Optional<Limits> limits = limits(words);
    if (!wrong.containsKey("name") && !nameFits()) {
      wrong.put("name", words.say("application.name.form"));
    }
    if (!wrong.isEmpty() || limits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        clients.add(
            name, wantedPurposes, wantedModels, wantedRights, limits.get(), Optional.empty(), by));
  }

  /** Whether an application may be called so, as {@link Client} itself says. */
  private boolean nameFits() {
    try {
      var _ =
          new Client(
              "", name, Set.of(), Set.of(), Set.of(), Limits.DEFAULT, Optional.<Thumbprint>empty());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<Limits> limits(Words words) {
    long[] numbers = new long[2];
    String[] given = {requests, tokens};
    String[] names = {"requests", "tokens"};
    for (int i = 0; i < 2; i++) {
      numbers[i] = given[i].matches("[0-9]{1,10}") ? Long.parseLong(given[i]) : 0;
      if (numbers[i] < 1 || numbers[i] > 1_000_000_000) {
        wrong.put(names[i], words.say("application.limit.form"));
      }
    }
    return wrong.containsKey("requests") || wrong.containsKey("tokens")
        ? Optional.empty()
        : Optional.of(new Limits(numbers[0], numbers[1]));
  }

  /** The form as it is to be shown, with what was answered and what is wrong. */
  Form shown(String action, Words words, Models known) {
    List<Field.Choice> purposeChoices =
        Arrays.stream(Purpose.values())
            .map(
                one ->
                    new Field.Choice(
                        one.name(),
                        one.name() + " - " + words.say("purpose." + one.name()),
                        purposes.contains(one.name())))
            .toList();
    List<Field.Choice> modelChoices = new ArrayList<>();
    known
        .list()
        .forEach(
            model ->
                modelChoices.add(
                    new Field.Choice(model.id(), model.id(), models.contains(model.id()))));
    modelChoices.add(
        new Field.Choice(EVERY, words.say("application.every-model"), models.contains(EVERY)));
    List<Field.Choice> rightChoices =
        Arrays.stream(Right.values())
            .map(
                one ->
                    new Field.Choice(
                        one.name(), words.say("right." + one.name()), rights.contains(one.name())))
            .toList();
    return new Form(
        action,
        List.of(
            new Field.Line(
                "name",
                words.say("application.name"),
                Optional.of(words.say("application.name.hint")),
                error("name"),
                "text",
                name),
            new Field.Any(
                "purpose",
                words.say("application.purposes"),
                Optional.of(words.say("application.purposes.hint")),
                error("purpose"),
                purposeChoices),
            new Field.Any(
                "model", words.say("place.models"), Optional.empty(), error("model"), modelChoices),
            new Field.Any(
                "right",
                words.say("application.rights"),
                Optional.of(words.say("application.rights.hint")),
                Optional.empty(),
                rightChoices),
            new Field.Line(
                "requests",
                words.say("application.requests"),
                Optional.empty(),
                error("requests"),
                "number",
                requests),
            new Field.Line(
                "tokens",
                words.say("application.tokens"),
                Optional.empty(),
                error("tokens"),
                "number",
                tokens)),
        words.say("application.add"));
  }

  private Optional<String> error(String field) {
    return Optional.ofNullable(wrong.get(field));
  }
}
