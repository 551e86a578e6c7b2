package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /audit/checkpoints}, for {@code ward backup} on this machine: publishes now; {@code
 * /audit/logs}, for {@code ward ledger rotate}: ends the log and begins the next one.
 */
@RestController
@RequestMapping("/audit")
final class CheckpointDoor {
  private static final Logger log = LoggerFactory.getLogger(CheckpointDoor.class);
  private static final String OPERATOR = "operator";

  private final Audit audit;
  private final OperatorDoor.OperatorToken operator;

  CheckpointDoor(Audit audit, OperatorDoor.OperatorToken operator) {
    this.audit = audit;
    this.operator = operator;
  }

  @PostMapping("/checkpoints")
  void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        "Checkpoints are asked for by 'ward backup' on the machine that Ward runs on; they come by"
            + " themselves each second.",
        () -> {
          Checkpoint checkpoint = audit.publish();
          ObjectNode shown = Json.MAPPER.createObjectNode();
          shown.put("origin", checkpoint.origin());
          shown.put("size", checkpoint.size());
          return shown;
        });
  }

  @PostMapping("/logs")
  void turn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        "A log is ended by 'ward ledger rotate' on the machine that Ward runs on; it ends by itself"
            + " when the year does.",
        () -> {
          audit.turn(OPERATOR);
          int count = audit.logs().count();
          ObjectNode shown = Json.MAPPER.createObjectNode();
          shown.put("ended", audit.logs().origin(count - 1));
          shown.put("size", audit.logs().extent(count - 1).size());
          shown.put("began", audit.logs().origin(count));
          return shown;
        });
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      String others,
      Supplier<ObjectNode> action)
      throws IOException {
    try {
      if (!operator.admits(request)) {
        throw new Refusal(ErrorCode.RIGHT_MISSING, others);
      }
      Http.json(response, 200, action.get());
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      log.error("the ledger failed: {}", e.getMessage());
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, String.valueOf(e.getMessage())));
    }
  }
}
