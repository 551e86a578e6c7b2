package org.wardhealth.records;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Profile;

/**
 * The report as a page for a privacy officer: one file, no scripts, nothing loaded from elsewhere,
 * readable on paper, in the dark and by ear (WCAG 2.2 AA).
 */
final class ReportPage {
  /** So many left-out records are on the page; all are in the files beside it. */
  private static final int SHOWN = 200;

  private static final String STYLE =
      """
      :root{--ink:#1b2733;--soft:#4d5c6b;--line:#ccd4db;--page:#fff;--band:#f3f6f8;--good:#14633d;--warn:#7a4100;color-scheme:light dark}
      @media(prefers-color-scheme:dark){:root{--ink:#e8edf1;--soft:#b3bfca;--line:#3b4853;--page:#141a20;--band:#1d252d;--good:#7fd3a6;--warn:#f0b878}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
      main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
      h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}
      h2{font-size:1.2rem;margin:2.6rem 0 .6rem;padding-top:1.2rem;border-top:1px solid var(--line)}
      p,li{max-width:44rem}
      li{margin:.25rem 0}
      .sub,caption,th,dt{color:var(--soft)}
      .verdict{margin:1.4rem 0;padding:.9rem 1.1rem;border-left:.3rem solid currentColor;background:var(--band)}
      .verdict p{margin:0;color:var(--ink)}
      .verdict strong{color:inherit}
      a{color:inherit}
      .good{color:var(--good)}
      .warn{color:var(--warn)}
      dl{display:flex;flex-wrap:wrap;gap:.4rem 2.4rem;margin:1.2rem 0}
      dt{font-size:.85rem}
      dd{margin:0;font-size:1.3rem;font-variant-numeric:tabular-nums}
      .scroll{overflow-x:auto}
      table{border-collapse:collapse;width:100%;margin:.6rem 0 0}
      caption{text-align:left;padding:0 0 .4rem;font-size:.9rem}
      th,td{text-align:left;vertical-align:top;padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--line)}
      thead th{font-size:.85rem;font-weight:600}
      tbody th{font-weight:400;color:var(--ink)}
      .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
      code{font:.9em ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
      th code{display:block;min-width:15rem}
      @media print{main{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}}
      """;

  private final StringBuilder page = new StringBuilder();
  private final Summary summary;
  private final LeftByProfile left;

  private ReportPage(Summary summary) {
    this.summary = summary;
    this.left = LeftByProfile.of(summary.profile());
  }

  static String of(Summary summary) {
    ReportPage report = new ReportPage(summary);
    report.write();
    return report.page.toString();
  }

  private void write() {
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    page.append(" style-src 'unsafe-inline'\">\n");
    page.append("<title>De-identification report</title>\n<style>\n").append(STYLE);
    page.append("</style>\n</head>\n<body>\n<main>\n");
    head();
    before();
    profile();
    replaced();
    removed();
    formats();
    leftOut();
    page.append(RiskSection.of(summary.risk()));
    howToRead();
    page.append("</main>\n</body>\n</html>\n");
  }

  private void head() {
    Batch.Outcome outcome = summary.outcome(0);
    page.append("<h1>De-identification report</h1>\n<p class=\"sub\">Ward ");
    page.append(escaped(summary.version())).append(", profile <strong>");
    page.append(escaped(summary.profile().name())).append("</strong>, release of ");
    page.append(summary.asOf()).append("</p>\n");
    boolean complete = outcome.complete();
    page.append("<div class=\"verdict ")
        .append(complete ? "good" : "warn")
        .append("\"><p><strong>");
    if (complete) {
      page.append(
          "Everything was written.</strong> Each record of each file could be read, and is");
      page.append(" in the output. Whether it may leave is for a person to say: <a");
      page.append(" href=\"#before\">before this leaves</a>.");
    } else {
      page.append("Something was left out.</strong> ").append(leftOutInWords(outcome));
      page.append(" could not be taken in, and no part of it is in the output. The reasons are <a");
      page.append(" href=\"#left-out\">below</a>.");
    }
    page.append("</p></div>\n");
    warn();
    page.append("<dl>\n");
    fact("files found", outcome.files());
    fact("files written", outcome.written());
    fact("records written", Counts.total(summary.total().records()));
    fact("values replaced", Counts.total(summary.total().replaced()));
    fact("things removed", Counts.total(summary.total().removed()));
    fact("files left out", outcome.leftOutFiles());
    fact("records left out", outcome.leftOutRecords());
    page.append("</dl>\n");
  }

  /** Warns of a profile that leaves more than the one named after Safe Harbor. */
  private void warn() {
    if (!left.any()) {
      return;
    }
    page.append("<div class=\"verdict warn\"><p><strong>The profile leaves what the profile");
    page.append(" safe-harbor takes out.</strong>");
    if (!left.kept().isEmpty()) {
      page.append(" It leaves as they were: ").append(String.join("; ", left.kept())).append(".");
    }
    if (!left.unsure().isEmpty()) {
      page.append(" It leaves in free text what was found with a low score: ");
      page.append(String.join("; ", left.unsure())).append(".");
    }
    page.append("</p></div>\n");
  }

