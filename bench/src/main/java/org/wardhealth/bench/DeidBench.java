package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Encoder;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.Language;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Restorer;
import org.wardhealth.deid.Surrogates;

/**
 * Measures {@code ward-deid} on one thread: load time, characters per second over generated notes,
 * the cost of a prompt of 600 bytes from find to restore, and with {@code --gold} and a file or
 * folder of marked texts (see {@link GoldText}) precision and recall per character, marks covered
 * completely, exact spans and types, texts without marks that were touched, and the speed on these
 * texts: {@code --profile} says which types count, {@code --curve} prints the trade-off over the
 * scores of findings, {@code --errors} what was wrong. {@code --encoder} asks the optional encoder
 * too, and leaves out the cost of a prompt. {@code --second} and the same texts marked by somebody
 * else scores their marks instead of the engine ({@link SecondMarks}), and measures nothing else.
 */
public final class DeidBench {
  private static final int ROUNDS = 12;
  private static final int NOTES = 400;
  private static final int PROMPTS = 20_000;
  private static final float[] CURVE = {
    0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 0.95f, 0.99f
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DeidBench() {}

  /**
   * Runs it.
   *
   * @param args {@code [--gold FILE]... [--lang CODE] [--profile NAME] [--curve] [--errors]
   *     [--encoder] [--second FILE]}; without {@code --lang} each text of a gold file is read in
   *     its own language, as the shell and the server do
   * @return 0, 64 for unknown arguments, 65 for second marks of other texts or of unknown types, or
   *     66 for marked texts that are not there, before anything is measured
   */
  public static int run(String[] args, PrintStream out) {
    List<Path> gold = new ArrayList<>();
    Optional<Language> language = Optional.empty();
    Profile profile = Profile.SAFE_HARBOR;
    boolean curve = false;
    boolean errors = false;
    boolean encoder = false;
    Optional<Path> second = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      boolean value = i + 1 < args.length;
      if (args[i].equals("--gold") && value) {
        gold.add(Path.of(args[++i]));
      } else if (args[i].equals("--lang") && value && Language.of(args[i + 1]).isPresent()) {
        language = Language.of(args[++i]);
      } else if (args[i].equals("--profile") && value && named(args[i + 1]).isPresent()) {
        profile = named(args[++i]).orElseThrow();
      } else if (args[i].equals("--curve")) {
        curve = true;
      } else if (args[i].equals("--errors")) {
        errors = true;
      } else if (args[i].equals("--encoder")) {
        encoder = true;
      } else if (args[i].equals("--second") && value) {
        second = Optional.of(Path.of(args[++i]));
      } else {
        out.println(
            "usage: bench deid [--gold FILE]... [--lang CODE] [--profile NAME] [--curve] [--errors] [--encoder]"
                + " [--second FILE, with one --gold]; profiles: "
                + Profile.NAMED.stream().map(Profile::name).toList());
        return 64;
      }
    }
    List<Path> marked = new ArrayList<>(gold);
    second.ifPresent(marked::add);
    for (Path file : marked) {
      if (!Files.exists(file)) {
        out.println("there is no " + file);
        return 66;
      }
    }
    if (gold.isEmpty() && (curve || errors)) {
      out.println("--curve and --errors are of marked texts: say --gold");
      return 64;
    }
    if (second.isPresent()) {
      if (language.isPresent() || curve || encoder) {
        out.println("--second asks no engine: leave out --lang, --curve and --encoder");
        return 64;
      }
      return agreement(gold, second.get(), profile, errors, out);
    }
    long before = used();
    long begin = System.nanoTime();
    Deid deid = Deid.english();
    out.printf(Locale.ROOT, "load                 %8.1f ms%n", (System.nanoTime() - begin) / 1e6);
    out.printf(Locale.ROOT, "heap of the engine   %8.1f MB%n", (used() - before) / 1e6);
    Deid reader = language.map(one -> Deid.of(Set.of(one))).orElseGet(Deid::multilingual);
    if (encoder) {
      scored(reader, gold, profile, curve, errors, out);
      return 0;
    }
    throughput(deid, out);
    prompt(deid, out);
    for (Path file : gold) {
      score(reader, file, profile, curve, errors, out);
      speed(reader, file, out);
    }
    return 0;
  }

