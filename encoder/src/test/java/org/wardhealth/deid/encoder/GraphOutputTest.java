package org.wardhealth.deid.encoder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GraphOutputTest {
  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] text(int number, String text) {
    return GraphOutput.field(number, text.getBytes(UTF_8));
  }

  private static byte[] node(String name, String[] inputs, String output, byte... more) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs) {
      node.writeBytes(text(1, input));
    }
    return GraphOutput.field(1, joined(node.toByteArray(), text(2, output), text(3, name), more));
  }

  private static byte[] weight(String name) {
    return GraphOutput.field(5, text(8, name));
  }

  /** x goes through one, two and three; the last is the output. */
  static byte[] model(byte... moreOfTwo) {
    return joined(
        new byte[] {0x08, 0x09},
        GraphOutput.field(
            7,
            joined(
                node("one", new String[] {"x", "w1"}, "a"),
                node("two", new String[] {"a", "w2"}, "b", moreOfTwo),
                node("three", new String[] {"b", "w3"}, "c"),
                weight("w1"),
                weight("w2"),
                weight("w3"),
                GraphOutput.field(11, text(1, "x")),
                GraphOutput.field(12, text(1, "c")))));
  }

  @Test
  void whatLiesBehindTheValueIsGoneAndAllElseStays() {
    byte[] cut = GraphOutput.only(model(), "b");

    assertThat(cut)
        .isEqualTo(
            joined(
                new byte[] {0x08, 0x09},
                GraphOutput.field(
                    7,
                    joined(
                        node("one", new String[] {"x", "w1"}, "a"),
                        node("two", new String[] {"a", "w2"}, "b"),
                        weight("w1"),
                        weight("w2"),
                        GraphOutput.field(11, text(1, "x")),
                        GraphOutput.field(12, text(1, "b"))))));
  }

  @Test
  void theOutputOfTheWholeGraphNeedsAllOfIt() {
    assertThat(GraphOutput.only(model(), "c")).isEqualTo(model());
  }

  @Test
  void aGraphInAGraphMayNeedAnyValue() {
    byte[] inner = GraphOutput.field(5, GraphOutput.field(6, text(2, "inner")));

    assertThat(new String(GraphOutput.only(model(inner), "b"), UTF_8)).contains("three", "w3");
  }

  @Test
  void aValueThatNoNodeMakesIsRefused() {
    assertThatThrownBy(() -> GraphOutput.only(model(), "w1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the encoder's model has no value w1");
  }

  @Test
  void aModelCutAnywhereIsRefused() {
    byte[] model = model();
    for (int length = 3; length < model.length; length++) {
      byte[] cut = Arrays.copyOf(model, length);
      assertThatThrownBy(() -> GraphOutput.only(cut, "b"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
