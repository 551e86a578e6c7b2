package org.wardhealth.server.gateway;

/** What may be said in a log of an exception that nobody expected. */
final class Faults {
  private static final int FRAMES = 6;

  private Faults() {}

  /** The classes and places of an exception, without its messages: those may hold content. */
  static String places(Throwable e) {
    StringBuilder places = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      StackTraceElement[] trace = cause.getStackTrace();
      places.append(cause.getClass().getName());
      for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
        places.append(" < ").append(trace[i]);
      }
      places.append("; ");
    }
    return places.toString();
  }
}
