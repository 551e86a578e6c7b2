package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.policy.Layer;
import org.wardhealth.policy.Rule;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;

/**
 * {@code /console/rules}: which policies are in force, since when, by whose approval, and whether
 * they answer as they must; what is proposed; what was in force before.
 */
@RestController
final class RulesPage {
  private static final int SHOWN = 50;

  private final Pages pages;
  private final PolicySets sets;
  private final PoliciesInForce inForce;

  RulesPage(Pages pages, PolicySets sets, PoliciesInForce inForce) {
    this.pages = pages;
    this.sets = sets;
    this.inForce = inForce;
  }

  /**
   * What the page shows.
   *
   * @param problem why nothing is permitted, in English as the health page has it
   * @param warning what else is wrong with the sets, likewise
   */
  record Shown(
      Optional<Standing> standing,
      Optional<String> problem,
      Optional<String> warning,
      Instant checked,
      List<Answered> canaries,
      List<Layered> layers,
      Optional<Table> open,
      Table history,
      boolean changes) {}

  /** The set in force. */
  record Standing(String id, long version, String digest, String by, Instant since, long count) {}

  /** Whether a layer answers as it must. */
  record Answered(String layer, Tag tag) {}

  /** The policies of a layer. */
  record Layered(String key, List<Told> policies) {}

  /** A policy in words, and as it is written. */
  record Told(Rule rule, Tag effect, String text) {}

  /** The path of a set's page. */
  static String path(PolicySet set) {
    return Place.RULES.path() + "/sets/" + set.id();
  }

  @GetMapping("/console/rules")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.RULES,
        request,
        response,
        looking -> View.of("rules", looking.say("place.rules"), shown(looking)));
  }

  private Shown shown(Pages.Looking looking) {
    Words words = looking.words();
    List<PolicySet> all = sets.list();
    Optional<PolicySet> set = inForce.set();
    List<Rule> rules = inForce.rules();
    List<PolicySet> open = all.stream().filter(PolicySet::open).toList();
    return new Shown(
        set.map(
            one ->
                new Standing(
                    one.id(),
                    one.version().orElse(0),
                    inForce.digest(),
                    one.decided().map(act -> by(words, act)).orElse(""),
                    one.decided().orElse(one.proposed()).at(),
                    rules.size())),
        inForce.problem(),
        inForce.warning(),
        inForce.checked(),
        canaries(words),
        set.map(one -> layers(words, rules, one)).orElse(List.of()),
        open.isEmpty() ? Optional.empty() : Optional.of(table(words, "rules.open", open)),
        table(
            words, "rules.history", all.stream().filter(one -> !one.open()).limit(SHOWN).toList()),
        looking.viewer().may(Editors.MAY_CHANGE));
  }

  private List<Answered> canaries(Words words) {
    Set<Layer> wrong = inForce.wrong();
    boolean asked = inForce.set().isPresent();
    return Arrays.stream(Layer.values())
        .map(
            layer ->
                new Answered(
                    words.say("layer." + layer.folder()),
                    !asked
                        ? new Tag(Tone.BAD, words.say("rules.canary.none"))
                        : wrong.contains(layer)
                            ? new Tag(Tone.BAD, words.say("rules.canary.wrong"))
                            : new Tag(Tone.GOOD, words.say("rules.canary.right"))))
        .toList();
  }

  private static List<Layered> layers(Words words, List<Rule> rules, PolicySet set) {
    List<Layered> layers = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      List<Told> told =
          rules.stream()
              .filter(rule -> rule.layer() == layer)
              .map(
                  rule ->
                      new Told(
                          rule,
                          effect(words, rule),
                          set.source()
                              .policies()
                              .getOrDefault(layer.folder() + "/" + rule.id() + ".cedar", "")))
              .toList();
      if (!told.isEmpty()) {
        layers.add(new Layered(layer.folder(), told));
      }
    }
    return layers;
  }

  static Tag effect(Words words, Rule rule) {
    return switch (rule.effect()) {
      case PERMIT -> new Tag(Tone.GOOD, words.say("rules.permits"));
      case FORBID -> new Tag(Tone.WARN, words.say("rules.forbids"));
    };
  }

  private Table table(Words words, String caption, List<PolicySet> all) {
    return new Table(
        words.say(caption),
        List.of(
            Table.Column.of(words.say("rules.set")),
            Table.Column.of(words.say("models.state")),
            Table.Column.of(words.say("rules.why")),
            Table.Column.of(words.say("rules.proposed")),
            Table.Column.of(words.say("rules.when")),
            Table.Column.of(words.say("rules.decided")),
            Table.Column.of(words.say("rules.more"))),
        all.stream().map(set -> row(words, set)).toList());
  }

  private List<Cell> row(Words words, PolicySet set) {
    return List.of(
        new Cell.Text(name(words, set)),
        new Cell.Tags(List.of(state(words, set, inForce))),
        new Cell.Text(why(words, set)),
        new Cell.Text(by(words, set.proposed())),
        new Cell.At(set.decided().orElse(set.proposed()).at()),
        new Cell.Text(set.decided().map(act -> by(words, act)).orElse("")),
        new Cell.Link(path(set), words.say("rules.look"), name(words, set)));
  }

  static String name(Words words, PolicySet set) {
    return set.version().isPresent()
        ? words.say("rules.version", set.version().getAsLong())
        : words.say("rules.proposal", set.digest().substring(0, 8));
  }

  static Tag state(Words words, PolicySet set, PoliciesInForce inForce) {
    return switch (set.state()) {
      case DRAFT -> new Tag(Tone.WARN, words.say("rules.state.draft"));
      case PROPOSED -> new Tag(Tone.WARN, words.say("rules.state.proposed"));
      case APPROVED ->
          inForce.set().filter(one -> one.id().equals(set.id())).isPresent()
              ? new Tag(Tone.GOOD, words.say("rules.state.in-force"))
              : new Tag(Tone.PLAIN, words.say("rules.state.replaced"));
      case REFUSED -> new Tag(Tone.BAD, words.say("rules.state.refused"));
      case WITHDRAWN -> new Tag(Tone.PLAIN, words.say("rules.state.withdrawn"));
    };
  }

  /** What Ward itself brought has no words of anybody. */
  static String why(Words words, PolicySet set) {
    return set.proposed().by().equals("ward")
        ? words.sayOr("rules.why." + set.why(), set.why())
        : set.why();
  }

  static String by(Words words, PolicySet.Act act) {
    return switch (act.by()) {
      case "ward" -> words.say("rules.by.ward");
      case "operator" -> words.say("rules.by.operator");
      default -> act.name();
    };
  }
}
