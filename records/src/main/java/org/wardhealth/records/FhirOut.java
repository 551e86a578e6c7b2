package org.wardhealth.records;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JsonGenerator;

/**
 * Writes JSON in which no object and no array is empty, as FHIR wants it: the start of one is
 * written with the first value in it.
 */
final class FhirOut {
  private final JsonGenerator json;
  private final Deque<Start> waiting = new ArrayDeque<>();

  /** A start that waits for its first value. */
  private record Start(String name, boolean array) {}

  FhirOut(JsonGenerator json) {
    this.json = json;
  }

  void object(String name) {
    waiting.addLast(new Start(name, false));
  }

  void array(String name) {
    waiting.addLast(new Start(name, true));
  }

  /** Ends the innermost object or array; answers whether it was written. */
  boolean end() {
    Start start = waiting.pollLast();
    if (start != null) {
      return false;
    }
    if (json.streamWriteContext().inArray()) {
      json.writeEndArray();
    } else {
      json.writeEndObject();
    }
    return true;
  }

  /** An empty name is that of an element of an array, or of the whole. */
  void string(String name, String value) {
    start(name);
    json.writeString(value);
  }

  /** Digits as they were read. */
  void number(String name, String digits) {
    start(name);
    json.writeNumber(digits);
  }

  void flag(String name, boolean value) {
    start(name);
    json.writeBoolean(value);
  }

  /** Writes what waits. */
  void settle() {
    while (!waiting.isEmpty()) {
      Start start = waiting.removeFirst();
      name(start.name());
      if (start.array()) {
        json.writeStartArray();
      } else {
        json.writeStartObject();
      }
    }
  }

  private void start(String name) {
    settle();
    name(name);
  }

  private void name(String name) {
    if (!name.isEmpty()) {
      json.writeName(name);
    }
  }
}
