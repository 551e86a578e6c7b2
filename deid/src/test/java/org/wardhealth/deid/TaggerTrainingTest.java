package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan and some marked notes make a tagger, always the same one, that has learnt their pattern.
 */
class TaggerTrainingTest {
  @TempDir private Path folder;

  /** Of a made-up word behind "zorb" nothing is known but the word before it. */
  private Path toys() throws IOException {
    String[] heads = {"Bri", "Kel", "Vos", "Tam", "Wex", "Dro", "Lum", "Pag"};
    String[] tails = {"ndar", "quith", "mell", "vost", "zane", "lirk"};
    StringBuilder notes = new StringBuilder();
    for (int i = 0; i < 48; i++) {
      String name = heads[i % heads.length] + tails[i / heads.length];
      notes.append("#### toy-").append(i).append(" | toy\n");
      notes.append("The cat saw zorb [[DEVICE ").append(name).append("]] beside the mat.\n");
      notes.append("The dog saw ").append(heads[(i + 3) % 8]).append("ova beside the mat.\n");
    }
    Files.createDirectories(folder.resolve("toys"));
    Files.writeString(folder.resolve("toys/toys.txt"), notes);
    return plan("labels toys\ncorpus toys labels toys hold 4 copies 1\n");
  }

  private Path plan(String statements) throws IOException {
    Path plan = folder.resolve("toy.plan");
    Files.writeString(plan, "language en\nseed 3\nset epochs 6\n" + statements);
    return plan;
  }

  private static String log(TaggerTraining training, boolean all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    training.train(all, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] train(Path plan) throws IOException {
    return TaggerTraining.read(plan, List.of())
        .train(false, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  }

  @Test
  void thePatternIsLearntAndNotTheWords() throws IOException {
    Tagger tagger = new Tagger(new TaggerModel(TaggerFile.read(train(toys()), "toy")));
    assertThat(found(tagger, "The cat saw zorb Xunthil beside the mat."))
        .containsExactly("DEVICE Xunthil");
    assertThat(found(tagger, "The dog saw Xunthil beside the mat.")).isEmpty();
  }

  @Test
  void pairedItIsLearntAsWell() throws IOException {
    Path plan = toys();
    Files.writeString(plan, Files.readString(plan) + "set paired 1\n");
    TaggerFile paired = TaggerFile.read(train(plan), "toy");
    assertThat(paired.states().sums()).isEqualTo(3);
    Tagger tagger = new Tagger(new TaggerModel(paired));
    assertThat(found(tagger, "The cat saw zorb Xunthil beside the mat."))
        .containsExactly("DEVICE Xunthil");
    assertThat(found(tagger, "The dog saw Xunthil beside the mat.")).isEmpty();
  }

  private static List<String> found(Tagger tagger, String text) {
    Tokens tokens = Tokens.of(text, Lexicon.load("en"));
    Candidates found = new Candidates(tokens);
    tagger.recognise(tokens, Hints.NONE, found);
    List<String> out = new ArrayList<>();
    found.settle().forEach(f -> out.add(f.type() + " " + text.substring(f.start(), f.end())));
    return out;
  }

  @Test
  void theSameTextsGiveTheSameBytes() throws IOException {
    Path plan = toys();
    assertThat(train(plan)).isEqualTo(train(plan));
  }

  @Test
  void whatIsHeldBackIsScoredAndNotLearntUnlessAskedFor() throws IOException {
    TaggerTraining training = TaggerTraining.read(toys(), List.of());
    assertThat(log(training, false)).contains("en: 36 texts", "held back: toys", "| DEVICE | 12 |");
    assertThat(log(training, true)).contains("en: 48 texts").doesNotContain("held back");
  }

  @Test
  void allMistakesOfAPlanAreToldAtOnce() throws IOException {
    Path plan =
        plan("set speed 3\ncorpus toys hold 1\nlabels x\n  A = NOBODY\ncorpus y labels z\n");
    assertThatThrownBy(() -> TaggerTraining.read(plan, List.of()))
        .hasMessageContaining("line 4: unknown setting speed")
        .hasMessageContaining("line 5: a weight is positive")
        .hasMessageContaining("line 7: there is no type NOBODY")
        .hasMessageContaining("line 8: labels z are not declared")
        .hasMessageContaining("no corpus");
  }

  @Test
  void aCorpusThatIsNowhereIsNamed() throws IOException {
    Path plan = plan("corpus here.jsonl\ncorpus there.jsonl\n");
    assertThatThrownBy(() -> TaggerTraining.read(plan, List.of(folder.resolve("data"))))
        .hasMessageContaining("[here.jsonl, there.jsonl]");
  }

  @Test
  void aLabelThatMeansNothingIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "#### a | x\n[[WHO Ann]] sat.\n");
    Path plan = plan("corpus a.txt\n");
    assertThatThrownBy(() -> TaggerTraining.read(plan, List.of())).hasMessageContaining("WHO");
  }
}