  private void before() {
    page.append("<h2 id=\"before\">Before this leaves</h2>\n<ol>\n");
    page.append("<li>See that <strong>").append(escaped(summary.profile().name()));
    page.append("</strong> is the profile that was agreed on, and that what it leaves may leave");
    page.append(" (<a href=\"#profile\">what the profile does</a>).</li>\n");
    if (!summary.outcome(0).complete()) {
      page.append("<li>Read what was <a href=\"#left-out\">left out</a>. It is a gap in the data,");
      page.append(" not a leak. Where it is needed, mend the inputs and run Ward again into a new");
      page.append(" folder.</li>\n");
    }
    long suspects = summary.risk().suspects().values().stream().mapToLong(Long::longValue).sum();
    if (suspects > 0) {
      page.append("<li>Look at the ").append(number(suspects));
      page.append(suspects == 1 ? " place that looks" : " places that look");
      page.append(" like an identifier (<a href=\"#risk\">what could still identify</a>):");
      page.append(" <code>suspects.jsonl</code>, in the folder that stayed with whoever ran Ward,");
      page.append(" says where they are.</li>\n");
    }
    page.append("<li>Read a sample of the output. No search finds everything.</li>\n");
    page.append("<li>Hand on this folder alone. The key of the data set and");
    page.append(" <code>names.jsonl</code> stay where they are: who has the key can make the same");
    page.append(" pseudonyms again, and so join releases.</li>\n<li>");
    page.append(
        !left.any() && !left.dates()
            ? "Safe Harbor also asks that you have no actual knowledge that what remains could"
                + " identify somebody (45 CFR 164.514(b)(2)(ii)). No program can say that for you."
            : "Name the ground on which this may leave. This profile leaves or moves what the"
                + " profile safe-harbor takes out, so Safe Harbor alone (45 CFR 164.514(b)(2)) may"
                + " be none. Others are an expert's determination (b)(1), a limited data set with"
                + " its agreement (164.514(e)), or data that stay personal data, pseudonymised"
                + " (GDPR, Article 4(5)). No program can say that for you.");
    page.append("</li>\n</ol>\n");
  }

  private static String leftOutInWords(Batch.Outcome outcome) {
    List<String> parts = new ArrayList<>();
    if (outcome.leftOutFiles() > 0) {
      parts.add(
          number(outcome.leftOutFiles()) + (outcome.leftOutFiles() == 1 ? " file" : " files"));
    }
    if (outcome.leftOutRecords() > 0) {
      parts.add(
          number(outcome.leftOutRecords())
              + (outcome.leftOutRecords() == 1 ? " record" : " records"));
    }
    return String.join(" and ", parts);
  }

  private void profile() {
    Profile profile = summary.profile();
    Map<Action, List<String>> by = new EnumMap<>(Action.class);
    for (IdentifierType type : IdentifierType.values()) {
      by.computeIfAbsent(profile.action(type), action -> new ArrayList<>())
          .add(PlainWords.of(type));
    }
    page.append("<h2 id=\"profile\">What the profile does</h2>\n<ul>\n");
    for (Action action : Action.values()) {
      if (by.containsKey(action)) {
        page.append("<li><strong>").append(upper(PlainWords.of(action))).append(":</strong> ");
        page.append(String.join("; ", by.get(action))).append(".</li>\n");
      }
    }
    page.append("</ul>\n<p>");
    page.append(
        profile.realistic()
            ? "What is replaced gets an invented value of the same kind, so that the text reads on."
            : "What is replaced gets a mark of its kind, such as [NAME-1], so that every"
                + " replacement can be seen.");
    page.append(" Ids, and the names of files and folders, became pseudonyms that only the holder");
    page.append(" of the data set's key can make again.</p>\n");
  }

  private void replaced() {
    Map<String, Long> replaced = summary.total().replaced();
    page.append("<h2>What was replaced</h2>\n");
    if (replaced.isEmpty()) {
      page.append("<p>Nothing.</p>\n");
      return;
    }
    table("Values, by kind", "Kind", "What was done", "Values");
    for (IdentifierType type : IdentifierType.values()) {
      Long times = replaced.get(type.name());
      if (times != null) {
        row(
            upper(PlainWords.of(type)),
            upper(PlainWords.of(summary.profile().action(type))),
            times);
      }
    }
    page.append("</tbody></table></div>\n");
  }

