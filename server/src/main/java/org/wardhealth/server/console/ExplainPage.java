package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.policy.PoliciesInForce;

/**
 * {@code /console/exchanges/ID/patient}: one exchange in words for the patient, to be printed, in
 * English or Spanish whatever the reader's language. Only what the ledger says: never what was said
 * in the exchange. Whoever looks is in the ledger first.
 */
@RestController
final class ExplainPage {
  private final Pages pages;
  private final Stories stories;
  private final PoliciesInForce policies;
  private final Readings readings;

  ExplainPage(Pages pages, Stories stories, PoliciesInForce policies, Readings readings) {
    this.pages = pages;
    this.stories = stories;
    this.policies = policies;
    this.readings = readings;
  }

  /** What is printed. */
  record Letter(String back, String language, String title, List<String> paragraphs) {}

  @GetMapping("/console/exchanges/{id}/patient")
  void show(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language =
        Language.parse(Objects.requireNonNullElse(request.getParameter("language"), "en"))
            .orElse(Language.EN);
    pages.show(
        Place.EXCHANGES,
        request,
        response,
        looking -> {
          var story = ExchangePage.find(stories, id).filter(known -> known.patient().isPresent());
          readings.searched(
              looking.viewer(),
              new TreeSet<>(List.of("exchange")),
              story.flatMap(Stories.Story::patient),
              story.map(known -> known.told().size()).orElse(0));
          Words words = pages.words(language);
          return story
              .map(
                  known ->
                      View.of(
                          "explain",
                          looking.say("explain.page"),
                          new Letter(
                              Exchanges.path(known.exchange()),
                              language.tag(),
                              words.say("explain.title"),
                              paragraphs(words, new Telling(words, known, policies)))))
              .orElseGet(looking::gone);
        });
  }

  private static List<String> paragraphs(Words words, Telling telling) {
    String purpose = telling.purpose().orElse("");
    List<String> said = new ArrayList<>();
    said.add(
        words.say(
            "explain.asked",
            telling.at().map(words::exact).orElse(""),
            telling.application(),
            words.sayOr("purpose." + purpose, purpose)));
    boolean sent = telling.admitted();
    said.add(
        sent
            ? words.say(
                telling.provider().filter("ward"::equals).isPresent()
                    ? "explain.sent.inside"
                    : "explain.sent.outside",
                telling.model().orElse(""),
                telling.provider().orElse(""))
            : words.say("explain.not-sent"));
    if (sent) {
      said.add(words.count("explain.replaced", telling.replaced()));
      said.add(
          words.say(
              telling.rules().stream().anyMatch(rule -> rule.startsWith("consent:"))
                  ? "explain.agreed"
                  : "explain.not-refused"));
    }
    telling.code().ifPresent(code -> said.add(words.say("explain.why." + reason(code))));
    said.add(words.say("explain.record"));
    said.add(words.say("explain.rights"));
    said.add(words.say("explain.number", telling.exchange()));
    return said;
  }

  /** Under which key the words of a code stand: as many as help a patient. */
  private static String reason(String code) {
    return switch (code) {
      case "consent_denied" -> "consent";
      case "content_blocked", "content_not_protectable" -> "content";
      case "model_suspended" -> "suspended";
      default -> code.startsWith("upstream_") ? "failed" : "rules";
    };
  }
}
