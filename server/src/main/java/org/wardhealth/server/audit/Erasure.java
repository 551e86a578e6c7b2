package org.wardhealth.server.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.Pseudonym;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was decided about the data of one patient.
 *
 * @param id made by Ward
 * @param pseudonym of the patient; after the erasure it leads nowhere
 * @param ground why
 * @param reference of the hospital's own file on it
 * @param requestedBy an application's id, or {@code operator}
 * @param approvedBy the second person, where two are asked for
 * @param state how far it is
 * @param contents how many prompts and answers were destroyed; 0 until it is done
 * @param at when it came into this state
 */
public record Erasure(
    String id,
    Pseudonym pseudonym,
    Ground ground,
    Optional<String> reference,
    String requestedBy,
    Optional<String> approvedBy,
    State state,
    int contents,
    Instant at) {
  private static final Pattern ID = Pattern.compile("er_[0-9a-f]{16}");

  /** How far an erasure is. */
  public enum State {
    /** Waits for a second person. */
    REQUESTED,
    /** Decided; the data are about to go, and go at the next start if Ward ends here. */
    DECIDED,
    /** The keys and the data are gone. */
    DONE
  }

  /** As {@code /vault/erasures} shows it. */
  public ObjectNode toJson() {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("id", id);
    shown.put("state", state.name().toLowerCase(Locale.ROOT));
    shown.put("pseudonym", pseudonym.value());
    shown.put("ground", ground.code());
    reference.ifPresent(file -> shown.put("reference", file));
    shown.put("requested_by", requestedBy);
    approvedBy.ifPresent(by -> shown.put("approved_by", by));
    if (state == State.DONE) {
      shown.put("contents_destroyed", contents);
    }
    shown.put("at", at.toString());
    return shown;
  }

  /** Reads what {@link #toJson} writes; nothing if it is something else. */
  public static Optional<Erasure> parse(JsonNode json) {
    Optional<Pseudonym> pseudonym = Pseudonym.parse(json.path("pseudonym").asString(""));
    Optional<Ground> ground = Ground.parse(json.path("ground").asString(""));
    Optional<State> state =
        Arrays.stream(State.values())
            .filter(
                one -> one.name().toLowerCase(Locale.ROOT).equals(json.path("state").asString("")))
            .findFirst();
    String id = json.path("id").asString("");
    if (pseudonym.isEmpty() || ground.isEmpty() || state.isEmpty() || !ID.matcher(id).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Erasure(
              id,
              pseudonym.get(),
              ground.get(),
              text(json, "reference"),
              text(json, "requested_by").orElse("?"),
              text(json, "approved_by"),
              state.get(),
              json.path("contents_destroyed").asInt(0),
              Instant.parse(json.path("at").asString(""))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.of(json.path(name).asString("")).filter(given -> !given.isEmpty());
  }
}
