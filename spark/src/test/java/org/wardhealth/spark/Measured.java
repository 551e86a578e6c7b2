package org.wardhealth.spark;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One run, in seconds, megabytes and bytes.
 *
 * @param what a number of cores, or what ran without Spark
 * @param seconds by the clock
 * @param cpu of the whole process, compilers and collectors among it
 * @param collecting in pauses for garbage collection
 * @param start of Java and Spark, in the first run
 * @param before the first task of the run began
 * @param after its last task had ended
 * @param live in use after a collection behind the run
 * @param resident at most, so far
 * @param written bytes
 */
record Measured(
    String what,
    double seconds,
    double cpu,
    double collecting,
    double start,
    double before,
    double after,
    double live,
    double resident,
    long written) {
  private static final String HEAD = "measured";

  /** As one line. */
  String line() {
    return Arrays.stream(
            new Object[] {
              HEAD, what, seconds, cpu, collecting, start, before, after, live, resident, written
            })
        .map(String::valueOf)
        .collect(Collectors.joining("\t"));
  }

  /** What {@link #line} wrote; nothing from any other line. */
  static Optional<Measured> of(String line) {
    String[] cells = line.split("\t", -1);
    if (!cells[0].equals(HEAD)) {
      return Optional.empty();
    }
    double[] numbers =
        Arrays.stream(cells, 2, cells.length - 1).mapToDouble(Double::parseDouble).toArray();
    return Optional.of(
        new Measured(
            cells[1],
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4],
            numbers[5],
            numbers[6],
            numbers[7],
            Long.parseLong(cells[cells.length - 1])));
  }
}