  private void removed() {
    Map<String, Long> removed = summary.total().removed();
    page.append("<h2>What was removed</h2>\n");
    if (removed.isEmpty()) {
      page.append("<p>Nothing was removed beside what was replaced.</p>\n");
      return;
    }
    page.append(
        "<p>What the keep-list of a format does not name never passes: it is removed, even");
    page.append(" if it would have been harmless.</p>\n");
    table("Things, by reason", "Reason", "Name in the files", "Times");
    for (Removal reason : Removal.values()) {
      Long times = removed.get(reason.name());
      if (times != null) {
        row(upper(PlainWords.of(reason)), "<code>" + reason + "</code>", times);
      }
    }
    page.append("</tbody></table></div>\n");
  }

  private void formats() {
    page.append("<h2>What was written</h2>\n");
    if (summary.formats().isEmpty()) {
      page.append("<p>Nothing.</p>\n");
      return;
    }
    table("Records, by format and type", "Format", "Type of record", "Records");
    summary
        .formats()
        .forEach(
            (name, of) -> {
              String files = number(of.files()) + (of.files() == 1 ? " file" : " files");
              if (of.counts().records().isEmpty()) {
                row(escaped(name) + ", " + files, "none", 0);
              }
              of.counts()
                  .records()
                  .forEach(
                      (type, times) -> row(escaped(name) + ", " + files, escaped(type), times));
            });
    page.append("</tbody></table></div>\n");
    if (summary.hidden() > 0 || summary.links() > 0) {
      page.append("<p class=\"sub\">Passed over: ").append(number(summary.hidden()));
      page.append(" files or folders whose name begins with a point, ");
      page.append(number(summary.links())).append(" links or special files.</p>\n");
    }
  }

  private void leftOut() {
    page.append("<h2 id=\"left-out\">What was left out</h2>\n");
    Map<String, Long> reasons = new TreeMap<>();
    long all = 0;
    for (FileResult result : summary.results()) {
      for (FileResult.Problem problem : result.problems()) {
        reasons.merge(problem.reason(), 1L, Long::sum);
        all++;
      }
    }
    if (all == 0) {
      page.append("<p>Nothing.</p>\n");
      return;
    }
    table("How often, by reason", "Reason", "", "Times");
    reasons.forEach((reason, times) -> row(upper(escaped(reason)), "", times));
    page.append("</tbody></table></div>\n");
    table("One by one", "File, as it would be named", "Reason", "Record");
    int shown = 0;
    for (FileResult result : summary.results()) {
      for (FileResult.Problem problem : result.problems()) {
        if (shown++ < SHOWN) {
          page.append("<tr><th scope=\"row\"><code>").append(escaped(result.output()));
          page.append("</code></th><td>").append(upper(escaped(problem.reason())));
          page.append("</td><td class=\"n\">");
          page.append(
              problem.record() == 0
                  ? result.written() ? "" : "whole file"
                  : number(problem.record()));
          page.append("</td></tr>\n");
        }
      }
    }
    page.append("</tbody></table></div>\n");
    if (all > SHOWN) {
      page.append("<p>And ").append(number(all - SHOWN));
      page.append(" more: <code>report.json</code> lists them.</p>\n");
    }
  }

  private void howToRead() {
    page.append(
        """
        <h2>How to read this</h2>
        <ul>
        <li>This page and all that lies beside it name no input. Which output came from which input stands in
        <code>names.jsonl</code> in the folder that stayed with whoever ran Ward; so does <code>quarantine.jsonl</code>, the list
        above with the names of the inputs.</li>
        <li>A count says how many values Ward found and changed. It does not say that there were no others: free text is searched
        by rules, dictionaries, a trained model and what is known of the patient, and no such search finds everything. Treat
        the data as sensitive afterwards.</li>
        <li><code>manifest.json</code> has the SHA-256 of every output, so that a recipient can check that nothing was changed on
        the way.</li>
        </ul>
        """);
  }

  private void fact(String name, long value) {
    page.append("<div><dt>").append(name).append("</dt><dd>").append(number(value));
    page.append("</dd></div>\n");
  }

  /** The beginning of a table; where it is wider than the page, the keyboard moves it too. */
  static String table(String caption) {
    return "<div class=\"scroll\" role=\"region\" aria-label=\""
        + caption
        + "\" tabindex=\"0\"><table><caption>"
        + caption
        + "</caption><thead><tr>";
  }

  private void table(String caption, String first, String second, String third) {
    page.append(table(caption)).append("<th scope=\"col\">").append(first);
    page.append(second.isEmpty() ? "</th><td>" : "</th><th scope=\"col\">").append(second);
    page.append(second.isEmpty() ? "</td>" : "</th>").append("<th scope=\"col\" class=\"n\">");
    page.append(third).append("</th></tr></thead><tbody>\n");
  }

  private void row(String first, String second, long third) {
    page.append("<tr><th scope=\"row\">").append(first).append("</th><td>").append(second);
    page.append("</td><td class=\"n\">").append(number(third)).append("</td></tr>\n");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String upper(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
