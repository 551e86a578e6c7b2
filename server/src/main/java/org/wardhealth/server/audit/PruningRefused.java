package org.wardhealth.server.audit;

/** Nothing was given up; the message says why, and what would satisfy Ward. */
public final class PruningRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  PruningRefused(String message) {
    super(message);
  }
}
