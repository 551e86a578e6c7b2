package org.wardhealth.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardhealth.consent.Actor;
import org.wardhealth.consent.AskedData;
import org.wardhealth.consent.Coding;
import org.wardhealth.consent.Cohort;
import org.wardhealth.consent.Consent;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ConsentIndex;
import org.wardhealth.consent.ConsentPage;
import org.wardhealth.consent.ConsentQuestion;
import org.wardhealth.consent.InvalidConsent;
import org.wardhealth.consent.PatientConsents;
import org.wardhealth.consent.ResearchTerm;

/**
 * The consents of a population: how long they take to read from JSON and compile, how much memory
 * they hold, how fast one is asked, how fast all of them are.
 *
 * <p>Six forms, each with its variations: one patient in four names a practitioner of 5,000, one in
 * twenty an observation of their own, one in five has two consents, all have a period.
 */
final class ConsentBench {
  private static final int PATIENTS = 1_000_000;
  private static final int QUESTIONS = 200_000;
  private static final int COHORTS = 7;
  private static final int PAGE = 64;
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final List<String> LABELS = List.of("PSY", "HIV", "ETH", "SDV", "SEX");

  private ConsentBench() {}

  static int run(String[] args, PrintStream out) {
    if (args.length > 0 && args[0].equals("stored")) {
      return StoredConsentBench.run(Arrays.copyOfRange(args, 1, args.length), out);
    }
    int patients = args.length == 0 ? PATIENTS : Integer.parseInt(args[0]);
    Random random = new Random(20_261_129);
    ConsentIndex index = new ConsentIndex();
    List<ConsentPage> pages = new ArrayList<>();
    SortedMap<Long, List<Consent>> page = new TreeMap<>();
    List<PatientConsents> some = new ArrayList<>();
    long before = used();
    long loading = 0;
    long bytes = 0;
    for (long patient = 0; patient < patients; patient++) {
      List<byte[]> sources = consents(patient, random);
      long start = System.nanoTime();
      List<Consent> consents = new ArrayList<>(2);
      for (byte[] source : sources) {
        bytes += source.length;
        consents.add(read(source));
      }
      page.put(patient, consents);
      if (page.size() == PAGE || patient == patients - 1) {
        pages.add(index.page(page));
        page.clear();
      }
      loading += System.nanoTime() - start;
    }
    long held = used() - before;
    out.printf(
        Locale.ROOT,
        "consents of %,d patients, %,d MB of JSON: read and compiled in %.1f s, %,d MB held,"
            + " %,d different rule sets%n",
        patients,
        bytes >> 20,
        loading / 1e9,
        held >> 20,
        index.distinct());
    cohort(pages, Set.of(), out);
    cohort(pages, Set.of(ResearchTerm.GRU), out);
    pages.clear();
    for (int i = 0; i < QUESTIONS; i++) {
      some.add(
          PatientConsents.compile(
              consents(i, random).stream().map(ConsentBench::read).toList(), i));
    }
    evaluate(some, random, out);
    return 0;
  }

  /** One consent, or for one patient in five two. */
  static List<byte[]> consents(long patient, Random random) {
    List<byte[]> sources = new ArrayList<>(2);
    for (int i = random.nextInt(5) == 0 ? 2 : 1; i > 0; i--) {
      sources.add(consent(patient, i, random).getBytes(StandardCharsets.UTF_8));
    }
    return sources;
  }

  private static void evaluate(List<PatientConsents> of, Random random, PrintStream out) {
    for (boolean data : new boolean[] {false, true}) {
      Times times = new Times();
      long sum = 0;
      for (int i = 0; i < 2 * QUESTIONS; i++) {
        ConsentQuestion question =
            ConsentQuestion.of(i % 3 == 0 ? "HRESCH" : "TREAT", "use", NOW)
                .by(Actor.of("Practitioner/" + random.nextInt(5_000)));
        ConsentQuestion asked =
            data
                ? question.about(
                    AskedData.labelled(
                        Coding.confidentiality("R"),
                        Coding.sensitivity(LABELS.get(random.nextInt(LABELS.size())))))
                : question;
        PatientConsents patient = of.get(random.nextInt(of.size()));
        long start = System.nanoTime();
        sum += patient.evaluate(asked).deciding().size();
        long took = System.nanoTime() - start;
        if (i >= QUESTIONS) {
          times.add(took);
        }
      }
      out.printf(
          Locale.ROOT,
          "one question %s: p50 %.2f us, p99 %.2f us (%,d provisions decided)%n",
          data ? "about labelled data" : "about all data",
          1e3 * times.millis(50),
          1e3 * times.millis(99),
          sum);
    }
  }

