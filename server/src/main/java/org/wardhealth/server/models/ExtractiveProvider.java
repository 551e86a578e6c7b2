package org.wardhealth.server.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.server.models.ProviderException.Failure;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model that is built in: it answers with the most central sentences of what the user sent,
 * word for word ({@link LexRank}).
 *
 * <p>Deterministic, offline, no learning. It cannot say anything that is not in the text, and it
 * understands no instruction: whatever it is asked, it summarises. It counts words as tokens.
 */
final class ExtractiveProvider implements Provider {
  private static final String NAME = "ward";
  private static final String MODEL = "ward/extractive";
  private static final int MANY = 1_000_000;

  private final Model model =
      new Model(MODEL, NAME, MODEL, Optional.of(digest()), Set.of(Operation.CHAT), Card.BUILT_IN);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Model> models() {
    return List.of(model);
  }

  @Override
  public boolean local() {
    return true;
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public Answer ask(Model asked, Call call) throws ProviderException {
    ObjectNode request = call.request();
    if (request.path("tools").size() > 0) {
      throw new ProviderException(
          Failure.REJECTED, MODEL + " calls no tools: leave 'tools' out or ask another model.");
    }
    String text = text(request);
    int limit = request.path("max_completion_tokens").asInt(request.path("max_tokens").asInt(MANY));
    LexRank.Answer answer = new LexRank().answer(text, limit, stops(request));
    Spoken spoken = new Spoken(words(answer.text()), answer.cut() ? "length" : "stop");
    int n = Math.max(1, request.path("n").asInt(1));
    Usage usage = new Usage(words(text).size(), n * spoken.words().size());
    Deque<ObjectNode> objects = new ArrayDeque<>();
    if (call.stream()) {
      pieces(spoken, n, usage, request, objects);
    } else {
      objects.add(whole(spoken, n, usage));
    }
    return new Ready(objects);
  }

  /** What users and tools said, without a leading instruction such as "Summarise this note:". */
  private static String text(ObjectNode request) {
    StringBuilder text = new StringBuilder();
    for (JsonNode message : request.path("messages")) {
      String role = message.path("role").asString("");
      if (role.equals("user") || role.equals("tool")) {
        JsonNode content = message.path("content");
        if (content.isString()) {
          append(text, content.asString());
        } else {
          content.forEach(part -> append(text, part.path("text").asString("")));
        }
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String passage) {
    int line = passage.indexOf('\n');
    String first = (line < 0 ? passage : passage.substring(0, line)).strip();
    boolean instruction = line > 0 && first.length() <= 120 && first.endsWith(":");
    if (!text.isEmpty()) {
      text.append("\n\n");
    }
    text.append(instruction ? passage.substring(line + 1) : passage);
  }

  private static List<String> stops(ObjectNode request) {
    JsonNode stop = request.path("stop");
    List<String> stops = new ArrayList<>();
    if (stop.isString()) {
      stops.add(stop.asString());
    } else {
      stop.forEach(one -> stops.add(one.asString("")));
    }
    stops.removeIf(String::isEmpty);
    return stops;
  }

  /** The words of a text, each with the space that follows it. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int at = 1; at <= text.length(); at++) {
      if (at == text.length()
          || (Character.isWhitespace(text.charAt(at - 1))
              && !Character.isWhitespace(text.charAt(at)))) {
        words.add(text.substring(start, at));
        start = at;
      }
    }
    return words;
  }

  private static ObjectNode whole(Spoken spoken, int n, Usage usage) {
    ObjectNode answer = head("chat.completion");
    ArrayNode choices = answer.putArray("choices");
    for (int index = 0; index < n; index++) {
      ObjectNode choice = choices.addObject();
      choice.put("index", index);
      choice
          .putObject("message")
          .put("role", "assistant")
          .put("content", String.join("", spoken.words()));
      choice.put("finish_reason", spoken.finish());
    }
    usage.write(answer);
    return answer;
  }

  private static void pieces(
      Spoken spoken, int n, Usage usage, ObjectNode request, Deque<ObjectNode> objects) {
    for (int index = 0; index < n; index++) {
      ObjectNode first = piece(index, Optional.empty(), objects);
      first.put("role", "assistant").put("content", "");
      for (String word : spoken.words()) {
        piece(index, Optional.empty(), objects).put("content", word);
      }
      piece(index, Optional.of(spoken.finish()), objects);
    }
    if (request.path("stream_options").path("include_usage").asBoolean(false)) {
      ObjectNode last = head("chat.completion.chunk");
      last.putArray("choices");
      usage.write(last);
      objects.add(last);
    }
  }

  private static ObjectNode piece(int index, Optional<String> finish, Deque<ObjectNode> objects) {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index);
    ObjectNode delta = choice.putObject("delta");
    choice.put("finish_reason", finish.orElse(null));
    objects.add(chunk);
    return delta;
  }

  private static ObjectNode head(String kind) {
    ObjectNode head = Json.MAPPER.createObjectNode();
    head.put("id", "chatcmpl-extractive");
    head.put("object", kind);
    head.put("created", 0);
    head.put("model", MODEL);
    return head;
  }

  private static String digest() {
    try (InputStream code = LexRank.class.getResourceAsStream("LexRank.class")) {
      if (code == null) {
        throw new IllegalStateException("The class file of LexRank is not on the class path.");
      }
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(code.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no SHA-256.", e);
    }
  }

  @Override
  public void close() {
    // holds nothing
  }

  private record Spoken(List<String> words, String finish) {}

  private record Usage(int prompt, int completion) {
    void write(ObjectNode answer) {
      answer
          .putObject("usage")
          .put("prompt_tokens", prompt)
          .put("completion_tokens", completion)
          .put("total_tokens", prompt + completion);
    }
  }

  /** An answer that is there already. */
  private record Ready(Deque<ObjectNode> objects) implements Answer {
    @Override
    public Optional<ObjectNode> next() {
      return Optional.ofNullable(objects.poll());
    }

    @Override
    public void close() {
      objects.clear();
    }
  }
}
