package org.wardhealth.records;

import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One resource as the tokens of its JSON, in order: read once, looked at in any order. A place is
 * the number of a token. Reused from resource to resource.
 */
final class FhirTokens {
  /** What a token is. */
  enum Token {
    OBJECT,
    ARRAY,
    /** Of an object or array. */
    END,
    FIELD,
    STRING,
    NUMBER,
    FLAG,
    NULL
  }

  /** So many characters and tokens make a resource that is refused. */
  private static final long LONGEST = 64L << 20;

  /** Tokens kept from one resource to the next. */
  private static final int KEPT = 1 << 16;

  private Token[] tokens = new Token[1024];
  private String[] strings = new String[1024];

  /** Of an object or array: the place behind its end. */
  private int[] next = new int[1024];

  private int size;
  private long weight;

  FhirTokens() {
    Arrays.fill(strings, "");
  }

  void clear() {
    if (tokens.length > KEPT) {
      tokens = new Token[1024];
      strings = new String[1024];
      next = new int[1024];
    }
    Arrays.fill(strings, 0, Math.min(Math.max(size, 1024), strings.length), "");
    size = 0;
    weight = 0;
  }

  /** Begins an object whose start was read already. */
  void begin() {
    tokens[0] = Token.OBJECT;
    size = 1;
  }

  /** Begins an object whose first field was read already. */
  void begin(String name, String value) {
    begin();
    tokens[1] = Token.FIELD;
    strings[1] = name;
    next[1] = 2;
    tokens[2] = Token.STRING;
    strings[2] = value;
    next[2] = 3;
    size = 3;
  }

  /** Reads an object that was begun, from its field at the parser's current token, to its end. */
  void rest(JsonParser json, long record) throws MalformedRecord {
    read(json, 0, 1, record);
  }

  /** Reads the value at the parser's current token, to its end; answers its place. */
  int read(JsonParser json, long record) throws MalformedRecord {
    return read(json, size, 0, record);
  }

  private int read(JsonParser json, int first, int inside, long record) throws MalformedRecord {
    int[] open = new int[JSON_DEPTH + 2];
    int depth = inside;
    JsonToken token = json.currentToken();
    while (token != null) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          open[depth++] = size;
          add(token == JsonToken.START_OBJECT ? Token.OBJECT : Token.ARRAY, "", record);
        }
        case END_OBJECT, END_ARRAY -> {
          next[open[--depth]] = size + 1;
          add(Token.END, "", record);
        }
        case PROPERTY_NAME -> add(Token.FIELD, json.currentName(), record);
        case VALUE_STRING -> add(Token.STRING, json.getString(), record);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(Token.NUMBER, json.getString(), record);
        case VALUE_TRUE -> add(Token.FLAG, "true", record);
        case VALUE_FALSE -> add(Token.FLAG, "false", record);
        case VALUE_NULL -> add(Token.NULL, "", record);
        case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new MalformedRecord(record, "this is not JSON");
      }
      if (depth == 0) {
        return first;
      }
      token = json.nextToken();
    }
    throw new MalformedRecord(record, "the JSON ends in the middle");
  }

  /** Levels of objects and arrays; FHIR needs about thirty. */
  static final int JSON_DEPTH = 100;

  private void add(Token token, String string, long record) throws MalformedRecord {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      next = Arrays.copyOf(next, size * 2);
      strings = Arrays.copyOf(strings, size * 2);
      Arrays.fill(strings, size, size * 2, "");
    }
    weight += 16 + string.length();
    if (weight > LONGEST) {
      throw new MalformedRecord(record, "one resource is longer than Ward reads (about 64 MB)");
    }
    tokens[size] = token;
    strings[size] = string;
    next[size] = size + 1;
    size++;
  }

  Token token(int place) {
    return tokens[place];
  }

  /** A name, a string, the digits of a number, true or false; empty for the others. */
  String string(int place) {
    return strings[place];
  }

  /** The place behind the value at {@code place}. */
  int after(int place) {
    return next[place];
  }

  /** The place of the value of a field of the object at {@code object}; -1 when it has none. */
  int field(int object, String name) {
    if (tokens[object] == Token.OBJECT) {
      for (int at = object + 1; tokens[at] == Token.FIELD; at = next[at + 1]) {
        if (strings[at].equals(name)) {
          return at + 1;
        }
      }
    }
    return -1;
  }

  /** The string in a field of the object at {@code object}; empty when there is none. */
  String text(int object, String name) {
    int at = field(object, name);
    return at >= 0 && tokens[at] == Token.STRING ? strings[at] : "";
  }

  /** The first element of the array, or the object itself; -1 for what is neither. */
  int first(int place) {
    if (place < 0 || tokens[place] == Token.OBJECT) {
      return place;
    }
    return tokens[place] == Token.ARRAY && tokens[place + 1] != Token.END ? place + 1 : -1;
  }

  /** The element behind {@code element} in the same array; -1 behind the last, or in no array. */
  int sibling(int array, int element) {
    if (tokens[array] != Token.ARRAY) {
      return -1;
    }
    int at = next[element];
    return tokens[at] == Token.END ? -1 : at;
  }
}
