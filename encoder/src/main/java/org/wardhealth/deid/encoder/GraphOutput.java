package org.wardhealth.deid.encoder;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts an ONNX graph down to what one of its values needs, and makes that value its only output.
 * ONNX Runtime computes every node of a graph, whatever output is asked for: so what lies behind an
 * inner value is taken out before it sees the graph.
 *
 * <p>What is read are the fields of protocol buffers, no more of them than that takes; what is not
 * known stays as it is. A graph that is needed and holds another graph is left whole but for the
 * outputs, since its inside may need any value.
 */
final class GraphOutput {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int TENSOR_NAME = 8;
  private static final int VALUE_NAME = 1;

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int COUNTED = 2;
  private static final int FOUR_BYTES = 5;

  private GraphOutput() {}

  /**
   * The model that computes {@code value} and nothing else.
   *
   * @throws IllegalArgumentException when {@code model} is no model, or no node of its graph makes
   *     such a value
   */
  static byte[] only(byte[] model, String value) {
    List<Field> top = fields(model, 0, model.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length);
    ByteArrayOutputStream graphs = new ByteArrayOutputStream(model.length);
    for (Field field : top) {
      // Two fields of one message are the two merged.
      if (field.is(MODEL_GRAPH)) {
        graphs.write(model, field.content(), field.end() - field.content());
      } else {
        out.write(model, field.start(), field.end() - field.start());
      }
    }
    out.writeBytes(field(MODEL_GRAPH, cut(graphs.toByteArray(), value)));
    return out.toByteArray();
  }

  private static byte[] cut(byte[] graph, String value) {
    List<Field> fields = fields(graph, 0, graph.length);
    List<Field> nodes = fields.stream().filter(field -> field.is(GRAPH_NODE)).toList();
    Set<String> needed = new HashSet<>(Set.of(value));
    Set<Field> kept = new HashSet<>();
    boolean whole = false;
    // Nodes stand behind those whose values they take.
    for (Field node : nodes.reversed()) {
      List<Field> parts = fields(graph, node.content(), node.end());
      if (texts(graph, parts, NODE_OUTPUT).stream().anyMatch(needed::contains)) {
        kept.add(node);
        needed.addAll(texts(graph, parts, NODE_INPUT));
        whole |= parts.stream().anyMatch(part -> holdsGraph(graph, part));
      }
    }
    if (kept.isEmpty()) {
      throw new IllegalArgumentException("the encoder's model has no value " + value);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(graph.length);
    for (Field field : fields) {
      boolean stays =
          switch (field.number()) {
            case GRAPH_NODE -> whole || !field.is(GRAPH_NODE) || kept.contains(field);
            case GRAPH_INITIALIZER ->
                whole
                    || !field.is(GRAPH_INITIALIZER)
                    || needed.containsAll(
                        texts(graph, fields(graph, field.content(), field.end()), TENSOR_NAME));
            case GRAPH_OUTPUT -> false;
            default -> true;
          };
      if (stays) {
        out.write(graph, field.start(), field.end() - field.start());
      }
    }
    out.writeBytes(field(GRAPH_OUTPUT, field(VALUE_NAME, value.getBytes(StandardCharsets.UTF_8))));
    return out.toByteArray();
  }

  private static boolean holdsGraph(byte[] bytes, Field part) {
    return part.is(NODE_ATTRIBUTE)
        && fields(bytes, part.content(), part.end()).stream()
            .anyMatch(field -> field.is(ATTRIBUTE_GRAPH) || field.is(ATTRIBUTE_GRAPHS));
  }

  private static List<String> texts(byte[] bytes, List<Field> fields, int number) {
    return fields.stream()
        .filter(field -> field.is(number))
        .map(
            field ->
                new String(
                    bytes, field.content(), field.end() - field.content(), StandardCharsets.UTF_8))
        .toList();
  }

  /**
   * One field of a message, {@code [start, end)}.
   *
   * @param kind how its end is known
   * @param content where that of a counted field begins
   */
  private record Field(int number, int kind, int start, int content, int end) {
    /** Whether it is a message, a text or bytes of that number. */
    boolean is(int wanted) {
      return number == wanted && kind == COUNTED;
    }
  }

  private static List<Field> fields(byte[] bytes, int from, int to) {
    List<Field> fields = new ArrayList<>();
    Varint at = new Varint(bytes, from, to);
    while (at.position < to) {
      int start = at.position;
      long tag = at.next();
      int kind = (int) (tag & 7);
      int content = at.position;
      switch (kind) {
        case VARINT -> at.next();
        case EIGHT_BYTES -> at.skip(8);
        case COUNTED -> {
          long length = at.next();
          content = at.position;
          at.skip(length);
        }
        case FOUR_BYTES -> at.skip(4);
        default -> throw broken();
      }
      long number = tag >>> 3;
      if (number == 0 || number > Integer.MAX_VALUE) {
        throw broken();
      }
      fields.add(new Field((int) number, kind, start, content, at.position));
    }
    return fields;
  }

  /** Reads numbers of seven bits a byte. */
  private static final class Varint {
    private final byte[] bytes;
    private final int end;
    private int position;

    Varint(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.position = from;
      this.end = end;
    }

    long next() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        if (position >= end) {
          throw broken();
        }
        byte one = bytes[position++];
        value |= (one & 0x7FL) << shift;
        if (one >= 0) {
          return value;
        }
      }
      throw broken();
    }

    void skip(long count) {
      if (count < 0 || count > end - position) {
        throw broken();
      }
      position += (int) count;
    }
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("the encoder's model is no ONNX model, or is damaged");
  }

  /** A counted field. */
  static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 8);
    varint(out, (number << 3) | COUNTED);
    varint(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
