package org.wardhealth.server.gateway;

import java.util.Map;
import java.util.Set;
import org.wardhealth.server.guard.Passage.Channel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/chat/completions}: its fields as of OpenAI's API in 2026. */
record ChatForm() implements RequestForm {
  private static final Set<String> EFFORTS =
      Set.of("none", "minimal", "low", "medium", "high", "xhigh");
  private static final int MAX_CHOICES = 16;

  @Override
  public ObjectNode rewrite(ObjectNode request, Words words) {
    ObjectNode safe = request.objectNode();
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      switch (name) {
        case "model" -> safe.put(name, Fields.name(value, name));
        case "messages" -> messages(Fields.array(value, name), safe.putArray(name), words);
        case "tools" -> tools(Fields.array(value, name), safe.putArray(name), words);
        case "tool_choice" -> safe.set(name, toolChoice(value, words));
        case "response_format" -> safe.set(name, responseFormat(Fields.object(value, name), words));
        case "stop" -> safe.set(name, stop(value, words));
        case "stream_options" -> safe.set(name, streamOptions(Fields.object(value, name)));
        case "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "presence_penalty",
            "frequency_penalty" ->
            safe.set(name, Fields.number(value, name));
        // Programs seed with what they have at hand, such as a record number.
        case "seed" -> {
          words.fixed(name, Fields.number(value, name).toString());
          safe.set(name, value);
        }
        case "n" -> safe.set(name, choices(Fields.number(value, name)));
        case "stream", "parallel_tool_calls" -> safe.set(name, Fields.bool(value, name));
        case "reasoning_effort" -> safe.put(name, Fields.oneOf(value, name, EFFORTS));
        case "verbosity" ->
            safe.put(name, Fields.oneOf(value, name, Set.of("low", "medium", "high")));
        case "service_tier" ->
            safe.put(
                name,
                Fields.oneOf(value, name, Set.of("auto", "default", "flex", "scale", "priority")));
        case "logit_bias" -> safe.set(name, logitBias(Fields.object(value, name)));
        case "store", "logprobs" -> mustBeFalse(Fields.bool(value, name), name);
        // These name the person, the conversation or the occasion: they end at Ward.
        case "metadata", "user", "safety_identifier", "prompt_cache_key" -> {}
        case "audio", "modalities", "prediction", "web_search_options" ->
            throw Fields.notProtectable(name, "'" + name + "'");
        default -> throw Fields.unknown("", name);
      }
    }
    if (!safe.has("messages")) {
      throw Fields.missing("messages");
    }
    return safe;
  }

  private static void messages(ArrayNode messages, ArrayNode safe, Words words) {
    if (messages.isEmpty()) {
      throw Fields.wrong("messages", "at least one message");
    }
    for (int i = 0; i < messages.size(); i++) {
      String where = "messages[" + i + "]";
      message(Fields.object(messages.get(i), where), where, safe.addObject(), words);
    }
  }

  private static void message(ObjectNode message, String where, ObjectNode safe, Words words) {
    String role =
        Fields.oneOf(
            message.path("role"),
            where + ".role",
            Set.of("system", "developer", "user", "assistant", "tool"));
    Channel channel =
        switch (role) {
          case "system", "developer" -> Channel.INSTRUCTION;
          case "tool" -> Channel.TOOL;
          case "assistant" -> Channel.ANSWER;
          default -> Channel.USER;
        };
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String at = where + "." + name;
      switch (name) {
        case "role" -> safe.put(name, role);
        case "content" -> safe.set(name, content(channel, value, at, words));
        case "refusal", "reasoning_content", "reasoning" -> {
          if (!value.isNull()) {
            safe.put(name, words.text(channel, at, "", Fields.string(value, at)));
          }
        }
        case "name" -> {
          words.fixed(at, Fields.name(value, at));
          safe.set(name, value);
        }
        case "tool_call_id" -> safe.put(name, words.callId(Fields.string(value, at)));
        case "tool_calls" -> {
          if (!value.isNull()) {
            toolCalls(Fields.array(value, at), at, safe.putArray(name), words);
          }
        }
        // An assistant message that an SDK gave and that is sent back whole has these: mostly
        // nothing, or what stands beside them once more.
        case "annotations", "parsed" -> {}
        case "audio", "function_call" -> {
          if (!value.isNull()) {
            throw Fields.notProtectable(at, "'" + name + "'");
          }
        }
        default -> throw Fields.unknown(where, name);
      }
    }
    if (!message.has("content") && !message.has("tool_calls")) {
      throw Fields.missing(where + ".content");
    }
  }

  private static JsonNode content(Channel channel, JsonNode value, String where, Words words) {
    ObjectNode holder = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    if (value.isNull()) {
      return value;
    }
    if (value.isString()) {
      return passage(channel, value.asString(), where, words, holder);
    }
    ArrayNode safe = holder.putArray("content");
    ArrayNode parts = Fields.array(value, where);
    for (int i = 0; i < parts.size(); i++) {
      String at = where + "[" + i + "]";
      ObjectNode part = Fields.object(parts.get(i), at);
      String type = Fields.string(part.path("type"), at + ".type");
      if (!type.equals("text") && !type.equals("refusal")) {
        throw Fields.notProtectable(at, "a content part that is not text");
      }
      for (String name : part.propertyNames()) {
        if (!name.equals("type") && !name.equals(type)) {
          throw Fields.unknown(at, name);
        }
      }
      ObjectNode safePart = safe.addObject().put("type", type);
      safePart.set(
          type,
          passage(channel, Fields.string(part.path(type), at), at + "." + type, words, holder));
    }
    return safe;
  }

  /** What a tool answered is mostly JSON, whose keys say what its values are. */
  private static JsonNode passage(
      Channel channel, String text, String where, Words words, ObjectNode holder) {
    String safe =
        channel == Channel.TOOL
            ? JsonText.rewrite(text, where, channel, words)
            : words.text(channel, where, "", text);
    return holder.stringNode(safe);
  }

  private static void toolCalls(ArrayNode calls, String where, ArrayNode safe, Words words) {
    for (int i = 0; i < calls.size(); i++) {
      String at = where + "[" + i + "]";
      ObjectNode call = Fields.object(calls.get(i), at);
      ObjectNode safeCall = safe.addObject();
      for (Map.Entry<String, JsonNode> field : call.properties()) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        switch (name) {
          case "id" -> safeCall.put(name, words.callId(Fields.string(value, at + ".id")));
          case "type" -> safeCall.put(name, functionType(value, at));
          case "index" -> {} // of the stream that it came by
          case "function" -> {
            ObjectNode function = Fields.object(value, at + ".function");
            ObjectNode safeFunction = safeCall.putObject(name);
            String arguments = at + ".function.arguments";
            safeFunction.put("name", functionName(function, at, words));
            safeFunction.put(
                "arguments",
                JsonText.rewrite(
                    Fields.string(function.path("arguments"), arguments),
                    arguments,
                    Channel.ANSWER,
                    words));
            onlyNames(function, at + ".function", Set.of("name", "arguments", "parsed_arguments"));
          }
          default -> throw Fields.unknown(at, name);
        }
      }
    }
  }

  private static void tools(ArrayNode tools, ArrayNode safe, Words words) {
    for (int i = 0; i < tools.size(); i++) {
      String at = "tools[" + i + "]";
      ObjectNode tool = Fields.object(tools.get(i), at);
      ObjectNode safeTool = safe.addObject().put("type", functionType(tool.path("type"), at));
      onlyNames(tool, at, Set.of("type", "function"));
      ObjectNode function = Fields.object(tool.path("function"), at + ".function");
      onlyNames(function, at + ".function", Set.of("name", "description", "parameters", "strict"));
      safeTool.set("function", named(function, at + ".function", "parameters", words));
    }
  }

  /** A function or a response schema: a name, a description, a JSON schema. */
  private static ObjectNode named(ObjectNode named, String where, String schema, Words words) {
    ObjectNode safe = named.objectNode();
    String name = Fields.name(named.path("name"), where + ".name");
    words.fixed(where + ".name", name);
    safe.put("name", name);
    Fields.optionalString(named.path("description"), where + ".description")
        .ifPresent(
            text ->
                safe.put(
                    "description",
                    words.text(Channel.INSTRUCTION, where + ".description", "", text)));
    if (named.has(schema)) {
      safe.set(schema, JsonText.schema(named.get(schema), where + "." + schema, words));
    }
    if (named.has("strict")) {
      safe.set("strict", Fields.bool(named.get("strict"), where + ".strict"));
    }
    return safe;
  }

  private static JsonNode toolChoice(JsonNode value, Words words) {
    if (value.isString()) {
      Fields.oneOf(value, "tool_choice", Set.of("none", "auto", "required"));
      return value;
    }
    ObjectNode choice = Fields.object(value, "tool_choice");
    onlyNames(choice, "tool_choice", Set.of("type", "function"));
    ObjectNode safe = choice.objectNode();
    safe.put("type", functionType(choice.path("type"), "tool_choice"));
    ObjectNode function = Fields.object(choice.path("function"), "tool_choice.function");
    onlyNames(function, "tool_choice.function", Set.of("name"));
    String name = Fields.name(function.path("name"), "tool_choice.function.name");
    words.fixed("tool_choice.function.name", name);
    safe.putObject("function").put("name", name);
    return safe;
  }

  private static ObjectNode responseFormat(ObjectNode format, Words words) {
    onlyNames(format, "response_format", Set.of("type", "json_schema"));
    ObjectNode safe = format.objectNode();
    safe.put(
        "type",
        Fields.oneOf(
            format.path("type"),
            "response_format.type",
            Set.of("text", "json_object", "json_schema")));
    if (format.has("json_schema")) {
      String at = "response_format.json_schema";
      ObjectNode schema = Fields.object(format.get("json_schema"), at);
      onlyNames(schema, at, Set.of("name", "description", "schema", "strict"));
      safe.set("json_schema", named(schema, at, "schema", words));
    }
    return safe;
  }

  private static JsonNode stop(JsonNode value, Words words) {
    if (value.isNull()) {
      return value;
    }
    ObjectNode holder = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    if (value.isString()) {
      return holder.stringNode(words.text(Channel.INSTRUCTION, "stop", "", value.asString()));
    }
    ArrayNode safe = holder.putArray("stop");
    ArrayNode stops = Fields.array(value, "stop");
    for (int i = 0; i < stops.size(); i++) {
      String at = "stop[" + i + "]";
      safe.add(words.text(Channel.INSTRUCTION, at, "", Fields.string(stops.get(i), at)));
    }
    return safe;
  }

  private static ObjectNode streamOptions(ObjectNode options) {
    onlyNames(options, "stream_options", Set.of("include_usage", "include_obfuscation"));
    ObjectNode safe = options.objectNode();
    for (Map.Entry<String, JsonNode> field : options.properties()) {
      safe.set(field.getKey(), Fields.bool(field.getValue(), "stream_options." + field.getKey()));
    }
    return safe;
  }

  private static ObjectNode logitBias(ObjectNode bias) {
    for (Map.Entry<String, JsonNode> field : bias.properties()) {
      if (!field.getKey().matches("[0-9]{1,7}")) {
        throw Fields.wrong("logit_bias", "an object from token ids to numbers");
      }
      Fields.number(field.getValue(), "logit_bias");
    }
    return bias;
  }

  private static JsonNode choices(JsonNode n) {
    if (!n.isNull() && (!n.isIntegralNumber() || n.asInt(0) < 1 || n.asInt(0) > MAX_CHOICES)) {
      throw Fields.wrong("n", "a whole number from 1 to " + MAX_CHOICES);
    }
    return n;
  }

  private static void mustBeFalse(JsonNode value, String name) {
    if (value.asBoolean(false)) {
      throw Fields.notProtectable(
          name, name.equals("store") ? "what a provider stores" : "token probabilities");
    }
  }

  private static String functionType(JsonNode value, String where) {
    String type = Fields.string(value, where + ".type");
    if (!type.equals("function")) {
      throw Fields.notProtectable(where, "tools that are not functions");
    }
    return type;
  }

  private static String functionName(ObjectNode function, String where, Words words) {
    String name = Fields.name(function.path("name"), where + ".function.name");
    words.fixed(where + ".function.name", name);
    return name;
  }

  private static void onlyNames(ObjectNode object, String where, Set<String> names) {
    for (String name : object.propertyNames()) {
      if (!names.contains(name)) {
        throw Fields.unknown(where, name);
      }
    }
  }
}
