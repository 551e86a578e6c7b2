package org.wardhealth.server.gateway;

import java.util.Map;
import java.util.Set;
import org.wardhealth.server.guard.Passage.Channel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/embeddings}. */
record EmbeddingsForm() implements RequestForm {
  @Override
  public ObjectNode rewrite(ObjectNode request, Words words) {
    ObjectNode safe = request.objectNode();
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      switch (name) {
        case "model" -> safe.put(name, Fields.name(value, name));
        case "input" -> input(value, safe, words);
        case "dimensions" -> safe.set(name, Fields.number(value, name));
        case "encoding_format" ->
            safe.put(name, Fields.oneOf(value, name, Set.of("float", "base64")));
        // These name the person or the occasion: they end at Ward.
        case "metadata", "user" -> {}
        default -> throw Fields.unknown("", name);
      }
    }
    if (!safe.has("input")) {
      throw Fields.missing("input");
    }
    return safe;
  }

  private static void input(JsonNode value, ObjectNode safe, Words words) {
    if (value.isString()) {
      safe.put("input", words.text(Channel.USER, "input", "", value.asString()));
      return;
    }
    ArrayNode inputs = Fields.array(value, "input");
    ArrayNode safeInputs = safe.putArray("input");
    for (int i = 0; i < inputs.size(); i++) {
      String at = "input[" + i + "]";
      JsonNode input = inputs.get(i);
      if (!input.isString()) {
        throw Fields.notProtectable(at, "input that is cut into tokens already");
      }
      safeInputs.add(words.text(Channel.USER, at, "", input.asString()));
    }
  }
}
