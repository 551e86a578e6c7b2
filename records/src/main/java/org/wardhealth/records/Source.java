package org.wardhealth.records;

import java.nio.file.Path;

/**
 * One file to be de-identified, as it was when it was listed.
 *
 * @param path where it lies
 * @param name of the root that it was found under and its path in there, parts joined by {@code /};
 *     it may identify, so it stays among what is kept apart
 * @param size in bytes
 * @param modified when it was changed last, in milliseconds of the epoch
 */
record Source(Path path, String name, long size, long modified) {
  /** The last part of its name. */
  String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return "Source[***]";
  }
}
