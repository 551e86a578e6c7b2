package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.consent.ConsentText;
import org.wardhealth.consent.InvalidConsent;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.consent.StaleConsent;
import org.wardhealth.server.identity.Accounts;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;

/**
 * {@code /console/consent}: what a patient agreed to, who acted on it, and an end to it. A patient
 * is found by their FHIR id and is their pseudonym from then on: no address and no page holds the
 * id. Each look is in the ledger first.
 */
@RestController
final class ConsentPage {
  private static final String PATH = Place.CONSENT.path();
  private static final Role[] MAY_CHANGE = {Role.PRIVACY_OFFICER};
  private static final int SHOWN = 20;

  private final Pages pages;
  private final Patients patients;
  private final Vault vault;
  private final Consents consents;
  private final Trail trail;
  private final Accounts accounts;
  private final Readings readings;
  private final Clock clock;

  ConsentPage(
      Pages pages,
      Patients patients,
      Vault vault,
      Consents consents,
      Trail trail,
      Accounts accounts,
      Readings readings,
      Clock clock) {
    this.pages = pages;
    this.patients = patients;
    this.vault = vault;
    this.consents = consents;
    this.trail = trail;
    this.accounts = accounts;
    this.readings = readings;
    this.clock = clock;
  }

  /** What is shown of a patient. */
  record Shown(
      String pseudonym, List<Agreed.Shown> consents, Optional<Table> acts, boolean changes) {
    String path() {
      return PATH + "/" + pseudonym;
    }
  }

  /** What is to be recorded for a patient. */
  record Asked(String pseudonym, Form form) {}

  /** A consent to be printed, in a language of its own. */
  record Print(String back, String language, String text) {}

  @GetMapping("/console/consent")
  void blank(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(Place.CONSENT, request, response, looking -> search(200, looking, "", false));
  }

  private static View search(int status, Pages.Looking looking, String patient, boolean unknown) {
    return new View(
        status,
        "consent_search",
        looking.say("place.consent"),
        new Form(
            PATH,
            List.of(
                new Field.Line(
                    "patient",
                    looking.say("consent.patient"),
                    Optional.of(looking.say("consent.patient.hint")),
                    unknown
                        ? Optional.of(looking.say("consent.patient.unknown"))
                        : Optional.empty(),
                    "text",
                    patient)),
            looking.say("consent.look")));
  }

  /** Finds a patient by their FHIR id, which is in no address. */
  @PostMapping("/console/consent")
  void find(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.export(
        Place.CONSENT,
        Place.SEEING,
        request,
        response,
        looking -> {
          String given = Objects.requireNonNullElse(request.getParameter("patient"), "").strip();
          Optional<Subject> subject =
              PatientId.parse(
                      given.startsWith("Patient/") ? given.substring("Patient/".length()) : given)
                  .flatMap(patients::get)
                  .map(Patients.Resource::subject);
          readings.searched(
              looking.viewer(),
              new TreeSet<>(List.of("patient")),
              subject.map(one -> one.pseudonym().value()),
              subject.isPresent() ? 1 : 0);
          if (subject.isEmpty()) {
            pages.instead(
                Place.CONSENT, request, response, looking, search(404, looking, given, true));
            return;
          }
          response.setStatus(303);
          response.setHeader("Location", PATH + "/" + subject.get().pseudonym().value());
        });
  }

