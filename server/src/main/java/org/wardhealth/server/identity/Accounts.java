package org.wardhealth.server.identity;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;

/**
 * The people who may sign in at Ward, and their roles.
 *
 * <p>Guarantees: every request reads the database, so a person who is disabled, and a role that
 * ended, count for nothing from the next request on. Every change is in the ledger before it holds.
 * Nobody is deleted: the ledger names them.
 */
public final class Accounts {
  /** How long a role holds before somebody must look at it again. */
  public static final Duration RECERTIFIED = Duration.ofDays(365);

  private final Database database;
  private final Audit audit;
  private final Clock clock;
  private final SecureRandom random;

  public Accounts(Database database, Audit audit, Clock clock, SecureRandom random) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Adds a person, who can sign in once enrolled.
   *
   * @param by who adds them: a person's id, {@code operator} or {@code ward}
   * @throws IllegalArgumentException if the name is taken or malformed, or there is no role
   */
  public Person add(String name, Set<Role> roles, String by) {
    return add(name, roles, RECERTIFIED, by);
  }

  /** As {@link #add(String, Set, String)}, with roles that hold for a time of their own. */
  Person add(String name, Set<Role> roles, Duration holds, String by) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    Person person =
        new Person("pe_" + HexFormat.of().formatHex(bits), name, true, grants(roles, holds));
    return database.transaction(
        jdbc -> {
          int inserted =
              jdbc.sql(
                      "INSERT INTO identity_person (id, name, active, created_at)"
                          + " VALUES (?, ?, 1, ?) ON CONFLICT (name) DO NOTHING")
                  .params(person.id(), name, clock.millis())
                  .update();
          if (inserted == 0) {
            throw new IllegalArgumentException(
                "A person named '" + name + "' is there already: choose another name.");
          }
          insert(jdbc, person);
          audit.record(
              new Entry.PersonAdded(
                  person.id(),
                  name,
                  roles.stream().map(Role::code).collect(Collectors.toCollection(TreeSet::new)),
                  by,
                  clock.instant()));
          return person;
        });
  }

  /**
   * Sets the roles of a person, and when they end.
   *
   * @throws IllegalArgumentException if there is no role, or the time is none or above two years
   */
  public Person grant(Person person, Set<Role> roles, Duration holds, String by) {
    if (holds.compareTo(Duration.ofDays(1)) < 0 || holds.compareTo(Duration.ofDays(731)) > 0) {
      throw new IllegalArgumentException("A role is granted for 1 to 731 days.");
    }
    return set(person, grants(roles, holds), by);
  }

  /** Sets the roles of a person to what an identity provider says; none, if it says none. */
  Person follow(Person person, Set<Role> roles, Duration holds, String by) {
    return set(person, roles.isEmpty() ? Map.of() : grants(roles, holds), by);
  }

  /** Whether an identity provider says who this person is. */
  boolean byProvider(Person person) {
    return database
            .jdbc()
            .sql("SELECT count(*) FROM identity_provider_person WHERE person = ?")
            .param(person.id())
            .query(Long.class)
            .single()
        > 0;
  }

  private Person set(Person person, Map<Role, Instant> grants, String by) {
    Person changed = new Person(person.id(), person.name(), person.active(), grants);
    return database.transaction(
        jdbc -> {
          jdbc.sql("DELETE FROM identity_grant WHERE person = ?").param(person.id()).update();
          insert(jdbc, changed);
          Map<String, Instant> until = new TreeMap<>();
          changed.grants().forEach((role, end) -> until.put(role.code(), end));
          audit.record(new Entry.GrantChanged(person.id(), until, by, clock.instant()));
          return changed;
        });
  }

  private Map<Role, Instant> grants(Set<Role> roles, Duration holds) {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "A person needs at least one role of: " + Role.codes() + ".");
    }
    Instant until = Instant.ofEpochMilli(clock.millis()).plus(holds);
    Map<Role, Instant> grants = new EnumMap<>(Role.class);
    roles.forEach(role -> grants.put(role, until));
    return grants;
  }

  private static void insert(JdbcClient jdbc, Person person) {
    person
        .grants()
        .forEach(
            (role, until) ->
                jdbc.sql("INSERT INTO identity_grant (person, role, until_at) VALUES (?, ?, ?)")
                    .params(person.id(), role.name(), until.toEpochMilli())
                    .update());
  }

  /** Lets a person sign in again, or no more; the sessions of one who may not end at once. */
  public void activate(Person person, boolean active, String by) {
    database.transaction(
        jdbc -> {
          audit.record(new Entry.PersonSwitched(person.id(), active, by, clock.instant()));
          return jdbc.sql("UPDATE identity_person SET active = ? WHERE id = ?")
              .params(active ? 1 : 0, person.id())
              .update();
        });
  }

  /** The person of that name. */
  public Optional<Person> named(String name) {
    return find("name", name);
  }

  Optional<Person> byId(String id) {
    return find("id", id);
  }

  private Optional<Person> find(String column, String value) {
    return database
        .jdbc()
        .sql("SELECT id, name, active FROM identity_person WHERE " + column + " = ?")
        .param(value)
        .query(
            (row, _) ->
                person(row.getString("id"), row.getString("name"), row.getInt("active") == 1))
        .optional();
  }

  /** Everybody, by name. */
  public List<Person> list() {
    Map<String, Map<Role, Instant>> grants = new TreeMap<>();
    database
        .jdbc()
        .sql("SELECT person, role, until_at FROM identity_grant")
        .query(
            row -> {
              grants
                  .computeIfAbsent(row.getString("person"), _ -> new EnumMap<>(Role.class))
                  .put(
                      Role.valueOf(row.getString("role")),
                      Instant.ofEpochMilli(row.getLong("until_at")));
            });
    return database
        .jdbc()
        .sql("SELECT id, name, active FROM identity_person ORDER BY name")
        .query(
            (row, _) ->
                new Person(
                    row.getString("id"),
                    row.getString("name"),
                    row.getInt("active") == 1,
                    grants.getOrDefault(row.getString("id"), Map.of())))
        .list();
  }

  Person person(String id, String name, boolean active) {
    Map<Role, Instant> grants = new EnumMap<>(Role.class);
    database
        .jdbc()
        .sql("SELECT role, until_at FROM identity_grant WHERE person = ?")
        .param(id)
        .query(
            (row, _) ->
                Map.entry(
                    Role.valueOf(row.getString("role")),
                    Instant.ofEpochMilli(row.getLong("until_at"))))
        .list()
        .forEach(grant -> grants.put(grant.getKey(), grant.getValue()));
    return new Person(id, name, active, grants);
  }

  /** Whether there ever was a person. */
  public boolean everAny() {
    return database.jdbc().sql("SELECT count(*) FROM identity_person").query(Long.class).single()
        > 0;
  }
}
