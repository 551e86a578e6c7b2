package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.policy.PoliciesInForce;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;

/**
 * {@code /console/search}: the box in the frame of every page. It finds an exchange by its id,
 * people, applications, models and rules by a part of their name (a rule also by a part of what it
 * says), and a patient by their whole FHIR id; each kind only for those to whom its page opens.
 * What is looked for is sent in a form, because it can name a patient: it stands in no address. A
 * look for an exchange or a patient is in the ledger before it is answered.
 */
@RestController
final class SearchPage {
  private static final int SHOWN = 20;
  private static final int LONGEST = 200;

  private final Pages pages;
  private final Stories stories;
  private final Accounts accounts;
  private final Clients clients;
  private final Models models;
  private final Patients patients;
  private final PoliciesInForce policies;
  private final Readings readings;

  SearchPage(
      Pages pages,
      Stories stories,
      Accounts accounts,
      Clients clients,
      Models models,
      Patients patients,
      PoliciesInForce policies,
      Readings readings) {
    this.pages = pages;
    this.stories = stories;
    this.accounts = accounts;
    this.clients = clients;
    this.models = models;
    this.patients = patients;
    this.policies = policies;
    this.readings = readings;
  }

  /** What was found of one kind. */
  record Found(String kind, List<Hit> hits) {}

  /** Something that was found, and where it is. */
  record Hit(String name, String href) {}

  @PostMapping("/console/search")
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.NOW,
        Place.SEEING,
        request,
        response,
        looking -> {
          String asked = Objects.requireNonNullElse(request.getParameter("q"), "").strip();
          return View.of(
              "search",
              looking.say("search.title"),
              asked.isEmpty() || asked.length() > LONGEST ? List.of() : found(looking, asked));
        });
  }

  private List<Found> found(Pages.Looking looking, String asked) {
    List<Found> found = new ArrayList<>();
    add(found, looking, Place.EXCHANGES, exchange(looking, asked));
    add(found, looking, Place.CONSENT, patient(looking, asked));
    Predicate<String> has =
        name -> name.toLowerCase(Locale.ROOT).contains(asked.toLowerCase(Locale.ROOT));
    if (Place.MODELS.opensTo(looking.viewer())) {
      add(
          found,
          looking,
          Place.MODELS,
          models.list().stream()
              .filter(one -> has.test(one.id()))
              .map(one -> new Hit(one.id(), Place.MODELS.path())));
    }
    if (Place.RULES.opensTo(looking.viewer())) {
      add(
          found,
          looking,
          Place.RULES,
          policies.rules().stream()
              .filter(one -> has.test(one.id()) || has.test(one.says()))
              .map(one -> new Hit(one.id(), Place.RULES.path() + "#rule-" + one.id())));
    }
    if (Place.PEOPLE.opensTo(looking.viewer())) {
      add(
          found,
          looking,
          Place.PEOPLE,
          accounts.list().stream()
              .filter(one -> has.test(one.name()))
              .map(one -> new Hit(one.name(), PeoplePage.PATH + "/" + one.name())));
    }
    if (Place.APPLICATIONS.opensTo(looking.viewer())) {
      add(
          found,
          looking,
          Place.APPLICATIONS,
          clients.list().stream()
              .filter(one -> has.test(one.name()))
              .map(one -> new Hit(one.name(), Place.APPLICATIONS.path())));
    }
    return found;
  }

  private static void add(List<Found> found, Pages.Looking looking, Place place, Stream<Hit> hits) {
    List<Hit> all = hits.limit(SHOWN).toList();
    if (!all.isEmpty()) {
      found.add(new Found(looking.say("place." + place.key()), all));
    }
  }

  private Stream<Hit> exchange(Pages.Looking looking, String asked) {
    if (!asked.startsWith("ex_") || !Place.EXCHANGES.opensTo(looking.viewer())) {
      return Stream.empty();
    }
    Optional<Stories.Story> story =
        ExchangePage.find(stories, asked).filter(known -> !known.told().isEmpty());
    readings.searched(
        looking.viewer(),
        new TreeSet<>(List.of("exchange")),
        story.flatMap(Stories.Story::patient),
        story.isPresent() ? 1 : 0);
    return story.stream().map(one -> new Hit(one.exchange(), Exchanges.path(one.exchange())));
  }

  private Stream<Hit> patient(Pages.Looking looking, String asked) {
    Optional<PatientId> id =
        PatientId.parse(
            asked.startsWith("Patient/") ? asked.substring("Patient/".length()) : asked);
    if (id.isEmpty() || !Place.CONSENT.opensTo(looking.viewer())) {
      return Stream.empty();
    }
    Optional<String> pseudonym =
        id.flatMap(patients::get).map(one -> one.subject().pseudonym().value());
    readings.searched(
        looking.viewer(),
        new TreeSet<>(List.of("patient")),
        pseudonym,
        pseudonym.isPresent() ? 1 : 0);
    return pseudonym.stream().map(one -> new Hit(one, Place.CONSENT.path() + "/" + one));
  }
}
