package org.wardhealth.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A well-behaved model: OpenAI's {@code /v1/chat/completions} (stream or not), {@code
 * /v1/embeddings} and {@code /v1/models}. What it says is scripted; how its bytes are cut on the
 * wire can be set.
 *
 * <p>Streams honour {@code stream_options.include_usage}. Token counts are deterministic: one per
 * four characters begun. Embeddings are unit vectors that depend on the text alone, as floats or
 * base64 (little-endian float32).
 */
public final class Speech implements Script {
  private static final int DIMENSIONS = 8;
  private static final byte[] NOTHING = {};

  /** One choice: content, or the call of a tool. */
  private record Choice(String content, String toolName, String toolArguments) {
    boolean isToolCall() {
      return !toolName.isEmpty();
    }

    String finishReason() {
      return isToolCall() ? "tool_calls" : "stop";
    }
  }

  private final Function<Received, List<Choice>> choices;
  private final JsonMapper json;
  private final int deltaLength;
  private final int pieceBytes;
  private final Gate gate;

  private Speech(
      Function<Received, List<Choice>> choices,
      JsonMapper json,
      int deltaLength,
      int pieceBytes,
      Gate gate) {
    this.choices = choices;
    this.json = json;
    this.deltaLength = deltaLength;
    this.pieceBytes = pieceBytes;
    this.gate = gate;
  }

  private static Speech of(Function<Received, List<Choice>> choices) {
    return new Speech(choices, Json.PLAIN, 4, 0, Gate.opened());
  }

  /**
   * Repeats the last user message: the surrogates that were sent come back. Says it {@code n} times
   * when asked to.
   */
  public static Speech echo() {
    return saying(Received::lastUserMessage);
  }

  /** Says what the function makes of the request, {@code n} times when asked to. */
  public static Speech saying(Function<Received, String> words) {
    return of(
        request -> {
          Choice choice = new Choice(words.apply(request), "", "");
          int n = Math.max(1, request.json().path("n").asInt(1));
          return Collections.nCopies(n, choice);
        });
  }

  /** Always says this, one choice for each text, whatever {@code n} was asked for. */
  public static Speech say(String... contents) {
    List<Choice> fixed = Arrays.stream(contents).map(text -> new Choice(text, "", "")).toList();
    return of(request -> fixed);
  }

  /**
   * Calls a tool with these arguments, given as the JSON text that a model would have written
   * (valid or not).
   */
  public static Speech callTool(String name, String arguments) {
    return of(request -> List.of(new Choice("", name, arguments)));
  }

  /**
   * Calls a tool with arguments made from the request, such as JSON around its last user message.
   */
  public static Speech callTool(String name, Function<Received, String> arguments) {
    return of(request -> List.of(new Choice("", name, arguments.apply(request))));
  }

  /** Writes all that is not ASCII as {@code \}{@code uXXXX}. */
  public Speech escaped() {
    return new Speech(choices, Json.ESCAPED, deltaLength, pieceBytes, gate);
  }

  /** Streams deltas of this many code points (4 when not set). */
  public Speech inDeltasOf(int codePoints) {
    return new Speech(choices, json, atLeastOne(codePoints), pieceBytes, gate);
  }

  /**
   * Cuts the body into pieces of this many bytes, one write (and in a stream one HTTP chunk) each,
   * blind to events, UTF-8 sequences and JSON escapes. When not set, a stream goes out event by
   * event and any other answer at once.
   */
  public Speech inPiecesOf(int bytes) {
    return new Speech(choices, json, deltaLength, atLeastOne(bytes), gate);
  }

  /** Waits at the gate before each piece; the headers go out at once. */
  public Speech gatedBy(Gate between) {
    return new Speech(choices, json, deltaLength, pieceBytes, between);
  }

