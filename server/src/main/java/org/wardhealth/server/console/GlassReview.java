package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.identity.Glasses;
import org.wardhealth.server.identity.Role;

/**
 * {@code /console/glass/{id}}: one broken glass, and what somebody else says of it. The list of
 * them is on the page of people. Why it was broken is shown to the privacy office alone, whose
 * reading is recorded first.
 */
@RestController
final class GlassReview {
  private static final Role[] MAY_SEE = {
    Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER, Role.AUDITOR
  };
  private static final Role[] MAY_REVIEW = {Role.PRIVACY_OFFICER};
  private static final int SHOWN = 50;

  private final Pages pages;
  private final Glasses glasses;
  private final Readings readings;
  private final Clock clock;

  GlassReview(Pages pages, Glasses glasses, Readings readings, Clock clock) {
    this.pages = pages;
    this.glasses = glasses;
    this.readings = readings;
    this.clock = clock;
  }

  /**
   * What is shown of one.
   *
   * @param words why, in its person's words; nothing where they may not be seen, or not any more
   * @param hidden whether who looks may not see them
   * @param form of the review, if who looks may make it and nobody has
   */
  record Shown(
      Glass glass, Tag state, Optional<String> words, boolean hidden, Optional<Form> form) {
    @Override
    public String toString() {
      return "Shown[***]";
    }
  }

  /**
   * Those that wait for a review, the oldest first.
   *
   * @param overdue which of them wait for too long
   */
  record Waiting(List<Glass> overdue, List<Glass> open) {
    /** How many are named; the list of all is on the page of people. */
    private static final int NAMED = 5;

    /** Those of a list that are named. */
    static List<Glass> named(List<Glass> of) {
      return of.subList(0, Math.min(NAMED, of.size()));
    }
  }

  /** Those that wait for a review; none if who looks may not see them. */
  Waiting waiting(Viewer viewer) {
    if (!viewer.may(MAY_SEE)) {
      return new Waiting(List.of(), List.of());
    }
    Map<Boolean, List<Glass>> waiting =
        glasses.unreviewed().stream().collect(Collectors.partitioningBy(this::isOverdue));
    return new Waiting(
        waiting.getOrDefault(true, List.of()), waiting.getOrDefault(false, List.of()));
  }

  private boolean isOverdue(Glass glass) {
    return !clock.instant().isBefore(glass.due());
  }

