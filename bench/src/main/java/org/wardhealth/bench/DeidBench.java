package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.wardhealth.deid.CompiledIdentity;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.Restorer;
import org.wardhealth.deid.Surrogates;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures {@code ward-deid} on one thread: load time, characters per second over generated notes,
 * the cost of a prompt of 600 bytes from find to restore, and with {@code --gold FILE.jsonl}
 * precision and recall per character, gold spans covered completely, and documents without
 * identifiers that were touched.
 */
public final class DeidBench {
  private static final int ROUNDS = 12;
  private static final int NOTES = 400;
  private static final int PROMPTS = 20_000;

  private DeidBench() {}

  /**
   * Runs it.
   *
   * @param args {@code [--gold FILE]...}
   * @return 0, or 64 for unknown arguments
   */
  public static int run(String[] args, PrintStream out) {
    List<Path> gold = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].equals("--gold") || i + 1 == args.length) {
        out.println("usage: bench deid [--gold FILE.jsonl]...");
        return 64;
      }
      gold.add(Path.of(args[++i]));
    }
    long begin = System.nanoTime();
    Deid deid = Deid.english();
    out.printf(Locale.ROOT, "load                 %8.1f ms%n", (System.nanoTime() - begin) / 1e6);
    throughput(deid, out);
    prompt(deid, out);
    gold.forEach(file -> score(deid, file, out));
    return 0;
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

  private static void score(Deid deid, Path file, PrintStream out) {
    JsonMapper json = JsonMapper.builder().build();
    long hit = 0;
    long extra = 0;
    long missed = 0;
    int clean = 0;
    int touched = 0;
    Map<String, int[]> types = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode document = json.readTree(line);
        String text = document.get("text").asString();
        BitSet gold = new BitSet();
        BitSet found = new BitSet();
        for (Finding finding : deid.find(text)) {
          mark(found, text, finding.start(), finding.end());
        }
        for (JsonNode span : document.get("spans")) {
          BitSet one = new BitSet();
          mark(one, text, span.get("start").asInt(), span.get("end").asInt());
          gold.or(one);
          int[] count = types.computeIfAbsent(span.get("label").asString(), label -> new int[2]);
          count[0]++;
          one.andNot(found);
          count[1] += one.isEmpty() ? 1 : 0;
        }
        BitSet both = (BitSet) gold.clone();
        both.and(found);
        hit += both.cardinality();
        extra += found.cardinality() - both.cardinality();
        missed += gold.cardinality() - both.cardinality();
        clean += gold.isEmpty() ? 1 : 0;
        touched += gold.isEmpty() && !found.isEmpty() ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the gold file " + file, e);
    }
    double precision = hit / (double) Math.max(1, hit + extra);
    double recall = hit / (double) Math.max(1, hit + missed);
    int spans = types.values().stream().mapToInt(count -> count[0]).sum();
    int covered = types.values().stream().mapToInt(count -> count[1]).sum();
    out.printf(Locale.ROOT, "%s%n", file.getFileName());
    out.printf(
        Locale.ROOT,
        "  characters  P %.3f  R %.3f  F1 %.3f%n",
        precision,
        recall,
        2 * precision * recall / Math.max(1e-9, precision + recall));
    out.printf(
        Locale.ROOT,
        "  covered     %d of %d spans = %.3f%n",
        covered,
        spans,
        covered / (double) Math.max(1, spans));
    out.printf(
        Locale.ROOT, "  touched     %d of %d documents without identifiers%n", touched, clean);
    types.forEach(
        (type, count) ->
            out.printf(
                Locale.ROOT, "  %-32s %5d  %.3f%n", type, count[0], count[1] / (double) count[0]));
  }

  private static void mark(BitSet set, String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        set.set(i);
      }
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
