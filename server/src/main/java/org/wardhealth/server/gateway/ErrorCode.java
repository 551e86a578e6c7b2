package org.wardhealth.server.gateway;

import java.util.Locale;

/**
 * Everything that Ward refuses or fails with, by the {@code code} in the error. Documented in
 * docs/errors.md.
 */
enum ErrorCode {
  // who asks
  MISSING_API_KEY(401, Type.AUTHENTICATION),
  INVALID_API_KEY(401, Type.AUTHENTICATION),
  CERTIFICATE_REQUIRED(401, Type.AUTHENTICATION),
  INVALID_TOKEN(401, Type.AUTHENTICATION),
  INVALID_DPOP_PROOF(401, Type.AUTHENTICATION),
  TOKEN_CONTRADICTED(403, Type.PERMISSION),
  RIGHT_MISSING(403, Type.PERMISSION),
  RATE_LIMIT_EXCEEDED(429, Type.RATE_LIMIT),
  // what is asked
  BODY_TOO_LARGE(413, Type.INVALID_REQUEST),
  BODY_TOO_SLOW(408, Type.INVALID_REQUEST),
  BODY_INCOMPLETE(400, Type.INVALID_REQUEST),
  UNSUPPORTED_MEDIA_TYPE(415, Type.INVALID_REQUEST),
  MALFORMED_JSON(400, Type.INVALID_REQUEST),
  MALFORMED_TEXT(400, Type.INVALID_REQUEST),
  MISSING_FIELD(400, Type.INVALID_REQUEST),
  INVALID_FIELD(400, Type.INVALID_REQUEST),
  UNKNOWN_FIELD(400, Type.INVALID_REQUEST),
  CONTENT_NOT_PROTECTABLE(400, Type.INVALID_REQUEST),
  NOT_FOUND(404, Type.INVALID_REQUEST),
  ENTRY_PRUNED(410, Type.INVALID_REQUEST),
  METHOD_NOT_ALLOWED(405, Type.INVALID_REQUEST),
  // what was decided
  PURPOSE_MISSING(403, Type.PERMISSION),
  PURPOSE_UNKNOWN(403, Type.PERMISSION),
  PURPOSE_NOT_ALLOWED(403, Type.PERMISSION),
  PATIENT_MISSING(403, Type.PERMISSION),
  PATIENT_UNKNOWN(403, Type.PERMISSION),
  CONSENT_DENIED(403, Type.PERMISSION),
  CONSENT_CHANGED(412, Type.INVALID_REQUEST),
  MODEL_NOT_FOUND(404, Type.INVALID_REQUEST),
  MODEL_NOT_ALLOWED(403, Type.PERMISSION),
  MODEL_SUSPENDED(403, Type.PERMISSION),
  POLICY_DENIED(403, Type.PERMISSION),
  ERASURE_REFUSED(409, Type.INVALID_REQUEST),
  PRUNING_REFUSED(409, Type.INVALID_REQUEST),
  CONTENT_BLOCKED(403, Type.PERMISSION),
  // the model
  UPSTREAM_BUSY(429, Type.RATE_LIMIT),
  UPSTREAM_UNAVAILABLE(503, Type.SERVER),
  UPSTREAM_TIMEOUT(504, Type.SERVER),
  UPSTREAM_MALFORMED(502, Type.SERVER),
  UPSTREAM_TOO_LARGE(502, Type.SERVER),
  UPSTREAM_REJECTED(400, Type.INVALID_REQUEST),
  UPSTREAM_CREDENTIALS(502, Type.SERVER),
  // Ward itself, and what it rests on
  ISSUER_UNAVAILABLE(503, Type.SERVER),
  RECORD_UNAVAILABLE(503, Type.SERVER),
  POLICY_UNAVAILABLE(503, Type.SERVER),
  STATE_UNAVAILABLE(503, Type.SERVER),
  INTERNAL_ERROR(500, Type.SERVER);

  /** The {@code type} of OpenAI's errors. */
  enum Type {
    AUTHENTICATION("authentication_error"),
    PERMISSION("permission_error"),
    RATE_LIMIT("rate_limit_error"),
    INVALID_REQUEST("invalid_request_error"),
    SERVER("server_error");

    private final String wire;

    Type(String wire) {
      this.wire = wire;
    }
  }

  private final int status;
  private final Type type;

  ErrorCode(int status, Type type) {
    this.status = status;
    this.type = type;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** As in {@code error.type}. */
  String type() {
    return type.wire;
  }

  /** As in {@code error.code}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
