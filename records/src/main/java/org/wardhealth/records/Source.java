package org.wardhealth.records;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One file to be de-identified, as it was when it was listed.
 *
 * @param path where it lies
 * @param name of the root that it was found under and its path in there, parts joined by {@code /};
 *     it may identify, so it stays among what is kept apart
 * @param size in bytes
 * @param modified when it was changed last, in milliseconds of the epoch
 * @param patient a file beside a note that says who its patient is: {@code NAME.patient.json}
 * @param plan a file beside a table that says what its columns are: {@link Plan#beside}
 */
record Source(
    Path path, String name, long size, long modified, Optional<Path> patient, Optional<Path> plan) {
  /** The last part of its name. */
  String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return "Source[***]";
  }
}
