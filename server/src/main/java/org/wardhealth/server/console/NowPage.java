package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.CosignedCheckpoint;
import org.wardhealth.ledger.LedgerState;
import org.wardhealth.ledger.WitnessState;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Verification;
import org.wardhealth.server.identity.Glass;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Models;
import org.wardhealth.server.models.Suspension;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Vault;

/**
 * {@code /console/now}: is anything failing, does the record hold, what goes through. The part that
 * changes is also at {@code ?part=live}, which the page asks for by itself.
 */
@RestController
final class NowPage {
  private final Pages pages;
  private final Wellness wellness;
  private final Audit audit;
  private final Verification verification;
  private final Models models;
  private final Vault vault;
  private final Traffic traffic;
  private final GlassPage glass;
  private final GlassReview reviews;
  private final ConsoleSettings settings;
  private final Deadlines deadlines;
  private final ZoneId zone;

  NowPage(
      Pages pages,
      Wellness wellness,
      Audit audit,
      Verification verification,
      Models models,
      Vault vault,
      Traffic traffic,
      GlassPage glass,
      GlassReview reviews,
      ConsoleSettings settings,
      Deadlines deadlines,
      ZoneId zone) {
    this.pages = pages;
    this.wellness = wellness;
    this.audit = audit;
    this.verification = verification;
    this.models = models;
    this.vault = vault;
    this.traffic = traffic;
    this.glass = glass;
    this.reviews = reviews;
    this.settings = settings;
    this.deadlines = deadlines;
    this.zone = zone;
  }

  /**
   * What the page shows.
   *
   * @param own the glasses of who looks that hold now
   * @param broken those of anybody that wait for a review, if who looks may see them
   * @param ends what ends first, unless somebody does something
   * @param state one sentence that says whether all is well, told aloud when it changes
   */
  record Now(
      List<Wellness.Failing> failing,
      String state,
      LedgerState ledger,
      Verification.State verified,
      Optional<WitnessState> witnesses,
      Optional<Cosigned> cosigned,
      Keys.Epoch epoch,
      Optional<Deadlines.Deadline> ends,
      Traffic.Hour hour,
      Picture chart,
      Optional<Table> byModel,
      Optional<Table> refused,
      Table providers,
      List<Suspension> suspended,
      List<Glass> own,
      GlassReview.Waiting broken) {
    /** Problems with witnesses, whose names are data. */
    List<String> witnessProblems() {
      return witnesses
          .map(
              one ->
                  new TreeMap<>(one.problems())
                      .entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList())
          .orElse(List.of());
    }
  }

  /** Up to where witnesses cosigned, which, and when last. */
  record Cosigned(long size, List<String> by, Instant last) {}

