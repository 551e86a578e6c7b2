package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Subject;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.gateway.Exchange.Identified;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /v1/deidentify}: texts with surrogates in place of what identifies. What was done is
 * in the ledger before the answer leaves; the texts themselves are kept nowhere.
 */
@RestController
final class DeidentifyDoor {
  private static final List<String> FIELDS =
      List.of("input", "profile", "surrogates", "data_set", "metadata");

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

  private ObjectNode answer(Deidentify.Permitted permitted, List<Deidentify.Text> texts) {
    ObjectNode answer = Json.MAPPER.createObjectNode();
    answer.put("object", "list");
    answer.put("profile", permitted.dataSet().profile().name());
    ArrayNode data = answer.putArray("data");
    Subject subject = permitted.dataSet().subject(permitted.subject(), permitted.identity());
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
