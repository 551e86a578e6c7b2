package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.DataSetKeys;
import org.wardhealth.server.vault.Keys;

/** {@code ward deid run} and what goes with it, as the shell sees it. */
class DeidRunTest {
  @TempDir Path directory;
  private Path in;
  private Path out;

  @BeforeEach
  void folder() throws IOException {
    in = Files.createDirectories(directory.resolve("in"));
    out = directory.resolve("out");
    Files.writeString(in.resolve("Smith.txt"), "Mr. John Smith, MRN 00123456.");
  }

  @Test
  void allThatWasReadIsZero() {
    Shell run = run();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("1 of 1 files written").doesNotContain("Smith");
    assertThat(out.resolve("report.html")).exists();
    assertThat(directory.resolve("out.private/key")).exists();
  }

  @Test
  void anythingLeftOutIs65() throws IOException {
    Files.writeString(in.resolve("scan.pdf"), "%PDF");
    Shell run = run("--json");
    assertThat(run.exitCode()).isEqualTo(Failure.DATA);
    assertThat(Json.MAPPER.readTree(run.out()).path("leftOutFiles").asInt()).isEqualTo(1);
    assertThat(run().out()).contains("left out: 1 file and 0 records; the reasons");
  }

  @Test
  void theLineForAClusterHasThePlanOfTheTable() throws IOException {
    Path table = Files.writeString(in.resolve("visits.csv"), "mrn,note\n1,well\n");
    String[] line = {
      "deid", "run", table.toString(), "--out", out.toString(), "--spark", "--key", "k"
    };
    assertThat(Shell.run(line))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.USAGE))
        .satisfies(shell -> assertThat(shell.err()).contains("a table needs a plan"));
    Path plan = Files.writeString(in.resolve("visits.csv.plan.yaml"), "");
    assertThat(Shell.run(line))
        .satisfies(shell -> assertThat(shell.exitCode()).isZero())
        .satisfies(
            shell ->
                assertThat(shell.out())
                    .startsWith("spark-submit ")
                    .contains(" --format csv ", " --plan " + plan, "fastcsv.jar"));
  }

  /** Without the first, Spark encrypts nothing on the wire, and the key travels there. */
  @Test
  void theLineForAClusterEncryptsTheKeyOnItsWay() {
    String notes = in.resolve("notes.jsonl").toString();
    assertThat(Shell.run("deid", "run", notes, "--out", "o", "--spark", "--key", "k").out())
        .contains(
            " --conf spark.authenticate=true ",
            " --conf spark.network.crypto.enabled=true ",
            " --conf spark.io.encryption.enabled=true ",
            " --conf spark.executor.extraJavaOptions='-XX:-UseLoopPredicate"
                + " -XX:-UseProfiledLoopPredicate' ");
  }

  @Test
  void whatCannotBeBegunSaysWhy() throws IOException {
    assertThat(
            Shell.run("deid", "run", directory.resolve("no").toString(), "--out", "x").exitCode())
        .isEqualTo(Failure.NO_INPUT);
    assertThat(Shell.run("deid", "run", in.toString(), "--out", in.resolve("o").toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.USAGE))
        .satisfies(shell -> assertThat(shell.err()).contains("lie in each other"));
    Files.createDirectories(out);
    Files.writeString(out.resolve("theirs"), "x");
    assertThat(run().exitCode()).isEqualTo(Failure.CANNOT_CREATE);
    assertThat(run("--profile", "no-such").err()).contains("safe-harbor", "gdpr-pseudonymised");
    assertThat(run("--jobs", "0").exitCode()).isEqualTo(Failure.USAGE);
  }

  @Test
  void aKeyThatCannotBeUsedIsNoFailureOfTheDisk() throws IOException {
    Path key = Files.writeString(directory.resolve("study.key"), "no key\n");
    for (String permissions : new String[] {"rw-------", "rw-r--r--"}) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
      Shell run = run("--key", key.toString());
      assertThat(run.exitCode()).isEqualTo(Failure.CONFIG);
      assertThat(run.err()).contains("holds no usable data set key");
    }
    assertThat(run("--key", directory.resolve("none").toString()).exitCode())
        .isEqualTo(Failure.NO_INPUT);
  }

  @Test
  void aKeyOfTheVaultGivesTheSameNamesAgain() throws IOException {
    Path home = directory.resolve("home");
    DataSetKeys.open(
        Keys.open(
            Files.createDirectories(home.resolve("keys")), Clock.systemUTC(), new SecureRandom()));
    Path key = directory.resolve("study.key");
    Shell wrote =
        Shell.run("deid", "key", "study-7", "--home", home.toString(), "--out", key.toString());
    assertThat(wrote.exitCode()).as(wrote.err()).isZero();
    run("--key", key.toString());
    Shell.run(
        "deid",
        "run",
        in.toString(),
        "--out",
        directory.resolve("again").toString(),
        "--home",
        home.toString(),
        "--data-set",
        "study-7");
    assertThat(names(directory.resolve("again.private")))
        .isEqualTo(names(directory.resolve("out.private")));
    assertThat(
            Shell.run("deid", "key", "x", "--home", home.toString(), "--out", key.toString())
                .exitCode())
        .isEqualTo(Failure.CANNOT_CREATE);
  }

  @Test
  void aTableIsReadByThePlanThatAPersonLeftBesideIt() throws IOException {
    Path table = Files.writeString(in.resolve("visits.csv"), "mrn,city\n4711,Springfield\n");
    assertThat(run().exitCode()).isEqualTo(Failure.DATA);
    Shell plan = Shell.run("deid", "plan", table.toString(), "--out", table + ".plan.yaml");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(Shell.run("deid", "plan", table.toString(), "--check").exitCode()).isZero();
    out = directory.resolve("planned");
    assertThat(run().exitCode()).isZero();
  }

  @Test
  void everythingThatIsWrongWithAProfileIsSaidAtOnce() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"), "name: mine\nstyle: shiny\ntypes:\n  date: drop\n");
    Shell check = Shell.run("deid", "profiles", "--check", file.toString());
    assertThat(check.exitCode()).isEqualTo(Failure.CONFIG);
    assertThat(check.err()).contains("style", "types.date");
    assertThat(Shell.run("deid", "profiles").out()).contains("safe-harbor", "mrn", "H ");
  }

  /** Who names a note where a profile belongs is not shown the note. */
  @Test
  void whatIsNoProfileIsNotShown() throws IOException {
    Path note = Files.writeString(directory.resolve("n.txt"), "Seen: today\n\tJohn Smith, well\n");
    assertThat(run("--profile", note.toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.CONFIG))
        .satisfies(shell -> assertThat(shell.err()).contains("line 2").doesNotContain("Smith"));
    assertThat(run("--profile", in.toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.NO_INPUT))
        .satisfies(shell -> assertThat(shell.err()).contains("is a folder, not a profile"));
  }

  @Test
  void aProfilesThresholdsAreShown() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            "name: mine\ntypes:\n  occupation: {action: surrogate, threshold: 0.6}\n");
    String[] check = {"deid", "profiles", "--check", file.toString()};
    assertThat(Shell.run(check).out())
        .endsWith("left in free text when found with a score below 0.6: occupation\n");
    assertThat(Shell.run("deid", "profiles").out()).doesNotContain("left in free text");
    assertThat(Shell.run("deid", "profiles", "--json", "--check", file.toString()).out())
        .contains("\"thresholds\":{\"OCCUPATION\":0.6}");
  }

  @Test
  void whatIsNoKeyIsNoFaultOfWriting() throws IOException {
    Path note = Files.writeString(directory.resolve("n.txt"), "John Smith");
    note.toFile().setReadable(false, false);
    note.toFile().setReadable(true, true);
    assertThat(run("--key", note.toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.CONFIG))
        .satisfies(shell -> assertThat(shell.err()).contains("is it the right file?"))
        .satisfies(shell -> assertThat(shell.err()).doesNotContain("Smith"));
    assertThat(run("--key", in.toString()).err()).contains("is a folder, not a key");
    assertThat(run("--key", directory.resolve("no").toString()).err()).contains("there is no ");
    assertThat(Shell.run("deid", "plan", in.toString()))
        .satisfies(shell -> assertThat(shell.exitCode()).isEqualTo(Failure.NO_INPUT))
        .satisfies(shell -> assertThat(shell.err()).contains("in is a folder: name one table"));
    assertThat(out).doesNotExist();
  }

  @Test
  void anotherLookIsSaidInWords() {
    assertThat(run().exitCode()).isZero();
    assertThat(run("--surrogates", "realistic").err())
        .contains("was begun with other rules of that profile, or other surrogates: write to");
    assertThat(run("--profile", "limited-data-set").err())
        .contains("was begun with another profile (safe-harbor): write to");
  }

  @Test
  void everyCommandHasAnExample() {
    for (String verb : List.of("text", "find", "jsonl", "run", "plan", "key", "profiles")) {
      assertThat(Shell.run("deid", verb, "--help").out()).contains("Example:", "ward deid " + verb);
    }
  }

  private Shell run(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("deid", "run", in.toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(String[]::new));
  }

  private static List<String> names(Path kept) throws IOException {
    return Files.readAllLines(kept.resolve("names.jsonl"));
  }
}
