package org.wardhealth.server.audit;

/** The record cannot be kept, so nothing may go on. The message says why and holds no content. */
public final class AuditUnavailable extends RuntimeException {
  AuditUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  AuditUnavailable(String message) {
    super(message);
  }
}