  private static void cohort(List<ConsentPage> pages, Set<ResearchTerm> terms, PrintStream out) {
    Times times = new Times();
    long[] members = new long[1];
    for (int i = 0; i < COHORTS; i++) {
      members[0] = 0;
      long start = System.nanoTime();
      Cohort cohort =
          new Cohort(ConsentQuestion.of("HRESCH", "use", NOW), terms, ConsentDefaults.BUILT_IN);
      pages.forEach(page -> cohort.members(page, _ -> members[0]++));
      times.add(System.nanoTime() - start);
    }
    out.printf(
        Locale.ROOT,
        "cohort for research %s: %,d members, median %.0f ms, slowest %.0f ms%n",
        terms.isEmpty() ? "" : terms,
        members[0],
        times.millis(50),
        times.millis(100));
  }

  private static Consent read(byte[] source) {
    try {
      return Consent.parse(source);
    } catch (InvalidConsent e) {
      throw new IllegalStateException(e);
    }
  }

  static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String consent(long patient, int number, Random random) {
    String actor =
        random.nextInt(4) == 0
            ? ",\"actor\":[{\"role\":{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\","
                + "\"code\":\"IRCP\"}]},\"reference\":{\"reference\":\"Practitioner/"
                + random.nextInt(5_000)
                + "\"}}]"
            : "";
    String label = LABELS.get(random.nextInt(LABELS.size()));
    String inner =
        switch (random.nextInt(6)) {
          case 0 ->
              "\"type\":\"permit\"," + purpose(Coding.ACT_REASON, "TREAT", "HPAYMT", "HOPERAT");
          case 1 -> "\"type\":\"permit\"," + purpose(Coding.ACT_REASON, "HRESCH", "TREAT");
          case 2 -> "\"type\":\"permit\"," + purpose(Coding.DUO, "DUO:0000042", "DUO:0000045");
          case 3 ->
              "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\","
                  + label(label)
                  + ",\"provision\":[{\"type\":\"permit\""
                  + (actor.isEmpty()
                      ? ",\"purpose\":[{\"system\":\""
                          + Coding.ACT_REASON
                          + "\",\"code\":\"ETREAT\"}]"
                      : actor)
                  + "}]}]";
          case 4 ->
              "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"action\":[{\"coding\":[{\"system\":\""
                  + Coding.AI
                  + "\",\"code\":\"ai-training\"}]}]},{\"type\":\"deny\","
                  + purpose(Coding.ACT_REASON, "HMARKT")
                  + "}]";
          default ->
              "\"type\":\"permit\",\"provision\":[{\"type\":\"deny\""
                  + (random.nextInt(3) == 0
                      ? ",\"data\":[{\"meaning\":\"instance\",\"reference\":{\"reference\":\"Observation/o-"
                          + patient
                          + "\"}}]"
                      : "," + label(label) + actor)
                  + "}]";
        };
    return """
        {"resourceType":"Consent","id":"c-%d-%d","status":"active",
         "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/p-%d"},"dateTime":"2026-01-01",
         "policy":[{"uri":"https://hospital.example/policy"}],
         "provision":{"period":{"start":"20%d-01-01","end":"20%d-12-31"},%s}}
        """
        .formatted(
            patient, number, patient, 20 + random.nextInt(6), 26 + random.nextInt(10), inner);
  }

  private static String label(String code) {
    return "\"securityLabel\":[{\"system\":\"" + Coding.ACT_CODE + "\",\"code\":\"" + code + "\"}]";
  }

  private static String purpose(String system, String... codes) {
    StringBuilder purpose = new StringBuilder("\"purpose\":[");
    for (String code : codes) {
      purpose
          .append(purpose.charAt(purpose.length() - 1) == '[' ? "" : ",")
          .append("{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}");
    }
    return purpose.append(']').toString();
  }
}
