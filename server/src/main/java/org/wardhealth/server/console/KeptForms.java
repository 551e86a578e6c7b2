package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people wrote into forms that then asked them to prove themselves again, until they come
 * back.
 *
 * <p>Guarantees: it is in this process's memory and nowhere else, because it can be about a
 * patient; only the same person in the same browser gets it, for the page of that form, once,
 * within {@link #HOLDS}; a secret is not in it. It fills a form and sends none: who comes back
 * presses the button themselves. What is kept is bounded, each and all together; the oldest gives
 * way.
 *
 * <p>Not guaranteed: that it is there. Another node, or a Ward that was started anew, has it not;
 * the form is empty then, and its page says so.
 */
final class KeptForms {
  /** How long it is kept. */
  static final Duration HOLDS = Duration.ofMinutes(15);

  /** How many characters one may have, names and values together. */
  static final int LONGEST = 16_384;

  /** How many there may be. */
  static final int MOST = 256;

  /** The mark in an address that says: somebody comes back to a form. */
  static final String MARK = "kept";

  /** Names under which forms carry secrets. */
  private static final Set<String> SECRETS =
      Set.of("csrf", "password", "chosen", "code", "answer", "key", "token");

  private final Clock clock;
  private final LinkedHashMap<Owner, Kept> all = new LinkedHashMap<>(); // the oldest first

  KeptForms(Clock clock) {
    this.clock = clock;
  }

  /** Whose it is: a person, and the secret that all forms of their browser carry. */
  private record Owner(String person, String csrf) {
    static Owner of(Viewer viewer) {
      return new Owner(viewer.id(), viewer.csrf());
    }

    @Override
    public String toString() {
      return "Owner[***]";
    }
  }

  private record Kept(String path, Map<String, List<String>> fields, Instant until) {
    @Override
    public String toString() {
      return "Kept[***]";
    }
  }

  /** Keeps what a form says, in place of what its writer wrote before; not if it is too long. */
  synchronized void keep(Viewer viewer, HttpServletRequest request) {
    sweep();
    Owner owner = Owner.of(viewer);
    all.remove(owner);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<String, String[]> field : request.getParameterMap().entrySet()) {
      if (!SECRETS.contains(field.getKey())) {
        List<String> values = List.of(field.getValue());
        fields.put(field.getKey(), values);
        length += field.getKey().length() + values.stream().mapToInt(String::length).sum();
      }
    }
    if (length > LONGEST) {
      return;
    }
    if (all.size() >= MOST) {
      all.remove(all.firstEntry().getKey());
    }
    all.put(owner, new Kept(request.getRequestURI(), fields, clock.instant().plus(HOLDS)));
  }

  /**
   * Gives back what somebody wrote into the form of this page, and keeps it no longer.
   *
   * @return the same request, with the answers of the form in place of its own parameters
   */
  synchronized Optional<HttpServletRequest> take(Viewer viewer, HttpServletRequest request) {
    sweep();
    Owner owner = Owner.of(viewer);
    Optional<Kept> kept =
        Optional.ofNullable(all.get(owner))
            .filter(one -> one.path().equals(request.getRequestURI()));
    kept.ifPresent(_ -> all.remove(owner));
    return kept.map(one -> new Answers(request, one.fields()));
  }

  private void sweep() {
    Instant now = clock.instant();
    Iterator<Kept> each = all.values().iterator();
    while (each.hasNext() && !each.next().until().isAfter(now)) {
      each.remove();
    }
  }

  /** A request that says what the form said. */
  private static final class Answers extends HttpServletRequestWrapper {
    private final Map<String, List<String>> fields;

    Answers(HttpServletRequest request, Map<String, List<String>> fields) {
      super(request);
      this.fields = fields;
    }

    @Override
    public @Nullable String getParameter(String name) {
      List<String> values = fields.get(name);
      return values == null || values.isEmpty() ? null : values.getFirst();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
      List<String> values = fields.get(name);
      return values == null ? null : values.toArray(String[]::new);
    }
  }
}
