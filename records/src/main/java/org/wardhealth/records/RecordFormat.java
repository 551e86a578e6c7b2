package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A format of records. Stateless and thread-safe.
 *
 * <p><b>Guarantees of every format.</b> Default deny: an element that the format's keep-list does
 * not name is transformed or removed, never passed unread, and each removal is counted. Memory does
 * not grow with the length of the input; it grows with the longest single value and the depth of
 * one record, and both have a limit that is a {@link MalformedRecord} when passed. What cannot be
 * read is a {@link MalformedRecord}, not a pass. Equal input, data set and index give equal output,
 * whatever ran before.
 *
 * <p><b>Not guaranteed.</b> That free text is clean: see {@link org.wardhealth.deid.Deid}.
 */
public interface RecordFormat {
  /** As it is written in manifests and commands: lower case, hyphens, {@code fhir-json}. */
  String name();

  /**
   * Whether a file looks like this format.
   *
   * @param head its first {@link Formats#HEAD_BYTES} bytes, or all of them when it is shorter
   * @param fileName its name without directories; it may contradict {@code head}
   */
  boolean recognises(byte[] head, String fileName);

  /**
   * Whether each line is a record of its own, so that a file may be cut at any end of a line and
   * its pieces be given to {@link #index} and {@link #transform} on their own, at the same time.
   */
  default boolean lines() {
    return false;
  }

  /** Whether {@link #index} may add anything. Where it is false, the first pass may be left out. */
  default boolean describesPatients() {
    return true;
  }

  /**
   * Whether {@link #index} may find a patient in one line of a format of {@link #lines}. Never
   * false of a line in which it would find one, and much quicker.
   *
   * @param line without its end; what stands from {@code length} on is none of it
   */
  default boolean mayDescribe(byte[] line, int length) {
    return describesPatients();
  }

  /**
   * The first pass: adds the patients of one file to {@code patients}. A record that cannot be read
   * is passed over here; {@link #transform} reports it.
   *
   * @param in read to its end, not closed
   * @throws MalformedRecord when nothing more of the file can be read
   * @throws IOException when reading fails, or {@link PatientIndex} is full
   */
  void index(InputStream in, PatientIndex patients) throws IOException, MalformedRecord;

  /**
   * The second pass: writes the de-identified file.
   *
   * <p>Where the format has boundaries that survive a bad record (lines, messages), such a record
   * is left out and told to {@link Tally#malformed}, and the others go on. Where it has none, the
   * exception is thrown; what {@code out} got until then is de-identified and incomplete, and the
   * caller discards it.
   *
   * @param in read to its end, not closed
   * @param out flushed, not closed
   * @param release this file's own
   * @throws MalformedRecord when nothing more of the file can be read
   * @throws IOException when reading or writing fails
   */
  void transform(InputStream in, OutputStream out, Release release)
      throws IOException, MalformedRecord;
}
