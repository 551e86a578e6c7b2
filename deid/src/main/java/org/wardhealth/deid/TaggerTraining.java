package org.wardhealth.deid;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Trains the sequence tagger of a language from marked texts, by a plan. From a checkout:
 *
 * <pre>
 * java -cp deid/target/classes org.wardhealth.deid.TaggerTraining deid/training/es.plan OUT FOLDER...
 * </pre>
 *
 * <p>The plan says which texts, what their labels mean, which are held back, the seed and the
 * settings; deid/training/README.md has its grammar. Corpora are looked for beside the plan, then
 * in the folders. What is held back is scored with the tagger alone and printed.
 *
 * <p><b>Guarantees.</b> The same plan, texts and dictionaries give the same bytes. A text that is
 * held back is not learnt from, unless {@code --all} says so. All mistakes of a plan are told at
 * once; a mistake in a corpus names its file and line, never its text.
 *
 * <p><b>Not guaranteed.</b> That a model trained on little text beats the one shipped: compare the
 * scores before putting {@code OUT} into the pack. A model holds hashes of words and of their
 * beginnings and ends: whether a given word was in the texts can be guessed from it, so it is as
 * confidential as its texts.
 */
public final class TaggerTraining {
  private final TrainingPlan plan;
  private final Lexicon lexicon;
  private final Rules rules;
  private final List<Loaded> texts;

  private record Loaded(MarkedText text, TrainingPlan.Corpus corpus, boolean held) {}

  private TaggerTraining(TrainingPlan plan, Lexicon lexicon, List<Loaded> texts) {
    this.plan = plan;
    this.lexicon = lexicon;
    this.rules = Rules.of(plan.language());
    this.texts = texts;
  }