  @GetMapping("/console/consent/{pseudonym}")
  void patient(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.CONSENT,
        request,
        response,
        looking ->
            looked(looking, pseudonym)
                .map(subject -> shown(looking, subject))
                .orElseGet(looking::gone));
  }

  /** The subject of a pseudonym, when the look is in the ledger. */
  private Optional<Subject> looked(Pages.Looking looking, String pseudonym) {
    Optional<Subject> subject = Pseudonym.parse(pseudonym).flatMap(vault::subject);
    subject.ifPresent(one -> readings.patient(looking.viewer(), one.pseudonym()));
    return subject;
  }

  private View shown(Pages.Looking looking, Subject subject) {
    List<Agreed.Shown> agreed =
        consents.of(subject).reversed().stream()
            .map(one -> Agreed.of(looking.words(), one))
            .toList();
    return View.of(
        "consent",
        looking.say("consent.title"),
        new Shown(
            subject.pseudonym().value(),
            agreed,
            acts(looking.words(), subject.pseudonym()),
            looking.viewer().may(MAY_CHANGE)));
  }

  /** Who recorded, withdrew or read, newest first, as far as the record can be searched. */
  private Optional<Table> acts(Words words, Pseudonym patient) {
    List<Row> rows =
        Stream.of("consent.recorded", "consent.withdrawn", "patient.read")
            .flatMap(
                kind ->
                    trail
                        .page(
                            Search.of(
                                Map.of(
                                    org.wardhealth.server.audit.Field.PATIENT,
                                    patient.value(),
                                    org.wardhealth.server.audit.Field.KIND,
                                    kind),
                                SHOWN))
                        .rows()
                        .stream())
            .sorted(Comparator.comparing(Row::at).reversed())
            .limit(SHOWN)
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> names =
        accounts.list().stream().collect(Collectors.toMap(one -> one.id(), one -> one.name()));
    List<List<Cell>> cells = new ArrayList<>();
    for (Row row : rows) {
      String by = row.get(org.wardhealth.server.audit.Field.CLIENT).orElse("");
      String application = row.get(org.wardhealth.server.audit.Field.APPLICATION).orElse(by);
      cells.add(
          List.of(
              new Cell.At(row.at()),
              new Cell.Text(
                  words.say(
                      "act."
                          + row.get(org.wardhealth.server.audit.Field.KIND)
                              .orElse("patient.read"))),
              new Cell.Text(names.getOrDefault(by, application))));
    }
    return Optional.of(
        new Table(
            words.say("consent.acts"),
            List.of(
                Table.Column.of(words.say("exchanges.at")),
                Table.Column.of(words.say("consent.act")),
                Table.Column.of(words.say("consent.by"))),
            cells));
  }

  @GetMapping("/console/consent/{pseudonym}/record")
  void askRecord(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    pages.showSurely(
        Place.CONSENT,
        MAY_CHANGE,
        request,
        response,
        looking ->
            looked(looking, pseudonym)
                .map(
                    subject ->
                        recording(
                            200,
                            looking,
                            subject,
                            looking.kept().map(ConsentForm::of).orElseGet(ConsentForm::empty)))
                .orElseGet(looking::gone));
  }

  private static View recording(
      int status, Pages.Looking looking, Subject subject, ConsentForm form) {
    String pseudonym = subject.pseudonym().value();
    return new View(
        status,
        "consent_record",
        looking.say("consent.new"),
        new Asked(pseudonym, form.shown(PATH + "/" + pseudonym + "/record", looking.words())));
  }

  @PostMapping("/console/consent/{pseudonym}/record")
  void record(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    pages.actSurely(
        Place.CONSENT,
        MAY_CHANGE,
        request,
        response,
        looking ->
            Pseudonym.parse(pseudonym)
                .flatMap(patients::behind)
                .map(known -> record(looking, known, ConsentForm.of(request)))
                .orElseGet(looking::gone));
  }

  private View record(Pages.Looking looking, Patients.Resource known, ConsentForm form) {
    Optional<byte[]> resource =
        form.resource(known.patient().path("id").asString(), clock.instant(), looking.words());
    if (resource.isEmpty()) {
      return recording(422, looking, known.subject(), form);
    }
    try {
      var _ = consents.create(resource.get(), looking.viewer().who());
    } catch (InvalidConsent e) {
      throw new IllegalStateException("The form of a page makes no Consent.", e);
    }
    return done(looking, known.subject(), "consent.recorded");
  }

  private static View done(Pages.Looking looking, Subject subject, String key) {
    String pseudonym = subject.pseudonym().value();
    return View.of(
        "done",
        looking.say(key),
        new Done(
            pseudonym,
            looking.say(key + ".text"),
            PATH + "/" + pseudonym,
            looking.say("consent.back")));
  }

  @GetMapping("/console/consent/{pseudonym}/withdraw")
  void askWithdraw(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    pages.showSurely(
        Place.CONSENT,
        MAY_CHANGE,
        request,
        response,
        looking ->
            looked(looking, pseudonym)
                .flatMap(subject -> asked(looking.answers(request), subject))
                .map(
                    stored ->
                        View.of(
                            "confirm",
                            looking.say("consent.withdraw"),
                            new Confirm(
                                stored.id(),
                                looking.say("consent.withdraw.text"),
                                PATH + "/" + pseudonym + "/withdraw",
                                List.of(
                                    new Field.Choice("consent", stored.id(), false),
                                    new Field.Choice(
                                        "version", Integer.toString(stored.version()), false)),
                                looking.say("consent.withdraw.do"),
                                true,
                                PATH + "/" + pseudonym,
                                looking.say("person.keep"))))
                .orElseGet(looking::gone));
  }

  private Optional<Consents.Stored> asked(HttpServletRequest request, Subject subject) {
    String id = Objects.requireNonNullElse(request.getParameter("consent"), "");
    return consents.of(subject).stream().filter(one -> one.id().equals(id)).findFirst();
  }

  @PostMapping("/console/consent/{pseudonym}/withdraw")
  void withdraw(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    pages.actSurely(
        Place.CONSENT,
        MAY_CHANGE,
        request,
        response,
        looking -> {
          Optional<Subject> subject = Pseudonym.parse(pseudonym).flatMap(vault::subject);
          Optional<Consents.Stored> stored = subject.flatMap(one -> asked(request, one));
          String version = Objects.requireNonNullElse(request.getParameter("version"), "");
          if (stored.isEmpty() || !version.matches("[0-9]{1,9}")) {
            return looking.gone();
          }
          try {
            return consents.withdraw(
                    stored.get().id(),
                    OptionalInt.of(Integer.parseInt(version)),
                    looking.viewer().who())
                ? done(looking, subject.orElseThrow(), "consent.withdrawn")
                : looking.gone();
          } catch (StaleConsent e) {
            return done(looking, subject.orElseThrow(), "consent.stale");
          }
        });
  }

  /**
   * A consent in words, alone on its page, in English or Spanish whatever the reader's language.
   */
  @GetMapping("/console/consent/{pseudonym}/print")
  void print(
      @PathVariable("pseudonym") String pseudonym,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Language language =
        Language.parse(Objects.requireNonNullElse(request.getParameter("language"), "en"))
            .orElse(Language.EN);
    pages.show(
        Place.CONSENT,
        request,
        response,
        looking ->
            looked(looking, pseudonym)
                .flatMap(subject -> asked(request, subject))
                .map(
                    stored ->
                        View.of(
                            "consent_print",
                            looking.say("consent.print"),
                            new Print(
                                PATH + "/" + pseudonym,
                                language.tag(),
                                ConsentText.in(language.tag()).of(Agreed.parsed(stored)).strip())))
                .orElseGet(looking::gone));
  }
}
