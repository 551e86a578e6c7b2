package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;

/** {@code /console/models}: what may be asked, where it runs, whether it is well. */
@RestController
final class ModelsPage {
  private static final String PATH = Place.MODELS.path();

  private final Pages pages;
  private final Models models;
  private final Traffic traffic;
  private final ConsoleSettings settings;

  ModelsPage(Pages pages, Models models, Traffic traffic, ConsoleSettings settings) {
    this.pages = pages;
    this.models = models;
    this.traffic = traffic;
    this.settings = settings;
  }

  /** What the page shows; problems by provider, in English as the health page has them. */
  record Registered(String lead, Map<String, String> problems, Table table) {}

  @GetMapping("/console/models")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Table.Sort sort =
        Table.Sort.of(
            Optional.ofNullable(request.getParameter("sort")), List.of("model", "provider"));
    pages.show(
        Place.MODELS,
        request,
        response,
        looking ->
            View.of("models", looking.say("place.models"), registered(looking.words(), sort)));
  }

  private Registered registered(Words words, Table.Sort sort) {
    Map<String, String> problems = new TreeMap<>(models.problems());
    Map<Traffic.Kind, Long> counts = traffic.hour().counts();
    Comparator<Model> order =
        sort.key().equals("provider")
            ? Comparator.comparing(Model::provider).thenComparing(Model::id)
            : Comparator.comparing(Model::id);
    List<List<Cell>> rows =
        models.list().stream()
            .sorted(sort.descending() ? order.reversed() : order)
            .map(model -> row(words, model, problems, counts))
            .toList();
    return new Registered(
        words.count("models.lead", rows.size()),
        problems,
        new Table(
            words.say("place.models"),
            List.of(
                Table.Column.sorted(words.say("models.model"), false, PATH, "model", sort),
                Table.Column.sorted(words.say("models.provider"), false, PATH, "provider", sort),
                Table.Column.of(words.say("models.where")),
                Table.Column.of(words.say("models.upstream")),
                Table.Column.of(words.say("models.operations")),
                Table.Column.of(words.say("models.digest")),
                Table.Column.number(words.say("models.hour")),
                Table.Column.of(words.say("models.state"))),
            rows));
  }

  private List<Cell> row(
      Words words, Model model, Map<String, String> problems, Map<Traffic.Kind, Long> counts) {
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
        new Cell.Figure(
            words.number(
                counts.entrySet().stream()
                    .filter(one -> one.getKey().model().equals(model.id()))
                    .mapToLong(Map.Entry::getValue)
                    .sum())),
        problems.containsKey(model.provider())
            ? Cell.of(Tone.BAD, words.say("models.ill"))
            : Cell.of(Tone.GOOD, words.say("models.well")));
  }
}
