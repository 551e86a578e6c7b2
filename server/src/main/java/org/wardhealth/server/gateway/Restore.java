package org.wardhealth.server.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wardhealth.deid.Restorer;
import org.wardhealth.ledger.Receipt;
import org.wardhealth.server.gateway.Exchange.Admitted;
import org.wardhealth.server.guard.Passage;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.guard.Verdict;
import org.wardhealth.server.models.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts identifiers back into one answer, for the caller who sent them, and keeps what the model
 * said for the review and the record.
 *
 * <p>A streamed answer and a whole one take the same way: every object is rebuilt from the fields
 * that Ward knows, every text in it goes through the {@link Restorer} of its place. Of a stream,
 * what can no longer change is released at once; what ends a choice, and all that comes after, is
 * held until the record is durable. Of a whole answer everything is held. Not thread-safe.
 *
 * <p>A part of what is said that Ward does not read (content in parts, arguments that are no text)
 * fails the exchange: left out, the rest would look like all of it. What stands beside it is left
 * out.
 */
final class Restore {
  /** Numbers that bound what one answer may make Ward keep. */
  private static final int MAX_CHOICES = 64;

  private static final int MAX_TOOL_CALLS = 128;

  /** How many characters longer than the model said it an answer may become. */
  private static final int MAX_GROWTH = 4 << 20;

  /** So little is restored at once that its surrogates cannot stand for much more than that. */
  private static final int PIECE = 64;

  private static final List<String> TEXTS =
      List.of("content", "refusal", "reasoning_content", "reasoning");

  /** What would be part of what is said; Ward asks for none of it. */
  private static final List<String> UNREAD = List.of("audio", "function_call");

  private final Admitted admitted;
  private final Restorer.Mode contentMode;
  private final Map<Integer, Choice> choices = new TreeMap<>();
  private final List<ObjectNode> held = new ArrayList<>();
  private final Map<String, Long> tokens = new TreeMap<>();
  private Optional<ObjectNode> lastHead = Optional.empty();
  private long grown;

  Restore(Admitted admitted) {
    this.admitted = admitted;
    String format = admitted.guarded().safe().path("response_format").path("type").asString("text");
    this.contentMode = format.equals("text") ? Restorer.Mode.PLAIN : Restorer.Mode.JSON_STRING;
  }

  /** Takes the next object of the answer; what may be released now. */
  List<ObjectNode> take(ObjectNode object) {
    usage(object.path("usage"));
    if (admitted.asked().operation() == Operation.EMBEDDINGS) {
      held.add(embeddings(object));
      return List.of();
    }
    return admitted.asked().stream() ? chunk(object) : whole(object);
  }

  /** The answer is over; what was held, complete. */
  List<ObjectNode> finish() {
    if (choices.isEmpty() && admitted.asked().operation() == Operation.CHAT) {
      throw unread("an answer of no choices");
    }
    for (Map.Entry<Integer, Choice> choice : choices.entrySet()) {
      if (!choice.getValue().finished) {
        ObjectNode rest = choice.getValue().rest();
        if (!rest.isEmpty() && lastHead.isPresent()) {
          held.addFirst(chunk(lastHead.get(), choice.getKey(), rest, Optional.empty()));
        }
      }
    }
    return held;
  }

  /**
   * The last objects, with Ward's own word in the very last: exchange, receipt, labels, verdicts.
   */
  List<ObjectNode> sealed(List<ObjectNode> last, Receipt receipt, List<Verdict> verdicts) {
    if (last.isEmpty() && lastHead.isPresent()) {
      ObjectNode closing = lastHead.get().deepCopy();
      closing.putArray("choices");
      last.add(closing);
    }
    if (!last.isEmpty()) {
      ObjectNode ward = last.getLast().putObject("ward");
      ward.put("exchange", admitted.arrived().id());
      ward.put("admitted", admitted.index());
      ward.put("receipt", receipt.index());
      ward.put("patient", admitted.permitted().subject().pseudonym().value());
      ArrayNode labels = ward.putArray("labels");
      admitted.permitted().data().labels().stream().sorted().forEach(labels::add);
      Notice.of(admitted.permitted().data()).ifPresent(text -> ward.put("notice", text));
      ArrayNode said = ward.putArray("verdicts");
      admitted.screened().verdicts().forEach(verdict -> said.add(verdict.summary()));
      verdicts.forEach(verdict -> said.add(verdict.summary()));
    }
    return last;
  }

  /** What the model said, with surrogates, for the screens. */
  List<Passage> passages() {
    List<Passage> passages = new ArrayList<>();
    for (Choice choice : choices.values()) {
      for (Slot slot : choice.slots.values()) {
        passages.add(new Passage(Channel.ANSWER, slot.said.toString()));
      }
    }
    return passages;
  }

