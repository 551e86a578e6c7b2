package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Factor;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;

/**
 * {@code /console/people}: who may sign in, as what, by what factors, and who is signed in now.
 * What is done about them is done by {@link PersonActs}.
 */
@RestController
final class PeoplePage {
  static final String PATH = Place.PEOPLE.path();
  static final Role[] MAY_CHANGE = {Role.ADMINISTRATOR};
  static final Role[] MAY_LOCK = {Role.ADMINISTRATOR, Role.SECURITY_OFFICER};
  private static final int SHOWN = 50;
  private static final Duration SOON = Duration.ofDays(30);

  private final Pages pages;
  private final Accounts accounts;
  private final Factors factors;
  private final Sessions sessions;
  private final GlassReview reviews;
  private final Clock clock;

  PeoplePage(
      Pages pages,
      Accounts accounts,
      Factors factors,
      Sessions sessions,
      GlassReview reviews,
      Clock clock) {
    this.pages = pages;
    this.accounts = accounts;
    this.factors = factors;
    this.sessions = sessions;
    this.reviews = reviews;
    this.clock = clock;
  }

  /** What the list shows. */
  record Listed(String lead, boolean changes, Table table, Optional<Table> glasses) {}

  /**
   * What is shown of a person.
   *
   * @param own whether it is who looks
   * @param changes whether who looks may change their roles and links
   * @param locks whether who looks may lock them and end their sessions
   */
  record Shown(
      Person person,
      Tag state,
      Table roles,
      Optional<Table> factors,
      Optional<Table> sessions,
      boolean enrolled,
      boolean own,
      boolean changes,
      boolean locks) {
    String path() {
      return PATH + "/" + person.name();
    }
  }

