package org.wardhealth.deid.encoder;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wardhealth.deid.TaggerTraining;

/**
 * Trains the head of an encoder from marked texts, by the plan of a tagger:
 *
 * <pre>
 * java -cp JARS org.wardhealth.deid.encoder.OnnxHeadTraining [--all] [--threshold T] [--cache DIR]
 *     [--model FOLDER] [--output NAME] PLAN OUT FOLDER...
 * </pre>
 *
 * <p>The encoder stays as it is: each text is read once, what it says is kept in {@code --cache} if
 * one is named, and a small network learns from that. What the plan holds back is scored with the
 * head alone and printed for several thresholds; {@code --all} learns from it too. {@code --model}
 * is a folder of another encoder, {@code --output} the value of its graph that is read.
 *
 * <p><b>Guarantees.</b> The same plan, texts, dictionaries and options give the same bytes on the
 * same kind of processor: ONNX Runtime rounds 8-bit products as the processor's instructions do.
 */
public final class OnnxHeadTraining {
  /** The fourth of the six layers of all-MiniLM-L6-v2: the last speaks of sentences. */
  private static final String OUTPUT = "/encoder/layer.3/output/LayerNorm/Add_1_output_0";

  private static final int WIDTH = 384;
  private static final long SEED = 7;
  private static final float THRESHOLD = 0.9f;
  private static final float CLEAR = 0.05f;
  private static final float[] CURVE = {0.5f, 0.7f, 0.8f, 0.9f, 0.95f, 0.98f, 0.99f};
  private static final HeadTrainer.Settings SETTINGS =
      new HeadTrainer.Settings(64, 5, 0.001, 0.01, 0.1, 0);

  private final ModelFiles files;
  private final WordPiece words;
  private final String output;
  private final Optional<Path> cache;

  private OnnxHeadTraining(ModelFiles files, String output, Optional<Path> cache)
      throws IOException {
    this.files = files;
    this.words = files.words();
    this.output = output;
    this.cache = cache;
  }

  private record Options(
      boolean all, float threshold, String output, Optional<Path> cache, Optional<Path> model) {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    List<String> rest = new ArrayList<>(List.of(arguments));
    Options options =
        new Options(
            rest.remove("--all"),
            taken(rest, "--threshold").map(Float::parseFloat).orElse(THRESHOLD),
            taken(rest, "--output").orElse(OUTPUT),
            taken(rest, "--cache").map(Path::of),
            taken(rest, "--model").map(Path::of));
    if (rest.size() < 2) {
      throw new IllegalArgumentException(
          "use: OnnxHeadTraining [--all] [--threshold T] [--cache DIR] [--model FOLDER]"
              + " [--output NAME] PLAN OUT [FOLDER...]");
    }
    List<Path> folders = rest.stream().skip(2).map(Path::of).toList();
    ModelFiles files =
        options.model().isPresent() ? ModelFiles.in(options.model().get()) : ModelFiles.published();
    List<TaggerTraining.Text> texts = TaggerTraining.read(Path.of(rest.get(0)), folders).texts();
    Head head =
        new OnnxHeadTraining(files, options.output(), options.cache())
            .train(texts, options.all(), options.threshold(), System.out);
    Files.write(Path.of(rest.get(1)), HeadFile.write(head));
  }

  private static Optional<String> taken(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    if (at < 0 || at + 1 >= arguments.size()) {
      return Optional.empty();
    }
    arguments.remove(at);
    return Optional.of(arguments.remove(at));
  }

  private Head train(List<TaggerTraining.Text> texts, boolean all, float threshold, PrintStream log)
      throws IOException {
    List<HeadTrainer.Example> learnt = new ArrayList<>();
    List<HeadTrainer.Example> held = new ArrayList<>();
    try (States states = new OnnxStates(files.model(), output, WIDTH)) {
      for (TaggerTraining.Text text : texts) {
        Pieces pieces = words.cut(text.text());
        HeadTrainer.Example example =
            Examples.of(text, pieces, vectors(text.text(), pieces, states));
        (text.held() && !all ? held : learnt).add(example);
      }
    }
    log.println(learnt.size() + " texts learnt from, " + held.size() + " held back");
    Head head =
        new HeadTrainer(WIDTH, SETTINGS, SEED)
            .train(
                learnt,
                files.sha256(),
                output,
                (pass, loss) ->
                    log.printf(
                        Locale.ROOT, "pass %d of %d: %.4f%n", pass + 1, SETTINGS.epochs(), loss))
            .at(threshold, CLEAR);
    if (!held.isEmpty()) {
      log.print(HeadScore.table(head, held, CURVE));
    }
    return head;
  }

  private short[] vectors(String text, Pieces pieces, States states) throws IOException {
    if (cache.isEmpty()) {
      return Examples.vectors(pieces, states, words);
    }
    Path folder = cache.get().resolve(files.sha256() + "-" + Sha256.of(utf8(output)));
    Path file = folder.resolve(Sha256.of(utf8(text)));
    int size = (pieces.words() + 2) * states.width();
    if (Files.exists(file) && Files.size(file) == (long) size * Short.BYTES) {
      short[] out = new short[size];
      ByteBuffer.wrap(Files.readAllBytes(file)).asShortBuffer().get(out);
      return out;
    }
    short[] out = Examples.vectors(pieces, states, words);
    ByteBuffer bytes = ByteBuffer.allocate(out.length * Short.BYTES);
    bytes.asShortBuffer().put(out);
    Files.createDirectories(folder);
    Files.write(file, bytes.array());
    return out;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
