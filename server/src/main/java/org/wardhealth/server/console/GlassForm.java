package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;

/** What is asked of who breaks the glass, and what is wrong with the answers. */
final class GlassForm {
  private static final List<Long> MINUTES = List.of(15L, 30L, 45L, 60L);

  private final String patient;
  private final String reason;
  private final String text;
  private final String minutes;
  private final TreeMap<String, String> wrong = new TreeMap<>();

  private GlassForm(String patient, String reason, String text, String minutes) {
    this.patient = patient;
    this.reason = reason;
    this.text = text;
    this.minutes = minutes;
  }

  /** Answers that can be taken. */
  record Answers(Subject patient, Glass.Reason reason, String text, Duration holds) {
    @Override
    public String toString() {
      return "Answers[***]";
    }
  }

  /** Nothing answered yet. */
  static GlassForm empty() {
    return new GlassForm("", "", "", "30");
  }

  /** As it was sent. */
  static GlassForm of(HttpServletRequest request) {
    return new GlassForm(
        one(request, "patient"),
        one(request, "reason"),
        one(request, "text"),
        one(request, "minutes"));
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }

  /** What was answered; nothing if an answer is wrong, which the fields then say. */
  Optional<Answers> answers(Patients patients, Words words) {
    Optional<Subject> known =
        PatientId.parse(patient).flatMap(patients::known).map(Patients.Known::subject);
    Optional<Glass.Reason> why = Glass.Reason.parse(reason);
    Optional<Long> holds =
        MINUTES.stream().filter(one -> Long.toString(one).equals(minutes)).findFirst();
    if (known.isEmpty()) {
      wrong.put("patient", words.say("glass.patient.unknown"));
    }
    if (why.isEmpty()) {
      wrong.put("reason", words.say("glass.reason.missing"));
    }
    if (text.length() < Glasses.LEAST_TEXT || text.length() > Glasses.MOST_TEXT) {
      wrong.put("text", words.say("glass.text.wrong"));
    }
    if (holds.isEmpty()) {
      wrong.put("minutes", words.say("glass.minutes.form"));
    }
    return wrong.isEmpty()
        ? Optional.of(
            new Answers(
                known.orElseThrow(),
                why.orElseThrow(),
                text,
                Duration.ofMinutes(holds.orElseThrow())))
        : Optional.empty();
  }

  /** The form as it is to be shown, with what was answered and what is wrong. */
  Form shown(Words words) {
    return new Form(
        Place.GLASS.path(),
        List.of(
            new Field.Line(
                "patient",
                words.say("glass.patient"),
                Optional.of(words.say("glass.patient.hint")),
                error("patient"),
                "text",
                patient),
            new Field.One(
                "reason",
                words.say("glass.reason"),
                Optional.empty(),
                error("reason"),
                Field.Choice.orNone(
                    words,
                    "glass.reason.",
                    Arrays.stream(Glass.Reason.values()).map(Glass.Reason::code),
                    reason)),
            new Field.Lines(
                "text",
                words.say("glass.text"),
                Optional.of(words.say("glass.text.form")),
                error("text"),
                text),
            new Field.One(
                "minutes",
                words.say("glass.minutes"),
                Optional.empty(),
                error("minutes"),
                MINUTES.stream()
                    .map(
                        one ->
                            new Field.Choice(
                                Long.toString(one),
                                words.say("glass.minutes.of", one),
                                Long.toString(one).equals(minutes)))
                    .toList())),
        words.say("glass.break"));
  }

  private Optional<String> error(String field) {
    return Optional.ofNullable(wrong.get(field));
  }
}
