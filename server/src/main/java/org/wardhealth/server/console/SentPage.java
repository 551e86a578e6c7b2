package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Content;
import org.wardhealth.server.audit.Contents;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.SealException;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /console/exchanges/ID/sent}: what the model was sent, as it was kept, for the privacy
 * office: after a fresh proof and with a reason.
 *
 * <p>Guarantees: whoever sees it is in the ledger first ({@code content.read}), each time; it
 * stands in no address, only in the answer to the form; it is compared with the commitment that the
 * ledger has of it. Never what the surrogates stand for. What was erased, or is past its time, says
 * so.
 */
@RestController
final class SentPage {
  /** Who may see what a model was sent. */
  static final Role[] MAY_READ = {Role.PRIVACY_OFFICER};

  private final Pages pages;
  private final Stories stories;
  private final Contents contents;
  private final Vault vault;
  private final Readings readings;

  SentPage(Pages pages, Stories stories, Contents contents, Vault vault, Readings readings) {
    this.pages = pages;
    this.stories = stories;
    this.contents = contents;
    this.vault = vault;
    this.readings = readings;
  }

  /**
   * What the page shows.
   *
   * @param form if a reason is still to be given
   * @param sent if it was, and the content is there
   * @param missing why nothing can be shown, as the key of words
   */
  record Shown(
      String exchange, Optional<Form> form, Optional<Sent> sent, Optional<String> missing) {}

  /**
   * What the model was sent.
   *
   * @param commitment what it comes to under its salt
   * @param agrees whether that is what the ledger says
   * @param messages of a conversation, in their order
   * @param rest what was sent besides, as JSON
   */
  record Sent(String commitment, boolean agrees, List<Message> messages, String rest) {
    @Override
    public String toString() {
      return "Sent[***]";
    }
  }

  /** A message of a conversation. */
  record Message(String role, String text) {
    @Override
    public String toString() {
      return "Message[***]";
    }
  }

  /** What the ledger says of an exchange that was let through. */
  private record Admitted(String exchange, Pseudonym patient, String commitment) {}

  /** Where the page of an exchange is. */
  static String path(String exchange) {
    return Exchanges.path(exchange) + "/sent";
  }

  @GetMapping("/console/exchanges/{id}/sent")
  void ask(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.showSurely(
        Place.EXCHANGES,
        MAY_READ,
        request,
        response,
        looking ->
            admitted(looking, id)
                .map(
                    admitted ->
                        asking(
                            200,
                            looking,
                            admitted.exchange(),
                            looking.kept().map(SentForm::of).orElseGet(SentForm::empty)))
                .orElseGet(looking::gone));
  }

  @PostMapping("/console/exchanges/{id}/sent")
  void show(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.actSurely(
        Place.EXCHANGES,
        MAY_READ,
        request,
        response,
        looking ->
            admitted(looking, id)
                .map(admitted -> shown(looking, admitted, SentForm.of(request)))
                .orElseGet(looking::gone));
  }

  /** The exchange, if it was let through to its model; that somebody looked is recorded first. */
  private Optional<Admitted> admitted(Pages.Looking looking, String id) {
    Optional<Stories.Story> story = ExchangePage.find(stories, id);
    readings.searched(
        looking.viewer(),
        new TreeSet<>(List.of("exchange")),
        story.flatMap(Stories.Story::patient),
        story.map(known -> known.told().size()).orElse(0));
    return story.stream()
        .flatMap(known -> known.told().stream())
        .map(Stories.Told::entry)
        .filter(entry -> entry.path("type").asString("").equals("exchange.admit"))
        .flatMap(
            entry ->
                Pseudonym.parse(entry.path("basis").path("patient").asString("")).stream()
                    .map(
                        patient ->
                            new Admitted(
                                entry.path("exchange").asString(""),
                                patient,
                                entry.path("content").asString(""))))
        .findFirst();
  }

  private View shown(Pages.Looking looking, Admitted admitted, SentForm form) {
    Optional<SentForm.Answers> answers = form.answers(looking.words());
    if (answers.isEmpty()) {
      return asking(422, looking, admitted.exchange(), form);
    }
    Optional<Subject> subject = vault.subject(admitted.patient());
    if (subject.isEmpty()) {
      return missing(410, looking, admitted, "sent.erased");
    }
    if (!contents.keeps(admitted.exchange(), Contents.Part.PROMPT, subject.get())) {
      return missing(410, looking, admitted, "sent.gone");
    }
    readings.sent(
        looking.viewer(),
        admitted.exchange(),
        admitted.patient(),
        answers.get().reason(),
        answers.get().reference());
    Optional<Content> content;
    try {
      content = contents.read(admitted.exchange(), Contents.Part.PROMPT, subject.get());
    } catch (SealException e) {
      return missing(500, looking, admitted, "sent.altered");
    }
    return content
        .map(
            said ->
                View.of(
                    "sent",
                    looking.say("sent.title"),
                    new Shown(
                        admitted.exchange(),
                        Optional.empty(),
                        Optional.of(sent(said, admitted.commitment())),
                        Optional.empty())))
        .orElseGet(() -> missing(410, looking, admitted, "sent.gone"));
  }

  private static Sent sent(Content content, String committed) {
    JsonNode sent = Json.MAPPER.readTree(content.text()).path("sent");
    List<Message> messages = new ArrayList<>();
    JsonNode rest = sent.deepCopy();
    if (rest instanceof ObjectNode object && sent.path("messages").isArray()) {
      sent.path("messages").forEach(one -> messages.add(message(one)));
      object.remove("messages");
    }
    String commitment = content.commitment();
    return new Sent(commitment, commitment.equals(committed), messages, pretty(rest));
  }

  private static Message message(JsonNode message) {
    JsonNode text = message.path("content");
    // What is more than a role and a text is shown as it was sent.
    boolean plain = text.isString() && message.size() == 2;
    return new Message(
        message.path("role").asString(""), plain ? text.asString() : pretty(message));
  }

  private static String pretty(JsonNode json) {
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  private static View asking(int status, Pages.Looking looking, String exchange, SentForm form) {
    return new View(
        status,
        "sent",
        looking.say("sent.title"),
        new Shown(
            exchange,
            Optional.of(form.shown(looking.words(), path(exchange))),
            Optional.empty(),
            Optional.empty()));
  }

  private static View missing(int status, Pages.Looking looking, Admitted admitted, String why) {
    return new View(
        status,
        "sent",
        looking.say("sent.title"),
        new Shown(admitted.exchange(), Optional.empty(), Optional.empty(), Optional.of(why)));
  }
}
