package org.wardhealth.records;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of one {@link Source}.
 *
 * @param source its name; it may identify
 * @param output the name that the output has, or would have
 * @param written whether there is an output
 * @param format name of the {@link RecordFormat}; empty when none recognised it
 * @param bytes of the output
 * @param sha256 of the output, hexadecimal
 * @param keyed keyed hash of the source; empty when it was not read to its end
 * @param counts what was done
 * @param problems what was left out and why, in order; at most {@value Tally#MALFORMED_KEPT}
 */
record FileResult(
    String source,
    String output,
    boolean written,
    String format,
    long bytes,
    String sha256,
    String keyed,
    Counts counts,
    List<Problem> problems) {
  /**
   * Something that was left out.
   *
   * @param record its number; 0 for the whole file
   * @param reason without content
   */
  record Problem(long record, String reason) {}

  /** A file of which nothing was written. */
  static FileResult leftOut(String source, String output, String format, String reason) {
    return new FileResult(
        source, output, false, format, 0, "", "", Counts.NONE, List.of(new Problem(0, reason)));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", source);
    json.put("output", output);
    json.put("written", written);
    json.put("format", format);
    json.put("bytes", bytes);
    json.put("sha256", sha256);
    json.put("keyed", keyed);
    json.put("counts", counts.json());
    json.put("problems", problemsJson(problems));
    return json;
  }

  @SuppressWarnings("unchecked") // Written by json(): keys are strings.
  static FileResult of(Map<String, Object> json) {
    return new FileResult(
        Counts.string(json, "source"),
        Counts.string(json, "output"),
        json.get("written") instanceof Boolean written && written,
        Counts.string(json, "format"),
        Counts.number(json, "bytes"),
        Counts.string(json, "sha256"),
        Counts.string(json, "keyed"),
        json.get("counts") instanceof Map<?, ?> counts
            ? Counts.of((Map<String, Object>) counts)
            : Counts.NONE,
        problems(Counts.list(json, "problems")));
  }

  static List<Map<String, Object>> problemsJson(Iterable<Problem> problems) {
    List<Map<String, Object>> json = new ArrayList<>();
    for (Problem problem : problems) {
      json.add(Map.of("record", problem.record(), "reason", problem.reason()));
    }
    return json;
  }

  static List<Problem> problems(List<?> json) {
    List<Problem> problems = new ArrayList<>();
    for (Object one : json) {
      if (one instanceof Map<?, ?> problem
          && problem.get("record") instanceof Long record
          && problem.get("reason") instanceof String reason) {
        problems.add(new Problem(record, reason));
      }
    }
    return problems;
  }
}
