package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Erasure;
import org.wardhealth.server.audit.Erasures;
import org.wardhealth.server.audit.KeyCare;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.store.Database;

/** {@code /console/keys}: do the keys turn, is there room, how long does the certificate hold. */
@RestController
final class KeysPage {
  private static final int ERASURES_SHOWN = 50;

  private final Pages pages;
  private final KeyCare care;
  private final Erasures erasures;
  private final Trail trail;
  private final Database database;
  private final ConsoleSettings settings;
  private final Clock clock;

  KeysPage(
      Pages pages,
      KeyCare care,
      Erasures erasures,
      Trail trail,
      Database database,
      ConsoleSettings settings,
      Clock clock) {
    this.pages = pages;
    this.care = care;
    this.erasures = erasures;
    this.trail = trail;
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /** What the page shows. */
  record Storage(
      KeyCare.EpochStatus current,
      String provider,
      Duration window,
      Duration retention,
      Table epochs,
      Optional<Table> erasures,
      Optional<Certificate> certificate,
      Optional<Instant> backup,
      Optional<Instant> restored,
      String database,
      long databaseBytes,
      long freeBytes,
      long diskBytes,
      String home) {
    int percentFree() {
      return diskBytes == 0 ? 0 : (int) (100.0 * freeBytes / diskBytes);
    }
  }

  @GetMapping("/console/keys")
  void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.KEYS,
        request,
        response,
        looking -> View.of("keys", looking.say("place.keys"), storage(looking.words())));
  }

  private Storage storage(Words words) throws IOException {
    List<KeyCare.EpochStatus> all = new ArrayList<>(care.status());
    Collections.reverse(all);
    KeyCare.EpochStatus current =
        all.stream()
            .filter(KeyCare.EpochStatus::current)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No epoch of keys is current."));
    FileStore disk = Files.getFileStore(settings.home());
    return new Storage(
        current,
        care.provider(),
        settings.keyWindow(),
        settings.contentRetention(),
        epochs(words, all),
        erasures(words),
        settings
            .certificate()
            .map(file -> Certificate.read(file, clock, settings.ownCertificate())),
        last("backup.taken"),
        last("ward.restored"),
        words.say("database." + database.dialect().name()),
        database.bytes(),
        disk.getUsableSpace(),
        disk.getTotalSpace(),
        settings.home().toAbsolutePath().toString());
  }

  private Optional<Instant> last(String kind) {
    return trail
        .page(Search.of(Map.of(org.wardhealth.server.audit.Field.KIND, kind), 1))
        .rows()
        .stream()
        .findFirst()
        .map(Row::at);
  }

  private static Table epochs(Words words, List<KeyCare.EpochStatus> all) {
    return new Table(
        words.say("keys.epochs"),
        List.of(
            Table.Column.of(words.say("keys.epoch")),
            Table.Column.of(words.say("keys.epoch.began")),
            Table.Column.number(words.say("keys.data-keys")),
            Table.Column.of(words.say("models.state"))),
        all.stream()
            .map(
                one ->
                    List.of(
                        one.id().isEmpty()
                            ? new Cell.Text(words.say("keys.before"))
                            : new Cell.Code(one.id()),
                        one.id().isEmpty()
                            ? new Cell.Text(words.say("keys.unknown"))
                            : new Cell.At(one.made()),
                        new Cell.Figure(words.number(one.dataKeys())),
                        one.current()
                            ? Cell.of(Tone.GOOD, words.say("keys.current"))
                            : Cell.of(
                                one.dataKeys() == 0 ? Tone.PLAIN : Tone.WARN,
                                words.say(one.dataKeys() == 0 ? "keys.waits" : "keys.seals"))))
            .toList());
  }

  private Optional<Table> erasures(Words words) {
    List<Erasure> all = erasures.list();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Table(
            words.say("keys.erasures"),
            List.of(
                Table.Column.of(words.say("keys.erasure")),
                Table.Column.of(words.say("keys.pseudonym")),
                Table.Column.of(words.say("keys.ground")),
                Table.Column.number(words.say("keys.contents")),
                Table.Column.of(words.say("keys.since")),
                Table.Column.of(words.say("models.state"))),
            all.stream()
                .sorted((a, b) -> b.at().compareTo(a.at()))
                .limit(ERASURES_SHOWN)
                .map(
                    one ->
                        List.of(
                            new Cell.Code(one.id()),
                            new Cell.Code(one.pseudonym().value()),
                            new Cell.Code(one.ground().code()),
                            new Cell.Figure(words.number(one.contents())),
                            new Cell.At(one.at()),
                            Cell.of(tone(one.state()), words.say("erasure." + one.state()))))
                .toList()));
  }

  private static Tone tone(Erasure.State state) {
    return switch (state) {
      case REQUESTED, DECIDED -> Tone.WARN;
      case DONE -> Tone.GOOD;
    };
  }
}