  /** Those that were broken, the latest first; nothing if none ever was. */
  Optional<Table> table(Words words) {
    List<Glass> all = glasses.latest(SHOWN);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                words.say("glass.table"),
                List.of(
                    Table.Column.of(words.say("glass.at")),
                    Table.Column.of(words.say("glass.who")),
                    Table.Column.of(words.say("glass.reason")),
                    Table.Column.of(words.say("glass.until")),
                    Table.Column.of(words.say("glass.review")),
                    Table.Column.of(words.say("person.more"))),
                all.stream().map(one -> row(words, one)).toList()));
  }

  private List<Cell> row(Words words, Glass glass) {
    return List.of(
        new Cell.At(glass.broken()),
        new Cell.Text(glass.person().name()),
        new Cell.Text(words.say("glass.reason." + glass.reason().code())),
        new Cell.At(glass.until()),
        new Cell.Tags(List.of(state(words, glass))),
        new Cell.Link(path(glass), words.say("person.open"), glass.id()));
  }

  private Tag state(Words words, Glass glass) {
    return glass
        .review()
        .map(
            review ->
                switch (review.verdict()) {
                  case JUSTIFIED -> new Tag(Tone.GOOD, words.say("glass.verdict.justified"));
                  case NOT_JUSTIFIED -> new Tag(Tone.BAD, words.say("glass.verdict.not-justified"));
                })
        .orElseGet(
            () ->
                isOverdue(glass)
                    ? new Tag(Tone.BAD, words.say("glass.overdue"))
                    : new Tag(Tone.WARN, words.say("glass.open")));
  }

  private static String path(Glass glass) {
    return Place.GLASS.path() + "/" + glass.id();
  }

  @GetMapping("/console/glass/{id}")
  void show(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.PEOPLE,
        MAY_SEE,
        request,
        response,
        looking ->
            glasses
                .byId(id)
                .map(
                    glass ->
                        shown(
                            200,
                            looking,
                            glass,
                            looking.kept().map(kept -> one(kept, "verdict")).orElse(""),
                            looking.kept().map(kept -> one(kept, "reference")).orElse(""),
                            Optional.empty()))
                .orElseGet(looking::gone));
  }

  @PostMapping("/console/glass/{id}")
  void review(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.actSurely(
        Place.PEOPLE,
        MAY_REVIEW,
        request,
        response,
        looking ->
            glasses
                .byId(id)
                .map(glass -> reviewed(request, looking, glass))
                .orElseGet(looking::gone));
  }

  private View reviewed(HttpServletRequest request, Pages.Looking looking, Glass glass) {
    if (isOwn(looking, glass)) {
      return done(403, looking, glass, "own");
    }
    String said = one(request, "verdict");
    String reference = one(request, "reference");
    Optional<Glass.Verdict> verdict = Glass.Verdict.parse(said);
    if (verdict.isEmpty() || !(reference.isEmpty() || Glasses.isReference(reference))) {
      return shown(
          422,
          looking,
          glass,
          said,
          reference,
          Optional.of(verdict.isEmpty() ? "verdict" : "reference"));
    }
    boolean first =
        glasses.review(
            glass,
            verdict.get(),
            Optional.of(reference).filter(text -> !text.isEmpty()),
            looking.viewer().by());
    return first ? done(200, looking, glass, "reviewed") : done(409, looking, glass, "again");
  }

  private static String one(HttpServletRequest request, String name) {
    return Objects.requireNonNullElse(request.getParameter(name), "").strip();
  }

  private static boolean isOwn(Pages.Looking looking, Glass glass) {
    return looking.viewer().id().equals(glass.person().id());
  }

  private View shown(
      int status,
      Pages.Looking looking,
      Glass glass,
      String verdict,
      String reference,
      Optional<String> wrong) {
    boolean privacy = looking.viewer().may(MAY_REVIEW);
    if (privacy) {
      readings.patient(looking.viewer(), glass.patient());
    }
    boolean open = privacy && glass.review().isEmpty() && !isOwn(looking, glass);
    return new View(
        status,
        "glass_review",
        looking.say("glass.one"),
        new Shown(
            glass,
            state(looking.words(), glass),
            privacy ? glasses.words(glass) : Optional.empty(),
            !privacy,
            open
                ? Optional.of(form(looking.words(), glass, verdict, reference, wrong))
                : Optional.empty()));
  }

  private static Form form(
      Words words, Glass glass, String verdict, String reference, Optional<String> wrong) {
    return new Form(
        path(glass),
        List.of(
            new Field.One(
                "verdict",
                words.say("glass.verdict"),
                Optional.empty(),
                wrong.filter("verdict"::equals).map(_ -> words.say("glass.verdict.missing")),
                Field.Choice.orNone(
                    words,
                    "glass.verdict.",
                    Arrays.stream(Glass.Verdict.values()).map(Glass.Verdict::code),
                    verdict)),
            new Field.Line(
                "reference",
                words.say("glass.reference"),
                Optional.of(words.say("glass.reference.hint")),
                wrong.filter("reference"::equals).map(_ -> words.say("glass.reference.form")),
                "text",
                reference)),
        words.say("glass.review.do"));
  }

  private static View done(int status, Pages.Looking looking, Glass glass, String key) {
    return new View(
        status,
        "done",
        looking.say("glass." + key),
        new Done(
            glass.id(),
            looking.say("glass." + key + ".text"),
            path(glass),
            looking.say("glass.back")));
  }
}
