package org.wardhealth.spark;

import java.util.Map;
import org.wardhealth.records.MalformedRecord;

/** One run over one data set. */
sealed interface Job permits LineJob, TableJob {
  /**
   * Writes what may leave and answers what was done, as {@link Counts} counts it.
   *
   * @throws MalformedRecord when nothing of the input can be read; nothing was written
   */
  Map<String, Long> run() throws MalformedRecord;
}
