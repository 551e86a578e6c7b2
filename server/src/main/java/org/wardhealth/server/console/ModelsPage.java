package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;

/**
 * {@code /console/models}: what may be asked, where it runs, whether it is well; and an end to it
 * at once. To suspend is open to more people than to resume, because it is the safe side.
 */
@RestController
final class ModelsPage {
  private static final String PATH = Place.MODELS.path();

  private static final Role[] MAY_SUSPEND = {
    Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER, Role.ENGINEER
  };
  private static final Role[] MAY_RESUME = {Role.ADMINISTRATOR, Role.SECURITY_OFFICER};

  private final Pages pages;
  private final Models models;
  private final Suspensions suspensions;
  private final Traffic traffic;
  private final ConsoleSettings settings;

  ModelsPage(
      Pages pages,
      Models models,
      Suspensions suspensions,
      Traffic traffic,
      ConsoleSettings settings) {
    this.pages = pages;
    this.models = models;
    this.suspensions = suspensions;
    this.traffic = traffic;
    this.settings = settings;
  }

  /**
   * What the page shows.
   *
   * @param problems by provider, in English as the health page has them
   * @param priced whether a card says what its model costs
   */
  record Registered(
      String lead,
      Map<String, String> problems,
      List<Suspension> suspended,
      boolean priced,
      Table table) {}

  /** A model that is to be suspended, and what is asked for that. */
  record Asked(String model, Form form) {}

