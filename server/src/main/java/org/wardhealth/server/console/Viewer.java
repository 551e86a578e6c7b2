package org.wardhealth.server.console;

import java.util.Arrays;
import java.util.Set;

/**
 * Who looks at a page: what the pages need to know of a session, and nothing else of it.
 *
 * @param name as people call them; shown, never trusted
 * @param roles what they are to Ward
 * @param aal how sure it is that it is they (NIST SP 800-63B), 1 to 3
 * @param csrf the session's secret that every form must give back
 * @param language of their pages
 */
public record Viewer(String name, Set<Role> roles, int aal, String csrf, Language language) {
  public Viewer {
    roles = Set.copyOf(roles);
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
