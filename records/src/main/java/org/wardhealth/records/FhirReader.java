package org.wardhealth.records;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON strictly: no field twice, no depth without end, nothing behind the end. */
final class FhirReader {
  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(FhirTokens.JSON_DEPTH)
                  .maxStringLength(64 << 20)
                  .maxNumberLength(200)
                  .maxNameLength(200)
                  .build())
          .build();

  /** Why a resource of a type that FHIR lacks is left out. */
  static final String NO_TYPE = "its resourceType is none that FHIR R4 or R5 defines";

  private FhirReader() {}

  /** The beginning of a file of JSON, in the encoding that its first bytes tell. */
  static String text(byte[] head) {
    int first = head.length < 2 ? -1 : (head[0] & 0xFF) << 8 | (head[1] & 0xFF);
    return new String(
        head,
        switch (first) {
          case 0xFEFF, '{' -> StandardCharsets.UTF_16BE;
          case 0xFFFE, '{' << 8 -> StandardCharsets.UTF_16LE;
          default -> StandardCharsets.UTF_8;
        });
  }

  /** Whether a text begins as an object of JSON does. */
  static boolean object(String text) {
    return text.startsWith("{") || text.startsWith("\uFEFF{");
  }

  static JsonParser parser(InputStream in) {
    return JSON.createParser(ObjectReadContext.empty(), in);
  }

  /**
   * Begins to read. Either the resource is a Bundle that says so first: then the parser stands at
   * its second field. Or all of it is now in {@code tokens}.
   */
  static boolean bundle(JsonParser json, FhirTokens tokens) throws MalformedRecord {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedRecord(0, "this is no JSON object");
    }
    tokens.clear();
    if (json.nextToken() == JsonToken.PROPERTY_NAME
        && json.currentName().equals("resourceType")
        && json.nextToken() == JsonToken.VALUE_STRING) {
      if (json.getString().equals("Bundle")) {
        json.nextToken();
        return true;
      }
      tokens.begin("resourceType", json.getString());
      json.nextToken();
    } else {
      tokens.begin();
      if (json.currentToken() != JsonToken.PROPERTY_NAME
          && json.currentToken() != JsonToken.END_OBJECT) {
        throw new MalformedRecord(1, "resourceType is no string");
      }
    }
    tokens.rest(json, 1);
    return false;
  }

  /** Throws unless the object at {@code at} says what resource it is. */
  static String type(FhirTokens tokens, int at, long record) throws MalformedRecord {
    String type = tokens.text(at, "resourceType");
    if (type.isEmpty()) {
      throw new MalformedRecord(record, "what has no resourceType is no resource");
    }
    return type;
  }

  /** Throws unless nothing follows. */
  static void end(JsonParser json) throws MalformedRecord {
    if (json.nextToken() != null) {
      throw new MalformedRecord(0, "something follows the end of the resource");
    }
  }

  /** What Jackson says, without what it read. */
  static MalformedRecord problem(JacksonException e, long record) throws IOException {
    return switch (e) {
      case JacksonIOException io when io.getCause() instanceof CharConversionException ->
          new MalformedRecord(record, "the bytes are no text in an encoding of JSON");
      case JacksonIOException io -> throw io.getCause();
      case StreamConstraintsException long_ ->
          new MalformedRecord(record, "nested too deep, or a value or name is too long");
      default -> new MalformedRecord(record, "this is not JSON, or a field is in an object twice");
    };
  }
}
