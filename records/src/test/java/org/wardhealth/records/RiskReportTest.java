package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.deid.Profile;

/** The report says what could still identify, and does not lead its reader there. */
class RiskReportTest {
  private static final String LEAK = "Hunter canal block was given before the operation began.";

  @TempDir Path directory;

  @Test
  void aPlantedLeakIsInTheReport() throws Exception {
    Folder folder = Folder.in(directory).text("leak.txt", LEAK);
    for (int i = 0; i < 19; i++) {
      folder.text(
          "n" + i + ".txt", "Mr. John Smith, MRN 44551" + i + ", slept well and went home.");
    }
    folder.run();
    assertThat(folder.output("leak.txt")).isEqualTo(LEAK);
    Map<String, Object> risk = risk(folder);
    assertThat(Counts.number(risk, "passages")).isEqualTo(20);
    assertThat(map(risk, "passagesWithSuspect"))
        .containsEntry("count", 1L)
        .containsEntry("of", 20L)
        .containsEntry("low", "0.008881")
        .containsEntry("high", "0.236131");
    assertThat(map(risk, "suspects")).containsEntry("NAME_LIKE", 1L);
    assertThat(page(folder))
        .contains("1 of 20 passages (5.0 %)", "between 0.9 % and 23.6 %", "not yet a clean text");
  }

  @Test
  void thePlacesStayWithTheOwner() throws Exception {
    Folder folder = Folder.in(directory).text("leak.txt", LEAK);
    folder.run();
    List<String> found = new ArrayList<>();
    for (Map<String, Object> place : places(folder)) {
      String note = Files.readString(folder.out().resolve(Counts.string(place, "output")));
      found.add(note.substring(at(place, "start"), at(place, "end")));
    }
    assertThat(found).contains("Hunter");
    for (String name : List.of("report.json", "report.html", "manifest.json")) {
      assertThat(folder.outputs().get(name)).doesNotContain("Hunter", "\"start\"");
    }
  }

  @Test
  void surrogatesAreNoLeaks() throws Exception {
    Folder folder =
        Folder.in(directory)
            .text("a.txt", "Mr. John Smith, MRN: 00447123, was seen on 03/04/2021 by Dr. Patel.");
    new Batch(folder.order(Profile.SAFE_HARBOR.realistic(true), (byte) 7, 1)).run(Progress.NONE);
    assertThat(folder.output("a.txt")).doesNotContain("Smith", "[NAME");
    assertThat(map(risk(folder), "passagesWithSuspect"))
        .containsEntry("count", 0L)
        .containsEntry("of", 1L);
  }

  @Test
  void theReportSaysWhatAThresholdLeaves() throws Exception {
    Folder folder = Folder.in(directory).text("a.txt", "Nothing was found.");
    Profile own =
        Profile.of(Map.of("name", "own", "types", Map.of("name", Map.of("threshold", 0.75))));
    new Batch(folder.order(own, (byte) 7, 1)).run(Progress.NONE);
    assertThat(page(folder))
        .contains("leaves in free text what was found with a low score", "below 0.75");
    assertThat(folder.outputs().get("report.json")).contains("\"NAME\" : 0.75");
  }

  @Test
  void theReportWarnsOfAProfileThatLeavesWhatSafeHarborTakesOut() throws Exception {
    assertThat(pageBy(Map.of("name", "own", "types", Map.of("ssn", "keep", "sex", "keep"))))
        .contains(
            "<strong>The profile leaves what the profile safe-harbor takes out.</strong> It leaves"
                + " as they were: social security numbers.</p>",
            "Name the ground on which this may leave.")
        .doesNotContain("Safe Harbor also asks");
    assertThat(pageBy(Map.of("name", "own", "threshold", 0.9)))
        .contains("found with a low score: every kind below 0.9.</p>");
    assertThat(pageBy(Map.of("name", "own", "extends", "gdpr-pseudonymised")))
        .doesNotContain("The profile leaves what")
        .contains("Name the ground on which this may leave.");
    assertThat(pageBy(Map.of("name", "own", "types", Map.of("sex", "surrogate"))))
        .doesNotContain("The profile leaves what", "Name the ground")
        .contains("Safe Harbor also asks that you have no actual knowledge");
  }

  @Test
  void theReportSaysWhatIsToBeDoneBeforeTheDataLeave() throws Exception {
    Folder folder = Folder.in(directory).text("leak.txt", LEAK).text("scan.pdf", "%PDF");
    folder.run();
    assertThat(page(folder))
        .contains("<h2 id=\"before\">", "Look at the 1 place that", "Read what was <a href=")
        .contains("Read a sample of the output");
  }