  /** What the model said, with surrogates, for the record; nothing if it said nothing. */
  Optional<ObjectNode> transcript() {
    if (choices.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode transcript = admitted.guarded().safe().objectNode();
    ArrayNode said = transcript.putArray("choices");
    choices.forEach(
        (index, choice) -> {
          ObjectNode one = said.addObject().put("index", index);
          choice.slots.forEach((name, slot) -> one.put(name, slot.said.toString()));
        });
    return Optional.of(transcript);
  }

  /** As the provider counted them; empty if it did not. */
  Map<String, Long> tokens() {
    return tokens;
  }

  /**
   * Tokens to charge: as counted, or a quarter of the characters where nobody counted; none when
   * the model did not begin to answer.
   */
  long charge() {
    Long total = tokens.get("total");
    if (total != null) {
      return total;
    }
    if (choices.isEmpty() && held.isEmpty()) {
      return 0;
    }
    long characters = 0;
    for (Passage passage : admitted.guarded().passages()) {
      characters += passage.text().length();
    }
    for (Passage passage : passages()) {
      characters += passage.text().length();
    }
    return characters / 4;
  }

  /** How many surrogates were put back, by type. */
  Map<String, Integer> restored() {
    Map<String, Integer> restored = new TreeMap<>();
    for (Choice choice : choices.values()) {
      for (Slot slot : choice.slots.values()) {
        slot.restorer
            .restored()
            .forEach((type, count) -> restored.merge(type, count, Integer::sum));
      }
    }
    return restored;
  }

  private List<ObjectNode> whole(ObjectNode answer) {
    if (!answer.path("choices").isArray()) {
      throw unread("an answer of no choices");
    }
    ObjectNode safe = head(answer, "chat.completion");
    ArrayNode safeChoices = safe.putArray("choices");
    int position = 0;
    for (JsonNode choice : answer.path("choices")) {
      Choice state = choice(choice.path("index").asInt(position));
      ObjectNode safeChoice = safeChoices.addObject();
      safeChoice.put("index", choice.path("index").asInt(position));
      ObjectNode message = message(object(choice.path("message"), "a choice"), state);
      state.mergeRest(message);
      state.finished = true;
      safeChoice.set("message", message);
      safeChoice.putNull("logprobs");
      safeChoice.put("finish_reason", word(choice.path("finish_reason")).orElse("stop"));
      position++;
    }
    safeUsage(answer, safe);
    held.add(safe);
    return List.of();
  }

  private List<ObjectNode> chunk(ObjectNode chunk) {
    if (!chunk.path("choices").isArray() && !chunk.path("usage").isObject()) {
      throw unread("an event that is no piece of an answer");
    }
    ObjectNode head = head(chunk, "chat.completion.chunk");
    lastHead = Optional.of(head);
    List<ObjectNode> free = new ArrayList<>(1);
    for (JsonNode choice : chunk.path("choices")) {
      int index = object(choice, "a choice").path("index").asInt(0);
      Choice state = choice(index);
      JsonNode said = choice.path("delta");
      ObjectNode delta =
          message(choice.hasNonNull("delta") ? object(said, "a delta") : said, state);
      Optional<String> finish = word(choice.path("finish_reason"));
      if (finish.isPresent()) {
        state.mergeRest(delta);
        state.finished = true;
        held.add(chunk(head, index, delta, finish));
      } else if (!delta.isEmpty()) {
        ObjectNode piece = chunk(head, index, delta, finish);
        if (state.finished) {
          held.add(piece);
        } else {
          free.add(piece);
        }
      }
    }
    if (chunk.path("usage").isObject()) {
      ObjectNode usage = head.deepCopy();
      usage.putArray("choices");
      safeUsage(chunk, usage);
      held.add(usage);
    }
    return free;
  }

  private static ObjectNode chunk(
      ObjectNode head, int index, ObjectNode delta, Optional<String> finish) {
    ObjectNode chunk = head.deepCopy();
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index);
    choice.set("delta", delta);
    choice.put("finish_reason", finish.orElse(null));
    return chunk;
  }

