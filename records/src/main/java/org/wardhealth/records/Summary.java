package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;

/**
 * What a batch came to: said to the recipient in {@code manifest.json}, to the privacy officer in
 * {@code report.json} and {@code report.html}, to the owner in {@code names.jsonl} and {@code
 * quarantine.jsonl}. The first three name no source.
 *
 * @param version of Ward
 * @param profile of the data set
 * @param asOf day of the release
 * @param results by name of the output
 * @param hidden how many files and folders were passed over for their name
 * @param links how many links and special files were passed over
 * @param risk what could still identify
 */
record Summary(
    String version,
    Profile profile,
    LocalDate asOf,
    List<FileResult> results,
    int hidden,
    int links,
    Risk risk) {
  /**
   * One format of a batch.
   *
   * @param files written
   * @param counts of them together
   */
  record OfFormat(int files, Counts counts) {}

  static Summary of(
      Batch.Order order,
      LocalDate asOf,
      Sources sources,
      Collection<FileResult> results,
      Risk risk) {
    List<FileResult> sorted = new ArrayList<>(results);
    sorted.sort(Comparator.comparing(FileResult::output).thenComparing(FileResult::source));
    return new Summary(
        order.version(), order.profile(), asOf, sorted, sources.hidden(), sources.links(), risk);
  }

  /** Writes all five, each whole or not at all. */
  void write(Path out, Path kept) throws IOException {
    DurableFile.writeOwn(kept.resolve("names.jsonl"), names());
    DurableFile.writeOwn(kept.resolve("quarantine.jsonl"), quarantine());
    DurableFile.write(out.resolve("report.json"), JsonText.page(report()));
    DurableFile.write(
        out.resolve("report.html"), ReportPage.of(this).getBytes(StandardCharsets.UTF_8));
    DurableFile.write(out.resolve("manifest.json"), JsonText.page(manifest()));
  }

  Batch.Outcome outcome(int resumed) {
    int written = (int) results.stream().filter(FileResult::written).count();
    return new Batch.Outcome(
        results.size(),
        written,
        results.size() - written,
        total().leftOut(),
        results.stream().mapToLong(FileResult::bytes).sum(),
        resumed);
  }

  Counts total() {
    return results.stream().map(FileResult::counts).reduce(Counts.NONE, Counts::plus);
  }

  /** Formats of the files that were written, by name. */
  Map<String, OfFormat> formats() {
    Map<String, OfFormat> formats = new TreeMap<>();
    for (FileResult result : results) {
      if (result.written()) {
        formats.merge(
            result.format(),
            new OfFormat(1, result.counts()),
            (one, more) ->
                new OfFormat(one.files() + more.files(), one.counts().plus(more.counts())));
      }
    }
    return formats;
  }

  private Map<String, Object> manifest() {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("ward", version);
    manifest.put("profile", profile.name());
    manifest.put("surrogates", profile.realistic() ? "realistic" : "tags");
    manifest.put("day", asOf.toString());
    List<Map<String, Object>> files = new ArrayList<>();
    for (FileResult result : results) {
      if (result.written()) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("file", result.output());
        file.put("format", result.format());
        file.put("bytes", result.bytes());
        file.put("sha256", result.sha256());
        file.put("source", result.keyed());
        file.putAll(result.counts().json());
        files.add(file);
      }
    }
    manifest.put("files", files);
    Batch.Outcome outcome = outcome(0);
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("files", outcome.written());
    totals.put("bytes", outcome.bytes());
    totals.putAll(total().json());
    manifest.put("totals", totals);
    manifest.put("leftOutFiles", outcome.leftOutFiles());
    return manifest;
  }

  private Map<String, Object> report() {
    Batch.Outcome outcome = outcome(0);
    Map<String, Object> actions = new LinkedHashMap<>();
    for (IdentifierType type : IdentifierType.values()) {
      actions.put(type.name(), profile.action(type).name());
    }
    Map<String, Object> rules = new LinkedHashMap<>();
    rules.put("name", profile.name());
    rules.put("surrogates", profile.realistic() ? "realistic" : "tags");
    rules.put("actions", actions);
    if (!profile.thresholds().isEmpty()) {
      Map<String, Object> thresholds = new LinkedHashMap<>();
      new TreeMap<>(profile.thresholds())
          .forEach((type, least) -> thresholds.put(type.name(), Math.round(least * 1e6) / 1e6));
      rules.put("thresholds", thresholds);
    }
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("found", outcome.files());
    files.put("written", outcome.written());
    files.put("leftOut", outcome.leftOutFiles());
    files.put("hiddenPassedOver", hidden);
    files.put("linksPassedOver", links);
    Map<String, Object> formats = new LinkedHashMap<>();
    formats()
        .forEach(
            (name, of) -> {
              Map<String, Object> format = new LinkedHashMap<>();
              format.put("files", of.files());
              format.putAll(of.counts().json());
              formats.put(name, format);
            });
    List<Map<String, Object>> leftOut = new ArrayList<>();
    for (FileResult result : results) {
      for (FileResult.Problem problem : result.problems()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("file", result.output());
        one.put("format", result.format());
        one.put("record", problem.record());
        one.put("reason", problem.reason());
        leftOut.add(one);
      }
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ward", version);
    report.put("day", asOf.toString());
    report.put("profile", rules);
    report.put("files", files);
    report.put("bytes", outcome.bytes());
    report.put("totals", total().json());
    report.put("formats", formats);
    report.put("leftOut", leftOut);
    report.put("residualRisk", risk.json());
    return report;
  }

  private byte[] names() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (FileResult result : results) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("output", result.output());
      line.put("source", result.source());
      add(lines, line);
    }
    return lines.toByteArray();
  }

  private byte[] quarantine() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (FileResult result : results) {
      for (FileResult.Problem problem : result.problems()) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("source", result.source());
        line.put("output", result.output());
        line.put("whole", !result.written());
        line.put("record", problem.record());
        line.put("reason", problem.reason());
        add(lines, line);
      }
    }
    return lines.toByteArray();
  }

  private static void add(ByteArrayOutputStream lines, Map<String, Object> line) {
    lines.writeBytes(JsonText.line(line));
    lines.write('\n');
  }
}
