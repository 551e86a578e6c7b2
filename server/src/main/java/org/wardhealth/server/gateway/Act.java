package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.vault.SealException;

/**
 * What a door does for one request of an operator or an application.
 *
 * <p>What it throws becomes an RFC 9457 problem that says nothing of the failure's own words: only
 * a {@link Refusal} is told as it is. Ward's log gets the places of a failure.
 */
@FunctionalInterface
interface Act {
  void run() throws IOException;

  /**
   * Runs it.
   *
   * @param undone what is told where the ledger takes no entry: "nothing was changed"
   */
  static void answer(HttpServletResponse response, String undone, Act act) throws IOException {
    try {
      act.run();
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      log().error("the ledger failed: {}", Faults.places(e));
      Http.problem(
          response,
          new Refusal(
              ErrorCode.RECORD_UNAVAILABLE,
              "Ward cannot read or keep its record now, so " + undone + "."));
    } catch (DataAccessException | SealException e) {
      log().error("the state failed: {}", Faults.places(e));
      Http.problem(
          response,
          new Refusal(ErrorCode.STATE_UNAVAILABLE, "Ward cannot read or write its state now."));
    } catch (RuntimeException e) {
      log().error("an internal error: {}", Faults.places(e));
      Http.problem(
          response,
          new Refusal(ErrorCode.INTERNAL_ERROR, "Something in Ward failed: see its log."));
    }
  }

  /** The same act, whose {@link IllegalArgumentException} says what is wrong with the request. */
  default Act sayingWhatIsWrong() {
    return () -> {
      try {
        run();
      } catch (IllegalArgumentException e) {
        throw new Refusal(ErrorCode.INVALID_FIELD, String.valueOf(e.getMessage()));
      }
    };
  }

  private static Logger log() {
    return LoggerFactory.getLogger(Act.class);
  }
}
