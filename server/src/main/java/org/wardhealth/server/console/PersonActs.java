package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;

/**
 * What is done about people: adding one, their link, roles, locking, ending sessions. Each asks
 * first, needs a fresh proof of who does it, and is in the ledger, by their id, before it holds.
 *
 * <p>Nobody changes their own roles, links or lock: so no administrator gives themselves anything,
 * and none is the last who locks themselves out.
 */
@RestController
final class PersonActs {
  private final Pages pages;
  private final Accounts accounts;
  private final Enrolment enrolment;
  private final Factors factors;
  private final Sessions sessions;
  private final Front front;

  PersonActs(
      Pages pages,
      Accounts accounts,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Front front) {
    this.pages = pages;
    this.accounts = accounts;
    this.enrolment = enrolment;
    this.factors = factors;
    this.sessions = sessions;
    this.front = front;
  }

  /** A link that is seen only now. */
  record Linked(String name, String link, Instant until, String back) {
    @Override
    public String toString() {
      return "Linked[***]";
    }
  }

  /** A form about a person. */
  record About(String name, String back, Form form) {}

  @GetMapping("/console/people/new")
  void blank(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.showSurely(
        Place.PEOPLE,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        looking ->
            adding(
                200, looking, looking.kept().map(PersonForm::added).orElseGet(PersonForm::empty)));
  }

