package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.Decision;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.gateway.Rehearsal;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;

/**
 * {@code /console/rules/trial}: what a set of policies says to a request that is made up. It is
 * sent nowhere, is about nobody and is not recorded.
 */
@RestController
final class TrialPage {
  private static final String NOW = "now";

  private final Pages pages;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Clients clients;
  private final Models models;
  private final Rehearsal rehearsal;

  TrialPage(
      Pages pages,
      PolicySets sets,
      PoliciesInForce inForce,
      Clients clients,
      Models models,
      Rehearsal rehearsal) {
    this.rehearsal = rehearsal;
    this.pages = pages;
    this.sets = sets;
    this.inForce = inForce;
    this.clients = clients;
    this.models = models;
  }

  /** What the page shows. */
  record Shown(List<Field> fields, Optional<Answer> answer, boolean unfit) {}

  /**
   * What the set says.
   *
   * @param says in the policies' own words, which are English
   */
  record Answer(Tag outcome, String says, List<String> rules, String digest) {}

  @GetMapping("/console/rules/trial")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.RULES,
        request,
        response,
        looking ->
            View.of("rules_trial", looking.say("rules.try"), shown(looking.words(), request)));
  }

  private Shown shown(Words words, HttpServletRequest request) {
    List<Client> applications = clients.list();
    String application = given(request, "application");
    String model = given(request, "model");
    String purpose = given(request, "purpose");
    String use = given(request, "use");
    String ai = given(request, "ai");
    String set = given(request, "set");
    List<Field> fields =
        List.of(
            one(
                words,
                "set",
                Stream.concat(
                        Stream.of(new Field.Choice(NOW, words.say("rules.try.now"), false)),
                        sets.list().stream()
                            .filter(PolicySet::open)
                            .map(
                                one ->
                                    new Field.Choice(
                                        one.id(),
                                        RulesPage.name(words, one),
                                        one.id().equals(set))))
                    .toList()),
            one(
                words,
                "application",
                applications.stream()
                    .map(
                        one -> new Field.Choice(one.id(), one.name(), one.id().equals(application)))
                    .toList()),
            one(
                words,
                "model",
                models.list().stream()
                    .map(one -> new Field.Choice(one.id(), one.id(), one.id().equals(model)))
                    .toList()),
            one(
                words,
                "purpose",
                Arrays.stream(Purpose.values())
                    .map(
                        one ->
                            new Field.Choice(
                                one.name(),
                                one.name() + " - " + words.say("purpose." + one.name()),
                                one.name().equals(purpose)))
                    .toList()),
            one(words, "use", consents(words, use)),
            one(words, "ai", consents(words, ai)));
    Optional<Client> asks =
        applications.stream().filter(one -> one.id().equals(application)).findFirst();
    Optional<Model> asked = models.find(model);
    Optional<Purpose> why = Purpose.parse(purpose);
    if (asks.isEmpty() || asked.isEmpty() || why.isEmpty()) {
      return new Shown(fields, Optional.empty(), false);
    }
    Optional<Policies> policies = policies(set);
    return new Shown(
        fields,
        policies.map(
            one ->
                answer(
                    words,
                    rehearsal.decide(
                        one,
                        new Rehearsal.Imagined(
                            asks.get(), asked.get(), why.get(), word(use), word(ai))))),
        policies.isEmpty());
  }

  private static Field one(Words words, String name, List<Field.Choice> choices) {
    return new Field.One(
        name, words.say("rules.try." + name), Optional.empty(), Optional.empty(), choices);
  }

  private static List<Field.Choice> consents(Words words, String given) {
    return Stream.of(Word.NONE, Word.PERMIT, Word.DENY)
        .map(
            word -> {
              String value = word.name().toLowerCase(Locale.ROOT);
              return new Field.Choice(
                  value, words.say("rules.consent." + value), value.equals(given));
            })
        .toList();
  }

  private static Word word(String given) {
    return Arrays.stream(Word.values())
        .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(given))
        .findFirst()
        .orElse(Word.NONE);
  }

  private Optional<Policies> policies(String set) {
    Optional<PolicySet> wanted = sets.get(set).filter(PolicySet::open);
    if (wanted.isEmpty()) {
      return inForce.policies();
    }
    try {
      return Optional.of(
          Policies.load(
              new PolicySource(PolicySource.shippedSchema(), wanted.get().source().policies())));
    } catch (PolicyProblems e) {
      return Optional.empty();
    }
  }

  private static Answer answer(Words words, Decision decision) {
    return new Answer(
        decision.permitted()
            ? new Tag(Tone.GOOD, words.say("rules.permit"))
            : new Tag(Tone.BAD, words.say("rules.deny")),
        decision.says(),
        decision.ids(),
        decision.digest());
  }

  private static String given(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "");
  }
}