  private static int agreement(
      List<Path> gold, Path second, Profile profile, boolean errors, PrintStream out) {
    if (gold.size() != 1) {
      out.println("--second is for one --gold, not " + gold.size());
      return 64;
    }
    try {
      return SecondMarks.score(gold.getFirst(), second, profile, errors, out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the gold or its second marks", e);
    }
  }

  /** Scores with the encoder, and what reading the marked texts costs with it. */
  private static void scored(
      Deid reader,
      List<Path> gold,
      Profile profile,
      boolean curve,
      boolean errors,
      PrintStream out) {
    long begin = System.nanoTime();
    try (Encoder encoder = Encoder.open(Optional.empty())) {
      out.printf(Locale.ROOT, "load encoder         %8.1f ms%n", (System.nanoTime() - begin) / 1e6);
      Deid deid = reader.with(encoder);
      for (Path file : gold) {
        long chars = 0;
        long cpu = 0;
        for (GoldText text : GoldText.read(file)) {
          chars += text.text().length();
          long at = THREADS.getCurrentThreadCpuTime();
          deid.find(text.text());
          cpu += THREADS.getCurrentThreadCpuTime() - at;
        }
        out.printf(
            Locale.ROOT, "find with encoder    %8.1f k chars per CPU second%n", chars * 1e6 / cpu);
        score(deid, file, profile, curve, errors, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the encoder or the gold", e);
    }
  }

  /** The bytes of the heap that are reachable. */
  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Optional<Profile> named(String name) {
    return Profile.NAMED.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private static void throughput(Deid deid, PrintStream out) {
    List<String> notes = notes();
    long chars = notes.stream().mapToLong(String::length).sum();
    long best = Long.MAX_VALUE;
    long findings = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      findings = 0;
      for (String note : notes) {
        findings += deid.find(note).size();
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    out.printf(
        Locale.ROOT,
        "find, notes          %8.1f M chars/s per core (%d chars, %d findings)%n",
        chars * 1e3 / best,
        chars,
        findings);
  }

  private static void prompt(Deid deid, PrintStream out) {
    KnownIdentity identity =
        KnownIdentity.builder()
            .name(List.of("Deana", "Ann"), "Brossoit")
            .date(LocalDate.of(1960, 8, 9))
            .telecom("439-553-3782")
            .build();
    long compile = System.nanoTime();
    CompiledIdentity known = identity.compile();
    out.printf(
        Locale.ROOT, "compile identity     %8.1f us (cold)%n", (System.nanoTime() - compile) / 1e3);
    String text = notes().getFirst();
    String prompt = text.substring(0, Math.min(600, text.length()));
    for (int round = 0; round < 2; round++) {
      long begin = System.nanoTime();
      long sum = 0;
      for (int i = 0; i < PROMPTS; i++) {
        Surrogates surrogates = new Surrogates();
        String safe = surrogates.replace(prompt, deid.find(prompt, known));
        sum += surrogates.restore(safe, Restorer.Mode.PLAIN).length();
      }
      long each = (System.nanoTime() - begin) / PROMPTS;
      if (round > 0) {
        out.printf(
            Locale.ROOT,
            "prompt of %d chars  %8.1f us (find with identity, replace, restore; %d)%n",
            prompt.length(),
            each / 1e3,
            sum / PROMPTS);
      }
    }
  }

  private static void score(
      Deid deid, Path path, Profile profile, boolean curve, boolean errors, PrintStream out) {
    GoldScore score = new GoldScore(profile);
    GoldScore[] points = new GoldScore[CURVE.length];
    Arrays.setAll(points, i -> new GoldScore(profile));
    for (GoldText text : read(path)) {
      List<Finding> findings = deid.find(text.text());
      score.add(text, findings, 0);
      for (int i = 0; curve && i < points.length; i++) {
        points[i].add(text, findings, CURVE[i]);
      }
    }
    out.printf(Locale.ROOT, "%s, profile %s%n", path.getFileName(), profile.name());
    score.print(out);
    for (int i = 0; curve && i < points.length; i++) {
      out.println(points[i].point(CURVE[i]));
    }
    if (errors) {
      score.printErrors(out);
    }
  }

  /** What finding in these texts costs; the first rounds, in which Java learns, do not count. */
  private static void speed(Deid deid, Path path, PrintStream out) {
    List<GoldText> texts = read(path);
    long chars = texts.stream().mapToLong(text -> text.text().length()).sum();
    long findings = 0;
    long[] each = new long[2 * ROUNDS];
    for (int round = 0; round < each.length; round++) {
      long begin = THREADS.getCurrentThreadCpuTime();
      findings = 0;
      for (GoldText text : texts) {
        findings += deid.find(text.text()).size();
      }
      each[round] = THREADS.getCurrentThreadCpuTime() - begin;
    }
    long[] warm = Arrays.copyOfRange(each, ROUNDS, each.length);
    Arrays.sort(warm);
    out.printf(
        Locale.ROOT,
        "  speed        %.2f M chars per CPU second, %.1f findings in 1,000 chars%n",
        chars * 1e3 / warm[ROUNDS / 2],
        findings * 1e3 / chars);
  }

  private static List<GoldText> read(Path path) {
    try {
      return GoldText.read(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the gold file " + path, e);
    }
  }

  /** Notes of about three thousand characters, made from a seed. */
  private static List<String> notes() {
    Random random = new Random(1);
    String[] names = {
      "John Smith", "Maria Gonzalez", "Deana Brossoit", "Robert O'Brien", "Aisha Khan", "Wei Chen"
    };
    String[] places = {
      "Springfield General Hospital",
      "St. Mary's Clinic",
      "Trinity Regional Health System",
      "Elm Street Clinic"
    };
    String[] prose = {
      "The patient denies any chest pain, shortness of breath, or swelling in her legs. ",
      "We will increase lisinopril to 40 mg daily and start Lasix 20 mg daily. ",
      "Blood pressure was 132/84, heart rate 72, oxygen saturation 97 percent on room air. ",
      "Echocardiogram demonstrates an ejection fraction of 45% with mild mitral regurgitation. ",
      "She has been compliant with her medication and dietary modifications since the last"
          + " visit.\n",
      "Past medical history is significant for hypertension, Crohn's disease and type 2 diabetes. ",
      "Hemoglobin A1c was 7.2, creatinine 1.1, potassium 4.2 and glucose 104 this morning.\n",
      "The patient understands and agrees with the recommended medical treatment plan. "
    };
    List<String> notes = new ArrayList<>();
    for (int n = 0; n < NOTES; n++) {
      String name = names[random.nextInt(names.length)];
      StringBuilder note = new StringBuilder();
      note.append(places[random.nextInt(places.length)]).append("\nPatient Name: ").append(name);
      note.append("   MRN: ")
          .append(1_000_000 + random.nextInt(8_999_999))
          .append("\nDOB: 8/9/19")
          .append(30 + random.nextInt(60));
      note.append("\nPhone: 439-553-")
          .append(1000 + random.nextInt(8999))
          .append("\n\nHISTORY OF PRESENT ILLNESS\n\n");
      for (int s = 0; s < 34; s++) {
        note.append(prose[random.nextInt(prose.length)]);
        if (s % 11 == 10) {
          note.append("Discussed with ")
              .append(name)
              .append(" on March ")
              .append(1 + random.nextInt(28))
              .append(", 2023. ");
        }
      }
      notes.add(note.append("\nElectronically signed by Alvin Alcox, MD\n").toString());
    }
    return notes;
  }
}
