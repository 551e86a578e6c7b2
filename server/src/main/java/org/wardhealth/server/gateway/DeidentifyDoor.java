package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Subject;
import org.wardhealth.records.Tally;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/deidentify} for texts and {@code POST /fhir/$de-identify} for FHIR: the same with
 * surrogates in place of what identifies. What was done is in the ledger before the answer leaves;
 * the data themselves are kept nowhere.
 */
@RestController
final class DeidentifyDoor {
  private static final List<String> FIELDS =
      List.of("input", "profile", "surrogates", "data_set", "metadata");
  private static final List<String> PARAMETERS = List.of("profile", "surrogates", "data-set");

  private final Identify identify;
  private final Deidentify deidentify;
  private final Recorder record;
  private final Refusals refusals;
  private final Arrivals arrivals;

  DeidentifyDoor(
      Identify identify,
      Deidentify deidentify,
      Recorder record,
      Refusals refusals,
      Arrivals arrivals) {
    this.identify = identify;
    this.deidentify = deidentify;
    this.record = record;
    this.refusals = refusals;
    this.arrivals = arrivals;
  }

  @PostMapping("/v1/deidentify")
  void texts(HttpServletRequest request, HttpServletResponse response) {
    Arrived arrived = arrivals.at(Door.DEIDENTIFY, request);
    HttpReply reply = new HttpReply(response, arrived.id());
    Exchange exchange = arrived;
    ObjectNode answer;
    try {
      Identified identified = identify.apply(arrived);
      exchange = identified;
      ObjectNode body = Ask.parse(arrived.body().read());
      Fields.only(body, "", FIELDS);
      Deidentify.Permitted permitted =
          deidentify.decide(
              identified,
              Ask.context(body, identified),
              new Deidentify.Choice(
                  Fields.optionalString(body.path("profile"), "profile"),
                  Fields.optionalString(body.path("surrogates"), "surrogates"),
                  Fields.optionalString(body.path("data_set"), "data_set")));
      List<Deidentify.Text> texts = Deidentify.Text.of(body.path("input"));
      answer = answer(permitted, texts);
    } catch (RuntimeException | Error e) {
      reply.refuse(refusals.record(exchange, e));
      return;
    }
    try {
      reply.end(List.of(answer));
    } catch (Reply.ClientGone e) {
      // the record is complete, and nobody is there to be told
    }
  }

  /** A resource or a Bundle; {@code profile}, {@code surrogates}, {@code data-set} in the query. */
  @PostMapping("/fhir/$de-identify")
  void fhir(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Arrived arrived = arrivals.at(Door.FHIR_DEIDENTIFY, request);
    response.setHeader("Ward-Exchange", arrived.id());
    Exchange exchange = arrived;
    byte[] answer;
    try {
      Identified identified = identify.apply(arrived);
      exchange = identified;
      known(request);
      Deidentify.Permitted permitted =
          deidentify.decide(
              identified,
              arrived.stated().within(identified.proved()),
              new Deidentify.Choice(
                  parameter(request, "profile"),
                  parameter(request, "surrogates"),
                  parameter(request, "data-set")));
      answer = Deidentify.fhir(permitted, arrived.body().read());
      arrived.timings().mark("protect");
      Tally done = permitted.release().finish();
      record.deidentified(
          permitted,
          Math.toIntExact(done.records().values().stream().mapToLong(Long::longValue).sum()),
          found(done));
    } catch (RuntimeException | Error e) {
      FhirDoor.outcome(response, refusals.record(exchange, e));
      return;
    }
    response.setContentType(FhirDoor.FHIR_JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(answer.length);
    response.getOutputStream().write(answer);
    response.flushBuffer();
  }

  /** Refuses what Ward does not know: a misspelt data set would be none, and join nothing. */
  private static void known(HttpServletRequest request) {
    for (Map.Entry<String, String[]> given : request.getParameterMap().entrySet()) {
      if (!PARAMETERS.contains(given.getKey())) {
        throw new Refusal(
            ErrorCode.UNKNOWN_FIELD,
            "The query has a parameter that Ward does not know. It knows "
                + String.join(", ", PARAMETERS)
                + ".");
      }
      if (given.getValue().length != 1) {
        throw Fields.wrong(given.getKey(), "in the query once");
      }
    }
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  private static Map<String, Integer> found(Tally done) {
    Map<String, Integer> found = new TreeMap<>();
    done.replaced().forEach((type, times) -> found.put(type.name(), Math.toIntExact(times)));
    return found;
  }

  private ObjectNode answer(Deidentify.Permitted permitted, List<Deidentify.Text> texts) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("object", "list");
    answer.put("profile", permitted.release().profile().name());
    ArrayNode data = answer.putArray("data");
    Subject subject = permitted.release().subject(permitted.about());
    Map<IdentifierType, Integer> before = Map.of();
    for (int i = 0; i < texts.size(); i++) {
      Deidentify.Text text = texts.get(i);
      ObjectNode one = data.addObject().put("object", "deidentified_text").put("index", i);
      text.id().ifPresent(id -> one.put("id", id));
      one.put("text", subject.text(text.text()));
      Map<IdentifierType, Integer> after = subject.counts();
      ObjectNode found = one.putObject("found");
      found(after, before).forEach(found::put);
      before = after;
    }
    permitted.identified().arrived().timings().mark("protect");
    record.deidentified(permitted, texts.size(), found(before, Map.of()));
    return answer;
  }

  /** What was taken out since {@code before}, by type. */
  private static Map<String, Integer> found(
      Map<IdentifierType, Integer> now, Map<IdentifierType, Integer> before) {
    Map<String, Integer> found = new TreeMap<>();
    now.forEach(
        (type, count) -> {
          int more = count - before.getOrDefault(type, 0);
          if (more > 0) {
            found.put(type.name(), more);
          }
        });
    return found;
  }
}
