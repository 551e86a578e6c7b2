package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /console/gallery}: every component of the design system, with made-up content. */
@RestController
final class GalleryPage {
  private static final String PATH = Place.GALLERY.path();
  private static final List<String> TABS = List.of("parts", "forms", "charts");

  private final Pages pages;
  private final Clock clock;

  GalleryPage(Pages pages, Clock clock) {
    this.pages = pages;
    this.clock = clock;
  }

  /** What the page shows. */
  record Gallery(
      String tab,
      List<String> tabs,
      Table table,
      Form form,
      List<Picture> charts,
      Picture spark,
      List<Event> timeline) {}

  /** Something that happened. */
  record Event(Instant at, Tone tone, String title, String text) {}

  @GetMapping("/console/gallery")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String asked = Objects.requireNonNullElse(request.getParameter("tab"), "");
    pages.show(
        Place.GALLERY,
        request,
        response,
        looking ->
            View.of(
                "gallery",
                looking.say("place.gallery"),
                gallery(looking.words(), TABS.contains(asked) ? asked : TABS.getFirst())));
  }

  private Gallery gallery(Words words, String tab) {
    Instant now = clock.instant();
    Table.Sort sort = new Table.Sort("name", false);
    Table table =
        new Table(
            words.say("gallery.table"),
            List.of(
                Table.Column.sorted(words.say("application.name"), false, PATH, "name", sort),
                Table.Column.of(words.say("models.state")),
                Table.Column.of(words.say("keys.since")),
                Table.Column.number(words.say("chart.value"))),
            List.of(
                row(words, "ward/extractive", Tone.GOOD, now.minusSeconds(12), 1_204),
                row(
                    words,
                    "llama-3.3-70b-instruct",
                    Tone.WARN,
                    now.minus(Duration.ofMinutes(47)),
                    88),
                row(
                    words,
                    "an-unusually-long-name-of-a-model-that-has-to-wrap-somewhere/2026-11-29-preview",
                    Tone.BAD,
                    now.minus(Duration.ofDays(9)),
                    0)),
            Optional.of(PATH));
    Charts charts = new Charts(words);
    List<String> hours = List.of("08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00");
    Charts.Series one =
        new Charts.Series(
            words.say("now.answered"), List.of(12.0, 44.0, 61.0, 57.0, 23.0, 48.0, 52.0));
    Charts.Series two =
        new Charts.Series(words.say("now.others"), List.of(1.0, 3.0, 2.0, 9.0, 0.0, 1.0, 4.0));
    List<Charts.Measured> measured =
        List.of(
            measured("A", 0.82, 0.78, 0.86),
            measured("B", 0.74, 0.61, 0.85),
            measured("C", 0.91, 0.88, 0.93),
            measured("D", 0.55, 0.31, 0.77));
    String axis = words.say("gallery.axis");
    return new Gallery(
        tab,
        TABS,
        table,
        form(words),
        List.of(
            charts.line(
                "line",
                words.say("gallery.line"),
                words.say("gallery.line.text"),
                axis,
                hours,
                List.of(one, two)),
            charts.bars(
                "bars", words.say("gallery.bars"), words.say("gallery.bars.text"), axis, measured),
            charts.dots(
                "dots", words.say("gallery.dots"), words.say("gallery.dots.text"), axis, measured),
            charts.heat(
                "heat",
                words.say("gallery.heat"),
                words.say("gallery.heat.text"),
                axis,
                hours,
                List.of(one, two))),
        charts.spark(
            "spark", words.say("gallery.spark"), words.say("gallery.spark.text"), axis, hours, one),
        List.of(
            new Event(
                now.minusSeconds(8),
                Tone.GOOD,
                words.say("gallery.event.answered"),
                words.say("gallery.event.answered.text")),
            new Event(
                now.minusSeconds(9),
                Tone.WARN,
                words.say("gallery.event.found"),
                words.say("gallery.event.found.text")),
            new Event(
                now.minusSeconds(10),
                Tone.BAD,
                words.say("gallery.event.refused"),
                words.say("gallery.event.refused.text")),
            new Event(
                now.minusSeconds(11),
                Tone.PLAIN,
                words.say("gallery.event.arrived"),
                words.say("gallery.event.arrived.text"))));
  }

  private static List<Cell> row(Words words, String name, Tone tone, Instant at, long number) {
    return List.of(
        new Cell.Text(name),
        Cell.of(tone, words.say("gallery.tone." + tone.css())),
        new Cell.At(at),
        new Cell.Figure(words.number(number)));
  }

  private static Charts.Measured measured(String label, double value, double low, double high) {
    return new Charts.Measured(label, value, Optional.of(low), Optional.of(high));
  }

  private static Form form(Words words) {
    return new Form(
        PATH,
        List.of(
            new Field.Line(
                "gallery-name",
                words.say("application.name"),
                Optional.of(words.say("application.name.hint")),
                Optional.of(words.say("application.name.missing")),
                "text",
                ""),
            new Field.One(
                "gallery-one",
                words.say("models.model"),
                Optional.empty(),
                Optional.empty(),
                List.of(new Field.Choice("a", "ward/extractive", true))),
            new Field.Any(
                "gallery-any",
                words.say("application.purposes"),
                Optional.of(words.say("application.purposes.hint")),
                Optional.of(words.say("application.purpose.missing")),
                List.of(
                    new Field.Choice("TREAT", "TREAT - " + words.say("purpose.TREAT"), false),
                    new Field.Choice("HRESCH", "HRESCH - " + words.say("purpose.HRESCH"), false)))),
        words.say("application.add"));
  }
}
