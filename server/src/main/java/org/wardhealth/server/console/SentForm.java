package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.wardhealth.server.identity.Glasses;

/** What is asked of who wants to see what a model was sent, and what is wrong with the answers. */
final class SentForm {
  private final String reason;
  private final String reference;
  private final TreeMap<String, String> wrong = new TreeMap<>();

  private SentForm(String reason, String reference) {
    this.reason = reason;
    this.reference = reference;
  }

  /** Why somebody must know what a model was sent. */
  enum Reason {
    /** The patient asks what is held, or what became of it (GDPR, Article 15). */
    ACCESS_REQUEST,
    /** A security or privacy incident. */
    INVESTIGATION,
    /** A court, or an authority, by law. */
    LEGAL_OBLIGATION,
    /** Whether everything was taken out that identifies the patient. */
    PROTECTION_REVIEW
  }

  /** Answers that can be taken. */
  record Answers(Reason reason, Optional<String> reference) {}

  /** Nothing answered yet. */
  static SentForm empty() {
    return new SentForm("", "");
  }

  /** As it was sent. */
  static SentForm of(HttpServletRequest request) {
    return new SentForm(one(request, "reason"), one(request, "reference"));
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }

  /** What was answered; nothing if an answer is wrong, which the fields then say. */
  Optional<Answers> answers(Words words) {
    Optional<Reason> why =
        Arrays.stream(Reason.values()).filter(one -> one.name().equals(reason)).findFirst();
    if (why.isEmpty()) {
      wrong.put("reason", words.say("glass.reason.missing"));
    }
    if (!reference.isEmpty() && !Glasses.isReference(reference)) {
      wrong.put("reference", words.say("glass.reference.form"));
    }
    return wrong.isEmpty()
        ? why.map(one -> new Answers(one, Optional.of(reference).filter(text -> !text.isEmpty())))
        : Optional.empty();
  }

  /** The form as it is to be shown, with what was answered and what is wrong. */
  Form shown(Words words, String action) {
    return new Form(
        action,
        List.of(
            new Field.One(
                "reason",
                words.say("glass.reason"),
                Optional.empty(),
                Optional.ofNullable(wrong.get("reason")),
                Field.Choice.orNone(
                    words, "sent.reason.", Arrays.stream(Reason.values()).map(Enum::name), reason)),
            new Field.Line(
                "reference",
                words.say("glass.reference"),
                Optional.of(words.say("glass.reference.hint")),
                Optional.ofNullable(wrong.get("reference")),
                "text",
                reference)),
        words.say("sent.show"));
  }
}
