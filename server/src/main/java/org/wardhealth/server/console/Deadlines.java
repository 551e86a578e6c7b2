package org.wardhealth.server.console;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Person;

/**
 * What ends by itself unless somebody does something: the certificate that Ward shows, and roles,
 * which somebody must grant anew.
 *
 * <p>Who looks is told of their own roles, and of other people's only where the page of people
 * opens to them. Not here: keys of an epoch, which turn by themselves, and reviews of broken
 * glasses, of which the page Now says more.
 */
final class Deadlines {
  private static final int SOON_DAYS = 30;
  private static final int VERY_SOON_DAYS = 14;

  private final Accounts accounts;
  private final ConsoleSettings settings;
  private final Clock clock;

  Deadlines(Accounts accounts, ConsoleSettings settings, Clock clock) {
    this.accounts = accounts;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Something that ends.
   *
   * @param what in words
   * @param href where something can be done about it; nothing if whoever looks may not see that
   */
  record Deadline(String what, Instant at, long daysLeft, Optional<String> href) {
    Tone tone() {
      return daysLeft < VERY_SOON_DAYS ? Tone.BAD : daysLeft < SOON_DAYS ? Tone.WARN : Tone.GOOD;
    }
  }

  /** What ends first of all that has not ended; nothing if nothing ends. */
  Optional<Deadline> first(Pages.Looking looking) {
    Instant now = clock.instant();
    Viewer viewer = looking.viewer();
    List<Deadline> all = new ArrayList<>();
    settings
        .certificate()
        .flatMap(this::certificate)
        .ifPresent(
            one ->
                all.add(
                    new Deadline(
                        looking.say("now.deadline.certificate"),
                        one.until(),
                        one.daysLeft(),
                        opens(Place.KEYS, viewer, Place.KEYS.path()))));
    boolean others = Place.PEOPLE.opensTo(viewer);
    for (Person person : accounts.list()) {
      boolean own = person.id().equals(viewer.id());
      if (person.active() && (own || others)) {
        person.grants().values().stream()
            .filter(until -> until.isAfter(now))
            .min(Comparator.naturalOrder())
            .ifPresent(
                until ->
                    all.add(
                        new Deadline(
                            own
                                ? looking.say("now.deadline.own")
                                : looking.say("now.deadline.roles", person.name()),
                            until,
                            Duration.between(now, until).toDays(),
                            opens(Place.PEOPLE, viewer, PeoplePage.PATH + "/" + person.name()))));
      }
    }
    return all.stream().min(Comparator.comparing(Deadline::at));
  }

  /** Nothing if it cannot be read: the page of keys says so, and Now says the rest. */
  private Optional<Certificate> certificate(Path file) {
    try {
      return Optional.of(Certificate.read(file, clock, settings.ownCertificate()));
    } catch (UncheckedIOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> opens(Place place, Viewer viewer, String path) {
    return place.opensTo(viewer) ? Optional.of(path) : Optional.empty();
  }
}
