package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** The verbs that programs and people call on text, offline. */
class DeidCommandTest {
  @Test
  void textComesBackWithSurrogates() {
    Shell deid =
        Shell.runWith("Seen by Dr. Alice Moreno, MRN 00123456. BP 120/80.", "deid", "text");

    assertThat(deid.exitCode()).isZero();
    assertThat(deid.out())
        .matches("Seen by Dr\\. \\[[A-Z]+-[0-9]+], MRN \\[MRN-[0-9]+]\\. BP 120/80\\.");
  }

  @Test
  void aYearOfTwoDigitsIsOneOfTheHundredUpToToday() {
    int next = LocalDate.now(ZoneOffset.UTC).getYear() + 1;
    String born = "DOB 3/4/%02d".formatted(next % 100);
    for (String[] verb : List.of(new String[] {"text"}, new String[] {"jsonl"})) {
      String text = verb[0].equals("text") ? born : "{\"id\":1,\"text\":\"" + born + "\"}";
      Shell deid = Shell.runWith(text, with(verb));
      assertThat(deid.exitCode()).isZero();
      assertThat(deid.out()).contains("[DATE-").doesNotContain(Integer.toString(next));
    }
  }

  @Test
  void spansPointIntoTheText() {
    String text = "Seen by Dr. Alice Moreno \\ud83d\\ude00 on 3 March 2026.";
    Shell deid =
        Shell.runWith("{\"id\":7,\"text\":\"" + text + "\"}\n\n", "deid", "find", "--jsonl");

    assertThat(deid.exitCode()).isZero();
    JsonNode line = Json.MAPPER.readTree(deid.out());
    String decoded = Json.MAPPER.readTree("\"" + text + "\"").asString();
    assertThat(line.path("id").asInt()).isEqualTo(7);
    assertThat(line.path("spans"))
        .extracting(
            span ->
                decoded.substring(span.path("start").asInt(), span.path("end").asInt())
                    + '|'
                    + span.path("label").asString())
        .containsExactly("Alice Moreno|CLINICIAN", "3 March 2026|DATE");
  }

  @Test
  void aLineThatIsNoJsonIsNamedAndNotRepeated() {
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\nJane Doe\n", "deid", "find", "--jsonl");

    assertThat(deid.exitCode()).isEqualTo(Failure.DATA);
    assertThat(deid.err()).contains("line 2").doesNotContain("Jane");
  }

  @Test
  void linesBeforeABadOneAreAnsweredAndTheErrorSaysSo() {
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\nno\n", "deid", "find", "--jsonl");

    assertThat(deid.out()).isEqualTo("{\"id\":1,\"spans\":[]}\n");
    assertThat(deid.err()).contains("the lines before it are answered");
  }

  @Test
  void eachBadLineIsTheOneThatIsNamed() {
    String good = "{\"id\":1,\"text\":\"x\"}\n";
    for (String bad :
        List.of(
            "{\"id\":2,\"text\":\"x\",\"lang\":\"fr\"}",
            "{\"id\":null,\"text\":\"x\"}",
            "{\"id\":{\"a\":1},\"text\":\"x\"}",
            "{\"id\":2,\"text\":\"x\",\"patient\":null}",
            "{\"id\":2,\"id\":3,\"text\":\"x\"}")) {
      for (String[] verb : List.of(new String[] {"find", "--jsonl"}, new String[] {"jsonl"})) {
        Shell deid = Shell.runWith(good + bad + "\n" + good, with(verb));
        assertThat(deid.exitCode()).as(bad).isEqualTo(Failure.DATA);
        assertThat(deid.err()).as(bad).contains("line 2 ");
        assertThat(deid.out().lines()).as(bad).hasSize(1);
      }
    }
  }

  private static String[] with(String[] verb) {
    return Stream.concat(Stream.of("deid"), Stream.of(verb)).toArray(String[]::new);
  }

  @Test
  void aLineThatIsNotUtf8IsNamedAfterTheAnswersToThoseBeforeIt(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("notes.jsonl");
    Files.writeString(
        file,
        "{\"id\":1,\"text\":\"x\"}\n{\"id\":2,\"text\":\"\u00e9\"}\n",
        StandardCharsets.ISO_8859_1);
    Shell deid = Shell.run("deid", "find", "--jsonl", file.toString());

    assertThat(deid.out()).isEqualTo("{\"id\":1,\"spans\":[]}\n");
    assertThat(deid.err()).contains("line 2 is not UTF-8");
  }

