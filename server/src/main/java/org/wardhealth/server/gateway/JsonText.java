package org.wardhealth.server.gateway;

import java.util.Map;
import java.util.Set;
import org.wardhealth.server.guard.Passage.Channel;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Words inside JSON: tool arguments, tool answers, schemas. */
final class JsonText {
  /** Keys of JSON schema whose strings are words of the schema language. */
  private static final Set<String> SCHEMA_WORDS =
      Set.of("type", "format", "pattern", "required", "contentEncoding", "contentMediaType");

  private JsonText() {}

  /**
   * Text that may be JSON: then each value is a passage, labelled by its key; else all of it is
   * one.
   *
   * <p>Where nothing was replaced, the text stays as it was, to the byte. A number that identifies
   * becomes a string, because a surrogate is none.
   */
  static String rewrite(String text, String where, Channel channel, Words words) {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      JsonNode tree;
      try {
        tree = Json.MAPPER.readTree(text);
      } catch (JacksonException e) {
        return words.text(channel, where, "", text);
      }
      JsonNode safe = values(tree, where, "", channel, words);
      return safe.equals(tree) ? text : safe.toString();
    }
    return words.text(channel, where, "", text);
  }

  private static JsonNode values(
      JsonNode node, String where, String label, Channel channel, Words words) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode safe = object.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          words.fixed(where, field.getKey());
          safe.set(field.getKey(), values(field.getValue(), where, field.getKey(), channel, words));
        }
        yield safe;
      }
      case ArrayNode array -> {
        ArrayNode safe = array.arrayNode();
        for (JsonNode element : array) {
          safe.add(values(element, where, label, channel, words));
        }
        yield safe;
      }
      default -> value(node, where, label, channel, words);
    };
  }

  private static JsonNode value(
      JsonNode node, String where, String label, Channel channel, Words words) {
    if (!node.isString() && !node.isNumber()) {
      return node;
    }
    String text = node.isNumber() ? node.toString() : node.asString();
    String safe = words.text(channel, where, label, text);
    return safe.equals(text)
        ? node
        : tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(safe);
  }

  /** A JSON schema: its descriptions, examples and enumerations are text, its names are fixed. */
  static JsonNode schema(JsonNode node, String where, Words words) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode safe = object.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          String key = field.getKey();
          words.fixed(where, key);
          if (key.startsWith("$") || SCHEMA_WORDS.contains(key)) {
            fixed(field.getValue(), where, words);
            safe.set(key, field.getValue());
          } else {
            safe.set(key, schema(field.getValue(), where, words));
          }
        }
        yield safe;
      }
      case ArrayNode array -> {
        ArrayNode safe = array.arrayNode();
        for (JsonNode element : array) {
          safe.add(schema(element, where, words));
        }
        yield safe;
      }
      default -> value(node, where, "", Channel.INSTRUCTION, words);
    };
  }

  /** Words and numbers that must stay, at any depth. */
  private static void fixed(JsonNode node, String where, Words words) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  field -> {
                    words.fixed(where, field.getKey());
                    fixed(field.getValue(), where, words);
                  });
      case ArrayNode array -> array.forEach(element -> fixed(element, where, words));
      default -> {
        if (node.isString() || node.isNumber()) {
          words.fixed(where, node.isNumber() ? node.toString() : node.asString());
        }
      }
    }
  }
}
