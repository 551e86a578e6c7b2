package org.wardhealth.deid.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Encoder;
import org.wardhealth.deid.Finding;

/** The encoder with its weights: fetched for this suite only. */
@Tag("extra")
class OnnxEncodersTest {
  private static final String NOTE =
      "Pt seen today by Dr. Alice Moreno at Lakeside Family Clinic. Her daughter Quenby called on"
          + " 3/14/2024 from 555-201-8890. BP 120/80, metformin 500 mg continued.\n";

  @TempDir Path folder;

  @Test
  void theEncoderIsFoundReadsAndIsClosed() throws IOException {
    Encoder encoder = Encoder.open(Optional.empty());
    Encoder.Reading reading = encoder.read(NOTE, List.of());
    assertThat(reading.found())
        .extracting(f -> NOTE.substring(f.start(), f.end()))
        .anyMatch(found -> found.contains("Moreno"));
    assertThat(reading.clear())
        .anyMatch(s -> NOTE.substring(s.start(), s.end()).contains("metformin"));
    encoder.close();
    encoder.close();
    assertThatThrownBy(() -> encoder.read(NOTE, List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyThreadsGetTheSameAnswerAsOne() throws Exception {
    try (Encoder encoder = Encoder.open(Optional.empty());
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      Deid deid = Deid.english().with(encoder);
      String text = NOTE.repeat(12);
      List<Finding> alone = deid.find(text);
      List<Callable<List<Finding>>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(() -> deid.find(text));
      }
      for (Future<List<Finding>> answer : pool.invokeAll(tasks)) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    }
  }

  @Test
  void anyTextIsRead() throws IOException {
    try (Encoder encoder = Encoder.open(Optional.empty())) {
      for (String text : List.of("", " \n", "\uD83D", "\u0000", "\uD83D\uDE00".repeat(700))) {
        Encoder.Reading reading = encoder.read(text, List.of());
        assertThat(reading.found()).allMatch(f -> f.end() <= text.length());
      }
    }
  }

  @Test
  void aHeadOfAnotherModelIsRefused() throws IOException {
    ModelFiles files = ModelFiles.published();
    Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("tokenizer.json"), files.tokenizer());
    Files.write(folder.resolve("head.bin"), ModelFiles.resource("en/head.bin"));
    assertThatThrownBy(() -> Encoder.open(Optional.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("trained on another encoder");
  }

  @Test
  void aModelThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new OnnxStates(new byte[] {1, 2, 3}, "x", 384))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
