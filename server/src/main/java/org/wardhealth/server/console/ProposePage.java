package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.policy.ChangeRefused;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.policy.PolicySet;
import org.wardhealth.server.policy.PolicySets;
import org.wardhealth.server.policy.UnfitProposal;

/**
 * {@code /console/rules/new}: a person changes the text of policies and proposes the set.
 * Everything that is wrong with it is said at once, and what was typed is kept.
 */
@RestController
final class ProposePage {
  private static final String PATH = Place.RULES.path() + "/new";

  private final Pages pages;
  private final PolicySets sets;
  private final PoliciesInForce inForce;
  private final Editors editors;

  ProposePage(Pages pages, PolicySets sets, PoliciesInForce inForce, Editors editors) {
    this.pages = pages;
    this.sets = sets;
    this.inForce = inForce;
    this.editors = editors;
  }

  /**
   * What the form shows.
   *
   * @param base the digest of the set that the texts were taken from
   * @param problems in English, as the compiler of policies has them
   * @param stepUp where the viewer shows a passkey first, if they must
   */
  record Shown(
      String base,
      List<Text> texts,
      String file,
      String text,
      String why,
      List<Problem> problems,
      Optional<String> stepUp) {}

  /** A policy's text, under its file's name. */
  record Text(String file, String text, boolean changed) {
    /** So many lines as it has, within reason. */
    long rows() {
      return Math.clamp(text.lines().count() + 1, 3, 30);
    }
  }

  /** Something that is wrong, and in which field, if it is known. */
  record Problem(String says, Optional<String> field) {}

  /** What was typed. */
  private record Typed(
      String base, Map<String, String> texts, String file, String text, String why) {
    /** Without what is blank, which is how a policy is removed; with the one that is new. */
    Map<String, String> policies() {
      Map<String, String> policies = new TreeMap<>(texts);
      policies.values().removeIf(String::isBlank);
      if (!file.isBlank() || !text.isBlank()) {
        policies.put(file.strip(), text);
      }
      return policies;
    }
  }

  @GetMapping("/console/rules/new")
  void form(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.RULES,
        Editors.MAY_CHANGE,
        request,
        response,
        looking -> {
          Map<String, String> now = now();
          Map<String, String> texts =
              sets.get(Objects.requireNonNullElse(request.getParameter("from"), ""))
                  .<Map<String, String>>map(set -> set.source().policies())
                  .orElse(now);
          return view(
              200, looking, request, new Typed(digest(), union(texts, now), "", "", ""), List.of());
        });
  }

  @PostMapping("/console/rules/new")
  void propose(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.export(
        Place.RULES,
        Editors.MAY_CHANGE,
        request,
        response,
        looking -> {
          Typed typed = typed(request);
          List<String> problems = new ArrayList<>();
          try {
            if (!typed.base().equals(digest())) {
              problems.add(looking.say("rules.refused.stale"));
            } else {
              PolicySet proposed =
                  sets.propose(
                      typed.policies(), typed.why(), editors.by(looking.viewer(), request));
              response.setStatus(303);
              response.setHeader("Location", RulesPage.path(proposed));
              return;
            }
          } catch (UnfitProposal e) {
            problems.addAll(e.problems());
          } catch (ChangeRefused e) {
            problems.add(looking.say("rules.refused.passkey"));
          }
          pages.instead(
              Place.RULES,
              request,
              response,
              looking,
              view(422, looking, request, typed, problems));
        });
  }

  private View view(
      int status,
      Pages.Looking looking,
      HttpServletRequest request,
      Typed typed,
      List<String> problems) {
    Map<String, String> now = now();
    return new View(
        status,
        "rules_new",
        looking.say("rules.propose"),
        new Shown(
            typed.base(),
            typed.texts().entrySet().stream()
                .map(
                    one ->
                        new Text(
                            one.getKey(),
                            one.getValue(),
                            !one.getValue().equals(now.getOrDefault(one.getKey(), ""))))
                .toList(),
            typed.file(),
            typed.text(),
            typed.why(),
            problems.stream().map(says -> new Problem(says, field(says, typed))).toList(),
            editors.fresh(request) ? Optional.empty() : Optional.of(Editors.stepUp(PATH))));
  }

  /** The field that a problem is about: it begins with the name of the file. */
  private static Optional<String> field(String problem, Typed typed) {
    if (problem.startsWith("Say why")) {
      return Optional.of("why");
    }
    if (!typed.file().isBlank() && problem.startsWith(typed.file().strip())) {
      return Optional.of("text");
    }
    return typed.texts().keySet().stream().filter(problem::startsWith).findFirst();
  }

  private Typed typed(HttpServletRequest request) {
    Map<String, String> texts = new TreeMap<>();
    for (String file : now().keySet()) {
      texts.put(file, text(request, file));
    }
    request
        .getParameterMap()
        .keySet()
        .forEach(
            name -> {
              if (name.endsWith(".cedar")) {
                texts.put(name, text(request, name));
              }
            });
    return new Typed(
        text(request, "base"),
        texts,
        text(request, "file"),
        text(request, "text"),
        text(request, "why"));
  }

  /** A field's text, with the ends of lines that files have. */
  private static String text(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").replace("\r\n", "\n");
  }

  private static Map<String, String> union(Map<String, String> texts, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(texts);
    new TreeSet<>(others.keySet()).forEach(file -> all.putIfAbsent(file, ""));
    return all;
  }

  private Map<String, String> now() {
    return inForce.set().<Map<String, String>>map(set -> set.source().policies()).orElse(Map.of());
  }

  private String digest() {
    return inForce.set().map(PolicySet::digest).orElse("none");
  }
}