  /**
   * Reads a plan and its texts.
   *
   * @param plan the plan
   * @param folders where corpora are looked for that do not lie beside the plan
   * @throws IOException when a file cannot be read
   * @throws IllegalArgumentException with all mistakes of the plan, or the first of a corpus
   */
  public static TaggerTraining read(Path plan, List<Path> folders) throws IOException {
    TrainingPlan parsed = TrainingPlan.parse(Files.readString(plan), plan.toString());
    List<Path> places = new ArrayList<>();
    places.add(plan.toAbsolutePath().getParent());
    places.addAll(folders);
    List<String> missing = new ArrayList<>();
    Map<TrainingPlan.Corpus, Path> found = new LinkedHashMap<>();
    for (TrainingPlan.Corpus corpus : parsed.corpora()) {
      places.stream()
          .map(p -> p.resolve(corpus.path()))
          .filter(Files::exists)
          .findFirst()
          .ifPresentOrElse(p -> found.put(corpus, p), () -> missing.add(corpus.path()));
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          plan + ": not found: " + missing + "; name the folders that hold them");
    }
    Lexicon lexicon = Lexicon.load(parsed.language().code());
    List<Loaded> texts = new ArrayList<>();
    for (Map.Entry<TrainingPlan.Corpus, Path> entry : found.entrySet()) {
      Optional<String> column = entry.getKey().column();
      List<List<MarkedText>> files =
          column.isEmpty()
              ? MarkedText.files(entry.getValue())
              : List.of(
                  CleanTexts.of(
                      Files.readString(entry.getValue()),
                      column.get(),
                      lexicon,
                      Rules.of(parsed.language())));
      for (List<MarkedText> file : files) {
        for (int i = 0; i < file.size(); i++) {
          MarkedText text = file.get(i);
          text.spans().forEach(s -> entry.getKey().labels().of(s.label()));
          texts.add(new Loaded(text, entry.getKey(), held(entry.getKey(), text.id(), i)));
        }
      }
    }
    return new TaggerTraining(parsed, lexicon, texts);
  }

  private static boolean held(TrainingPlan.Corpus corpus, String id, int index) {
    if (corpus.hold() == TrainingPlan.BY_ID) {
      CRC32 crc = new CRC32();
      crc.update(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return (crc.getValue() & 1) == 1;
    }
    return corpus.test() || (corpus.hold() > 0 && index % corpus.hold() == corpus.hold() - 1);
  }

  /**
   * Trains, and scores what was held back.
   *
   * @param everything learn also from what the plan holds back (but for its tests), so that the
   *     scores are none; for the model that is shipped once the scores are known
   * @param log is told the progress and the scores
   * @return the model: the bytes of a {@code tagger.bin}
   */
  public byte[] train(boolean everything, PrintStream log) {
    Random random = new Random(plan.seed());
    Augmentation augmentation =
        new Augmentation(plan.language(), lexicon, random, plan.setting("noise"));
    List<TaggerSamples.Sample> samples = new ArrayList<>();
    Set<IdentifierType> types = EnumSet.noneOf(IdentifierType.class);
    int learnt = 0;
    for (Loaded loaded : texts) {
      if (!loaded.held || (everything && !loaded.corpus.test())) {
        learnt++;
        samples.add(sample(loaded.text, loaded.corpus));
        for (int i = 0; i < loaded.corpus.copies(); i++) {
          samples.add(sample(augmentation.copy(loaded.text), loaded.corpus));
        }
      }
    }
    samples.forEach(s -> s.types().forEach(types::addAll));
    log.println(
        plan.language().code()
            + ": "
            + learnt
            + " texts, with copies "
            + samples.size()
            + ", "
            + types.size()
            + " types");
    ChainTrainer.Settings settings =
        new ChainTrainer.Settings(
            plan.setting("rate"),
            plan.setting("l1"),
            plan.setting("l2"),
            (int) plan.setting("epochs"),
            (int) plan.setting("averaged"),
            (int) plan.setting("least"),
            (int) plan.setting("dense"),
            (float) plan.setting("dropped"));
    TaggerFile model =
        TaggerBuild.train(
            plan.language().code(),
            lexicon,
            rules,
            new TagStates(List.copyOf(types), plan.setting("paired") != 0),
            samples,
            settings,
            random.nextLong(),
            (float) plan.setting("bias"),
            (float) plan.setting("cut"),
            plan.setting("lost"),
            pass -> log.println("pass " + (pass + 1) + " of " + settings.epochs()));
    byte[] bytes = model.write();
    log.println(model.rows().size() + " features kept, " + bytes.length + " bytes");
    score(model, everything, log);
    return bytes;
  }

  private void score(TaggerFile model, boolean everything, PrintStream log) {
    Tagger tagger = new Tagger(new TaggerModel(model));
    Map<TrainingPlan.Corpus, TaggerScore> scores = new LinkedHashMap<>();
    for (Loaded loaded : texts) {
      if (loaded.held && (loaded.corpus.test() || !everything)) {
        Tokens tokens = Tokens.of(loaded.text.text(), lexicon);
        Candidates found = new Candidates(tokens);
        tagger.recognise(tokens, Hints.of(tokens, rules.find(tokens)), found);
        TaggerSamples.Sample sample = sample(loaded.text, loaded.corpus);
        scores
            .computeIfAbsent(loaded.corpus, c -> new TaggerScore())
            .add(
                sample.text(),
                sample.types(),
                sample.unmarked(),
                found.settle(),
                plan.language().vocabulary());
      }
    }
    scores.forEach(
        (corpus, score) -> log.println("\nheld back: " + corpus.path() + "\n" + score.table()));
  }

  /** A text of a plan, as other models than the tagger may learn from it. */
  public record Text(
      String corpus,
      String text,
      List<Mark> marks,
      Set<IdentifierType> unmarked,
      List<Finding> ruled,
      boolean held) {}

  /** {@code [start, end)} is one of {@code types}. */
  public record Mark(int start, int end, Set<IdentifierType> types) {}

  /**
   * The texts of the plan without copies, in its order, with what rules and dictionaries find in
   * them.
   */
  public List<Text> texts() {
    List<Text> out = new ArrayList<>(texts.size());
    for (Loaded loaded : texts) {
      TaggerSamples.Sample sample = sample(loaded.text, loaded.corpus);
      List<Mark> marks = new ArrayList<>();
      for (int i = 0; i < sample.types().size(); i++) {
        MarkedText.Span span = sample.text().spans().get(i);
        marks.add(new Mark(span.start(), span.end(), sample.types().get(i)));
      }
      String text = loaded.text.text();
      out.add(
          new Text(
              loaded.corpus.path(),
              text,
              List.copyOf(marks),
              sample.unmarked(),
              rules.find(Tokens.of(text, lexicon)),
              loaded.held));
    }
    return out;
  }

  private static TaggerSamples.Sample sample(MarkedText text, TrainingPlan.Corpus corpus) {
    List<MarkedText.Span> spans = new ArrayList<>();
    List<Set<IdentifierType>> types = new ArrayList<>();
    for (MarkedText.Span span : text.spans()) {
      Set<IdentifierType> of = corpus.labels().of(span.label());
      if (!of.isEmpty()) {
        spans.add(span);
        types.add(of);
      }
    }
    return new TaggerSamples.Sample(
        new MarkedText(text.id(), text.text(), spans),
        types,
        corpus.labels().unmarked(),
        corpus.weight());
  }

  /** {@code PLAN OUT [--all] FOLDER...}; see the class. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean all = words.remove("--all");
    if (words.size() < 2) {
      throw new IllegalArgumentException("use: TaggerTraining PLAN OUT [--all] [FOLDER...]");
    }
    List<Path> folders = words.stream().skip(2).map(Path::of).toList();
    byte[] model = read(Path.of(words.get(0)), folders).train(all, System.out);
    Files.write(Path.of(words.get(1)), model);
  }
}
