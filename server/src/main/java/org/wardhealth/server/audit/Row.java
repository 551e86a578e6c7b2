package org.wardhealth.server.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What can be searched for of one entry of a ledger.
 *
 * <p>It is read from the entry's JSON, and not from {@link Entry}: what it does not know is passed
 * over, a kind that it does not know keeps its name, and what is no entry of Ward's at all has the
 * kind {@value #UNKNOWN}. So an older Ward reads a newer one's ledger, and there is a row for every
 * index.
 *
 * @param origin the name of the ledger
 * @param index the entry's index in it
 * @param at when Ward said it happened, in microseconds; 1970 if the entry does not say
 * @param fields those that the entry has; a result has what its admit entry says of who and what
 */
public record Row(String origin, long index, Instant at, Map<Field, String> fields) {
  /** The kind of what is no entry of Ward's. */
  static final String UNKNOWN = "unknown";

  static final String ADMIT = "exchange.admit";
  private static final String RESULT = "exchange.result";
  private static final String REFUSE = "exchange.refuse";

  /** The kinds that end an exchange. */
  static final List<String> ENDS = List.of(RESULT, REFUSE, "exchange.deidentified");

  /** Behind it stands who broke the glass, in the rules of an exchange. */
  private static final String GLASS_OF = "glass-of:";

  private static final Pattern PERSON_ID = Pattern.compile("pe_[A-Za-z0-9]{1,64}");
  private static final long MICROS = 1_000_000;

  /** The latest time that is taken for one: the end of the year 9999. */
  static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /** The fields cannot be changed. */
  public Row {
    fields = Map.copyOf(fields);
  }

  /** A field of the entry; nothing if it has none. */
  public Optional<String> get(Field field) {
    return Optional.ofNullable(fields.get(field));
  }

  static Row of(String origin, long index, JsonNode entry) {
    JsonNode who = entry.path("who");
    JsonNode basis = entry.path("basis");
    Map<Field, String> fields = new EnumMap<>(Field.class);
    String kind = text(entry, "type", Field.KIND).orElse(UNKNOWN);
    fields.put(Field.KIND, kind);
    put(fields, Field.EXCHANGE, text(entry, "exchange", Field.EXCHANGE));
    put(
        fields,
        Field.PATIENT,
        text(basis, "patient", Field.PATIENT).or(() -> text(entry, "patient", Field.PATIENT)));
    put(fields, Field.PERSON, person(entry));
    put(
        fields,
        Field.CLIENT,
        text(who, "client", Field.CLIENT)
            .or(() -> text(entry, "client", Field.CLIENT))
            .or(() -> text(entry, "by", Field.CLIENT)));
    put(
        fields,
        Field.APPLICATION,
        text(who, "application", Field.APPLICATION)
            .or(
                () ->
                    kind.startsWith("client.")
                        ? text(entry, "name", Field.APPLICATION)
                        : Optional.empty()));
    put(fields, Field.OUTCOME, text(entry, "outcome", Field.OUTCOME));
    put(fields, Field.CODE, text(entry, "code", Field.CODE));
    put(
        fields,
        Field.MODEL,
        text(basis, "model", Field.MODEL).or(() -> text(entry, "model", Field.MODEL)));
    put(
        fields,
        Field.DECISION,
        text(basis, "decision", Field.DECISION)
            .or(() -> kind.equals(REFUSE) ? Optional.of("deny") : Optional.empty()));
    put(fields, Field.PURPOSE, text(basis, "purpose", Field.PURPOSE));
    return new Row(origin, index, at(entry), fields);
  }

  /** Who broke the glass that let an exchange through; else the person who did it. */
  private static Optional<String> person(JsonNode entry) {
    Optional<String> broke =
        entry
            .path("basis")
            .path("rules")
            .valueStream()
            .map(rule -> rule.asString(""))
            .filter(rule -> rule.startsWith(GLASS_OF))
            .map(rule -> rule.substring(GLASS_OF.length()))
            .findFirst();
    String named = entry.has("by") ? "by" : "person";
    return broke
        .or(() -> text(entry.path("who"), "client", Field.PERSON))
        .or(() -> text(entry, named, Field.PERSON))
        .filter(PERSON_ID.asMatchPredicate());
  }

  /** Of a result, the index of its admit entry. */
  static OptionalLong admitted(JsonNode entry) {
    JsonNode admitted = entry.path("admitted");
    return entry.path("type").asString("").equals(RESULT) && admitted.isIntegralNumber()
        ? OptionalLong.of(admitted.asLong())
        : OptionalLong.empty();
  }

  /** The result of an exchange, with what its admit entry says of who asked what. */
  Row with(Row admit) {
    Map<Field, String> joined = new EnumMap<>(admit.fields);
    for (Field own : new Field[] {Field.EXCHANGE, Field.OUTCOME, Field.CODE, Field.KIND}) {
      joined.remove(own);
      put(joined, own, get(own));
    }
    return new Row(origin, index, at, joined);
  }

  /** An entry as JSON; an empty object if it is none. */
  static JsonNode parse(byte[] entry) {
    try {
      return Json.MAPPER.readTree(new String(entry, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      return Json.MAPPER.createObjectNode();
    }
  }

  /** Microseconds since 1970. */
  static long micros(Instant at) {
    return at.getEpochSecond() * MICROS + at.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }

  /** When it happened, as the entry says; 1970 if it does not. */
  public static Instant at(JsonNode entry) {
    try {
      Instant at = Instant.parse(entry.path("at").asString(""));
      return at.isBefore(Instant.EPOCH) || at.isAfter(LATEST) ? Instant.EPOCH : instant(micros(at));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static void put(Map<Field, String> fields, Field field, Optional<String> value) {
    value.ifPresent(text -> fields.put(field, text));
  }

  /**
   * A text as a database takes it: without control characters and halves of pairs, not too long.
   */
  private static Optional<String> text(JsonNode json, String name, Field field) {
    return Optional.of(json.path(name))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .map(
            text ->
                text.codePoints()
                    .filter(Row::plain)
                    .limit(field.longest())
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString())
        .filter(text -> !text.isEmpty());
  }

  static boolean plain(int character) {
    return !Character.isISOControl(character)
        && Character.getType(character) != Character.SURROGATE;
  }
}