  @PostMapping("/console/people/new")
  void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.actSurely(
        Place.PEOPLE,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        looking -> {
          PersonForm form = PersonForm.added(request);
          return form.add(accounts, looking.words(), looking.viewer().id())
              .map(
                  person ->
                      linked(
                          looking, person, enrolment.link(person, looking.viewer().id()), request))
              .orElseGet(() -> adding(422, looking, form));
        });
  }

  private static View adding(int status, Pages.Looking looking, PersonForm form) {
    return new View(
        status,
        "person_new",
        looking.say("person.new"),
        form.shown(PeoplePage.PATH + "/new", looking.words()));
  }

  private View linked(
      Pages.Looking looking, Person person, Enrolment.Link link, HttpServletRequest request) {
    return new View(
        201,
        "person_linked",
        looking.say("person.linked"),
        new Linked(
            person.name(),
            front.site(request).page("/enrol/" + link.token().reveal()).toString(),
            link.until(),
            path(person)));
  }

  @GetMapping("/console/people/{name}/link")
  void askLink(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) -> {
          if (factors.list(person).isEmpty()) {
            return confirm(looking, person, "link", "link", false, List.of());
          }
          return resetting(
              200, looking, person, looking.kept().map(ResetForm::of).orElseGet(ResetForm::empty));
        });
  }

  /** Makes a link; of who is enrolled already, all factors and sessions end. */
  @PostMapping("/console/people/{name}/link")
  void link(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    act(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) -> {
          if (!person.active()) {
            return looking.gone();
          }
          String by = looking.viewer().id();
          if (factors.list(person).isEmpty()) {
            return linked(looking, person, enrolment.link(person, by), request);
          }
          ResetForm form = ResetForm.of(request);
          return form.proofing(looking.words())
              .map(how -> linked(looking, person, enrolment.reset(person, how, by), request))
              .orElseGet(() -> resetting(422, looking, person, form));
        });
  }

  private static View resetting(int status, Pages.Looking looking, Person person, ResetForm form) {
    return new View(
        status,
        "person_reset",
        looking.say("person.reset.title"),
        new About(
            person.name(), path(person), form.shown(path(person) + "/link", looking.words())));
  }

  @GetMapping("/console/people/{name}/roles")
  void askRoles(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) ->
            granting(
                200,
                looking,
                person,
                looking.kept().map(PersonForm::granted).orElseGet(() -> PersonForm.of(person))));
  }

  @PostMapping("/console/people/{name}/roles")
  void grant(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    act(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) -> {
          PersonForm form = PersonForm.granted(request);
          return form.grant(accounts, person, looking.words(), looking.viewer().id())
              .map(changed -> done(looking, changed, "granted"))
              .orElseGet(() -> granting(422, looking, person, form));
        });
  }

  private static View granting(int status, Pages.Looking looking, Person person, PersonForm form) {
    return new View(
        status,
        "person_roles",
        looking.say("person.grant.title"),
        new About(
            person.name(), path(person), form.shown(path(person) + "/roles", looking.words())));
  }

  @GetMapping("/console/people/{name}/lock")
  void askLock(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask(
        name,
        PeoplePage.MAY_LOCK,
        request,
        response,
        (looking, person) -> confirm(looking, person, "lock", "lock", true, List.of()));
  }

  @PostMapping("/console/people/{name}/lock")
  void lock(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    act(
        name,
        PeoplePage.MAY_LOCK,
        request,
        response,
        (looking, person) -> {
          accounts.activate(person, false, looking.viewer().id());
          sessions.revokeAll(person, looking.viewer().id());
          return done(looking, person, "locked");
        });
  }

  @GetMapping("/console/people/{name}/unlock")
  void askUnlock(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) -> confirm(looking, person, "unlock", "unlock", false, List.of()));
  }

  @PostMapping("/console/people/{name}/unlock")
  void unlock(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    act(
        name,
        PeoplePage.MAY_CHANGE,
        request,
        response,
        (looking, person) -> {
          accounts.activate(person, true, looking.viewer().id());
          return done(looking, person, "unlocked");
        });
  }

  @GetMapping("/console/people/{name}/sign-out")
  void askSignOut(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask(
        name,
        PeoplePage.MAY_LOCK,
        request,
        response,
        (looking, person) -> {
          String session = session(looking.answers(request));
          return confirm(
              looking,
              person,
              "sign-out",
              session.isEmpty() ? "sign-out" : "end",
              true,
              List.of(new Field.Choice("session", session, false)));
        });
  }

  /** Ends one session, or, without one named, all of them. */
  @PostMapping("/console/people/{name}/sign-out")
  void signOut(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    act(
        name,
        PeoplePage.MAY_LOCK,
        request,
        response,
        (looking, person) -> {
          String session = session(request);
          if (session.isEmpty()) {
            sessions.revokeAll(person, looking.viewer().id());
            return done(looking, person, "signed-out");
          }
          return sessions.revoke(session, Optional.of(person), looking.viewer().id())
              ? done(looking, person, "ended")
              : looking.gone();
        });
  }

  private static String session(HttpServletRequest request) {
    return Objects.requireNonNullElse(request.getParameter("session"), "");
  }

  private static String path(Person person) {
    return PeoplePage.PATH + "/" + person.name();
  }

  /** Something that is asked or done about somebody. */
  private interface Act {
    View on(Pages.Looking looking, Person person);
  }

  private void ask(
      String name, Role[] roles, HttpServletRequest request, HttpServletResponse response, Act act)
      throws IOException {
    pages.showSurely(Place.PEOPLE, roles, request, response, looking -> on(looking, name, act));
  }

  private void act(
      String name, Role[] roles, HttpServletRequest request, HttpServletResponse response, Act act)
      throws IOException {
    pages.actSurely(Place.PEOPLE, roles, request, response, looking -> on(looking, name, act));
  }

  private View on(Pages.Looking looking, String name, Act act) {
    Function<Person, View> done =
        person ->
            person.id().equals(looking.viewer().id())
                ? new View(
                    403,
                    "done",
                    looking.say("person.own"),
                    new Done(
                        person.name(),
                        looking.say("person.own.text"),
                        path(person),
                        looking.say("person.back", person.name())))
                : act.on(looking, person);
    return accounts.named(name).map(done).orElseGet(looking::gone);
  }

  /** A question whose words stand under {@code person.KEY.*}. */
  private static View confirm(
      Pages.Looking looking,
      Person person,
      String act,
      String key,
      boolean danger,
      List<Field.Choice> hidden) {
    return View.of(
        "confirm",
        looking.say("person." + key + ".title"),
        new Confirm(
            person.name(),
            looking.say("person." + key + ".text"),
            path(person) + "/" + act,
            hidden,
            looking.say("person." + key + ".do"),
            danger,
            path(person),
            looking.say("person.keep")));
  }

  private static View done(Pages.Looking looking, Person person, String key) {
    return View.of(
        "done",
        looking.say("person." + key),
        new Done(
            person.name(),
            looking.say("person." + key + ".text"),
            path(person),
            looking.say("person.back", person.name())));
  }
}
