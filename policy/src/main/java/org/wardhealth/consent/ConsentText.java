package org.wardhealth.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * A consent in plain words, for the patient: one sentence a provision, an exception below what it
 * is an exception to. English or Spanish.
 *
 * <p>Codes that have no words here stand as codes. Who is named stands as the consent names them.
 */
public final class ConsentText {
  private final ResourceBundle words;
  private final DateTimeFormatter days;

  private ConsentText(Locale locale) {
    this.words =
        ResourceBundle.getBundle(
            "org.wardhealth.consent.words",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    this.days = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
  }

  /** Words in this language; English if it is not Spanish. */
  public static ConsentText in(String language) {
    return new ConsentText(language.startsWith("es") ? Locale.of("es") : Locale.ENGLISH);
  }

  /** What was agreed. */
  public String of(Consent consent) {
    List<String> lines = new ArrayList<>();
    lines.add(words.getString("title"));
    lines.add("");
    lines.add(words.getString(consent.active() ? "active" : "not-active"));
    if (!consent.period().equals(Span.ALWAYS)) {
      lines.add(period("period", consent.period()));
    }
    lines.add("");
    provision(consent.base(), "", lines);
    lines.add("");
    lines.add(words.getString("rights"));
    return String.join("\n", lines) + "\n";
  }

  private void provision(Provision rule, String indent, List<String> lines) {
    List<String> parts = new ArrayList<>();
    add(parts, "for", rule.purposes(), "purpose.");
    add(parts, "action", rule.actions(), "action.");
    List<String> who =
        rule.actors().stream()
            .map(
                actor ->
                    actor.reference().isEmpty() ? codes(actor.role(), "role.") : actor.reference())
            .toList();
    if (!who.isEmpty()) {
      parts.add(words.getString("by") + " " + String.join(", ", who));
    }
    add(parts, "labels", rule.labels(), "label.");
    add(parts, "types", rule.classes(), "type.");
    if (!rule.codes().isEmpty()) {
      parts.add(
          words.getString("codes")
              + " "
              + String.join(
                  ", ", rule.codes().stream().map(code -> codes(code, "code.")).toList()));
    }
    if (!rule.dataPeriod().equals(Span.ALWAYS)) {
      parts.add(period("data-period", rule.dataPeriod()));
    }
    if (!rule.data().isEmpty()) {
      parts.add(
          words.getString("data")
              + " "
              + String.join(", ", rule.data().stream().map(DataRule::reference).toList()));
    }
    if (!rule.terms().isEmpty()) {
      parts.add(words.getString("terms") + " " + String.join(", ", rule.terms()));
    }
    if (!rule.period().equals(Span.ALWAYS)) {
      parts.add(period("period", rule.period()));
    }
    String what =
        words.getString(
            switch (rule.ruling()) {
              case PERMIT -> "permit";
              case DENY -> "deny";
              case NONE -> "none";
            });
    String limits = parts.isEmpty() ? words.getString("everything") : String.join("; ", parts);
    lines.add(indent + what + " " + limits + ".");
    if (!rule.exceptions().isEmpty()) {
      lines.add(indent.replace('-', ' ') + words.getString("except"));
      for (Provision exception : rule.exceptions()) {
        provision(exception, indent.replace('-', ' ') + "  - ", lines);
      }
    }
  }

  private void add(List<String> parts, String key, List<Coding> codes, String kind) {
    if (!codes.isEmpty()) {
      parts.add(words.getString(key) + " " + codes(codes, kind));
    }
  }

  private String codes(List<Coding> codes, String kind) {
    return String.join(", ", codes.stream().map(code -> word(kind + code.code(), code)).toList());
  }

  private String word(String key, Coding code) {
    try {
      return words.getString(key);
    } catch (MissingResourceException e) {
      return code.code();
    }
  }

  private String period(String key, Span period) {
    String from = period.from() == Long.MIN_VALUE ? "" : day(period.from());
    String until = period.until() == Long.MAX_VALUE ? "" : day(period.until() - 1);
    return words.getString(key)
        + (from.isEmpty() ? "" : " " + words.getString("from") + " " + from)
        + (until.isEmpty() ? "" : " " + words.getString("until") + " " + until);
  }

  private String day(long millis) {
    return days.format(LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
  }
}
