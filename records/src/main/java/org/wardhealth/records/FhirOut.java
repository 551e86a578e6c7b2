package org.wardhealth.records;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JsonGenerator;

/**
 * Writes JSON in which no object and no array is empty, as FHIR wants it: what is begun is written
 * with the first value in it.
 */
final class FhirOut {
  private final JsonGenerator json;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** What is written as soon as a value follows. */
  private sealed interface Waiting {
    /** The start of an object. */
    record Open(String name) implements Waiting {}

    /** The start of an array. */
    record List(String name) implements Waiting {}

    /** A string that alone says nothing. */
    record Label(String name, String value) implements Waiting {}
  }

  FhirOut(JsonGenerator json) {
    this.json = json;
  }

  void object(String name) {
    waiting.addLast(new Waiting.Open(name));
  }

  void array(String name) {
    waiting.addLast(new Waiting.List(name));
  }

  /** A string that is written only if something else follows it in its object. */
  void label(String name, String value) {
    waiting.addLast(new Waiting.Label(name, value));
  }

  /** Ends the innermost object or array; answers whether it was written. */
  boolean end() {
    while (!waiting.isEmpty()) {
      if (!(waiting.removeLast() instanceof Waiting.Label)) {
        return false;
      }
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

  private void start(String name) {
    while (!waiting.isEmpty()) {
      switch (waiting.removeFirst()) {
        case Waiting.Open open -> {
          name(open.name());
          json.writeStartObject();
        }
        case Waiting.List list -> {
          name(list.name());
          json.writeStartArray();
        }
        case Waiting.Label label -> {
          name(label.name());
          json.writeString(label.value());
        }
      }
    }
    name(name);
  }

  private void name(String name) {
    if (!name.isEmpty()) {
      json.writeName(name);
    }
  }
}
