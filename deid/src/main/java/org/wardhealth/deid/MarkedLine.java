package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads one JSON line of a {@link MarkedText}. Knows all of JSON, keeps what it needs. */
final class MarkedLine {
  private static final int DEEPEST = 64;

  private final String json;
  private int at;
  private int depth;

  MarkedLine(String json) {
    this.json = json;
  }

  /**
   * @throws IllegalArgumentException when it is no JSON object, lacks a member, or marks outside of
   *     its text
   */
  MarkedText read() {
    String id = "";
    String text = null;
    List<MarkedText.Span> spans = new ArrayList<>();
    expect('{');
    while (peek() != '}') {
      String name = member();
      switch (name) {
        case "id" -> id = peek() == '"' ? string() : other();
        case "text" -> text = string();
        case "spans" -> spans(spans);
        default -> other();
      }
      comma('}');
    }
    at++;
    if (peek() != 0) {
      throw error("more text behind the object");
    }
    if (text == null) {
      throw new IllegalArgumentException("the member \"text\" is missing");
    }
    spans.sort(Comparator.comparingInt(MarkedText.Span::start));
    List<MarkedText.Span> disjoint = new ArrayList<>();
    int done = 0;
    for (MarkedText.Span span : spans) {
      if (span.start() < 0 || span.end() <= span.start() || span.end() > text.length()) {
        throw new IllegalArgumentException(
            "a span " + span.start() + ".." + span.end() + " does not lie in the text");
      }
      if (span.start() >= done) {
        disjoint.add(span);
        done = span.end();
      }
    }
    return new MarkedText(id, text, disjoint);
  }

  private void spans(List<MarkedText.Span> spans) {
    expect('[');
    while (peek() != ']') {
      int start = -1;
      int end = -1;
      String label = "";
      expect('{');
      while (peek() != '}') {
        String name = member();
        switch (name) {
          case "start" -> start = number();
          case "end" -> end = number();
          case "label" -> label = string();
          default -> other();
        }
        comma('}');
      }
      at++;
      if (label.isEmpty()) {
        throw error("a span has no \"label\"");
      }
      spans.add(new MarkedText.Span(start, end, label));
      comma(']');
    }
    at++;
  }

  private String member() {
    String name = string();
    expect(':');
    return name;
  }

  /** A comma between members, or the end that {@code close} tells. */
  private void comma(char close) {
    if (peek() == ',') {
      at++;
      if (peek() == close) {
        throw error("a comma before " + close);
      }
    } else if (peek() != close) {
      throw error("expected , or " + close);
    }
  }

  private int number() {
    String word = other();
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an offset is a whole number", e);
    }
  }

  /** Any value; answers its source. */
  private String other() {
    char c = peek();
    int from = at;
    if (c == '"') {
      string();
    } else if (c == '{' || c == '[') {
      if (++depth > DEEPEST) {
        throw error("nested deeper than " + DEEPEST);
      }
      char close = c == '{' ? '}' : ']';
      at++;
      while (peek() != close) {
        if (c == '{') {
          member();
        }
        other();
        comma(close);
      }
      at++;
      depth--;
    } else {
      while (at < json.length()
          && "+-.0123456789abcdefghijklmnopqrstuvwxyzE".indexOf(json.charAt(at)) >= 0) {
        at++;
      }
      if (at == from) {
        throw error("expected a value");
      }
    }
    return json.substring(from, at);
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (at < json.length()) {
      char c = json.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c == '\\') {
        out.append(escape());
      } else {
        out.append(c);
      }
    }
    throw error("a string does not end");
  }

  private char escape() {
    char c = at < json.length() ? json.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < json.length() ? Character.digit(json.charAt(at++), 16) : -1;
          if (digit < 0) {
            throw error("\\u needs four hexadecimal digits");
          }
          value = value * 16 + digit;
        }
        yield (char) value;
      }
      default -> throw error("an unknown escape");
    };
  }

  private void expect(char c) {
    if (peek() != c) {
      throw error("expected " + c);
    }
    at++;
  }

  /** The next character that is no white space; 0 at the end. */
  private char peek() {
    while (at < json.length() && json.charAt(at) <= ' ' && json.charAt(at) != 0) {
      at++;
    }
    return at < json.length() ? json.charAt(at) : 0;
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(what + ", at unit " + at);
  }
}
