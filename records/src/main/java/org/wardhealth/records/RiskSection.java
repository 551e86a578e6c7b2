package org.wardhealth.records;

import java.util.Locale;
import org.wardhealth.deid.Proportion;
import org.wardhealth.deid.ResidualRisk;
import org.wardhealth.deid.ResidualRisk.Uniqueness;

/** The part of the {@link ReportPage} that says what could still identify. */
final class RiskSection {
  private RiskSection() {}

  static String of(Risk risk) {
    StringBuilder page = new StringBuilder("<h2 id=\"risk\">What could still identify</h2>\n");
    if (risk.withSuspect().of() == 0) {
      return page.append("<p>Not measured: ")
          .append(
              risk.passages() == 0
                  ? "the release holds no free text of 40 characters or more."
                  : "none of the passages could be read again.")
          .append(" That is no sign that nothing is left.</p>\n")
          .toString();
    }
    Proportion with = risk.withSuspect();
    page.append("<p>When all was written, Ward looked through ");
    page.append(number(with.of())).append(" of the ").append(number(risk.passages()));
    page.append(
            " passages of free text, in notes and inside records, once more as they leave, about ")
        .append(number(risk.subjects()));
    page.append(risk.subjects() == 1 ? " subject" : " subjects");
    page.append(with.of() < risk.passages() ? ", drawn evenly from all of them" : "");
    page.append(", for places that look like an identifier. What Ward itself put there is not");
    page.append(" counted.");
    if (with.of() < risk.drawn()) {
      page.append(" Another ").append(number(risk.drawn() - with.of()));
      page.append(" were drawn and could not be read again, or were too long.");
    }
    page.append("</p>\n<p><strong>").append(number(with.count())).append(" of ");
    page.append(number(with.of())).append(" passages (").append(percent(with.rate()));
    page.append(") hold at least one such place.</strong> ");
    page.append(
        with.of() < risk.passages()
            ? "For all passages of the release, the share that such a search would mark lies between "
            : "For passages of the same kind, the share that such a search would mark lies between ");
    page.append(percent(with.low())).append(" and ").append(percent(with.high()));
    page.append(" (95 % confidence).</p>\n");
    head(page, "Places, by what makes them suspicious", "Kind", "Places");
    for (ResidualRisk.Kind kind : ResidualRisk.Kind.values()) {
      row(page, words(kind), number(risk.suspects().getOrDefault(kind.name(), 0L)));
    }
    page.append("</tbody></table></div>\n");
    traits(page, risk);
    page.append(
        """
        <p>What this does not say:</p>
        <ul>
        <li>A suspicious place is not yet a leak: many are names of drugs, scales and devices, or harmless numbers. Where they
        are stands in <code>suspects.jsonl</code> in the folder that stayed with whoever ran Ward. Look at them before you release.</li>
        <li>No suspicious place is not yet a clean text: a name that no dictionary knows, a nickname, or a story that only one
        person fits, looks like nothing in particular, and what misses it the first time can miss it again.</li>
        <li>Free text of 40 characters or more was drawn. Shorter texts, codes, dates and numbers of records follow the keep-lists
        of their formats and are not measured here.</li>
        <li>Whoever is alone here is alone among the passages that were looked through, not in the population. Who knows more of a
        patient than a passage says can tell more people apart.</li>
        <li>This is a measurement, not the determination of an expert (45 CFR 164.514(b)(1)).</li>
        </ul>
        """);
    return page.toString();
  }

  private static void traits(StringBuilder page, Risk risk) {
    if (risk.traits().isEmpty()) {
      page.append("<p>The passages name no age, sex, state, postal code or year.</p>\n");
      return;
    }
    page.append("<p>Some traits may stay by the profile, and together they can single out. How");
    page.append(" many subjects are like no other by what their passages say:</p>\n");
    page.append(ReportPage.table("Subjects, by traits"));
    page.append("<th scope=\"col\">Traits</th><th scope=\"col\" class=\"n\">Smallest group</th>");
    page.append("<th scope=\"col\" class=\"n\">Alone</th>");
    page.append("<th scope=\"col\" class=\"n\">In groups of 10 or fewer</th></tr></thead><tbody>");
    page.append('\n');
    for (Uniqueness one : risk.traits()) {
      page.append("<tr><th scope=\"row\">");
      page.append(String.join(", ", one.traits().stream().map(RiskSection::words).toList()));
      page.append("</th>");
      for (String cell :
          new String[] {number(one.smallest()), share(one.alone()), share(one.fewerThan11())}) {
        page.append("<td class=\"n\">").append(cell).append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private static String words(ResidualRisk.Kind kind) {
    return switch (kind) {
      case NAME_LIKE -> "Words with a capital that are names in the dictionaries";
      case LONG_NUMBER -> "Numbers of six digits and more";
      case FOUND_AGAIN -> "What a second search takes for an identifier";
    };
  }

  private static String words(String trait) {
    return trait.equals("zip3") ? "first three digits of the postal code" : trait;
  }

  private static String share(Proportion proportion) {
    return number(proportion.count()) + " of " + number(proportion.of());
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static void head(StringBuilder page, String caption, String first, String second) {
    page.append(ReportPage.table(caption)).append("<th scope=\"col\">").append(first);
    page.append("</th><th scope=\"col\" class=\"n\">").append(second);
    page.append("</th></tr></thead><tbody>\n");
  }

  private static void row(StringBuilder page, String first, String second) {
    page.append("<tr><th scope=\"row\">").append(first).append("</th><td class=\"n\">");
    page.append(second).append("</td></tr>\n");
  }
}
