package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilesTest {
  @TempDir Path folder;

  private static WordPiece words(String tokenizer) throws IOException {
    return new ModelFiles(new byte[0], tokenizer.getBytes(StandardCharsets.UTF_8)).words();
  }

  @Test
  void aTokenizerOfBertIsRead() throws IOException {
    WordPiece words =
        words(
            """
            {"normalizer":{"type":"BertNormalizer","lowercase":true},
             "model":{"vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"low":3,"##er":4}}}
            """);
    assertThat(words.cut("LOWER").ids()).containsExactly(3, 4);
    assertThat(words.begin()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"normalizer\":{\"type\":\"NFC\"},\"model\":{\"vocab\":{\"[UNK]\":0}}}",
        "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"model\":{\"vocab\":[1]}}",
        "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"model\":{\"vocab\":{\"[UNK]\":\"0\"}}}",
        "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"model\":{\"vocab\":{\"[UNK]\":-1}}}",
        "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"model\":{\"vocab\":{\"low\":1}}}"
      })
  void anythingElseIsRefused(String tokenizer) {
    assertThatThrownBy(() -> words(tokenizer))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("tokenizer.json");
  }

  @Test
  void aFileThatIsMissingIsNamed() throws IOException {
    Files.write(folder.resolve("model.onnx"), new byte[1]);
    assertThatThrownBy(() -> ModelFiles.in(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tokenizer.json");
  }
}
