package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.BatchRefused.Why;

/** What a batch promises of its folders. */
class BatchTest {
  @TempDir Path directory;

  @Test
  void nothingThatLeavesNamesAnInput() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    for (Map.Entry<String, String> output : folder.outputs().entrySet()) {
      assertThat(output.getKey()).doesNotContainIgnoringCase("smith").doesNotContain("visit");
      if (!output.getKey().endsWith(".gz")) {
        assertThat(output.getValue())
            .doesNotContain("Smith", "visit-", "large.jsonl", "Jane", "latin");
      }
    }
  }

  @Test
  void everyFileIsWrittenOrLeftOutWithAReason() throws Exception {
    Folder folder = Folder.in(directory).filled();
    Batch.Outcome outcome = folder.run();
    assertThat(outcome.files()).isEqualTo(29);
    assertThat(outcome.written()).isEqualTo(27);
    assertThat(outcome.leftOutFiles()).isEqualTo(2);
    assertThat(outcome.leftOutRecords()).isEqualTo(1);
    assertThat(outcome.complete()).isFalse();
    assertThat(Files.readAllLines(folder.kept().resolve("quarantine.jsonl")))
        .anyMatch(line -> line.contains("in/broken/latin.txt") && line.contains("UTF-8"))
        .anyMatch(line -> line.contains("in/scan.pdf") && line.contains("no format"))
        .anyMatch(line -> line.contains("in/large.jsonl") && line.contains("\"record\":1001"))
        .noneMatch(line -> line.contains("Jane"))
        .hasSize(3);
  }

  @Test
  void theManifestHasTheHashOfEveryOutput() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    Map<String, Object> manifest =
        JsonText.read(Files.readAllBytes(folder.out().resolve("manifest.json")));
    List<?> files = Counts.list(manifest, "files");
    assertThat(files).hasSize(27);
    for (Object one : files) {
      @SuppressWarnings("unchecked")
      Map<String, Object> file = (Map<String, Object>) one;
      byte[] bytes = Files.readAllBytes(folder.out().resolve(Counts.string(file, "file")));
      var digest = Hashes.sha256();
      digest.update(bytes);
      assertThat(Counts.string(file, "sha256")).isEqualTo(Hashes.hex(digest));
      assertThat(Counts.number(file, "bytes")).isEqualTo(bytes.length);
    }
  }

  @Test
  void whatStaysIsItsOwnersAlone() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.kept())))
        .isEqualTo("rwx------");
    for (String file : List.of("journal.jsonl", "names.jsonl", "quarantine.jsonl")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.kept().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void packedLinesStayPackedAndAreAllThere() throws Exception {
    Folder folder = Folder.in(directory).filled();
    folder.run();
    assertThat(folder.output("packed.jsonl.gz").lines().count()).isEqualTo(1000);
    assertThat(folder.output("large.jsonl").lines().count()).isEqualTo(1200);
    assertThat(folder.output("packed.jsonl.gz"))
        .isEqualTo(
            folder.output("large.jsonl").lines().limit(1000).reduce("", (a, b) -> a + b + '\n'));
  }

  @Test
  void aDocumentIsWrittenAndTellsOfItsPatient() throws Exception {
    Folder folder = Folder.in(directory).text("summary.xml", CdaSamples.SUMMARY);
    folder.text(
        "line.jsonl", "{\"id\":\"1\",\"text\":\"Ambrose fell\",\"patient\":\"88123407\"}\n");
    assertThat(folder.run().complete()).isTrue();
    assertThat(folder.output("summary.xml"))
        .contains("<ClinicalDocument")
        .doesNotContain("Ambrose");
    assertThat(folder.output("line.jsonl")).doesNotContain("Ambrose");
  }

  @Test
  void filesWhoseNamesOnlyLookAlikeAreLeftOutAndNotMixed() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    for (String name : List.of("Jos%E8.txt", "Jos%E9.txt")) {
      Files.writeString(Path.of(URI.create(folder.in().toUri() + name)), "Jane Doe");
    }
    Batch.Outcome outcome = folder.run();
    assertThat(outcome.written()).isEqualTo(1);
    assertThat(outcome.leftOutFiles()).isEqualTo(2);
    assertThat(Files.readAllLines(folder.kept().resolve("quarantine.jsonl")))
        .allMatch(line -> line.contains("LC_ALL"))
        .anyMatch(line -> line.contains("in/Jos%E8.txt"))
        .anyMatch(line -> line.contains("in/Jos%E9.txt"));
  }

  @Test
  void aLinkOutOfTheFolderIsNotFollowed() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "MRN 551234");
    Path secret = Files.writeString(directory.resolve("secret.txt"), "MRN 998877");
    Files.createSymbolicLink(folder.in().resolve("link.txt"), secret);
    Files.createSymbolicLink(folder.in().resolve("up"), directory);
    assertThat(folder.run().files()).isEqualTo(1);
  }

  @Test
  void theOutputMayNotLieInTheInputNorTheInputInIt() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    for (Folder wrong :
        List.of(
            new Folder(folder.in(), folder.in().resolve("out"), directory.resolve("k")),
            new Folder(folder.in(), directory.resolve("o"), folder.in().resolve("k")),
            new Folder(folder.in(), directory, directory.resolve("k")))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOfSatisfying(
              BatchRefused.class, e -> assertThat(e.why()).isEqualTo(Why.ORDER));
    }
    assertThat(folder.in().resolve("out")).doesNotExist();
  }

  @Test
  void aFolderThatHoldsSomethingElseIsNotWrittenInto() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    Files.createDirectories(folder.out());
    Files.writeString(folder.out().resolve("theirs.txt"), "x");
    assertThatThrownBy(folder::run)
        .isInstanceOfSatisfying(
            BatchRefused.class, e -> assertThat(e.why()).isEqualTo(Why.NO_OUTPUT));
  }

  @Test
  void anotherKeyOrProfileDoesNotGoOnWithARelease() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    folder.run();
    for (Batch.Order other :
        List.of(
            folder.order(Profile.SAFE_HARBOR, (byte) 8, 1),
            folder.order(Profile.LIMITED_DATA_SET, (byte) 7, 1))) {
      assertThatThrownBy(() -> new Batch(other).run(Progress.NONE))
          .isInstanceOf(BatchRefused.class)
          .hasMessageContaining("begun with another");
    }
  }

  @Test
  void aFinishedReleaseIsNotMixedWithOtherInputs() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    folder.run();
    Map<String, String> before = folder.outputs();
    folder.text("b.txt", "y");
    assertThatThrownBy(folder::run).isInstanceOf(BatchRefused.class);
    assertThat(folder.outputs()).isEqualTo(before);
  }

  @Test
  void twoRunsDoNotWriteIntoOneFolder() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "x");
    Files.createDirectories(folder.kept());
    try (Journal held = Journal.open(folder.kept().resolve("journal.jsonl"))) {
      assertThat(held.complete()).isFalse();
      assertThatThrownBy(folder::run)
          .isInstanceOfSatisfying(BatchRefused.class, e -> assertThat(e.why()).isEqualTo(Why.BUSY));
    }
  }

  @Test
  void aNoteIsSearchedForThePatientWhoseFileStandsBesideIt() throws Exception {
    String note = "Zyxwv came with her neighbour.";
    Folder folder = Folder.in(directory).text("a.txt", note).text("b.txt", note);
    folder.text(
        "b.patient.json",
        "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Zyxwv\"}]}");
    folder.run();
    assertThat(folder.output("b.txt")).doesNotContain("Zyxwv");
  }

  @Test
  void aNoteWhosePatientFileCannotBeReadIsLeftOut() throws Exception {
    Folder folder = Folder.in(directory).text("b.txt", "x").text("b.patient.json", "{\"resour");
    folder.run();
    assertThat(Files.readString(folder.kept().resolve("quarantine.jsonl")))
        .contains("in/b.txt", "patient file beside it");
  }

  @Test
  void aPatientOfOneFileIsSearchedForInTheLinesOfAnother() throws Exception {
    Folder folder =
        Folder.in(directory)
            .text("notes.jsonl", "{\"id\":1,\"patient\":\"Patient/p1\",\"text\":\"zyxwv slept\"}\n")
            .text(
                "people.ndjson",
                "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Zyxwv\"}]}\n");
    folder.run();
    assertThat(folder.output("notes.jsonl")).doesNotContain("zyxwv");
  }

  @Test
  void damagedGzipIsLeftOutAndNothingOfItIsWritten() throws Exception {
    Folder folder =
        Folder.in(directory).text("a.txt", "x").zipped("n.jsonl.gz", Folder.notes(3000));
    Path packed = folder.in().resolve("n.jsonl.gz");
    byte[] bytes = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(folder.run().leftOutFiles()).isEqualTo(1);
    assertThat(folder.outputs().keySet()).noneMatch(name -> name.endsWith(".gz"));
    assertThat(folder.out().resolve(".part")).doesNotExist();
  }

  @Test
  void whatStandsBehindAGzipIsNotLostUncounted() throws Exception {
    Folder folder = Folder.in(directory).zipped("a.jsonl.gz", Folder.notes(50));
    byte[] whole = Files.readAllBytes(folder.in().resolve("a.jsonl.gz"));
    for (int behind : List.of(1, 7, 9, 20, whole.length)) {
      byte[] damaged = Arrays.copyOf(whole, whole.length + behind);
      System.arraycopy(whole, 0, damaged, whole.length, behind);
      damaged[whole.length] = 'x'; // no head of a member
      Files.write(folder.in().resolve("b" + behind + ".jsonl.gz"), damaged);
    }
    Batch.Outcome outcome = folder.run();
    assertThat(outcome.written()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.kept().resolve("quarantine.jsonl")))
        .hasSize(5)
        .allMatch(line -> line.contains("damaged gzip"));
  }

  @Test
  void aGzipOfManyPiecesUnpacksAsOne() throws Exception {
    Folder folder = Folder.in(directory).zipped("n.jsonl.gz", Folder.notes(3000));
    folder.run();
    Path packed =
        folder
            .out()
            .resolve(
                folder.outputs().keySet().stream()
                    .filter(n -> n.endsWith(".gz"))
                    .findFirst()
                    .get());
    try (var in = new GZIPInputStream(Files.newInputStream(packed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).hasLineCount(3000);
    }
  }
}
