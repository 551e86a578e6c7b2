package org.wardhealth.server.identity;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Somebody who may sign in.
 *
 * @param id made by Ward, random, never reused; what a passkey knows them by
 * @param name what they type to sign in; unique, lower case
 * @param active whether they may sign in
 * @param grants their roles, and when each ends unless somebody grants it anew
 */
public record Person(String id, String name, boolean active, Map<Role, Instant> grants) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

  /** Whether somebody can be called so. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  public Person {
    grants =
        grants.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new EnumMap<>(grants));
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A person's name has 1 to 64 small letters, digits, '.', '_', '@' or '-'.");
    }
  }

  /** The roles that hold at {@code now}: one whose date is past gives nothing. */
  public Set<Role> roles(Instant now) {
    Set<Role> roles = new TreeSet<>();
    grants.forEach(
        (role, until) -> {
          if (now.isBefore(until)) {
            roles.add(role);
          }
        });
    return roles;
  }
}
