package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicyProblems;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.gateway.Rehearsal;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.policy.ChangeRefused;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.policy.UnfitProposal;

/**
 * {@code /console/rules/sets/ID}: what a set of policies changes, who wants it and why, what it
 * would have decided; and where a second person approves or refuses it.
 */
@RestController
final class PolicySetPage {
  /** How far back the record is decided anew. */
  private static final int DAYS = 30;

  private static final Role[] MAY_READ_RECORD = {
    Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER, Role.AUDITOR
  };

  private final Pages pages;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Editors editors;
  private final Rehearsal rehearsal;
  private final Readings readings;
  private final Clock clock;

  PolicySetPage(
      Pages pages,
      PolicySets sets,
      PoliciesInForce inForce,
      Editors editors,
      Rehearsal rehearsal,
      Readings readings,
      Clock clock) {
    this.pages = pages;
    this.sets = sets;
    this.inForce = inForce;
    this.editors = editors;
    this.rehearsal = rehearsal;
    this.readings = readings;
    this.clock = clock;
  }

  /**
   * What the page shows.
   *
   * @param refused why the last thing was not done, by the key of its words
   * @param problems of the set, in English as the compiler of policies has them
   * @param acts what the viewer may do to it now
   * @param stepUp where the viewer shows a passkey first, if they must
   * @param record where it is shown what it would have decided, for who may see that
   */
  record Shown(
      PolicySet set,
      Tag state,
      String why,
      String proposed,
      Optional<String> decided,
      Optional<String> refused,
      List<String> problems,
      List<Changed> changes,
      List<Act> acts,
      Optional<String> stepUp,
      Optional<String> record,
      Optional<String> again) {
    String path() {
      return Place.RULES.path() + "/sets/" + set.id();
    }
  }

  /** A policy that the set changes. */
  record Changed(String file, Tag kind, Optional<String> before, Optional<String> after) {}

  /** What can be done to a set. */
  enum Act {
    ADOPT,
    APPROVE,
    REFUSE,
    WITHDRAW;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean ends() {
      return this == REFUSE || this == WITHDRAW;
    }
  }

  /** What a set would have decided. */
  record Past(
      String set, String back, Rehearsal.Compared compared, Optional<Table> changes, int days) {}

