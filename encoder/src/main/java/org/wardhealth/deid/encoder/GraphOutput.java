package org.wardhealth.deid.encoder;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes an inner value of an ONNX graph one of its outputs. */
final class GraphOutput {
  /** {@code ModelProto.graph}, {@code GraphProto.output} and {@code ValueInfoProto.name}. */
  private static final int GRAPH = 7;

  private static final int OUTPUT = 12;
  private static final int NAME = 1;

  private GraphOutput() {}

  /** The model with {@code graph.output} of that name added at its end. */
  static byte[] add(byte[] model, String value) {
    byte[] name = field(NAME, value.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream(model.length + 256);
    out.writeBytes(model);
    out.writeBytes(field(GRAPH, field(OUTPUT, name)));
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (number << 3) | 2);
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
