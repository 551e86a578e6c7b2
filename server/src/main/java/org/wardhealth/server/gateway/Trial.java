package org.wardhealth.server.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.wardhealth.server.gateway.Exchange.Arrived;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends one exchange by hand, as a program with this key would.
 *
 * <p>Guarantees: it takes the whole way of the {@link Pipeline}, entries in the ledger included; a
 * key that a program could not use cannot be used here. It names no patient.
 */
public final class Trial {
  private final Pipeline pipeline;
  private final Arrivals arrivals;

  Trial(Pipeline pipeline, Arrivals arrivals) {
    this.pipeline = pipeline;
    this.arrivals = arrivals;
  }

  /**
   * How it ended.
   *
   * @param exchange its id
   * @param code of the refusal; nothing if it was answered
   * @param problem of the refusal, in words
   * @param said what the model said
   * @param admitted the place of its first entry in the ledger
   * @param result the place of its last one
   */
  public record Outcome(
      String exchange,
      Optional<String> code,
      Optional<String> problem,
      Optional<String> said,
      Optional<Long> admitted,
      Optional<Long> result) {
    @Override
    public String toString() {
      return "Outcome[***]";
    }
  }

  /**
   * Asks a model.
   *
   * @param key of an application, as it was shown
   * @param purpose a code; the application must have it
   * @param text what the model is asked
   */
  public Outcome send(String key, String model, String purpose, String text) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("model", model);
    request.putArray("messages").addObject().put("role", "user").put("content", text);
    byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    Arrived arrived =
        arrivals.byHand(
            Credential.ofKey(key),
            new Context(Optional.empty(), Optional.of(purpose), Optional.empty()),
            () -> body);
    Kept reply = new Kept();
    pipeline.run(arrived, Operation.CHAT, reply);
    return reply.outcome(arrived.id());
  }

  /** Keeps an answer instead of sending it. */
  private static final class Kept implements Reply {
    private Optional<JsonNode> answer = Optional.empty();
    private Optional<Refusal> refusal = Optional.empty();

    @Override
    public void notice(String text) {
      // nobody but the person who tries reads it, and the trial's text is nobody's record
    }

    @Override
    public void release(List<ObjectNode> pieces) {
      // the request is not streamed: the whole answer comes with end()
    }

    @Override
    public void end(List<ObjectNode> last) {
      answer = last.isEmpty() ? Optional.empty() : Optional.of(last.getLast());
    }

    @Override
    public void refuse(Refusal said) {
      refusal = Optional.of(said);
    }

    Outcome outcome(String exchange) {
      Optional<JsonNode> ward = answer.map(whole -> whole.path("ward"));
      return new Outcome(
          exchange,
          refusal.map(one -> one.code().code()),
          refusal.map(Refusal::getMessage),
          answer.map(
              whole -> whole.path("choices").path(0).path("message").path("content").asString("")),
          ward.map(one -> one.path("admitted").asLong()),
          ward.map(one -> one.path("receipt").asLong()));
    }
  }
}
