package org.wardhealth.server.console;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.identity.Role;

/**
 * Who looks at a page: what the pages need to know of a session, and nothing else of it.
 *
 * @param id as the ledger names them
 * @param name as people call them; shown, never trusted
 * @param roles what they are to Ward
 * @param aal how sure it is that it is they (NIST SP 800-63B), 1 to 3
 * @param factors by what they proved it
 * @param csrf the session's secret that every form must give back
 * @param language of their pages
 */
public record Viewer(
    String id,
    String name,
    Set<Role> roles,
    int aal,
    List<String> factors,
    String csrf,
    Language language) {
  public Viewer {
    roles = Set.copyOf(roles);
    factors = List.copyOf(factors);
  }

  /** As the ledger names them where it names an application otherwise. */
  Entry.Who who() {
    return new Entry.Who(id, "console", factors, aal, Optional.of(name));
  }

  /** As the ledger names them. */
  By by() {
    return new By(id, Optional.of(new Entry.Person(name, factors, aal)));
  }

  /** Whether they have one of these roles. */
  public boolean may(Role... any) {
    return Arrays.stream(any).anyMatch(roles::contains);
  }

  @Override
  public String toString() {
    return "Viewer[***]";
  }
}