  private static int atLeastOne(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("must be at least 1, but is " + count);
    }
    return count;
  }

  @Override
  public void play(Received request, Wire wire) throws IOException, InterruptedException {
    if (isStream(request)) {
      wire.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
      for (byte[] piece : pieces(events(request))) {
        gate.pass();
        wire.chunk(piece);
      }
      wire.chunk(NOTHING);
      return;
    }
    byte[] body = body(request);
    wire.head(
        isKnown(request) ? 200 : 404,
        "Content-Type: application/json",
        "Content-Length: " + body.length);
    for (byte[] piece : pieces(List.of(body))) {
      gate.pass();
      wire.send(piece);
    }
  }

  private static boolean isStream(Received request) {
    return request.target().endsWith("/chat/completions") && request.wantsStream();
  }

  private static boolean isKnown(Received request) {
    String target = request.target();
    return target.endsWith("/chat/completions")
        || target.endsWith("/embeddings")
        || target.endsWith("/models");
  }

  /** The body of an answer that is not streamed. */
  byte[] body(Received request) {
    String target = request.target();
    ObjectNode body;
    if (target.endsWith("/models")) {
      body = models();
    } else if (target.endsWith("/embeddings")) {
      body = embeddings(request.json());
    } else if (target.endsWith("/chat/completions")) {
      body = completion(request);
    } else {
      body = Json.object();
      body.putObject("error").put("message", "unknown path").put("type", "invalid_request_error");
    }
    return json.writeValueAsBytes(body);
  }

  /** The events of a streamed answer, {@code [DONE]} included, each with its blank line. */
  List<byte[]> events(Received request) {
    boolean usage = request.json().path("stream_options").path("include_usage").asBoolean(false);
    List<Choice> said = choices.apply(request);
    List<byte[]> events = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      Choice choice = said.get(i);
      events.add(event(chunk(request, i, opening(choice), "", usage)));
      String text = choice.isToolCall() ? choice.toolArguments() : choice.content();
      for (String part : split(text)) {
        events.add(event(chunk(request, i, continuation(choice, part), "", usage)));
      }
      events.add(event(chunk(request, i, Json.object(), choice.finishReason(), usage)));
    }
    if (usage) {
      ObjectNode last = chunkHead(request);
      last.putArray("choices");
      last.set("usage", usage(request, said));
      events.add(event(last));
    }
    events.add("data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
    return events;
  }

  private List<byte[]> pieces(List<byte[]> parts) {
    if (pieceBytes == 0) {
      return parts;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
    List<byte[]> pieces = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] piece = new byte[Math.min(pieceBytes, bytes.remaining())];
      bytes.get(piece);
      pieces.add(piece);
    }
    return pieces;
  }

  private List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int left = text.codePointCount(start, text.length());
      int end = text.offsetByCodePoints(start, Math.min(deltaLength, left));
      parts.add(text.substring(start, end));
      start = end;
    }
    return parts;
  }

  private byte[] event(ObjectNode chunk) {
    byte[] data = json.writeValueAsBytes(chunk);
    ByteArrayOutputStream event = new ByteArrayOutputStream(data.length + 8);
    event.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
    event.writeBytes(data);
    event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return event.toByteArray();
  }

  private static ObjectNode opening(Choice choice) {
    ObjectNode delta = Json.object().put("role", "assistant");
    if (!choice.isToolCall()) {
      return delta.put("content", "");
    }
    delta.putNull("content");
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", 0).put("id", "call_mock_1").put("type", "function");
    call.putObject("function").put("name", choice.toolName()).put("arguments", "");
    return delta;
  }

  private static ObjectNode continuation(Choice choice, String part) {
    ObjectNode delta = Json.object();
    if (!choice.isToolCall()) {
      return delta.put("content", part);
    }
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", 0).putObject("function").put("arguments", part);
    return delta;
  }

  private static ObjectNode chunk(
      Received request, int index, ObjectNode delta, String finishReason, boolean usage) {
    ObjectNode chunk = chunkHead(request);
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index).set("delta", delta);
    if (finishReason.isEmpty()) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", finishReason);
    }
    if (usage) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private static ObjectNode chunkHead(Received request) {
    return head(request, "chat.completion.chunk");
  }

  private static ObjectNode head(Received request, String object) {
    return Json.object()
        .put("id", "chatcmpl-mock")
        .put("object", object)
        .put("created", 1_700_000_000)
        .put("model", request.json().path("model").asString("mock"));
  }

  private ObjectNode completion(Received request) {
    List<Choice> said = choices.apply(request);
    ObjectNode body = head(request, "chat.completion");
    ArrayNode array = body.putArray("choices");
    for (int i = 0; i < said.size(); i++) {
      Choice choice = said.get(i);
      ObjectNode node = array.addObject().put("index", i);
      ObjectNode message = node.putObject("message").put("role", "assistant");
      if (choice.isToolCall()) {
        message.putNull("content");
        ObjectNode call = message.putArray("tool_calls").addObject();
        call.put("id", "call_mock_1").put("type", "function");
        call.putObject("function")
            .put("name", choice.toolName())
            .put("arguments", choice.toolArguments());
      } else {
        message.put("content", choice.content());
      }
      node.put("finish_reason", choice.finishReason());
    }
    body.set("usage", usage(request, said));
    return body;
  }

  private static ObjectNode usage(Received request, List<Choice> said) {
    int prompt = 0;
    for (JsonNode message : request.json().path("messages")) {
      prompt += tokens(Json.text(message.path("content")));
    }
    int completion =
        said.stream().mapToInt(c -> tokens(c.content()) + tokens(c.toolArguments())).sum();
    return Json.object()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }

  private static int tokens(String text) {
    return (text.length() + 3) / 4;
  }

  private static ObjectNode models() {
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (String id : List.of("mock", "mock-large")) {
      data.addObject()
          .put("id", id)
          .put("object", "model")
          .put("created", 0)
          .put("owned_by", "mock");
    }
    return body;
  }

  private static ObjectNode embeddings(JsonNode request) {
    boolean base64 = request.path("encoding_format").asString("float").equals("base64");
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    JsonNode input = request.path("input");
    int used = 0;
    List<String> texts = new ArrayList<>();
    if (input.isString()) {
      texts.add(input.asString());
    } else {
      input.forEach(text -> texts.add(text.asString()));
    }
    for (String text : texts) {
      used += tokens(text);
      ObjectNode node = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      float[] vector = vector(text);
      if (base64) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        node.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
      } else {
        ArrayNode array = node.putArray("embedding");
        for (float x : vector) {
          array.add(x);
        }
      }
    }
    body.put("model", request.path("model").asString("mock"));
    body.putObject("usage").put("prompt_tokens", used).put("total_tokens", used);
    return body;
  }

  /** The unit vector that the mock gives for a text; it depends on the text alone. */
  public static float[] vector(String text) {
    SplittableRandom random = new SplittableRandom(text.hashCode());
    float[] vector = new float[DIMENSIONS];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextDouble(-1, 1);
      square += (double) vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }
}
