package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.models.Suspensions;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /models}, for {@code ward model} on this machine. */
@RestController
@RequestMapping("/models")
final class ModelDoor {
  private static final int MAX_BYTES = 16 * 1024;

  private final Models models;
  private final Suspensions suspensions;
  private final OperatorDoor.OperatorToken operator;
  private final LongSupplier nanos;

  ModelDoor(
      Models models,
      Suspensions suspensions,
      OperatorDoor.OperatorToken operator,
      LongSupplier nanos) {
    this.models = models;
    this.suspensions = suspensions;
    this.operator = operator;
    this.nanos = nanos;
  }

  @GetMapping
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode list = Json.MAPPER.createObjectNode();
          ArrayNode shown = list.putArray("models");
          models.list().forEach(model -> shown.add(show(model)));
          return list;
        });
  }

  @PostMapping("/suspensions")
  void suspend(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("model", "reason", "reference"));
          Model model = model(wanted);
          Suspension.Reason reason =
              Suspension.Reason.parse(Fields.string(wanted.path("reason"), "reason"))
                  .orElseThrow(() -> Fields.wrong("reason", "of " + Suspension.Reason.codes()));
          Optional<String> reference =
              Optional.ofNullable(wanted.get("reference"))
                  .map(given -> Fields.string(given, "reference"));
          if (!suspensions.suspend(model, reason, reference, By.OPERATOR)) {
            throw new Refusal(
                ErrorCode.INVALID_FIELD, "'" + model.id() + "' is suspended already.", "model");
          }
          return show(model(wanted));
        });
  }

  @PostMapping("/resumptions")
  void resume(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        request,
        response,
        () -> {
          ObjectNode wanted = Ask.parse(new HttpBody(request, MAX_BYTES, nanos).read());
          Fields.only(wanted, "", List.of("model"));
          Model model = model(wanted);
          if (!suspensions.resume(model, By.OPERATOR)) {
            throw new Refusal(
                ErrorCode.INVALID_FIELD, "'" + model.id() + "' is not suspended.", "model");
          }
          return show(model(wanted));
        });
  }

  private Model model(ObjectNode wanted) {
    return models
        .find(Fields.string(wanted.path("model"), "model"))
        .orElseThrow(
            () ->
                new Refusal(
                    ErrorCode.MODEL_NOT_FOUND,
                    "Ward offers no model by this name: see 'ward model list'.",
                    "model"));
  }

  private static ObjectNode show(Model model) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("model", model.id());
    shown.put("provider", model.provider());
    shown.put("state", model.card().state().word());
    model
        .suspension()
        .ifPresent(
            why -> {
              shown.put("reason", why.reason().name());
              why.reference().ifPresent(reference -> shown.put("reference", reference));
              shown.put("by", why.by());
              shown.put("since", why.at().toString());
            });
    return shown;
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Action action)
      throws IOException {
    Act checked =
        () -> {
          operator.require(
              request,
              "Models are suspended with 'ward model' on the machine that Ward runs on, or on the"
                  + " page Models.");
          Http.json(response, 200, action.run());
        };
    Act.answer(response, "nothing was changed", checked.sayingWhatIsWrong());
  }

  /** What a request does. */
  private interface Action {
    ObjectNode run() throws IOException;
  }
}
