package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Person;
import org.wardhealth.server.identity.Role;

/** What is asked for a new person, or for new roles of one; and what is wrong with the answers. */
final class PersonForm {
  private static final int MOST_DAYS = 731;

  private final Optional<String> name;
  private final Set<String> roles;
  private final Optional<String> days;
  private final TreeMap<String, String> wrong = new TreeMap<>();

  private PersonForm(Optional<String> name, Set<String> roles, Optional<String> days) {
    this.name = name;
    this.roles = roles;
    this.days = days;
  }

  /** For a new person, nothing answered yet. */
  static PersonForm empty() {
    return new PersonForm(Optional.of(""), Set.of(), Optional.empty());
  }

  /** For a new person, as it was sent. */
  static PersonForm added(HttpServletRequest request) {
    return new PersonForm(Optional.of(one(request, "name")), many(request), Optional.empty());
  }

  /** For the roles of one, as they are. */
  static PersonForm of(Person person) {
    Set<String> codes = new TreeSet<>();
    person.grants().keySet().forEach(role -> codes.add(role.code()));
    return new PersonForm(
        Optional.empty(), codes, Optional.of(Long.toString(Accounts.RECERTIFIED.toDays())));
  }

  /** For the roles of one, as it was sent. */
  static PersonForm granted(HttpServletRequest request) {
    return new PersonForm(Optional.empty(), many(request), Optional.of(one(request, "days")));
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }

  private static Set<String> many(HttpServletRequest request) {
    String[] values = request.getParameterValues("role");
    return values == null ? Set.of() : new TreeSet<>(Arrays.asList(values));
  }

  /** Adds the person; nothing if an answer is wrong, which the fields then say. */
  Optional<Person> add(Accounts accounts, Words words, String by) {
    String wanted = name.orElse("");
    if (!Person.isName(wanted)) {
      wrong.put("name", words.say("person.name.form"));
    } else if (accounts.named(wanted).isPresent()) {
      wrong.put("name", words.say("person.name.taken"));
    }
    Set<Role> known = roles(words);
    return wrong.isEmpty() ? Optional.of(accounts.add(wanted, known, by)) : Optional.empty();
  }

  /** Grants the roles; nothing if an answer is wrong, which the fields then say. */
  Optional<Person> grant(Accounts accounts, Person person, Words words, String by) {
    Set<Role> known = roles(words);
    String number = days.orElse("");
    int wanted = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
    if (wanted < 1 || wanted > MOST_DAYS) {
      wrong.put("days", words.say("person.days.form"));
    }
    return wrong.isEmpty()
        ? Optional.of(accounts.grant(person, known, Duration.ofDays(wanted), by))
        : Optional.empty();
  }

  private Set<Role> roles(Words words) {
    Set<Role> known = EnumSet.noneOf(Role.class);
    roles.forEach(code -> Role.parse(code).ifPresent(known::add));
    if (known.isEmpty()) {
      wrong.put("role", words.say("person.roles.missing"));
    }
    return known;
  }

  /** The form as it is to be shown, with what was answered and what is wrong. */
  Form shown(String action, Words words) {
    List<Field> fields = new java.util.ArrayList<>();
    name.ifPresent(
        value ->
            fields.add(
                new Field.Line(
                    "name",
                    words.say("person.name"),
                    Optional.of(words.say("person.name.form")),
                    error("name"),
                    "text",
                    value)));
    fields.add(
        new Field.Any(
            "role",
            words.say("person.roles"),
            Optional.of(words.say("person.roles.hint")),
            error("role"),
            Arrays.stream(Role.values())
                .map(
                    role ->
                        new Field.Choice(
                            role.code(),
                            words.say("role." + role.code()),
                            roles.contains(role.code())))
                .toList()));
    days.ifPresent(
        value ->
            fields.add(
                new Field.Line(
                    "days",
                    words.say("person.days"),
                    Optional.of(words.say("person.days.hint")),
                    error("days"),
                    "number",
                    value)));
    return new Form(action, fields, words.say(name.isPresent() ? "person.add" : "person.grant"));
  }

  private Optional<String> error(String field) {
    return Optional.ofNullable(wrong.get(field));
  }
}
