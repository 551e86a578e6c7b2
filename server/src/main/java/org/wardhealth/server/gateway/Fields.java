package org.wardhealth.server.gateway;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON fields, or refuses them by name. */
final class Fields {
  /** Names in APIs: models, functions, schemas. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:/@-]{1,128}");

  /** How OpenAI writes the names of fields: no digits, so no number of a patient's either. */
  private static final Pattern FIELD = Pattern.compile("[a-z]{1,20}(_[a-z]{1,20}){0,3}");

  private Fields() {}

  static ObjectNode object(JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw wrong(where, "an object");
  }

  static ArrayNode array(JsonNode node, String where) {
    if (node instanceof ArrayNode array) {
      return array;
    }
    throw wrong(where, "an array");
  }

  static String string(JsonNode node, String where) {
    if (node.isString()) {
      return node.asString();
    }
    throw node.isMissingNode() ? missing(where) : wrong(where, "a string");
  }

  static JsonNode number(JsonNode node, String where) {
    if (node.isNumber() || node.isNull()) {
      return node;
    }
    throw wrong(where, "a number");
  }

  static JsonNode bool(JsonNode node, String where) {
    if (node.isBoolean() || node.isNull()) {
      return node;
    }
    throw wrong(where, "true or false");
  }

  /** One of a few words that mean something to the API. */
  static String oneOf(JsonNode node, String where, Set<String> allowed) {
    String value = string(node, where);
    if (!allowed.contains(value)) {
      throw wrong(where, "one of " + String.join(", ", allowed.stream().sorted().toList()));
    }
    return value;
  }

  /** A name in an API: short, plain letters. */
  static String name(JsonNode node, String where) {
    String value = string(node, where);
    if (!NAME.matcher(value).matches()) {
      throw wrong(where, "1 to 128 letters, digits or _ . : / @ -");
    }
    return value;
  }

  static Optional<String> optionalString(JsonNode node, String where) {
    return node.isMissingNode() || node.isNull()
        ? Optional.empty()
        : Optional.of(string(node, where));
  }

  /** Refuses a field that is not among {@code known}. */
  static void only(ObjectNode object, String where, Collection<String> known) {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw unknown(where, name);
      }
    }
  }

  static Refusal wrong(String where, String wanted) {
    return new Refusal(ErrorCode.INVALID_FIELD, "'" + where + "' must be " + wanted + ".", where);
  }

  static Refusal missing(String where) {
    return new Refusal(ErrorCode.MISSING_FIELD, "'" + where + "' is missing.", where);
  }

  /** A field that Ward does not know. A key that is no plain name is not repeated. */
  static Refusal unknown(String parent, String field) {
    String shown = FIELD.matcher(field).matches() ? field : "(a field with an unusual name)";
    String where = parent.isEmpty() ? shown : parent + "." + shown;
    return new Refusal(
        ErrorCode.UNKNOWN_FIELD,
        "Ward does not know the field '"
            + where
            + "' and cannot protect what it does not know: leave it out.",
        where);
  }

  static Refusal notProtectable(String where, String what) {
    return new Refusal(
        ErrorCode.CONTENT_NOT_PROTECTABLE,
        "'" + where + "': Ward cannot protect " + what + " yet, so it is not sent. Send text.",
        where);
  }
}
