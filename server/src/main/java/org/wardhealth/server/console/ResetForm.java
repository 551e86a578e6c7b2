package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.wardhealth.server.identity.Proofing;

/** What is asked of who takes a person's lost factors away, and what is wrong with the answer. */
final class ResetForm {
  private final String proofed;
  private Optional<String> wrong = Optional.empty();

  private ResetForm(String proofed) {
    this.proofed = proofed;
  }

  /** Nothing answered yet. */
  static ResetForm empty() {
    return new ResetForm("");
  }

  /** As it was sent. */
  static ResetForm of(HttpServletRequest request) {
    return new ResetForm(Objects.requireNonNullElse(request.getParameter("proofed"), ""));
  }

  /** What was answered; nothing if it is no answer, which the field then says. */
  Optional<Proofing> proofing(Words words) {
    Optional<Proofing> how = Proofing.parse(proofed);
    wrong = how.isEmpty() ? Optional.of(words.say("person.proofed.missing")) : Optional.empty();
    return how;
  }

  /** The form as it is to be shown. */
  Form shown(String action, Words words) {
    return new Form(
        action,
        List.of(
            new Field.One(
                "proofed",
                words.say("person.proofed"),
                Optional.of(words.say("person.proofed.hint")),
                wrong,
                Field.Choice.orNone(
                    words,
                    "person.proofed.",
                    Arrays.stream(Proofing.values()).map(Proofing::code),
                    proofed))),
        words.say("person.reset.do"));
  }
}