  /** A {@code message} or a {@code delta}: what may be shown of it now. */
  private ObjectNode message(JsonNode said, Choice state) {
    ObjectNode safe = admitted.guarded().safe().objectNode();
    word(said.path("role")).ifPresent(role -> safe.put("role", role));
    for (String name : UNREAD) {
      if (said.hasNonNull(name)) {
        throw unread("'" + name + "'");
      }
    }
    for (String name : TEXTS) {
      JsonNode value = said.path(name);
      if (value.isString()) {
        String shown =
            state.accept(
                name, name.equals("content") ? contentMode : Restorer.Mode.PLAIN, value.asString());
        if (!shown.isEmpty() || value.asString().isEmpty()) {
          safe.put(name, shown);
        }
      } else if (value.isNull()) {
        safe.putNull(name);
      } else if (!value.isMissingNode()) {
        throw unread("'" + name + "' that is no text");
      }
    }
    JsonNode calls = said.path("tool_calls");
    if (!calls.isArray() && said.hasNonNull("tool_calls")) {
      throw unread("'tool_calls' that are no list");
    }
    int position = 0;
    for (JsonNode call : calls) {
      int index = call.path("index").asInt(position++);
      toolCall(call, index, state)
          .ifPresent(safeCall -> safe.withArray("tool_calls").add(safeCall));
    }
    if (safe.size() == 1 && safe.path("content").asString("x").isEmpty()) {
      safe.removeAll(); // an empty word says nothing
    }
    return safe;
  }

  private Optional<ObjectNode> toolCall(JsonNode call, int index, Choice state) {
    if (index < 0 || index >= MAX_TOOL_CALLS) {
      throw new Refusal(ErrorCode.UPSTREAM_MALFORMED, "The model called too many tools.");
    }
    ObjectNode safe = admitted.guarded().safe().objectNode();
    if (admitted.asked().stream()) {
      safe.put("index", index);
    }
    word(call.path("id")).ifPresent(id -> safe.put("id", id));
    word(call.path("type")).ifPresent(type -> safe.put("type", type));
    if (!safe.path("type").asString("function").equals("function")) {
      throw unread("a call of a tool that is no function");
    }
    ObjectNode function = safe.objectNode();
    JsonNode named = call.path("function").path("name");
    word(named).ifPresent(name -> function.put("name", name));
    if (!function.has("name") && !named.asString("").isEmpty()) {
      throw unread("a call of a tool by a name that no tool has");
    }
    JsonNode arguments = call.path("function").path("arguments");
    if (!arguments.isString() && !arguments.isNull() && !arguments.isMissingNode()) {
      throw unread("'arguments' of a tool that are no text");
    }
    if (arguments.isString()) {
      String shown =
          state.accept(Choice.TOOL + index, Restorer.Mode.JSON_STRING, arguments.asString());
      if (!shown.isEmpty() || safe.has("id")) {
        function.put("arguments", shown);
      }
    }
    if (!function.isEmpty()) {
      safe.set("function", function);
    }
    return safe.has("id") || safe.has("function") ? Optional.of(safe) : Optional.empty();
  }

  private ObjectNode embeddings(ObjectNode answer) {
    if (!answer.path("data").isArray()) {
      throw new Refusal(ErrorCode.UPSTREAM_MALFORMED, "The provider sent no embeddings.");
    }
    ObjectNode safe = answer.objectNode();
    safe.put("object", "list");
    ArrayNode data = safe.putArray("data");
    for (JsonNode one : answer.path("data")) {
      object(one, "an embedding");
      ObjectNode embedding = data.addObject();
      embedding.put("object", "embedding");
      embedding.put("index", one.path("index").asInt(data.size() - 1));
      JsonNode vector = one.path("embedding");
      if (!isVector(vector)) {
        throw unread("an embedding that is no vector");
      }
      embedding.set("embedding", vector);
    }
    safe.put("model", admitted.asked().model());
    safeUsage(answer, safe);
    return safe;
  }

  /** Numbers, or their bytes in base64: nothing that is text. */
  private static boolean isVector(JsonNode vector) {
    return vector.isArray()
        ? vector.valueStream().allMatch(JsonNode::isNumber)
        : vector.isString() && vector.asString().matches("[A-Za-z0-9+/]*+={0,2}");
  }

  private static JsonNode object(JsonNode node, String what) {
    if (!node.isObject()) {
      throw unread(what + " that is no object");
    }
    return node;
  }

  private static Refusal unread(String what) {
    return new Refusal(
        ErrorCode.UPSTREAM_MALFORMED,
        "The provider sent " + what + ", which Ward does not read, so the answer ends here.");
  }

  private ObjectNode head(ObjectNode object, String kind) {
    ObjectNode head = object.objectNode();
    head.put("id", "chatcmpl-" + admitted.arrived().id());
    head.put("object", kind);
    head.put("created", admitted.arrived().at().getEpochSecond());
    head.put("model", admitted.asked().model());
    word(object.path("system_fingerprint")).ifPresent(f -> head.put("system_fingerprint", f));
    return head;
  }

