package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed is taken up and ends as if nothing had been. */
class ResumptionTest {
  private static final int KILLS = 6;

  @TempDir Path directory;

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheBytesOfOneThatWasNot() throws Exception {
    Folder folder = Folder.in(directory).filled().text("larger.jsonl", Folder.notes(2_000));
    AtomicInteger events = new AtomicInteger();
    folder.batch(2).run(new BatchChild.Told(line -> events.incrementAndGet()));
    Map<String, String> undisturbed = folder.outputs();
    String names = Files.readString(folder.kept().resolve("names.jsonl"));

    Folder killed =
        new Folder(folder.in(), directory.resolve("again"), directory.resolve("again.private"));
    Random random = new Random(4711);
    int kills = 0;
    boolean ended = false;
    while (!ended) {
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BatchChild.class.getName(),
                  killed.in().toString(),
                  killed.out().toString(),
                  killed.kept().toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      int patience =
          kills >= KILLS
              ? Integer.MAX_VALUE
              : kills % 4 == 0
                  ? 1 + random.nextInt(events.get() / 2)
                  : events.get() / 2 + random.nextInt(8);
      try (BufferedReader said = child.inputReader()) {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          ended = ended || line.equals("end");
          if (--patience == 0) {
            child.toHandle().destroyForcibly();
          }
        }
      }
      int code = child.waitFor();
      if (ended) {
        assertThat(code).isIn(0, 137);
      } else {
        assertThat(code).as("killed, not failed").isEqualTo(137);
        kills++;
      }
    }
    assertThat(kills).isGreaterThanOrEqualTo(4);
    assertThat(killed.outputs()).isEqualTo(undisturbed);
    assertThat(Files.readString(killed.kept().resolve("names.jsonl"))).isEqualTo(names);
  }

  @Test
  void aLineThatWasTornIsCutOffAndItsFileMadeAnew() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    Map<String, String> whole = folder.outputs();
    Path journal = folder.kept().resolve("journal.jsonl");
    byte[] bytes = Files.readAllBytes(journal);
    for (int cut = bytes.length; cut > 0; cut -= 9973) {
      Files.write(journal, Arrays.copyOf(bytes, cut));
      if (firstLine(journal)) {
        folder.run();
        assertThat(folder.outputs()).isEqualTo(whole);
      }
    }
  }

  @Test
  void anOutputThatWasDeletedOrCutIsMadeAnew() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    Map<String, String> whole = folder.outputs();
    String first = whole.keySet().stream().filter(name -> name.contains("/")).findFirst().get();
    String last = whole.keySet().stream().filter(name -> name.endsWith(".jsonl")).findFirst().get();
    Files.delete(folder.out().resolve(first));
    Files.writeString(folder.out().resolve(last), "");
    Batch.Outcome outcome = folder.run();
    assertThat(folder.outputs()).isEqualTo(whole);
    assertThat(outcome.resumed()).isEqualTo(outcome.files() - 2);
  }

  @Test
  void jobsDoNotChangeTheBytes() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    Folder alone = new Folder(folder.in(), directory.resolve("o1"), directory.resolve("o1.kept"));
    alone.batch(1).run(Progress.NONE);
    Folder many = new Folder(folder.in(), directory.resolve("o7"), directory.resolve("o7.kept"));
    many.batch(7).run(Progress.NONE);
    assertThat(alone.outputs()).isEqualTo(folder.outputs());
    assertThat(many.outputs()).isEqualTo(folder.outputs());
  }

  @Test
  void inputsThatChangedBeforeTheEndBeginTheRunAnewAndLeaveNothingBehind() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    Path journal = folder.kept().resolve("journal.jsonl");
    String before = Files.readString(journal);
    Files.writeString(
        journal, before.replace("{\"complete\":true}\n", ""), StandardOpenOption.TRUNCATE_EXISTING);
    Files.delete(folder.in().resolve("large.jsonl"));
    folder.text("new.txt", "MRN 555123");
    folder.run();

    Folder fresh = new Folder(folder.in(), directory.resolve("new"), directory.resolve("new.kept"));
    fresh.run();
    assertThat(folder.outputs()).isEqualTo(fresh.outputs());
  }

  /** Whom it describes was not known when the others were written. Root may read whatever it is. */
  @Test
  void aFileThatMayBeReadByNowIsAnotherInput() throws Exception {
    Folder folder = Folder.in(directory).filled().text("shut.txt", "MRN 555123");
    Path shut = folder.in().resolve("shut.txt");
    Files.setPosixFilePermissions(shut, Set.of());
    boolean all = Files.isReadable(shut);
    folder.run();
    String reasons = Files.readString(folder.kept().resolve("quarantine.jsonl"));
    assertThat(reasons.contains("its permissions forbid reading it")).isNotEqualTo(all);
    Files.setPosixFilePermissions(shut, Set.of(PosixFilePermission.OWNER_READ));
    if (all) {
      assertThat(folder.run().resumed()).isPositive();
    } else {
      assertThatThrownBy(folder::run).hasMessageContaining("no longer those of it");
    }
  }

  private static boolean firstLine(Path journal) throws IOException {
    return Files.readString(journal).contains("\n");
  }
}
