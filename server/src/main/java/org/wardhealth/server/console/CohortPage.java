package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.consent.Ruling;
import org.wardhealth.server.consent.Consents;
import org.wardhealth.server.identity.Purpose;

/**
 * {@code /console/consent/cohorts}: how many patients permit that their data are used, by purpose.
 * Nobody is named. That somebody asked, and what was found, is in the ledger before they see it.
 */
@RestController
final class CohortPage {
  private static final String PATH = Place.CONSENT.path() + "/cohorts";

  /** One asks for these of a patient at hand, never of all. */
  private static final Set<Purpose> OF_ONE =
      EnumSet.of(Purpose.ETREAT, Purpose.BTG, Purpose.PATRQT);

  private static final List<String> ASKED =
      Arrays.stream(Purpose.values())
          .filter(purpose -> !OF_ONE.contains(purpose))
          .map(Purpose::name)
          .toList();

  private final Pages pages;
  private final Consents consents;
  private final Readings readings;

  CohortPage(Pages pages, Consents consents, Readings readings) {
    this.pages = pages;
    this.consents = consents;
    this.readings = readings;
  }

  /**
   * What the page shows.
   *
   * @param count the button that counts
   * @param counted what was counted; nothing before
   */
  record Shown(Form count, Optional<Table> counted, String patients) {}

  @GetMapping("/console/consent/cohorts")
  void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.CONSENT,
        request,
        response,
        looking -> view(looking, "consent.cohorts.count", Optional.empty(), ""));
  }

  @PostMapping("/console/consent/cohorts")
  void count(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.act(
        Place.CONSENT,
        Place.SEEING,
        request,
        response,
        looking -> {
          List<Consents.Counted> counted = consents.counted(ASKED);
          readings.cohorts(looking.viewer(), counted);
          return view(
              looking,
              "consent.cohorts.again",
              Optional.of(table(looking.words(), counted)),
              looking.words().count("consent.cohorts.patients", counted.getFirst().patients()));
        });
  }

  private static View view(
      Pages.Looking looking, String button, Optional<Table> counted, String patients) {
    return View.of(
        "consent_cohorts",
        looking.say("consent.cohorts"),
        new Shown(new Form(PATH, List.of(), looking.say(button)), counted, patients));
  }

  private Table table(Words words, List<Consents.Counted> counted) {
    return new Table(
        words.say("consent.cohorts"),
        List.of(
            Table.Column.of(words.say("consent.cohorts.purpose")),
            Table.Column.number(words.say("consent.cohorts.permitted")),
            Table.Column.number(words.say("consent.cohorts.share")),
            Table.Column.number(words.say("consent.cohorts.ai")),
            Table.Column.number(words.say("consent.cohorts.share")),
            Table.Column.of(words.say("consent.cohorts.silence"))),
        counted.stream()
            .map(
                one -> {
                  boolean silent = consents.defaults().of(one.purpose()) == Ruling.PERMIT;
                  return List.<Cell>of(
                      new Cell.Text(words.say("purpose." + one.purpose())),
                      new Cell.Figure(words.number(one.permit())),
                      new Cell.Figure(share(words, one.permit(), one.patients())),
                      new Cell.Figure(words.number(one.permitAi())),
                      new Cell.Figure(share(words, one.permitAi(), one.patients())),
                      Cell.of(
                          silent ? Tone.GOOD : Tone.PLAIN,
                          words.say(
                              silent ? "consent.cohorts.permits" : "consent.cohorts.denies")));
                })
            .toList());
  }

  private static String share(Words words, int permitted, int patients) {
    return patients == 0 ? "–" : words.number(100.0 * permitted / patients, 1) + " %";
  }
}
