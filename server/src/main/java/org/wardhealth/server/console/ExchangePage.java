package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.ledger.CosignedCheckpoint;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.policy.PoliciesInForce;
import tools.jackson.databind.JsonNode;

/**
 * {@code /console/exchanges/ID}: what became of one exchange, step by step, read from the ledger
 * itself; with the proof of each of its entries, to be verified in the browser or taken away. Never
 * what was said in it. Whoever looks is in the ledger first.
 */
@RestController
final class ExchangePage {
  private static final TreeSet<String> BY_ID = new TreeSet<>(List.of("exchange"));

  private final Pages pages;
  private final Stories stories;
  private final Audit audit;
  private final PoliciesInForce policies;
  private final Readings readings;

  ExchangePage(
      Pages pages, Stories stories, Audit audit, PoliciesInForce policies, Readings readings) {
    this.pages = pages;
    this.stories = stories;
    this.audit = audit;
    this.policies = policies;
    this.readings = readings;
  }

  /**
   * What the page shows.
   *
   * @param proofs of its entries, in their order
   * @param key that signs the last entry's log, to be compared with what is kept elsewhere
   * @param elsewhere how many entries only another node's ledger has
   * @param sent where who looks may see what the model was sent
   * @param readers who saw it
   */
  record Shown(
      Telling telling,
      List<Proved> proofs,
      String key,
      int elsewhere,
      Optional<String> sent,
      List<Reader> readers) {}

  /** Somebody who saw what the model was sent. */
  record Reader(Instant at, String name, String reason) {}

  /**
   * An entry and its proof.
   *
   * @param size how many entries the checkpoint holds that it is proved under
   * @param cosigned by which witnesses, if a cosigned checkpoint holds it
   * @param key of the log that it is in
   * @param proof the C2SP tlog-proof, in base64
   */
  record Proved(
      long index, String kind, long size, List<String> cosigned, String key, String proof) {}

  @GetMapping("/console/exchanges/{id}")
  void show(@PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.show(
        Place.EXCHANGES,
        request,
        response,
        looking -> {
          Optional<Stories.Story> story = find(stories, id);
          readings.searched(
              looking.viewer(),
              BY_ID,
              story.flatMap(Stories.Story::patient),
              story.map(known -> known.told().size()).orElse(0));
          return story
              .filter(known -> !known.told().isEmpty())
              .map(known -> view(looking, known))
              .orElseGet(() -> unknown(looking));
        });
  }

  /** The story of an exchange; nothing if that is no exchange's id. */
  static Optional<Stories.Story> find(Stories stories, String id) {
    try {
      return stories.of(id);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private View view(Pages.Looking looking, Stories.Story story) {
    // The last one first: what proves it lies under a checkpoint that holds the others too.
    List<Proved> proofs = new ArrayList<>();
    for (Stories.Told told : story.told().reversed()) {
      proofs.addFirst(proved(told));
    }
    return View.of(
        "exchange",
        looking.say("exchange.title"),
        new Shown(
            new Telling(looking.words(), story, policies),
            proofs,
            key(story.told().getLast().place().index()),
            story.elsewhere().size(),
            looking.viewer().may(SentPage.MAY_READ)
                ? Optional.of(SentPage.path(story.exchange()))
                : Optional.empty(),
            story.told().stream()
                .map(Stories.Told::entry)
                .filter(entry -> entry.path("type").asString("").equals("content.read"))
                .map(entry -> reader(looking.words(), entry))
                .toList()));
  }

  private static Reader reader(Words words, JsonNode entry) {
    String reason = entry.path("reason").asString("");
    JsonNode who = entry.path("who");
    return new Reader(
        Row.at(entry),
        who.path("person").asString(who.path("client").asString("")),
        words.sayOr("sent.reason." + reason, reason));
  }

  private Proved proved(Stories.Told told) {
    long index = told.place().index();
    byte[] proof = audit.prove(index).bytes();
    Optional<CosignedCheckpoint> cosigned = audit.cosignedOver(index);
    return new Proved(
        index,
        told.entry().path("type").asString(""),
        cosigned.map(one -> one.checkpoint().size()).orElseGet(() -> audit.logs().size(index)),
        cosigned.map(one -> List.copyOf(one.witnesses().keySet())).orElse(List.of()),
        key(index),
        Base64.getEncoder().encodeToString(proof));
  }

  /** The Ed25519 key of the log that an entry is in. */
  private String key(long entry) {
    return audit.logs().keys(entry).stream()
        .filter(key -> key.type() == KeyType.ED25519_NOTE)
        .map(VerificationKey::toString)
        .findFirst()
        .orElse("");
  }

  /** The proof of an entry of the exchange, as {@code ward ledger prove} writes it. */
  @GetMapping("/console/exchanges/{id}/proof")
  void proof(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    pages.download(
        Place.EXCHANGES,
        Place.SEEING,
        request,
        response,
        looking -> {
          Optional<Stories.Story> story = find(stories, id);
          String wanted = String.valueOf(request.getParameter("index"));
          Optional<Stories.Told> told =
              story.stream()
                  .flatMap(known -> known.told().stream())
                  .filter(one -> Long.toString(one.place().index()).equals(wanted))
                  .findFirst();
          readings.searched(
              looking.viewer(),
              new TreeSet<>(List.of("exchange", "proof")),
              story.flatMap(Stories.Story::patient),
              told.isPresent() ? 1 : 0);
          if (told.isEmpty()) {
            pages.instead(Place.EXCHANGES, request, response, looking, unknown(looking));
            return;
          }
          byte[] proof = audit.prove(told.get().place().index()).bytes();
          response.setContentType("application/octet-stream");
          response.setHeader(
              "Content-Disposition",
              "attachment; filename=\"entry-" + told.get().place().index() + ".tlog-proof\"");
          response.setContentLength(proof.length);
          response.getOutputStream().write(proof);
        });
  }

  private static View unknown(Pages.Looking looking) {
    return new View(404, "exchange_unknown", looking.say("exchange.unknown"), "");
  }
}