  @Test
  void aLineThatIsLongerThanMemoryHoldsIsNamed() {
    String line = "{\"id\":2,\"text\":\"" + "x".repeat(8 << 20) + "\"}";
    Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\n" + line, "deid", "find", "--jsonl");
    assertThat(deid.exitCode()).isEqualTo(Failure.DATA);
    assertThat(deid.err()).contains("line 2 is longer than 8 MiB");
    assertThat(deid.out()).isEqualTo("{\"id\":1,\"spans\":[]}\n");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() {
    Shell deid = Shell.runWith("\uFEFF{\"id\":1,\"text\":\"x\"}\r\n", "deid", "find", "--jsonl");

    assertThat(deid.out()).isEqualTo("{\"id\":1,\"spans\":[]}\n");
  }

  @Test
  void aFolderIsSentToTheVerbForFolders(@TempDir Path folder) {
    Shell deid = Shell.run("deid", "text", folder.toString());

    assertThat(deid.exitCode()).isEqualTo(Failure.NO_INPUT);
    assertThat(deid.err()).contains("ward deid run");
  }

  @Test
  void aProfileThatCannotBeReadIsSaidSo(@TempDir Path folder) throws IOException {
    Path profile = folder.resolve("p.yaml");
    Files.writeString(profile, "name: x\ntypes: " + "[".repeat(100_000));
    Shell deep = Shell.runWith("x", "deid", "text", "--profile", profile.toString());
    Files.writeString(profile, "name: \u00e9\n", StandardCharsets.ISO_8859_1);
    Shell latin = Shell.runWith("x", "deid", "text", "--profile", profile.toString());

    assertThat(deep.exitCode()).isEqualTo(Failure.CONFIG);
    assertThat(deep.err()).contains("nested too deeply");
    assertThat(latin.exitCode()).isEqualTo(Failure.CONFIG);
    assertThat(latin.err()).contains("is not UTF-8");
  }

  @Test
  void aWrongOptionIsToldWhereHelpIs() {
    Shell deid = Shell.run("deid", "find", "--jsonl", "--lable", "ward");

    assertThat(deid.exitCode()).isEqualTo(Failure.USAGE);
    assertThat(deid.err()).contains("--labels", "Try 'ward deid find --help'.");
  }

  @Test
  void labelsAndTypesAreThoseThatWereAskedFor() {
    String line = "{\"id\":1,\"text\":\"MRN 00123456, 54-year-old\"}\n";
    assertThat(Shell.runWith(line, "deid", "find", "--jsonl", "--labels", "i2b2").out())
        .contains("MEDICALRECORD");
    assertThat(
            Shell.runWith(line, "deid", "find", "--jsonl", "--profile", "limited-data-set").out())
        .contains("MRN");
    assertThat(Shell.runWith(line, "deid", "find", "--jsonl", "--labels", "bogus").exitCode())
        .isEqualTo(Failure.USAGE);
  }

  @Test
  void anEncoderThatIsNotInstalledIsSaidAndNothingIsRead() {
    for (String verb : List.of("text", "jsonl")) {
      Shell deid = Shell.runWith("{\"id\":1,\"text\":\"x\"}\n", "deid", verb, "--encoder");
      assertThat(deid.exitCode()).isEqualTo(Failure.UNAVAILABLE);
      assertThat(deid.err()).contains("./ward rebuild --encoder");
      assertThat(deid.out()).isEmpty();
    }
    assertThat(Shell.run("deid", "find", "--jsonl", "--encoder-model", "x").exitCode())
        .isEqualTo(Failure.UNAVAILABLE);
    assertThat(Shell.run("deid", "run", ".", "--out", "x", "--spark", "--encoder").exitCode())
        .isEqualTo(Failure.USAGE);
  }

  @Test
  void transformedLinesKeepTheirIdsAndOnePatientsSurrogates() {
    String line = ",\"patient\":\"p\",\"text\":\"MRN 00123456\",\"x\":1}\n";
    Shell deid = Shell.runWith("{\"id\":\"a\"" + line + "{\"id\":\"b\"" + line, "deid", "jsonl");

    assertThat(deid.exitCode()).isZero();
    List<String> lines = deid.out().lines().toList();
    assertThat(lines.get(0).replace("\"a\"", "\"b\"")).isEqualTo(lines.get(1));
    assertThat(deid.out()).doesNotContain("00123456", "\"x\"");
  }
}