  private void usage(JsonNode usage) {
    count(usage, "prompt_tokens", "prompt");
    count(usage, "completion_tokens", "completion");
    count(usage, "total_tokens", "total");
  }

  private void count(JsonNode usage, String field, String name) {
    if (usage.path(field).isIntegralNumber()) {
      tokens.put(name, usage.path(field).asLong(0));
    }
  }

  private static void safeUsage(ObjectNode answer, ObjectNode safe) {
    if (answer.path("usage").isObject()) {
      safe.set("usage", numbers((ObjectNode) answer.path("usage")));
    }
  }

  /** Only the numbers of an object, at any depth. */
  private static ObjectNode numbers(ObjectNode object) {
    ObjectNode safe = object.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isNumber()) {
        safe.set(field.getKey(), field.getValue());
      } else if (field.getValue() instanceof ObjectNode inner) {
        safe.set(field.getKey(), numbers(inner));
      }
    }
    return safe;
  }

  /** A short word of the API, such as a role or an id; anything else is left out. */
  private static Optional<String> word(JsonNode node) {
    return node.isString() && node.asString().matches("[A-Za-z0-9_.:-]{1,128}")
        ? Optional.of(node.asString())
        : Optional.empty();
  }

  private Choice choice(int index) {
    if (index < 0 || index >= MAX_CHOICES) {
      throw new Refusal(ErrorCode.UPSTREAM_MALFORMED, "The model gave too many choices.");
    }
    return choices.computeIfAbsent(index, _ -> new Choice());
  }

  /** One of the answers side by side. */
  private final class Choice {
    private static final String TOOL = "tool_calls.";

    private final Map<String, Slot> slots = new TreeMap<>();
    private boolean finished;

    /** The next piece of one text; what of it may be shown now. */
    String accept(String name, Restorer.Mode mode, String piece) {
      Slot slot =
          slots.computeIfAbsent(
              name, _ -> new Slot(admitted.guarded().surrogates().restorer(mode)));
      if (piece.isEmpty()) {
        return "";
      }
      if (finished) {
        throw new Refusal(
            ErrorCode.UPSTREAM_MALFORMED, "The model went on with a choice that it had finished.");
      }
      return slot.accept(piece);
    }

    /** What the restorers still hold. */
    ObjectNode rest() {
      ObjectNode rest = admitted.guarded().safe().objectNode();
      mergeRest(rest);
      return rest;
    }

    /** Appends what the restorers still hold to a message or delta. */
    void mergeRest(ObjectNode message) {
      slots.forEach(
          (name, slot) -> {
            String tail = slot.finish();
            if (tail.isEmpty()) {
              return;
            }
            if (!name.startsWith(TOOL)) {
              message.put(name, message.path(name).asString("") + tail);
              return;
            }
            int index = Integer.parseInt(name.substring(TOOL.length()));
            ObjectNode function = function(message.withArray("tool_calls"), index);
            function.put("arguments", function.path("arguments").asString("") + tail);
          });
    }

    private ObjectNode function(ArrayNode calls, int index) {
      int position = 0;
      for (JsonNode call : calls) {
        if (call.path("index").asInt(position++) == index) {
          return ((ObjectNode) call).withObject("function");
        }
      }
      return calls.addObject().put("index", index).putObject("function");
    }
  }

  /** One text of an answer: what came, and what of it is safe to show. */
  private final class Slot {
    private final Restorer restorer;
    private final Characters characters = new Characters();
    private final StringBuilder said = new StringBuilder();
    private boolean finished;

    Slot(Restorer restorer) {
      this.restorer = restorer;
    }

    String accept(String piece) {
      String whole = characters.accept(piece);
      said.append(whole);
      return restored(whole);
    }

    /** Piece by piece: a model that repeats a surrogate must not fill Ward's memory. */
    private String restored(String whole) {
      StringBuilder shown = new StringBuilder(whole.length());
      for (int at = 0; at < whole.length(); at += PIECE) {
        String piece = whole.substring(at, Math.min(at + PIECE, whole.length()));
        String more = restorer.accept(piece);
        shown.append(more);
        grown += more.length() - piece.length();
        if (grown > MAX_GROWTH) {
          throw new Refusal(
              ErrorCode.UPSTREAM_TOO_LARGE,
              "With identifiers put back, the answer would be too long: it repeats them too often.");
        }
      }
      return shown.toString();
    }

    String finish() {
      if (finished) {
        return "";
      }
      finished = true;
      String rest = characters.finish();
      said.append(rest);
      return restored(rest) + restorer.finish();
    }
  }
}