  @GetMapping("/console/people")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String after = Objects.requireNonNullElse(request.getParameter("after"), "");
    pages.show(
        Place.PEOPLE,
        request,
        response,
        looking -> {
          List<Person> all = accounts.list();
          return View.of(
              "people",
              looking.say("place.people"),
              new Listed(
                  looking.words().count("people.lead", all.size()),
                  looking.viewer().may(MAY_CHANGE),
                  table(looking.words(), all, after),
                  reviews.table(looking.words())));
        });
  }

  private Table table(Words words, List<Person> all, String after) {
    List<Person> rest = all.stream().filter(one -> one.name().compareTo(after) > 0).toList();
    List<Person> page = rest.stream().limit(SHOWN).toList();
    Map<String, Long> open =
        sessions.list(Optional.empty()).stream()
            .collect(Collectors.groupingBy(Sessions.Listed::person, Collectors.counting()));
    return new Table(
        words.say("place.people"),
        List.of(
            Table.Column.of(words.say("person.name")),
            Table.Column.of(words.say("models.state")),
            Table.Column.of(words.say("person.roles")),
            Table.Column.of(words.say("person.factors")),
            Table.Column.number(words.say("person.sessions")),
            Table.Column.of(words.say("person.more"))),
        page.stream().map(one -> row(words, one, open.getOrDefault(one.id(), 0L))).toList(),
        rest.size() > SHOWN
            ? Optional.of(PATH + "?after=" + page.getLast().name())
            : Optional.empty());
  }

  private List<Cell> row(Words words, Person person, long open) {
    List<Factors.Listed> own = factors.list(person);
    return List.of(
        new Cell.Text(person.name()),
        new Cell.Tags(List.of(state(words, person, own))),
        new Cell.Tags(roles(words, person)),
        own.isEmpty()
            ? new Cell.Text(words.say("person.factors.none"))
            : new Cell.Tags(
                kinds(own).entrySet().stream()
                    .map(one -> new Tag(Tone.PLAIN, kind(words, one.getKey(), one.getValue())))
                    .toList()),
        new Cell.Figure(words.number(open)),
        new Cell.Link(PATH + "/" + person.name(), words.say("person.open"), person.name()));
  }

  private static Map<Factor, Long> kinds(List<Factors.Listed> factors) {
    return factors.stream()
        .collect(
            Collectors.groupingBy(
                Factors.Listed::factor, () -> new EnumMap<>(Factor.class), Collectors.counting()));
  }

  private static String kind(Words words, Factor factor, long count) {
    String name = words.say("factor." + factor.code());
    return count == 1 ? name : name + " \u00d7 " + words.number(count);
  }

  private static Tag state(Words words, Person person, List<Factors.Listed> factors) {
    if (!person.active()) {
      return new Tag(Tone.BAD, words.say("person.locked"));
    }
    return factors.isEmpty()
        ? new Tag(Tone.WARN, words.say("person.not-enrolled"))
        : new Tag(Tone.GOOD, words.say("person.active"));
  }

  private List<Tag> roles(Words words, Person person) {
    return person.grants().entrySet().stream()
        .map(one -> new Tag(tone(one.getValue()), words.say("role." + one.getKey().code())))
        .toList();
  }

  private Tone tone(Instant until) {
    Duration left = Duration.between(clock.instant(), until);
    return left.isNegative() || left.isZero()
        ? Tone.BAD
        : left.compareTo(SOON) < 0 ? Tone.WARN : Tone.PLAIN;
  }

  @GetMapping("/console/people/{name}")
  void person(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.PEOPLE,
        request,
        response,
        looking ->
            accounts
                .named(name)
                .map(one -> View.of("person", one.name(), shown(looking, one)))
                .orElseGet(looking::gone));
  }

  private Shown shown(Pages.Looking looking, Person person) {
    Words words = looking.words();
    List<Factors.Listed> own = factors.list(person);
    List<Sessions.Listed> open = sessions.list(Optional.of(person));
    boolean locks = looking.viewer().may(MAY_LOCK);
    return new Shown(
        person,
        state(words, person, own),
        roleTable(words, person),
        own.isEmpty() ? Optional.empty() : Optional.of(factorTable(words, own)),
        open.isEmpty() ? Optional.empty() : Optional.of(sessionTable(words, person, open, locks)),
        !own.isEmpty(),
        person.id().equals(looking.viewer().id()),
        looking.viewer().may(MAY_CHANGE),
        locks);
  }

  private Table roleTable(Words words, Person person) {
    return new Table(
        words.say("person.roles"),
        List.of(
            Table.Column.of(words.say("person.role")),
            Table.Column.of(words.say("person.until")),
            Table.Column.of(words.say("models.state"))),
        person.grants().entrySet().stream()
            .map(
                one ->
                    List.of(
                        new Cell.Text(words.say("role." + one.getKey().code())),
                        new Cell.At(one.getValue()),
                        Cell.of(
                            tone(one.getValue()) == Tone.PLAIN ? Tone.GOOD : tone(one.getValue()),
                            words.say("grant." + tone(one.getValue()).css()))))
            .toList());
  }

  /** Recovery codes stand in one row: each is a factor, and none is worth a look. */
  private static Table factorTable(Words words, List<Factors.Listed> own) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Factors.Listed one : own) {
      if (one.factor() != Factor.RECOVERY) {
        rows.add(
            List.of(
                new Cell.Text(words.say("factor." + one.factor().code())),
                new Cell.At(one.added()),
                new Cell.At(one.used())));
      }
    }
    List<Factors.Listed> codes =
        own.stream().filter(one -> one.factor() == Factor.RECOVERY).toList();
    if (!codes.isEmpty()) {
      rows.add(
          List.of(
              new Cell.Text(words.count("person.codes", codes.size())),
              new Cell.At(codes.getFirst().added()),
              new Cell.Text("")));
    }
    return new Table(
        words.say("person.factors"),
        List.of(
            Table.Column.of(words.say("people.account.factor")),
            Table.Column.of(words.say("people.account.added")),
            Table.Column.of(words.say("people.account.used"))),
        rows);
  }

  private static Table sessionTable(
      Words words, Person person, List<Sessions.Listed> open, boolean locks) {
    List<Table.Column> columns =
        new ArrayList<>(
            List.of(
                Table.Column.of(words.say("person.session")),
                Table.Column.of(words.say("person.proved")),
                Table.Column.of(words.say("people.account.began")),
                Table.Column.of(words.say("people.account.used"))));
    if (locks) {
      columns.add(Table.Column.of(words.say("people.account.act")));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Sessions.Listed one : open) {
      List<Cell> row = new ArrayList<>();
      row.add(new Cell.Code(one.id()));
      row.add(
          new Cell.Tags(
              one.proofs().stream()
                  .map(proof -> new Tag(Tone.PLAIN, words.say("factor." + proof.factor().code())))
                  .toList()));
      row.add(new Cell.At(one.began()));
      row.add(new Cell.At(one.seen()));
      if (locks) {
        row.add(
            new Cell.Link(
                PATH + "/" + person.name() + "/sign-out?session=" + one.id(),
                words.say("people.account.end"),
                one.id()));
      }
      rows.add(row);
    }
    return new Table(words.say("person.sessions"), columns, rows);
  }
}
