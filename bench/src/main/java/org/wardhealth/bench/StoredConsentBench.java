package org.wardhealth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.wardhealth.consent.ConsentDefaults;
import org.wardhealth.consent.ResearchTerm;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cohorts of the server, of consents that are stored: each sealed under its patient's key, in
 * SQLite. The first one, which opens all; later ones; one after a write; how much memory is held.
 *
 * <p>The consents are those of {@link ConsentBench}. Filling takes minutes; a directory that is
 * named keeps what was filled for the next run.
 */
final class StoredConsentBench {
  private static final int PATIENTS = 1_000_000;
  private static final int AT_ONCE = 1_000;
  private static final int LATER = 9;

  private StoredConsentBench() {}

  static int run(String[] args, PrintStream out) {
    int count = args.length == 0 ? PATIENTS : Integer.parseInt(args[0]);
    try {
      Path directory =
          args.length > 1
              ? Files.createDirectories(Path.of(args[1]))
              : Files.createTempDirectory("ward-bench-consent");
      try {
        measure(directory, count, out);
      } finally {
        if (args.length < 2) {
          Scratch.remove(directory);
        }
      }
      return 0;
    } catch (IOException e) {
      out.println("the disk failed: " + e);
      return 74;
    }
  }

  private static void measure(Path directory, int count, PrintStream out) throws IOException {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(DatabaseSettings.embedded(directory));
        Audit audit = Audit.open(directory, "bench/ledger", clock, random)) {
      Vault vault = Vault.open(directory.resolve("keys"), database, clock, random);
      Patients patients = new Patients(vault, database, clock, random);
      long start = System.nanoTime();
      fill(database, vault, patients, count);
      out.printf(Locale.ROOT, "filled in %.0f s%n", seconds(start));
      Consents consents =
          new Consents(
              vault,
              patients,
              database,
              audit,
              clock,
              random,
              ConsentDefaults.BUILT_IN,
              Runtime.getRuntime().maxMemory() / 4);
      long before = ConsentBench.used();
      ask("first cohort", consents, Set.of(), out);
      out.printf(
          Locale.ROOT,
          "held: consents of %,d patients, %,d MB%n",
          consents.remembered(),
          (ConsentBench.used() - before) >> 20);
      later("later cohorts", consents, Set.of(), out);
      later("later cohorts, one DUO term", consents, Set.of(ResearchTerm.GRU), out);
      Entry.Who who = new Entry.Who("bench", "bench", List.of("key"), 1);
      String id = someone(consents, count);
      start = System.nanoTime();
      var _ = consents.withdraw(id, OptionalInt.empty(), who);
      out.printf(Locale.ROOT, "one withdrawn in %.1f ms%n", 1e3 * seconds(start));
      ask("the next cohort", consents, Set.of(), out);
      start = System.nanoTime();
      int rows = consents.counted(List.of("TREAT", "HRESCH", "HPAYMT", "HOPERAT")).size();
      out.printf(Locale.ROOT, "%d purposes counted, two ways each: %.2f s%n", rows, seconds(start));
    }
  }

  /** A consent of somebody who still has one: what was withdrawn stays so in a kept directory. */
  private static String someone(Consents consents, int count) {
    return IntStream.range(count / 2, count)
        .mapToObj(number -> consents.of(new PatientId("p-" + number)))
        .filter(said -> !said.isEmpty())
        .findFirst()
        .orElseThrow()
        .getFirst()
        .id();
  }

  private static void ask(
      String what, Consents consents, Set<ResearchTerm> terms, PrintStream out) {
    long cpu = cpu();
    long start = System.nanoTime();
    int members = consents.cohort("HRESCH", terms).length;
    out.printf(
        Locale.ROOT,
        "%s: %,d members, %.2f s, of the processor %.2f s%n",
        what,
        members,
        seconds(start),
        (cpu() - cpu) / 1e9);
    out.flush();
  }

  private static void later(
      String what, Consents consents, Set<ResearchTerm> terms, PrintStream out) {
    Times times = new Times();
    Times cpu = new Times();
    int members = 0;
    for (int i = 0; i < LATER; i++) {
      long start = System.nanoTime();
      long begun = cpu();
      members = consents.cohort("HRESCH", terms).length;
      cpu.add(cpu() - begun);
      times.add(System.nanoTime() - start);
    }
    out.printf(
        Locale.ROOT,
        "%s: %,d members, median %.0f ms, slowest %.0f ms, of the processor %.0f ms%n",
        what,
        members,
        times.millis(50),
        times.millis(100),
        cpu.millis(50));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void fill(Database database, Vault vault, Patients patients, int count) {
    Random random = new Random(20_261_129);
    int filled =
        database.jdbc().sql("SELECT count(*) FROM vault_patient").query(Integer.class).single();
    for (int from = filled; from < count; from += AT_ONCE) {
      int first = from;
      var _ =
          database.transaction(
              _ -> {
                for (int i = first; i < Math.min(count, first + AT_ONCE); i++) {
                  fill(database, vault, patients, i, random);
                }
                return first;
              });
    }
  }

  private static void fill(
      Database database, Vault vault, Patients patients, int number, Random random) {
    PatientId id = new PatientId("p-" + number);
    ObjectNode patient = Json.MAPPER.createObjectNode();
    patient.put("resourceType", "Patient").put("id", id.value()).put("birthDate", "1970-01-01");
    patient.putArray("name").addObject().put("family", "Family" + number);
    var _ = patients.put(id, patient);
    Subject subject = patients.subject(id);
    int at = 0;
    for (byte[] json : ConsentBench.consents(number, random)) {
      String row = "cs-" + number + "-" + at++;
      database
          .jdbc()
          .sql(
              "INSERT INTO consent_resource (id, subject_id, version, stamp, sealed_resource,"
                  + " updated_at) VALUES (?, ?, 1, ?, ?, 1)")
          .params(row, subject.id(), random.nextLong(), subject.seal("consent_resource", row, json))
          .update();
    }
    vault.touch(subject.id());
  }
}
