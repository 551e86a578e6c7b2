package org.wardhealth.server.audit;

/** Nothing was erased; the message says why, and what would satisfy Ward. */
public final class ErasureRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  ErasureRefused(String message) {
    super(message);
  }
}
