package org.wardhealth.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.wardhealth.labels.Labeller;
import org.wardhealth.labels.Labels;

/**
 * How long the labels of a text take, on one thread: of a prompt of 600 characters with and without
 * what stigmatises, of 13,600 characters of notes, and of as many of FHIR.
 */
final class LabelsBench {
  private static final int PROMPT = 600;
  private static final int LONG = 13_600;
  private static final int WARM_UP = 30_000;
  private static final int MEASURED = 20_000;

  private static final String PLAIN =
      """
      Summarize for the ward round: came with three hours of substernal pressure, 7/10, radiating to the left jaw.
      No fever, cough or leg swelling. BP 158/94, HR 96, SpO2 97 % on room air. ECG with 2 mm ST elevation in II, III
      and aVF; troponin I 412 ng/L. Cath lab at 05:31, stent to the RCA. Aspirin 81 mg q.d., ticagrelor 90 mg b.i.d.
      """;

  private static final String TELLING =
      """
      She denies suicidal ideation; her mother has bipolar disorder. Alcohol use disorder in remission since 2019, on
      naltrexone. Rapid HIV test offered and declined. Sertraline 100 mg, sleeps well, no hallucinations reported.
      Safe at home. Follow-up with the therapist next week; A1c 7.2, lisinopril increased to 40 mg, Dx F10.21.
      """;

  private static final String FHIR =
      """
      {"resource":{"resourceType":"Condition","id":"c-118","code":{"coding":[
      {"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9","display":"Type 2 diabetes mellitus"},
      {"system":"http://snomed.info/sct","code":"44054006"}]},"subject":{"reference":"Patient/p-1"}}},
      """;

  private LabelsBench() {}

  static int run(String[] args, PrintStream out) {
    if (args.length > 0) {
      out.println("ward bench labels takes no options");
      return 64;
    }
    long begin = System.nanoTime();
    Labeller labeller = Labeller.shipped();
    out.printf(Locale.ROOT, "loaded in %.0f ms%n", (System.nanoTime() - begin) / 1e6);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("prompt without labels", filled(PLAIN, PROMPT));
    texts.put("prompt with labels", filled(PLAIN.substring(0, 220) + TELLING, PROMPT));
    texts.put("notes without labels", filled(PLAIN, LONG));
    texts.put("notes with labels", filled(PLAIN + TELLING, LONG));
    texts.put("FHIR", filled(FHIR, LONG));
    texts.forEach((name, text) -> warmUp(labeller, text));
    texts.forEach((name, text) -> measure(name, labeller, text, out));
    return 0;
  }

  private static String filled(String text, int length) {
    return text.repeat(length / text.length() + 1).substring(0, length);
  }

  private static void warmUp(Labeller labeller, String text) {
    for (int i = 0; i < WARM_UP / (text.length() / PROMPT); i++) {
      labeller.of(text);
    }
  }

  private static void measure(String name, Labeller labeller, String text, PrintStream out) {
    long[] nanos = new long[MEASURED / (text.length() / PROMPT)];
    Labels labels = Labels.NONE;
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      labels = labeller.of(text);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    out.printf(
        Locale.ROOT,
        "%-22s %6d characters   p50 %7.1f us   p99 %7.1f us   %s%n",
        name,
        text.length(),
        nanos[nanos.length / 2] / 1e3,
        nanos[nanos.length / 100 * 99] / 1e3,
        labels.codes());
  }
}
