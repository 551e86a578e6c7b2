package org.wardhealth.cli;

import java.io.PrintWriter;

/** Standard output, of which a writer does not say by itself that it is gone. */
final class Output {
  private Output() {}

  /** Writes what is left; fails when any of it could not be written. */
  static void end(PrintWriter out) {
    if (out.checkError()) {
      throw new Failure(Failure.IO, "not all of the output could be written");
    }
  }
}