  /** Where a table is wider than a telephone it scrolls, for those without a pointer too. */
  @Test
  void whatScrollsIsReachedByKeyboard() throws Exception {
    Folder folder = Folder.in(directory).text("leak.txt", LEAK).text("scan.pdf", "%PDF");
    folder.run();
    List<String> scrolled =
        page(folder).lines().filter(line -> line.contains("class=\"scroll\"")).toList();
    assertThat(scrolled)
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.matches(".*role=\"region\" aria-label=\"[^\"]+\" tabindex=\"0\".*"));
  }

  @Test
  void theDrawIsEvenOverFilesAndLinesAndHasAnEnd() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1400; i++) {
      lines.append("{\"id\":\"n").append(i).append("\",\"text\":\"").append("It rained. ");
      lines.append(i % 3 == 0 ? "Mr. John Smith left. " : "").append(LEAK).append("\"}\n");
      lines.append(i % 100 == 0 ? "no JSON\n" : "");
    }
    Folder folder = Folder.in(directory).text("n.jsonl", lines.toString());
    for (int i = 0; i < 100; i++) {
      folder.text("n" + i + ".txt", LEAK);
    }
    folder.run();
    Map<String, Object> risk = risk(folder);
    assertThat(Counts.number(risk, "passages")).isEqualTo(1500);
    assertThat(map(risk, "passagesWithSuspect"))
        .containsEntry("count", 500L)
        .containsEntry("of", 500L);
    List<String> written = folder.output("n.jsonl").lines().toList();
    Set<Integer> drawn = new HashSet<>();
    for (Map<String, Object> place : places(folder)) {
      if (Counts.string(place, "output").endsWith(".jsonl")) {
        int note = at(place, "passage");
        drawn.add(note);
        String text = Counts.string(line(written.get(note - 1)), "text");
        assertThat(text.substring(at(place, "start"), at(place, "end"))).isNotBlank();
        if (Counts.string(place, "kind").equals("NAME_LIKE")) {
          assertThat(text.substring(at(place, "start"), at(place, "end"))).isEqualTo("Hunter");
        }
      }
    }
    assertThat(drawn).hasSizeBetween(465, 468);
    List<Integer> sorted = drawn.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      assertThat(sorted.get(i) - sorted.get(i - 1)).isEqualTo(3);
    }
  }

  @Test
  void aRunThatWasStoppedBeforeTheMeasurementMeasuresTheSame() throws Exception {
    Folder folder =
        Folder.in(directory)
            .text("leak.txt", LEAK)
            .text(
                "notes.jsonl",
                "{\"id\":1,\"patient\":\"Patient/p1\",\"text\":\"Garcia slept through the whole of"
                    + " the night.\"}\n")
            .text(
                "people.ndjson",
                "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"Garcia\"}]}\n");
    folder.run();
    Map<String, String> whole = folder.outputs();
    List<Map<String, Object>> places = places(folder);
    assertThat(map(risk(folder), "passagesWithSuspect")).containsEntry("count", 1L);
    for (String lost : List.of("risk.json", "suspects.jsonl")) {
      Files.delete(folder.kept().resolve(lost));
    }
    assertThat(folder.run().resumed()).isEqualTo(3);
    assertThat(folder.outputs()).isEqualTo(whole);
    assertThat(places(folder)).isEqualTo(places);
  }

  @Test
  void whatWasMeasuredIsNotMeasuredAgainUnlessSomethingIsWritten() throws Exception {
    Folder folder = Folder.in(directory).text("leak.txt", LEAK).text("b.txt", "x");
    folder.run();
    Map<String, String> whole = folder.outputs();
    Files.writeString(folder.kept().resolve("suspects.jsonl"), "");
    folder.run();
    assertThat(folder.outputs()).isEqualTo(whole);
    assertThat(places(folder)).isEmpty();
    Files.delete(
        folder
            .out()
            .resolve(whole.keySet().stream().filter(n -> n.endsWith("txt")).toList().get(0)));
    folder.run();
    assertThat(folder.outputs()).isEqualTo(whole);
    assertThat(places(folder)).isNotEmpty();
  }

  @Test
  void aLeakInTheTextOfARecordIsInTheReport() throws Exception {
    String plan = TableBench.plan("mrn", "patient", "note", "text").replace("t.csv", "v.csv");
    Folder folder =
        Folder.in(directory)
            .text(
                "o.ndjson",
                "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\","
                    + "\"code\":{\"text\":\"note\"},\"valueString\":\""
                    + LEAK
                    + "\"}\n")
            .text("v.csv", "mrn,note\n471,\"" + LEAK + "\"\n,\"" + LEAK + "\"\n")
            .text("v.csv.plan.yaml", plan)
            .text(
                "m.hl7",
                "MSH|^~\\&|A|B|C|D|20240311||ORU^R01|1|P|2.5.1\rPID|1||4711^^^H^MR||Doe^Jane\r"
                    + "OBX|1|TX|1^note^L||"
                    + LEAK
                    + "||||||F\r");
    folder.run();
    Map<String, Object> risk = risk(folder);
    assertThat(Counts.number(risk, "passages")).isEqualTo(4);
    assertThat(map(risk, "passagesWithSuspect")).containsEntry("count", 4L).containsEntry("of", 4L);
    assertThat(places(folder).stream().map(place -> Counts.string(place, "output")).distinct())
        .hasSize(3);
  }

  @Test
  void aReleaseWithoutFreeTextSaysThatNothingWasMeasured() throws Exception {
    Folder folder =
        Folder.in(directory)
            .text("people.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n");
    folder.run();
    assertThat(map(risk(folder), "passagesWithSuspect")).containsEntry("of", 0L);
    assertThat(page(folder)).contains("Not measured: the release holds no free text");
  }

  private String pageBy(Map<String, Object> profile) throws Exception {
    Folder folder =
        Folder.in(Files.createTempDirectory(directory, "by")).text("a.txt", "Nothing was found.");
    new Batch(folder.order(Profile.of(profile), (byte) 7, 1)).run(Progress.NONE);
    return page(folder);
  }

  private static Map<String, Object> risk(Folder folder) throws IOException {
    return map(
        JsonText.read(Files.readAllBytes(folder.out().resolve("report.json"))), "residualRisk");
  }

  private static String page(Folder folder) throws IOException {
    return Files.readString(folder.out().resolve("report.html"));
  }

  private static List<Map<String, Object>> places(Folder folder) throws IOException {
    return Files.readAllLines(folder.kept().resolve("suspects.jsonl")).stream()
        .map(RiskReportTest::line)
        .toList();
  }

  private static Map<String, Object> line(String json) {
    return JsonText.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static int at(Map<String, Object> place, String key) {
    return (int) Counts.number(place, key);
  }

  @SuppressWarnings("unchecked") // What JsonText reads has strings for keys.
  private static Map<String, Object> map(Map<String, Object> json, String key) {
    return json.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
