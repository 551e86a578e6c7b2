package org.wardhealth.records;

import java.io.Serial;

/** A record that cannot be read. Says where and why in words of Ward's own, never its content. */
public final class MalformedRecord extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final long record;
  private final String reason;

  /**
   * What is wrong where.
   *
   * @param record number of the record in its file (of the line, in a file of lines), from 1; 0 for
   *     the file as a whole
   * @param reason a phrase without anything from the record: "a field is there twice"
   */
  public MalformedRecord(long record, String reason) {
    super(record == 0 ? reason : "record " + record + ": " + reason);
    this.record = record;
    this.reason = reason;
  }

  /** Number of the record in its file, from 1; 0 for the file as a whole. */
  public long record() {
    return record;
  }

  /** Why, without content. */
  public String reason() {
    return reason;
  }
}
