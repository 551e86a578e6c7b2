package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Enrolment;
import org.wardhealth.server.identity.Factors;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Proofing;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.identity.Sessions;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /identity/people} and {@code /identity/sessions}, for {@code ward person} and {@code ward
 * session} on this machine.
 */
@RestController
@RequestMapping("/identity")
final class PeopleDoor {
  private static final int MAX_BYTES = 16 * 1024;
  private static final String OPERATOR = "operator";

  private final Accounts accounts;
  private final Enrolment enrolment;
  private final Factors factors;
  private final Sessions sessions;
  private final Front front;
  private final OperatorDoor.OperatorToken operator;
  private final LongSupplier nanos;

  PeopleDoor(
      Accounts accounts,
      Enrolment enrolment,
      Factors factors,
      Sessions sessions,
      Front front,
      OperatorDoor.OperatorToken operator,
      LongSupplier nanos) {
    this.accounts = accounts;
    this.enrolment = enrolment;
    this.factors = factors;
    this.sessions = sessions;
    this.front = front;
    this.operator = operator;
    this.nanos = nanos;
  }

  @PostMapping("/people")
  void add(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("name", "roles"));
          Person person =
              accounts.add(Fields.string(wanted.path("name"), "name"), roles(wanted), OPERATOR);
          ObjectNode shown = show(person);
          link(request, enrolment.link(person, OPERATOR), shown);
          Http.json(response, 201, shown);
        });
  }

  @GetMapping("/people")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode list = Json.MAPPER.createObjectNode();
          ArrayNode people = list.putArray("people");
          accounts.list().forEach(person -> people.add(show(person)));
          Http.json(response, 200, list);
        });
  }

  @PostMapping("/people/{name}/link")
  void link(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("reset"));
          Person person = person(name);
          ObjectNode shown = show(person);
          Optional<Proofing> reset = reset(wanted);
          link(
              request,
              reset.isPresent()
                  ? enrolment.reset(person, reset.get(), OPERATOR)
                  : enrolment.link(person, OPERATOR),
              shown);
          Http.json(response, 201, shown);
        });
  }

  @PutMapping("/people/{name}/roles")
  void grant(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("roles", "days"));
          Duration holds =
              wanted.has("days")
                  ? Duration.ofDays(Fields.number(wanted.path("days"), "days").asLong())
                  : Accounts.RECERTIFIED;
          Http.json(
              response, 200, show(accounts.grant(person(name), roles(wanted), holds, OPERATOR)));
        });
  }

  @PutMapping("/people/{name}/active")
  void activate(
      @PathVariable("name") String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("active"));
          boolean active = Fields.bool(wanted.path("active"), "active").asBoolean();
          Person person = person(name);
          accounts.activate(person, active, OPERATOR);
          if (!active) {
            sessions.revokeAll(person, OPERATOR);
          }
          Http.json(response, 200, show(person(name)));
        });
  }

  @GetMapping("/sessions")
  void sessions(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode list = Json.MAPPER.createObjectNode();
          ArrayNode shown = list.putArray("sessions");
          List<Person> people = accounts.list();
          for (Sessions.Listed session : sessions.list(Optional.empty())) {
            ObjectNode one = shown.addObject();
            one.put("id", session.id());
            one.put(
                "person",
                people.stream()
                    .filter(person -> person.id().equals(session.person()))
                    .map(Person::name)
                    .findFirst()
                    .orElse(session.person()));
            ArrayNode proofs = one.putArray("factors");
            session.proofs().forEach(proof -> proofs.add(proof.factor().code()));
            one.put("began", session.began().toString());
            one.put("seen", session.seen().toString());
          }
          Http.json(response, 200, list);
        });
  }

  @DeleteMapping("/sessions/{id}")
  void revoke(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        () -> {
          if (!sessions.revoke(id, Optional.empty(), OPERATOR)) {
            throw new Refusal(
                ErrorCode.NOT_FOUND, "No session has this id: see 'ward session list'.");
          }
          response.setStatus(204);
        });
  }

  private static Optional<Proofing> reset(ObjectNode wanted) {
    if (!wanted.has("reset")) {
      return Optional.empty();
    }
    return Optional.of(
        Proofing.parse(Fields.string(wanted.path("reset"), "reset"))
            .orElseThrow(() -> Fields.wrong("reset", "one of " + Proofing.codes())));
  }

  private void link(HttpServletRequest request, Enrolment.Link link, ObjectNode shown) {
    shown.put("link", front.site(request).page("/enrol/" + link.token().reveal()).toString());
    shown.put("link_until", link.until().toString());
  }

  private Person person(String name) {
    return accounts
        .named(name)
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.NOT_FOUND, "No person has this name: see 'ward person list'."));
  }

  private static Set<Role> roles(ObjectNode wanted) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (JsonNode code : wanted.path("roles")) {
      roles.add(
          Role.parse(Fields.string(code, "roles"))
              .orElseThrow(() -> Fields.wrong("roles", "of " + Role.codes())));
    }
    return roles;
  }

  private ObjectNode show(Person person) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("id", person.id());
    shown.put("name", person.name());
    shown.put("active", person.active());
    ObjectNode roles = shown.putObject("roles");
    person.grants().forEach((role, until) -> roles.put(role.code(), until.toString()));
    ArrayNode kinds = shown.putArray("factors");
    factors.list(person).stream().map(one -> one.factor().code()).distinct().forEach(kinds::add);
    return shown;
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Act act)
      throws IOException {
    Act checked =
        () -> {
          operator.require(
              request,
              "People are managed with 'ward person' and 'ward session' on the machine that Ward"
                  + " runs on.");
          act.run();
        };
    Act.answer(response, "nothing was changed", checked.sayingWhatIsWrong());
  }
}