  @GetMapping("/console/now")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String template = "live".equals(request.getParameter("part")) ? "now_live" : "now";
    pages.show(
        Place.NOW,
        request,
        response,
        looking -> View.of(template, looking.say("place.now"), now(looking)));
  }

  private Now now(Pages.Looking looking) {
    Words words = looking.words();
    List<Wellness.Failing> failing = wellness.failing();
    Map<String, String> ill = models.problems();
    List<Model> all = models.list();
    Optional<WitnessState> witnesses = audit.witnesses();
    Traffic.Hour hour = traffic.hour();
    return new Now(
        failing,
        state(words, failing.size(), ill.size()),
        audit.state(),
        verification.state(),
        witnesses,
        witnesses.flatMap(WitnessState::cosigned).flatMap(NowPage::cosigned),
        vault.keys().current(),
        deadlines.first(looking),
        hour,
        chart(words, hour),
        byModel(words, hour),
        refused(words, hour),
        providers(words, all, ill),
        all.stream().flatMap(one -> one.suspension().stream()).toList(),
        glass.holding(looking.viewer()),
        reviews.waiting(looking.viewer()));
  }

  private static String state(Words words, int failing, int ill) {
    if (failing > 0) {
      return words.count("now.state.failing", failing);
    }
    return ill > 0 ? words.count("now.state.ill", ill) : words.say("now.state.well");
  }

  private static Optional<Cosigned> cosigned(CosignedCheckpoint one) {
    return one.witnesses().values().stream()
        .max(Instant::compareTo)
        .map(
            last ->
                new Cosigned(one.checkpoint().size(), List.copyOf(one.witnesses().keySet()), last));
  }

  private Picture chart(Words words, Traffic.Hour hour) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("HH:mm").withZone(zone);
    List<Double> answered = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Traffic.Minute minute : hour.minutes()) {
      labels.add(time.format(minute.at()));
      answered.add((double) minute.answered());
      others.add((double) minute.others());
    }
    long total = hour.total();
    long good = hour.minutes().stream().mapToLong(Traffic.Minute::answered).sum();
    return new Charts(words)
        .line(
            "traffic",
            words.say("now.chart.title"),
            words.say("now.chart.text", total, good, total - good),
            words.say("now.chart.minute"),
            labels,
            List.of(
                new Charts.Series(words.say("now.answered"), answered),
                new Charts.Series(words.say("now.others"), others)));
  }

  private static Optional<Table> byModel(Words words, Traffic.Hour hour) {
    Map<Traffic.Kind, Long> counts = hour.counts();
    TreeSet<String> names = new TreeSet<>();
    counts.keySet().stream()
        .filter(kind -> !kind.refused())
        .forEach(kind -> names.add(kind.model()));
    if (names.isEmpty()) {
      return Optional.empty();
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (String name : names) {
      long answered = counts.getOrDefault(new Traffic.Kind(name, "answered"), 0L);
      TreeMap<String, Long> failed = new TreeMap<>();
      counts.forEach(
          (kind, count) -> {
            if (kind.model().equals(name) && !kind.answered()) {
              failed.put(kind.outcome(), count);
            }
          });
      rows.add(
          List.of(
              new Cell.Text(name),
              new Cell.Figure(words.number(answered)),
              new Cell.Figure(
                  words.number(failed.values().stream().mapToLong(Long::longValue).sum())),
              new Cell.Tags(
                  failed.keySet().stream()
                      .map(code -> new Tag(Tone.WARN, words.sayOr("code." + code, code)))
                      .toList())));
    }
    return Optional.of(
        new Table(
            words.say("now.by-model"),
            List.of(
                Table.Column.of(words.say("models.model")),
                Table.Column.number(words.say("now.answered")),
                Table.Column.number(words.say("now.failed")),
                Table.Column.of(words.say("now.why"))),
            rows));
  }

  private static Optional<Table> refused(Words words, Traffic.Hour hour) {
    List<List<Cell>> rows =
        hour.counts().entrySet().stream()
            .filter(one -> one.getKey().refused())
            .sorted(Map.Entry.<Traffic.Kind, Long>comparingByValue().reversed())
            .map(
                one ->
                    List.<Cell>of(
                        new Cell.Text(
                            words.sayOr("code." + one.getKey().outcome(), one.getKey().outcome())),
                        new Cell.Code(one.getKey().outcome()),
                        new Cell.Figure(words.number(one.getValue()))))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                words.say("now.refused"),
                List.of(
                    Table.Column.of(words.say("now.why")),
                    Table.Column.of(words.say("now.code")),
                    Table.Column.number(words.say("now.times"))),
                rows));
  }

  private Table providers(Words words, List<Model> all, Map<String, String> ill) {
    TreeMap<String, Long> counts = new TreeMap<>();
    for (Model model : all) {
      counts.merge(model.provider(), 1L, Long::sum);
    }
    List<List<Cell>> rows = new ArrayList<>();
    counts.forEach(
        (name, count) ->
            rows.add(
                List.of(
                    new Cell.Text(name),
                    settings
                        .host(name)
                        .<Cell>map(Cell.Code::new)
                        .orElseGet(() -> new Cell.Text(words.say("models.inside"))),
                    new Cell.Figure(words.number(count)),
                    ill.containsKey(name)
                        ? Cell.of(Tone.BAD, words.say("models.ill"))
                        : Cell.of(Tone.GOOD, words.say("models.well")))));
    return new Table(
        words.say("now.providers"),
        List.of(
            Table.Column.of(words.say("models.provider")),
            Table.Column.of(words.say("models.where")),
            Table.Column.number(words.say("place.models")),
            Table.Column.of(words.say("models.state"))),
        rows);
  }
}
