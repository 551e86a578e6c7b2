package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/*} as OpenAI defines it. What is not here is 404, and goes nowhere. */
@RestController
@RequestMapping("/v1")
final class OpenAiDoor {
  private static final Map<String, String> METHODS =
      Map.of(
          Door.CHAT.path(),
          "POST",
          Door.EMBEDDINGS.path(),
          "POST",
          Door.DEIDENTIFY.path(),
          "POST",
          "/v1/models",
          "GET");

  private final Pipeline pipeline;
  private final Identify identify;
  private final Models models;
  private final Arrivals arrivals;

  OpenAiDoor(Pipeline pipeline, Identify identify, Models models, Arrivals arrivals) {
    this.pipeline = pipeline;
    this.identify = identify;
    this.models = models;
    this.arrivals = arrivals;
  }

  @PostMapping("/chat/completions")
  void chat(HttpServletRequest request, HttpServletResponse response) {
    exchange(Door.CHAT, Operation.CHAT, request, response);
  }

  @PostMapping("/embeddings")
  void embeddings(HttpServletRequest request, HttpServletResponse response) {
    exchange(Door.EMBEDDINGS, Operation.EMBEDDINGS, request, response);
  }

  /** The models that this application may ask now. */
  @GetMapping("/models")
  void models(HttpServletRequest request, HttpServletResponse response) throws IOException {
    HttpReply reply = new HttpReply(response, arrivals.id());
    try {
      Client client = identify.proved(Credential.of(request)).client();
      ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
      ArrayNode data = list.putArray("data");
      for (Model model : models.list()) {
        if (client.mayAsk(model.id()) && model.suspension().isEmpty()) {
          data.addObject()
              .put("id", model.id())
              .put("object", "model")
              .put("created", 0)
              .put("owned_by", model.provider());
        }
      }
      Http.json(response, 200, list);
    } catch (Refusal e) {
      reply.refuse(e);
    } catch (DataAccessException e) {
      reply.refuse(new Refusal(ErrorCode.STATE_UNAVAILABLE, "Ward cannot read its database now."));
    }
  }

  /** Everything else below {@code /v1}. */
  @RequestMapping("/**")
  void other(HttpServletRequest request, HttpServletResponse response) {
    HttpReply reply = new HttpReply(response, arrivals.id());
    String allowed = METHODS.get(request.getRequestURI());
    if (allowed != null) {
      response.setHeader("Allow", allowed);
      reply.refuse(
          new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path takes " + allowed + " only."));
    } else {
      reply.refuse(
          new Refusal(
              ErrorCode.NOT_FOUND,
              "Ward answers /v1/chat/completions, /v1/embeddings, /v1/models and /v1/deidentify. Other paths of the"
                  + " API are not passed on, because their content would not be protected."));
    }
  }

  private void exchange(
      Door door, Operation operation, HttpServletRequest request, HttpServletResponse response) {
    Arrived arrived = arrivals.at(door, request);
    pipeline.run(arrived, operation, new HttpReply(response, arrived.id()));
  }
}
