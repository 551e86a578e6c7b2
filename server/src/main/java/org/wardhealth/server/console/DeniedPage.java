package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.policy.Rule;
import org.wardhealth.policy.StepUp;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.policy.PoliciesInForce;

/**
 * {@code /console/denied}: for whoever has the id of a decision, why it was denied, what would
 * satisfy Ward, and whom to ask. Never what was said, whom it was about, or who asked. A decision
 * is found by its whole id alone; whoever looks is in the ledger first.
 */
@RestController
final class DeniedPage {
  private final Pages pages;
  private final Stories stories;
  private final PoliciesInForce policies;
  private final Readings readings;

  DeniedPage(Pages pages, Stories stories, PoliciesInForce policies, Readings readings) {
    this.pages = pages;
    this.stories = stories;
    this.policies = policies;
    this.readings = readings;
  }

  /** What the page shows. {@code record} is where the whole story is, for who may see it. */
  record Shown(String decision, boolean asked, Optional<Why> why, Optional<String> record) {}

  /**
   * What became of it.
   *
   * @param code why it was denied; nothing if it was not
   * @param reason in plain words
   * @param satisfy what would satisfy Ward
   * @param ask whom to ask
   * @param rules that denied it
   * @param other whether the policies have changed since
   */
  record Why(
      Tag ended,
      Optional<String> code,
      String reason,
      String satisfy,
      String ask,
      List<Ruled> rules,
      boolean other) {}

  /** A rule that denied; its words are the policy's own. */
  record Ruled(String id, String says, Optional<String> satisfy, Optional<String> ask) {
    static Ruled of(Rule rule) {
      return new Ruled(rule.id(), rule.says(), rule.stepUp().map(StepUp::says), rule.ask());
    }
  }

  @GetMapping("/console/denied")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.DENIED,
        request,
        response,
        looking -> {
          String decision =
              Objects.requireNonNullElse(request.getParameter("decision"), "").strip();
          if (decision.isEmpty()) {
            return view(200, looking, new Shown("", false, Optional.empty(), Optional.empty()));
          }
          Optional<Stories.Story> story =
              ExchangePage.find(stories, decision).filter(known -> !known.told().isEmpty());
          readings.searched(
              looking.viewer(),
              new TreeSet<>(List.of("exchange")),
              Optional.empty(),
              story.map(known -> known.told().size()).orElse(0));
          return view(
              story.isPresent() ? 200 : 404,
              looking,
              new Shown(
                  decision,
                  true,
                  story.map(known -> why(looking.words(), known)),
                  story
                      .filter(known -> Place.EXCHANGES.opensTo(looking.viewer()))
                      .map(known -> Exchanges.path(known.exchange()))));
        });
  }

  private static View view(int status, Pages.Looking looking, Shown shown) {
    return new View(status, "denied", looking.say("denied.title"), shown);
  }

  private Why why(Words words, Stories.Story story) {
    Telling telling = new Telling(words, story, policies);
    Optional<String> code = telling.code();
    if (code.isEmpty()) {
      return new Why(telling.ended(), code, "", "", "", List.of(), false);
    }
    List<Ruled> rules = new ArrayList<>();
    telling.deciding().stream()
        .filter(rule -> rule.effect() == Rule.Effect.FORBID)
        .map(Ruled::of)
        .forEach(rules::add);
    String key = key(code.get());
    return new Why(
        telling.ended(),
        code,
        telling.rules().contains("no-permit-matched")
            ? words.say("rule.no-permit-matched")
            : words.sayOr("code." + code.get(), code.get()),
        words.say("denied." + key + ".satisfy"),
        words.say("denied." + key + ".ask"),
        rules,
        !rules.isEmpty() && telling.otherPolicies());
  }

  /** Under which key the words of a code stand; codes with one remedy share it. */
  static String key(String code) {
    return switch (code) {
      case "missing_api_key", "invalid_api_key", "certificate_required" -> "key";
      case "right_missing" -> "right";
      case "rate_limit_exceeded" -> "rate";
      case "purpose_missing", "purpose_unknown" -> "purpose";
      case "purpose_not_allowed" -> "purpose-not-allowed";
      case "patient_missing", "patient_unknown" -> "patient";
      case "consent_denied" -> "consent";
      case "break_glass_invalid" -> "glass";
      case "model_not_found", "model_not_allowed" -> "model";
      case "model_suspended" -> "suspended";
      case "policy_denied" -> "policy";
      case "content_blocked", "content_not_protectable" -> "content";
      case "record_unavailable", "policy_unavailable", "state_unavailable", "internal_error" ->
          "ward";
      default -> code.startsWith("upstream_") ? "upstream" : "request";
    };
  }
}
