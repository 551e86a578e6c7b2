package org.wardhealth.consent;

import java.util.Optional;
import java.util.Set;

/**
 * Who asks for data.
 *
 * @param references what FHIR resources stand for them: {@code Practitioner/1}, {@code Device/7}
 * @param groups the groups and teams they belong to: {@code Group/icu}, {@code CareTeam/2}
 * @param organisations the organisations they work for: {@code Organization/1}
 * @param identifiers their identifiers, {@code system|value}
 * @param roles the roles that they have
 */
public record Actor(
    Set<String> references,
    Set<String> groups,
    Set<String> organisations,
    Set<String> identifiers,
    Set<Coding> roles) {
  /** Nobody that a consent could name. */
  public static final Actor UNNAMED = new Actor(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  public Actor {
    references = Set.copyOf(references);
    groups = Set.copyOf(groups);
    organisations = Set.copyOf(organisations);
    identifiers = Set.copyOf(identifiers);
    roles = Set.copyOf(roles);
  }

  /** Someone for whom this resource stands, or who belongs to it. */
  public static Actor of(String... references) {
    return new Actor(Set.of(references), Set.of(), Set.of(), Set.of(), Set.of());
  }

  /** The same with these roles. */
  public Actor in(Coding... roles) {
    return new Actor(references, groups, organisations, identifiers, Set.of(roles));
  }

  boolean is(String reference) {
    return references.contains(reference)
        || groups.contains(reference)
        || organisations.contains(reference)
        || identifiers.contains(reference);
  }

  /** What names them first, for a record; nothing if nothing does. */
  public Optional<String> name() {
    return references.stream().sorted().findFirst();
  }
}
