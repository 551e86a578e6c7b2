package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** {@code /audit/checkpoints}, for {@code ward backup} on this machine: publishes now. */
@RestController
@RequestMapping("/audit")
final class CheckpointDoor {
  private final Audit audit;
  private final OperatorDoor.OperatorToken operator;

  CheckpointDoor(Audit audit, OperatorDoor.OperatorToken operator) {
    this.audit = audit;
    this.operator = operator;
  }

  @PostMapping("/checkpoints")
  void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      if (!operator.admits(request)) {
        throw new Refusal(
            ErrorCode.RIGHT_MISSING,
            "Checkpoints are asked for by 'ward backup' on the machine that Ward runs on; they come"
                + " by themselves each second.");
      }
      Checkpoint checkpoint = audit.publish();
      ObjectNode shown = Json.MAPPER.createObjectNode();
      shown.put("origin", checkpoint.origin());
      shown.put("size", checkpoint.size());
      Http.json(response, 200, shown);
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, "Ward cannot keep its record now."));
    }
  }
}
