package org.wardhealth.server.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.AuditUnavailable;

/** Makes a refusal of whatever went wrong, and records it. */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final Recorder record;
  private final Meters meters;

  Refusals(Recorder record, Meters meters) {
    this.record = record;
    this.meters = meters;
  }

  /**
   * Records that an exchange was refused before anything was done; if even that fails, the refusal
   * says so instead.
   */
  Refusal record(Exchange exchange, Throwable why) {
    Refusal refusal = of(exchange, why);
    meters.refused(exchange, refusal.code());
    if (refusal.code() == ErrorCode.RECORD_UNAVAILABLE) {
      return refusal;
    }
    try {
      record.refuse(exchange, refusal);
      return refusal;
    } catch (RuntimeException | Error e) {
      return of(exchange, e);
    }
  }

  /** A refusal with its reason stays; anything else says nothing of what happened inside. */
  static Refusal of(Exchange exchange, Throwable e) {
    String id = exchange.arrived().id();
    return switch (e) {
      case Refusal refusal -> refusal;
      case AuditUnavailable unavailable -> {
        log.error("exchange {}: {}", id, unavailable.getMessage());
        yield new Refusal(
            ErrorCode.RECORD_UNAVAILABLE,
            "Ward cannot keep its record now, so nothing was done. The operator sees why in"
                + " 'ward doctor'. Exchange "
                + id
                + ".");
      }
      case DataAccessException unavailable -> {
        log.error("exchange {}: the database failed: {}", id, Faults.places(unavailable));
        yield new Refusal(
            ErrorCode.STATE_UNAVAILABLE,
            "Ward cannot read its database now. The operator sees why in 'ward doctor'. Exchange "
                + id
                + ".");
      }
      default -> {
        log.error("exchange {}: denied by an internal error: {}", id, Faults.places(e));
        yield new Refusal(
            ErrorCode.INTERNAL_ERROR,
            "Something in Ward failed, so the exchange was stopped. Tell the operator: exchange "
                + id
                + ".");
      }
    };
  }
}
