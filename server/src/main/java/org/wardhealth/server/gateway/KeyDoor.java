package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /vault/keys}, for {@code ward key} on this machine. */
@RestController
@RequestMapping("/vault/keys")
final class KeyDoor {
  private static final Logger log = LoggerFactory.getLogger(KeyDoor.class);

  private final KeyCare care;
  private final OperatorDoor.OperatorToken operator;

  KeyDoor(KeyCare care, OperatorDoor.OperatorToken operator) {
    this.care = care;
    this.operator = operator;
  }

  @GetMapping
  void status(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, this::shown);
  }

  @PostMapping("/rotation")
  void rotate(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request, response, () -> Json.MAPPER.createObjectNode().put("epoch", care.rotate().id()));
  }

  @PostMapping("/rewrapping")
  void rewrap(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, () -> Json.MAPPER.createObjectNode().put("rewrapped", care.rewrap()));
  }

  private ObjectNode shown() {
    ObjectNode status = Json.MAPPER.createObjectNode();
    status.put("provider", care.provider());
    ArrayNode epochs = status.putArray("epochs");
    for (KeyCare.EpochStatus epoch : care.status()) {
      epochs
          .addObject()
          .put("epoch", epoch.id())
          .put("made", epoch.made().toString())
          .put("data_keys", epoch.dataKeys())
          .put("current", epoch.current());
    }
    return status;
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, Supplier<ObjectNode> action)
      throws IOException {
    try {
      if (!operator.admits(request)) {
        throw new Refusal(
            ErrorCode.RIGHT_MISSING,
            "Keys are turned with 'ward key' on the machine that Ward runs on.");
      }
      Http.json(response, 200, action.get());
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (AuditUnavailable e) {
      Http.problem(
          response,
          new Refusal(
              ErrorCode.RECORD_UNAVAILABLE,
              "Ward cannot keep its record now, so nothing was changed."));
    } catch (RuntimeException e) {
      log.error("keys could not be turned: {}", Faults.places(e));
      Http.problem(
          response,
          new Refusal(
              ErrorCode.STATE_UNAVAILABLE, "The keys could not be turned: see Ward's log."));
    }
  }
}
