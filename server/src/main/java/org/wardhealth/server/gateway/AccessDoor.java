package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.gateway.Evaluate.Evaluated;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Front;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /access/v1/evaluation} and {@code /evaluations}: Ward as the decision point of others, as
 * the Authorization API 1.0 of OpenID AuthZEN has it.
 *
 * <p>A denial is an answer with status 200. What is malformed is refused whole, with the API's own
 * error: a string. Nothing of a request is repeated but {@code X-Request-ID}.
 */
@RestController
final class AccessDoor {
  /** How many may be asked at once. */
  static final int MOST = 50;

  private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final List<String> TUPLE = List.of("subject", "action", "resource", "context");
  private static final List<String> BATCH =
      List.of("subject", "action", "resource", "context", "evaluations", "options");

  private final Identify identify;
  private final Evaluate evaluate;
  private final Refusals refusals;
  private final Arrivals arrivals;
  private final Front front;

  AccessDoor(
      Identify identify, Evaluate evaluate, Refusals refusals, Arrivals arrivals, Front front) {
    this.identify = identify;
    this.evaluate = evaluate;
    this.refusals = refusals;
    this.arrivals = arrivals;
    this.front = front;
  }

  /** When a batch ends early. */
  private enum Semantic {
    EXECUTE_ALL,
    DENY_ON_FIRST_DENY,
    PERMIT_ON_FIRST_PERMIT;

    private static final Set<String> WORDS =
        Set.of("execute_all", "deny_on_first_deny", "permit_on_first_permit");

    static Semantic of(ObjectNode body) {
      if (!body.has("options")) {
        return EXECUTE_ALL;
      }
      ObjectNode options = Fields.object(body.path("options"), "options");
      Fields.only(options, "options", List.of("evaluations_semantic"));
      return options.isEmpty()
          ? EXECUTE_ALL
          : valueOf(
              Fields.oneOf(
                      options.path("evaluations_semantic"), "options.evaluations_semantic", WORDS)
                  .toUpperCase(Locale.ROOT));
    }

    boolean endsAt(boolean permitted) {
      return switch (this) {
        case EXECUTE_ALL -> false;
        case DENY_ON_FIRST_DENY -> !permitted;
        case PERMIT_ON_FIRST_PERMIT -> permitted;
      };
    }
  }

  /** What a request asks, once it is known who asks. */
  private interface Asked {
    ObjectNode answer(Identified by, ObjectNode body);
  }

