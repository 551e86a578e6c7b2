package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.models.Models;

/**
 * {@code /console/applications}: who may call Ward, for what, how much; a new one, and an end to
 * one. Only administrators change anything.
 */
@RestController
final class ApplicationsPage {
  private static final String PATH = Place.APPLICATIONS.path();
  private static final Role[] MAY_CHANGE = {Role.ADMINISTRATOR};
  private static final int SHOWN = 25;

  private final Pages pages;
  private final Clients clients;
  private final Models models;

  ApplicationsPage(Pages pages, Clients clients, Models models) {
    this.pages = pages;
    this.clients = clients;
    this.models = models;
  }

  /** What the list shows. */
  record Listed(String lead, boolean changes, Optional<Table> table) {}

  /** A key that is seen only now. */
  record Shown(Client client, String key) {
    @Override
    public String toString() {
      return "Shown[***]";
    }
  }

  @GetMapping("/console/applications")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Table.Sort sort =
        Table.Sort.of(
            Optional.ofNullable(request.getParameter("sort")), List.of("name", "requests"));
    String after = Objects.requireNonNullElse(request.getParameter("after"), "");
    pages.show(
        Place.APPLICATIONS,
        request,
        response,
        looking -> {
          boolean changes = looking.viewer().may(MAY_CHANGE);
          List<Client> all = clients.list();
          return View.of(
              "applications",
              looking.say("place.applications"),
              new Listed(
                  looking.words().count("applications.lead", all.size()),
                  changes,
                  all.isEmpty()
                      ? Optional.empty()
                      : Optional.of(table(looking.words(), all, sort, after, changes))));
        });
  }

  private static Table table(
      Words words, List<Client> all, Table.Sort sort, String after, boolean changes) {
    Comparator<Client> order =
        sort.key().equals("requests")
            ? Comparator.comparingLong((Client one) -> one.limits().requestsPerMinute())
                .thenComparing(Client::name)
            : Comparator.comparing(Client::name);
    List<Client> sorted =
        all.stream().sorted(sort.descending() ? order.reversed() : order).toList();
    List<Client> rest =
        sorted.stream()
            .dropWhile(one -> !after.isEmpty() && !one.id().equals(after))
            .skip(after.isEmpty() ? 0 : 1)
            .toList();
    List<Client> page = rest.stream().limit(SHOWN).toList();
    String sorting = (sort.descending() ? "-" : "") + sort.key();
    return new Table(
        words.say("place.applications"),
        List.of(
            Table.Column.sorted(words.say("application.name"), false, PATH, "name", sort),
            Table.Column.of(words.say("application.purposes")),
            Table.Column.of(words.say("place.models")),
            Table.Column.of(words.say("application.rights")),
            Table.Column.sorted(words.say("application.requests"), true, PATH, "requests", sort),
            Table.Column.number(words.say("application.tokens")),
            Table.Column.of(
                words.say(changes ? "applications.change" : "applications.certificate"))),
        page.stream().map(client -> row(words, client, changes)).toList(),
        rest.size() > SHOWN
            ? Optional.of(PATH + "?sort=" + sorting + "&after=" + page.getLast().id())
            : Optional.empty());
  }

  private static List<Cell> row(Words words, Client client, boolean changes) {
    return List.of(
        new Cell.Text(client.name()),
        new Cell.Tags(
            client.purposes().stream()
                .sorted()
                .map(one -> new Tag(Tone.PLAIN, one.name()))
                .toList()),
        new Cell.Text(
            client.models().contains("*")
                ? words.say("application.every-model")
                : String.join(", ", client.models().stream().sorted().toList())),
        new Cell.Text(
            client.rights().isEmpty()
                ? words.say("applications.none")
                : String.join(
                    ", ",
                    client.rights().stream()
                        .sorted()
                        .map(one -> words.say("right." + one.name() + ".short"))
                        .toList())),
        new Cell.Figure(words.number(client.limits().requestsPerMinute())),
        new Cell.Figure(words.number(client.limits().tokensPerMinute())),
        changes
            ? new Cell.Link(
                PATH + "/revoke?name=" + URLEncoder.encode(client.name(), StandardCharsets.UTF_8),
                words.say("applications.revoke"),
                client.name())
            : new Cell.Text(
                words.say(
                    client.certificate().isPresent()
                        ? "applications.bound"
                        : "applications.none")));
  }

  @GetMapping("/console/applications/new")
  void blank(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.APPLICATIONS,
        MAY_CHANGE,
        request,
        response,
        looking -> form(200, looking, ApplicationForm.empty()));
  }

  @PostMapping("/console/applications/new")
  void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.APPLICATIONS,
        MAY_CHANGE,
        request,
        response,
        looking -> {
          ApplicationForm form = ApplicationForm.of(request);
          return form.add(clients, models, looking.words(), looking.viewer().by())
              .map(
                  issued ->
                      new View(
                          201,
                          "application_added",
                          looking.say("application.added"),
                          new Shown(issued.client(), issued.key().revealOnce())))
              .orElseGet(() -> form(422, looking, form));
        });
  }

  private View form(int status, Pages.Looking looking, ApplicationForm form) {
    return new View(
        status,
        "application_new",
        looking.say("application.new"),
        form.shown(PATH + "/new", looking.words(), models));
  }

  @GetMapping("/console/applications/revoke")
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String name = Objects.requireNonNullElse(request.getParameter("name"), "");
    pages.show(
        Place.APPLICATIONS,
        MAY_CHANGE,
        request,
        response,
        looking -> named(name).map(client -> asked(looking, client)).orElseGet(looking::gone));
  }

  @PostMapping("/console/applications/revoke")
  void revoke(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.APPLICATIONS,
        MAY_CHANGE,
        request,
        response,
        looking -> {
          String name = Objects.requireNonNullElse(request.getParameter("name"), "");
          return clients.revoke(name, looking.viewer().by())
              ? View.of("application_revoked", looking.say("application.revoked"), name)
              : looking.gone();
        });
  }

  private Optional<Client> named(String name) {
    return clients.list().stream().filter(client -> client.name().equals(name)).findFirst();
  }

  private static View asked(Pages.Looking looking, Client client) {
    return View.of("application_revoke", looking.say("application.revoke"), client.name());
  }
}
