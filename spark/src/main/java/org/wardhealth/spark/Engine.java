package org.wardhealth.spark;

import org.wardhealth.deid.Deid;

/** The text engine of one executor: its dictionaries are read once and shared by all tasks. */
final class Engine {
  private Engine() {}

  /** Reads the dictionaries on first use. */
  static Deid deid() {
    return Loaded.DEID;
  }

  private static final class Loaded {
    private static final Deid DEID = Deid.multilingual();
  }
}
