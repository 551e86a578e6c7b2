package org.wardhealth.server.identity;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How people reach Ward, and how long they stay signed in.
 *
 * @param url the scheme, host and port in their browsers; {@code localhost} alone if it is not said
 * @param idle how long a session outlives its last request
 * @param absolute how long a session lasts at most
 * @param link how long a link to enrol holds
 * @param stolenPasswords the hospital's own list of passwords that nobody may choose
 */
public record PeopleSettings(
    Optional<URI> url,
    Duration idle,
    Duration absolute,
    Duration link,
    Optional<Path> stolenPasswords) {
  /** More is not taken: screens stand open in a ward. */
  public static final Duration LONGEST_IDLE = Duration.ofMinutes(30);

  /** More is not taken: somebody's shift. */
  public static final Duration LONGEST_ABSOLUTE = Duration.ofHours(12);

  /** What holds when nothing is said. */
  public static final PeopleSettings DEFAULT =
      new PeopleSettings(
          Optional.empty(),
          Duration.ofMinutes(20),
          Duration.ofHours(12),
          Duration.ofHours(24),
          Optional.empty());
}
