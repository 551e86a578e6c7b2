package org.wardhealth.server.audit;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.ledger.Hash;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/**
 * An entry as exports hand it on: what it says, and where it stands.
 *
 * <p>Read from the bytes in the ledger, never from the classes that wrote them, so that entries of
 * older and newer versions are handed on as well.
 *
 * @param head the checkpoint that it lies under
 * @param index its place in the ledger
 * @param leaf its RFC 6962 leaf hash
 * @param entry what it says: docs/ledger-entries.md
 */
public record PublishedEntry(Head head, long index, Hash leaf, JsonNode entry) {
  private static final Set<String> DENIALS =
      Set.of("exchange.refuse", "erasure.refused", "session.failed");

  /**
   * What a checkpoint says of the ledger.
   *
   * @param origin the ledger's name
   * @param size how many entries it covers
   * @param root the root over them
   */
  public record Head(String origin, long size, Hash root) {}

  /** How what an entry tells of ended. */
  enum Outcome {
    SUCCESS,
    DENIED,
    FAILED
  }

  /** Behind it stands who broke the glass, in the rules of an exchange. */
  private static final String GLASS_OF = "glass-of:";

  /**
   * Who did what an entry tells of.
   *
   * @param id of the application or the person; {@code operator} for who sits at Ward's machine
   * @param name as people know it
   */
  record Actor(String id, String name) {
    /** Whether it is one of those who sign in. */
    boolean person() {
      return id.startsWith("pe_");
    }
  }

  /** Reads an entry. */
  public static PublishedEntry of(Head head, long index, byte[] entry) {
    return new PublishedEntry(head, index, Hash.ofEntry(entry), Json.MAPPER.readTree(entry));
  }

  /** The kind of entry. */
  String type() {
    return entry.path("type").asString("");
  }

  /** When it happened. */
  Instant at() {
    return Instant.parse(entry.path("at").asString());
  }

  /** {@code ORIGIN#INDEX}: the same for each delivery. */
  String id() {
    return head.origin() + "#" + index;
  }

  /** The name of the machine that the ledger's origin begins with. */
  String host() {
    return head.origin().split("/", 2)[0];
  }

  Optional<String> text(String field) {
    return text(entry, field);
  }

  /** What was decided, or asked for; a field of {@code basis}. */
  Optional<String> basis(String field) {
    return text(entry.path("basis"), field);
  }

  /** The pseudonym of the patient. */
  Optional<String> patient() {
    return text("patient").or(() -> basis("patient"));
  }

  /** Who asked, if somebody did. */
  Optional<Actor> actor() {
    JsonNode who = entry.path("who");
    return text(who, "client")
        .map(id -> new Actor(id, text(who, "application").orElse(id)))
        .or(() -> text("by").or(() -> text("person")).map(by -> new Actor(by, by)));
  }

  Outcome outcome() {
    if (DENIALS.contains(type())) {
      return Outcome.DENIED;
    }
    if (text("outcome").filter(outcome -> !outcome.equals("answered")).isPresent()) {
      return Outcome.FAILED;
    }
    return basis("decision").filter(d -> d.equals("deny")).isPresent()
        ? Outcome.DENIED
        : Outcome.SUCCESS;
  }

  /** Why it ended so, in a word or a few. */
  Optional<String> reason() {
    return text("code")
        .or(() -> text("duty"))
        .or(() -> basis("decision"))
        .or(() -> type().startsWith("session.") ? text("reason") : Optional.empty());
  }

  /** The rules that decided. */
  List<String> rules() {
    return strings(entry.path("basis").path("rules"));
  }

  /** Who broke the glass under which an application asked, where it was so. */
  Optional<Actor> brokeGlass() {
    return rules().stream()
        .filter(rule -> rule.startsWith(GLASS_OF))
        .map(rule -> rule.substring(GLASS_OF.length()))
        .map(id -> new Actor(id, id))
        .findFirst();
  }

  /** Whether what is sent leaves Ward for a model that somebody else runs. */
  boolean discloses() {
    return patient().isPresent()
        && outcome() == Outcome.SUCCESS
        && (type().equals("exchange.deidentified")
            || (type().equals("exchange.admit")
                && basis("provider").filter(p -> !p.equals("ward")).isPresent()));
  }

  private static Optional<String> text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }

  private static List<String> strings(JsonNode array) {
    Iterator<JsonNode> each = array.iterator();
    List<String> strings = new java.util.ArrayList<>();
    each.forEachRemaining(one -> strings.add(one.asString("")));
    return strings;
  }
}
