package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both forms of marked texts are read, and a mistake names its file and place but no text. */
class MarkedTextTest {
  @Test
  void aLineOfJson() {
    List<MarkedText> read =
        MarkedText.lines(
            """
            {"x":[1,{"y":null}],"id":7,"text":"A \\u00e9\\n\\"B\\"","spans":[{"label":"NAME","end":7,"start":4,"text":"B"}]}

            {"id":"b","text":"","spans":[]}
            """,
            "f");
    assertThat(read).hasSize(2);
    assertThat(read.getFirst().id()).isEqualTo("7");
    assertThat(read.getFirst().text()).isEqualTo("A \u00e9\n\"B\"");
    assertThat(read.getFirst().spans()).containsExactly(new MarkedText.Span(4, 7, "NAME"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "[]",
        "{\"text\":\"Smith\"",
        "{\"text\":\"Smith\"}}",
        "{\"text\":\"Smith\",}",
        "{\"text\":\"Smith",
        "{\"text\":\"\\q\"}",
        "{\"text\":\"Smith\",\"spans\":[{\"start\":0,\"end\":9,\"label\":\"NAME\"}]}",
        "{\"text\":\"Smith\",\"spans\":[{\"start\":0,\"end\":2}]}",
        "{\"text\":\"Smith\",\"spans\":[{\"start\":0.5,\"end\":2,\"label\":\"NAME\"}]}"
      })
  void aLineThatIsWrongIsNamedWithoutItsText(String line) {
    assertThatThrownBy(() -> MarkedText.lines("{\"text\":\"ok\"}\n" + line, "f.jsonl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("f.jsonl, line 2: ")
        .hasMessageNotContaining("Smith");
  }

  @Test
  void deepNestingIsRefused() {
    String line = "{\"x\":" + "[".repeat(100_000) + "}";
    assertThatThrownBy(() -> MarkedText.lines(line, "f")).hasMessageContaining("nested deeper");
  }

  @Test
  void notesWithMarks() {
    List<MarkedText> read =
        MarkedText.notes(
            "#### a-1 | letter\nDear [[NAME Ann\nLee]],\n#### a-2 | none\nBP [120/80]\n", "f");
    assertThat(read).hasSize(2);
    assertThat(read.getFirst().id()).isEqualTo("a-1");
    assertThat(read.getFirst().text()).isEqualTo("Dear Ann\nLee,\n");
    assertThat(read.getFirst().spans()).containsExactly(new MarkedText.Span(5, 12, "NAME"));
    assertThat(read.getLast().text()).isEqualTo("BP [120/80]\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[NAME Smith", "[[ Smith]]", "[[NAME ]]", "[[NAME"})
  void aMarkThatIsWrongIsNamedWithoutItsText(String mark) {
    assertThatThrownBy(() -> MarkedText.notes("#### a-1 | x\nHere " + mark, "f.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("f.txt, note a-1: ")
        .hasMessageNotContaining("Smith");
  }
}