  @GetMapping("/console/rules/sets/{id}")
  void show(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.RULES,
        request,
        response,
        looking -> view(200, looking, request, id, Optional.empty(), List.of()));
  }

  @PostMapping("/console/rules/sets/{id}")
  void act(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.export(
        Place.RULES,
        Editors.MAY_CHANGE,
        request,
        response,
        looking -> {
          Optional<View> refused = done(id, looking, request);
          if (refused.isPresent()) {
            pages.instead(Place.RULES, request, response, looking, refused.get());
          } else {
            response.setStatus(303);
            response.setHeader("Location", Place.RULES.path() + "/sets/" + id);
          }
        });
  }

  private Optional<View> done(String id, Pages.Looking looking, HttpServletRequest request) {
    PolicySets.By by = editors.by(looking.viewer(), request);
    String digest = Objects.requireNonNullElse(request.getParameter("digest"), "");
    try {
      var _ =
          switch (Objects.requireNonNullElse(request.getParameter("act"), "")) {
            case "adopt" -> sets.adopt(id, digest, by);
            case "approve" -> sets.approve(id, digest, by);
            case "refuse" -> sets.refuse(id, digest, by);
            case "withdraw" -> sets.withdraw(id, digest, by);
            default -> throw new UnknownAct();
          };
      return Optional.empty();
    } catch (UnknownAct e) {
      return Optional.of(view(422, looking, request, id, Optional.of("act"), List.of()));
    } catch (ChangeRefused e) {
      String key = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      return Optional.of(view(409, looking, request, id, Optional.of(key), List.of()));
    } catch (UnfitProposal e) {
      return Optional.of(view(422, looking, request, id, Optional.of("unfit"), e.problems()));
    }
  }

  private static final class UnknownAct extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private View view(
      int status,
      Pages.Looking looking,
      HttpServletRequest request,
      String id,
      Optional<String> refused,
      List<String> problems) {
    Optional<PolicySet> found = sets.get(id);
    if (found.isEmpty()) {
      return unknown(looking);
    }
    PolicySet set = found.get();
    Words words = looking.words();
    List<Act> acts = acts(set, looking.viewer());
    return new View(
        status,
        "rules_set",
        RulesPage.name(words, set),
        new Shown(
            set,
            RulesPage.state(words, set, inForce),
            RulesPage.why(words, set),
            RulesPage.by(words, set.proposed()),
            set.decided().map(act -> RulesPage.by(words, act)),
            refused,
            problems,
            changes(words, set),
            acts,
            acts.isEmpty() || editors.fresh(request)
                ? Optional.empty()
                : Optional.of(Editors.stepUp(RulesPage.path(set))),
            looking.viewer().may(MAY_READ_RECORD)
                ? Optional.of(RulesPage.path(set) + "/past")
                : Optional.empty(),
            looking.viewer().may(Editors.MAY_CHANGE) && !set.open()
                ? Optional.of(Place.RULES.path() + "/new?from=" + set.id())
                : Optional.empty()));
  }

  private static View unknown(Pages.Looking looking) {
    return new View(404, "rules_unknown", looking.say("rules.unknown"), "");
  }

  private static List<Act> acts(PolicySet set, Viewer viewer) {
    if (!set.open() || !viewer.may(Editors.MAY_CHANGE)) {
      return List.of();
    }
    if (set.state() == PolicySet.State.DRAFT) {
      return List.of(Act.ADOPT, Act.REFUSE);
    }
    return set.proposed().by().equals(viewer.id())
        ? List.of(Act.WITHDRAW)
        : List.of(Act.APPROVE, Act.REFUSE);
  }

  /** What differs from the set that it was made from. */
  private List<Changed> changes(Words words, PolicySet set) {
    Optional<PolicySet> base =
        sets.list().stream()
            .filter(one -> one.version().isPresent() && one.version().getAsLong() == set.base())
            .findFirst();
    if (base.isEmpty()) {
      return List.of();
    }
    Map<String, String> before = base.get().source().policies();
    Map<String, String> after = set.source().policies();
    TreeSet<String> files = new TreeSet<>(before.keySet());
    files.addAll(after.keySet());
    List<Changed> changes = new ArrayList<>();
    for (String file : files) {
      Optional<String> old = Optional.ofNullable(before.get(file));
      Optional<String> now = Optional.ofNullable(after.get(file));
      if (!old.equals(now)) {
        changes.add(
            new Changed(
                file,
                old.isEmpty()
                    ? new Tag(Tone.GOOD, words.say("rules.added"))
                    : now.isEmpty()
                        ? new Tag(Tone.BAD, words.say("rules.removed"))
                        : new Tag(Tone.WARN, words.say("rules.changed")),
                old,
                now));
      }
    }
    return changes;
  }

  /** What the set would have decided; reading the record is an entry first. */
  @GetMapping("/console/rules/sets/{id}/past")
  void past(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.RULES,
        MAY_READ_RECORD,
        request,
        response,
        looking -> {
          Optional<PolicySet> found = sets.get(id);
          if (found.isEmpty()) {
            return unknown(looking);
          }
          PolicySet set = found.get();
          Policies candidate;
          try {
            candidate =
                Policies.load(
                    new PolicySource(PolicySource.shippedSchema(), set.source().policies()));
          } catch (PolicyProblems e) {
            return view(422, looking, request, id, Optional.of("unfit"), e.problems());
          }
          Rehearsal.Compared compared =
              rehearsal.compare(candidate, clock.instant().minus(Duration.ofDays(DAYS)));
          readings.searched(
              looking.viewer(),
              new TreeSet<>(List.of("kind", "since")),
              Optional.empty(),
              (int) (compared.same() + compared.unknown() + compared.different()));
          Words words = looking.words();
          return View.of(
              "rules_past",
              words.say("rules.past.title"),
              new Past(
                  RulesPage.name(words, set),
                  RulesPage.path(set),
                  compared,
                  compared.changes().isEmpty()
                      ? Optional.empty()
                      : Optional.of(table(words, compared)),
                  DAYS));
        });
  }

  private static Table table(Words words, Rehearsal.Compared compared) {
    return new Table(
        words.say("rules.past.title"),
        List.of(
            Table.Column.of(words.say("application.name")),
            Table.Column.of(words.say("models.model")),
            Table.Column.of(words.say("rules.purpose")),
            Table.Column.of(words.say("rules.past.was")),
            Table.Column.of(words.say("rules.past.would")),
            Table.Column.number(words.say("rules.past.count")),
            Table.Column.of(words.say("rules.past.example"))),
        compared.changes().stream()
            .limit(100)
            .map(
                one ->
                    List.<Cell>of(
                        new Cell.Text(one.application()),
                        new Cell.Text(one.model()),
                        new Cell.Code(one.purpose()),
                        decided(words, one.permitted(), one.before()),
                        decided(words, one.wouldPermit(), one.after()),
                        new Cell.Figure(words.number(one.count())),
                        new Cell.Link(
                            Exchanges.path(one.example()), words.say("rules.look"), one.example())))
            .toList());
  }

  private static Cell decided(Words words, boolean permitted, List<String> rules) {
    return new Cell.Tags(
        List.of(
            new Tag(
                permitted ? Tone.GOOD : Tone.BAD,
                words.say(permitted ? "rules.permit" : "rules.deny")
                    + ": "
                    + String.join(", ", rules))));
  }
}
