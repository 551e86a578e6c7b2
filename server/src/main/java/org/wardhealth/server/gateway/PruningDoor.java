package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.Pruning;
import org.wardhealth.server.audit.PruningRefused;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /audit/pruning}, for {@code ward ledger prune} on this machine: says what would go, or
 * gives it up.
 */
@RestController
@RequestMapping("/audit/pruning")
final class PruningDoor {
  private static final Logger log = LoggerFactory.getLogger(PruningDoor.class);
  private static final String OPERATOR = "operator";
  private static final String BEFORE = "before";

  private final Pruning pruning;
  private final OperatorDoor.OperatorToken operator;

  PruningDoor(Pruning pruning, OperatorDoor.OperatorToken operator) {
    this.pruning = pruning;
    this.operator = operator;
  }

  @GetMapping
  void plan(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, pruning::plan);
  }

  @PostMapping
  void prune(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, before -> pruning.prune(before, OPERATOR));
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<LocalDate, Pruning.Plan> action)
      throws IOException {
    try {
      if (!operator.admits(request)) {
        throw new Refusal(
            ErrorCode.RIGHT_MISSING,
            "A ledger is pruned by 'ward ledger prune' on the machine that Ward runs on.");
      }
      Http.json(response, 200, show(action.apply(before(request))));
    } catch (Refusal e) {
      Http.problem(response, e);
    } catch (PruningRefused e) {
      Http.problem(
          response, new Refusal(ErrorCode.PRUNING_REFUSED, String.valueOf(e.getMessage())));
    } catch (AuditUnavailable e) {
      log.error("the ledger was not pruned: {}", e.getMessage());
      Http.problem(
          response, new Refusal(ErrorCode.RECORD_UNAVAILABLE, String.valueOf(e.getMessage())));
    } catch (DataAccessException e) {
      log.error("rows of pruned entries are left: {}", Faults.places(e));
      Http.problem(
          response,
          new Refusal(
              ErrorCode.STATE_UNAVAILABLE,
              "The entries are gone and the database has rows of them still; they go within an"
                  + " hour."));
    }
  }

  private static LocalDate before(HttpServletRequest request) {
    try {
      return LocalDate.parse(Optional.ofNullable(request.getParameter(BEFORE)).orElse(""));
    } catch (DateTimeException e) {
      throw Fields.wrong(BEFORE, "a day such as 2026-01-01");
    }
  }

  private static ObjectNode show(Pruning.Plan plan) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put(BEFORE, plan.before().toString());
    shown.put("entries", plan.entries());
    ArrayNode logs = shown.putArray("logs");
    for (Pruning.Part part : plan.logs()) {
      logs.addObject()
          .put("origin", part.origin())
          .put("from", part.from())
          .put("minimum", part.to())
          .put("size", part.size());
    }
    return shown;
  }
}