  @PostMapping("/access/v1/evaluation")
  void evaluation(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        Door.EVALUATION,
        request,
        response,
        (by, body) -> {
          Fields.only(body, "", TUPLE);
          return one(by, by.arrived().id(), Evaluation.of(body, nothing(), ""));
        });
  }

  @PostMapping("/access/v1/evaluations")
  void evaluations(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(Door.EVALUATIONS, request, response, this::all);
  }

  /** Where the doors are, for who was given only the origin. */
  @GetMapping("/.well-known/authzen-configuration")
  void configuration(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String origin = front.site(request).origin();
    ObjectNode metadata = nothing();
    metadata.put("policy_decision_point", origin);
    metadata.put("access_evaluation_endpoint", origin + Door.EVALUATION.path());
    metadata.put("access_evaluations_endpoint", origin + Door.EVALUATIONS.path());
    Http.json(response, 200, metadata);
  }

  /** Everything else below {@code /access}. */
  @RequestMapping("/access/**")
  void other(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI();
    if (path.equals(Door.EVALUATION.path()) || path.equals(Door.EVALUATIONS.path())) {
      response.setHeader("Allow", "POST");
      error(response, new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path takes POST only."));
    } else {
      error(
          response,
          new Refusal(
              ErrorCode.NOT_FOUND,
              "Ward answers /access/v1/evaluation and /access/v1/evaluations. It offers no"
                  + " search."));
    }
  }

  private ObjectNode all(Identified by, ObjectNode body) {
    Fields.only(body, "", BATCH);
    Semantic semantic = Semantic.of(body);
    ArrayNode asked =
        body.has("evaluations")
            ? Fields.array(body.path("evaluations"), "evaluations")
            : body.arrayNode();
    if (asked.isEmpty()) {
      return one(by, by.arrived().id(), Evaluation.of(body, nothing(), ""));
    }
    if (asked.size() > MOST) {
      throw Fields.wrong("evaluations", "at most " + MOST + " long: ask in several requests");
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      String where = "evaluations[" + i + "]";
      ObjectNode tuple = Fields.object(asked.path(i), where);
      Fields.only(tuple, where, TUPLE);
      evaluations.add(Evaluation.of(tuple, body, where + "."));
    }
    ObjectNode answer = nothing();
    ArrayNode answers = answer.putArray("evaluations");
    for (Evaluation evaluation : evaluations) {
      ObjectNode one = one(by, arrivals.id(), evaluation);
      answers.add(one);
      if (semantic.endsAt(one.path("decision").asBoolean())) {
        break;
      }
    }
    return answer;
  }

  private ObjectNode one(Identified by, String id, Evaluation asked) {
    Evaluated evaluated = evaluate.apply(by, id, asked);
    ObjectNode answer = nothing();
    answer.put("decision", evaluated.permitted());
    ObjectNode context = answer.putObject("context");
    context.put("id", id);
    context.putObject("reason_user").put("en", evaluated.says());
    context
        .putObject("reason_admin")
        .put(
            "en",
            evaluated.code().map(code -> code.code() + ": ").orElse("permit: ")
                + String.join(", ", evaluated.rules()));
    evaluated.code().ifPresent(code -> context.put("code", code.code()));
    ArrayNode layers = context.putArray("layers");
    evaluated.layers().forEach(layers::add);
    ArrayNode rules = context.putArray("rules");
    evaluated.rules().forEach(rules::add);
    evaluated.stepUp().ifPresent(way -> context.put("stepUp", way.word()));
    if (!evaluated.permitted()) {
      context.put("breakGlassAvailable", evaluated.breakGlassHelps());
    }
    ArrayNode obligations = context.putArray("obligations");
    evaluated.obligations().forEach(obligations::add);
    return answer;
  }

  private void answer(
      Door door, HttpServletRequest request, HttpServletResponse response, Asked asked)
      throws IOException {
    Arrived arrived = arrivals.at(door, request);
    response.setHeader("Ward-Exchange", arrived.id());
    Exchange exchange = arrived;
    ObjectNode answer;
    try {
      Optional<String> id = Optional.ofNullable(request.getHeader("X-Request-ID"));
      if (id.isPresent()) {
        if (!REQUEST_ID.matcher(id.get()).matches()) {
          throw Fields.wrong("X-Request-ID", "1 to 200 visible ASCII characters");
        }
        response.setHeader("X-Request-ID", id.get());
      }
      Identified by = identify.apply(arrived);
      exchange = by;
      require(by);
      answer = asked.answer(by, Ask.parse(arrived.body().read()));
    } catch (RuntimeException | Error e) {
      error(response, refusals.record(exchange, e));
      return;
    }
    Http.json(response, 200, answer);
  }

  private static void require(Identified by) {
    Client client = by.client();
    if (by.proved().patient().isPresent()) {
      throw new Refusal(
          ErrorCode.TOKEN_CONTRADICTED,
          "The token is for one patient, and here it is asked about anybody: get a token without a"
              + " launch context.");
    }
    if (!client.rights().contains(Right.DECIDE)) {
      throw new Refusal(
          ErrorCode.RIGHT_MISSING,
          "The application '"
              + client.name()
              + "' may not ask what others may do. An operator gives that right with"
              + " 'ward client add --may decide'.");
    }
  }

  /** The API's own form of an error: a string, with Ward's code first. */
  private static void error(HttpServletResponse response, Refusal refusal) throws IOException {
    OpenAiErrors.headers(refusal, response);
    byte[] bytes =
        Json.MAPPER.writeValueAsBytes(refusal.code().code() + ": " + refusal.getMessage());
    response.setStatus(refusal.code().status());
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.flushBuffer();
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
