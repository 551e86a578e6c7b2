package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * The JSON of Ward's own small files: values are {@code Map, List, String, Long, Boolean}, keys in
 * the order of writing. A {@code Double} can be written, and is read as a string.
 */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectWriteContext INDENTED =
      new ObjectWriteContext.Base() {
        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
          DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
          return new DefaultPrettyPrinter()
              .withObjectIndenter(indenter)
              .withArrayIndenter(indenter);
        }
      };

  private JsonText() {}

  /** On one line, without its end. */
  static byte[] line(Map<String, ?> value) {
    return write(value, ObjectWriteContext.empty());
  }

  /** For people, with a line end behind it. */
  static byte[] page(Map<String, ?> value) {
    byte[] json = write(value, INDENTED);
    byte[] page = Arrays.copyOf(json, json.length + 1);
    page[json.length] = '\n';
    return page;
  }

  /**
   * Reads what {@link #line} wrote.
   *
   * @throws tools.jackson.core.JacksonException if this is no JSON object and nothing else
   */
  static Map<String, Object> read(byte[] line) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new StreamReadException("not an object");
      }
      Map<String, Object> value = object(parser);
      if (parser.nextToken() != null) {
        throw new StreamReadException("more than an object");
      }
      return value;
    }
  }

  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      map.put(key, value(parser, parser.nextToken()));
    }
    return map;
  }

  private static Object value(JsonParser parser, JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      return object(parser);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        list.add(value(parser, next));
      }
      return list;
    }
    return token == JsonToken.VALUE_NUMBER_INT
        ? parser.getLongValue()
        : token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
            ? parser.getBooleanValue()
            : parser.getString();
  }

  private static byte[] write(Map<String, ?> value, ObjectWriteContext context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(context, out)) {
      write(json, value);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (key, one) -> {
              json.writeName(String.valueOf(key));
              write(json, one);
            });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(one -> write(json, one));
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }
}