  @GetMapping("/console/models")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Table.Sort sort =
        Table.Sort.of(
            Optional.ofNullable(request.getParameter("sort")), List.of("model", "provider"));
    pages.show(
        Place.MODELS,
        request,
        response,
        looking -> View.of("models", looking.say("place.models"), registered(looking, sort)));
  }

  private Registered registered(Pages.Looking looking, Table.Sort sort) {
    Words words = looking.words();
    Map<String, String> problems = new TreeMap<>(models.problems());
    Hour hour = new Hour(traffic.hour().counts(), traffic.efforts());
    Comparator<Model> order =
        sort.key().equals("provider")
            ? Comparator.comparing(Model::provider).thenComparing(Model::id)
            : Comparator.comparing(Model::id);
    List<Model> all = models.list();
    List<Suspension> suspended = all.stream().flatMap(one -> one.suspension().stream()).toList();
    boolean priced = all.stream().anyMatch(model -> model.card().price().isPresent());
    List<List<Cell>> rows =
        all.stream()
            .sorted(sort.descending() ? order.reversed() : order)
            .map(model -> row(looking, model, problems, hour, priced))
            .toList();
    List<Table.Column> columns =
        new ArrayList<>(
            List.of(
                Table.Column.sorted(words.say("models.model"), false, PATH, "model", sort),
                Table.Column.sorted(words.say("models.provider"), false, PATH, "provider", sort),
                Table.Column.of(words.say("models.where")),
                Table.Column.of(words.say("models.upstream")),
                Table.Column.of(words.say("models.operations")),
                Table.Column.of(words.say("models.digest")),
                Table.Column.number(words.say("models.hour")),
                Table.Column.number(words.say("models.failed")),
                Table.Column.number(words.say("models.took")),
                Table.Column.number(words.say("models.tokens"))));
    columns.add(1, Table.Column.of(words.say("models.state")));
    if (priced) {
      columns.add(Table.Column.number(words.say("models.cost")));
    }
    if (looking.viewer().may(MAY_SUSPEND)) {
      columns.add(2, Table.Column.of(words.say("models.change")));
    }
    return new Registered(
        words.count("models.lead", (long) all.size() - suspended.size()),
        problems,
        suspended,
        priced,
        new Table(words.say("place.models"), columns, rows));
  }

  private List<Cell> row(
      Pages.Looking looking, Model model, Map<String, String> problems, Hour hour, boolean priced) {
    Words words = looking.words();
    List<Cell> cells = new ArrayList<>(facts(words, model, hour));
    if (priced) {
      cells.add(cost(words, model, hour));
    }
    cells.add(1, state(words, model, problems));
    if (looking.viewer().may(MAY_SUSPEND)) {
      boolean offered = model.suspension().isEmpty();
      cells.add(
          2,
          offered || looking.viewer().may(MAY_RESUME)
              ? new Cell.Link(
                  path(offered ? "suspend" : "resume", model.id()),
                  words.say(offered ? "models.suspend" : "models.resume"),
                  model.id())
              : new Cell.Text(words.say("models.resume.others")));
    }
    return cells;
  }

  private static String path(String act, String model) {
    return PATH + "/" + act + "?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
  }

  private static Cell state(Words words, Model model, Map<String, String> problems) {
    if (model.suspension().isPresent()) {
      return Cell.of(Tone.BAD, words.say("models.suspended"));
    }
    return problems.containsKey(model.provider())
        ? Cell.of(Tone.BAD, words.say("models.ill"))
        : Cell.of(Tone.GOOD, words.say("models.well"));
  }

  /** By the price of its card; nothing where it has none. */
  private static Cell cost(Words words, Model model, Hour hour) {
    Traffic.Effort effort = hour.effort(model);
    return new Cell.Figure(
        model
            .card()
            .price()
            .map(price -> words.money(price.of(effort.in(), effort.out()), price.currency()))
            .orElse("–"));
  }

  /** What the meters say of the last hour. */
  private record Hour(Map<Traffic.Kind, Long> counts, Map<String, Traffic.Effort> efforts) {
    long of(Model model, Predicate<Traffic.Kind> which) {
      return counts.entrySet().stream()
          .filter(one -> one.getKey().model().equals(model.id()) && which.test(one.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    Traffic.Effort effort(Model model) {
      return efforts.getOrDefault(model.id(), Traffic.Effort.NONE);
    }
  }

  private List<Cell> facts(Words words, Model model, Hour hour) {
    return List.of(
        new Cell.Text(model.id()),
        new Cell.Text(model.provider()),
        settings
            .host(model.provider())
            .<Cell>map(Cell.Code::new)
            .orElseGet(() -> new Cell.Text(words.say("models.inside"))),
        new Cell.Code(model.upstreamName()),
        new Cell.Text(
            String.join(
                ", ",
                model.operations().stream()
                    .sorted()
                    .map(one -> words.say("operation." + one.name()))
                    .toList())),
        model
            .digest()
            .<Cell>map(digest -> new Cell.Code(digest.substring(0, Math.min(12, digest.length()))))
            .orElseGet(() -> new Cell.Text(words.say("models.no-digest"))),
        new Cell.Figure(words.number(hour.of(model, _ -> true))),
        new Cell.Figure(words.number(hour.of(model, kind -> !kind.answered()))),
        new Cell.Figure(
            hour.effort(model).millis().isPresent()
                ? words.number(hour.effort(model).millis().getAsLong()) + " ms"
                : "–"),
        new Cell.Figure(words.number(hour.effort(model).tokens())));
  }

  @GetMapping("/console/models/suspend")
  void askSuspend(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.showSurely(
        Place.MODELS,
        MAY_SUSPEND,
        request,
        response,
        looking ->
            named(looking.answers(request))
                .map(
                    model ->
                        form(
                            200,
                            looking,
                            model,
                            looking.kept().map(kept -> one(kept, "reason")).orElse(""),
                            looking.kept().map(kept -> one(kept, "reference")).orElse(""),
                            false))
                .orElseGet(looking::gone));
  }

  @PostMapping("/console/models/suspend")
  void suspend(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.actSurely(
        Place.MODELS,
        MAY_SUSPEND,
        request,
        response,
        looking ->
            named(request).map(model -> suspend(looking, model, request)).orElseGet(looking::gone));
  }

  private View suspend(Pages.Looking looking, Model model, HttpServletRequest request) {
    String wanted = one(request, "reason");
    String reference = one(request, "reference");
    Optional<Suspension.Reason> reason = Suspension.Reason.parse(wanted);
    if (reason.isEmpty() || !(reference.isEmpty() || Suspensions.isReference(reference))) {
      return form(422, looking, model, wanted, reference, true);
    }
    boolean done =
        suspensions.suspend(
            model,
            reason.get(),
            Optional.of(reference).filter(text -> !text.isEmpty()),
            looking.viewer().by());
    return done(looking, model, "model.suspended", done ? "text" : "before");
  }

  private static View done(Pages.Looking looking, Model model, String title, String text) {
    return View.of(
        "done",
        looking.say(title),
        new Done(model.id(), looking.say(title + "." + text), PATH, looking.say("place.models")));
  }

  private static View form(
      int status,
      Pages.Looking looking,
      Model model,
      String reason,
      String reference,
      boolean judged) {
    List<Field.Choice> reasons = new ArrayList<>();
    reasons.add(new Field.Choice("", looking.say("form.choose"), reason.isEmpty()));
    for (Suspension.Reason one : Suspension.Reason.values()) {
      reasons.add(
          new Field.Choice(
              one.name(), looking.say("suspension." + one.name()), one.name().equals(reason)));
    }
    boolean noReason = judged && Suspension.Reason.parse(reason).isEmpty();
    boolean noFile = judged && !reference.isEmpty() && !Suspensions.isReference(reference);
    Form form =
        new Form(
            path("suspend", model.id()),
            List.of(
                new Field.One(
                    "reason",
                    looking.say("model.reason"),
                    Optional.of(looking.say("model.reason.hint")),
                    noReason ? Optional.of(looking.say("model.reason.missing")) : Optional.empty(),
                    reasons),
                new Field.Line(
                    "reference",
                    looking.say("model.reference"),
                    Optional.of(looking.say("model.reference.hint")),
                    noFile ? Optional.of(looking.say("model.reference.form")) : Optional.empty(),
                    "text",
                    reference)),
            looking.say("models.suspend"));
    return new View(
        status, "model_suspend", looking.say("model.suspend"), new Asked(model.id(), form));
  }

  @GetMapping("/console/models/resume")
  void askResume(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.showSurely(
        Place.MODELS,
        MAY_RESUME,
        request,
        response,
        looking ->
            named(looking.answers(request))
                .flatMap(Model::suspension)
                .map(why -> View.of("model_resume", looking.say("model.resume"), why))
                .orElseGet(looking::gone));
  }

  @PostMapping("/console/models/resume")
  void resume(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.actSurely(
        Place.MODELS,
        MAY_RESUME,
        request,
        response,
        looking ->
            named(request)
                .map(
                    model -> {
                      boolean done = suspensions.resume(model, looking.viewer().by());
                      return done(looking, model, "model.resumed", done ? "text" : "before");
                    })
                .orElseGet(looking::gone));
  }

  private Optional<Model> named(HttpServletRequest request) {
    return models.find(Objects.requireNonNullElse(request.getParameter("model"), ""));
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }
}
