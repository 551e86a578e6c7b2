package org.wardhealth.server.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the ledgers say of one exchange.
 *
 * <p>Guarantees: what is told was read from this node's ledger, entry by entry, each compared with
 * its leaf hash; the database only said where to look, and an entry of another exchange is not
 * told. The admit entry of a result is told even if its row is gone, unless it was pruned. Not
 * guaranteed: that nothing is missing, as with {@link Projection}.
 */
public final class Stories {
  private static final Logger log = LoggerFactory.getLogger(Stories.class);

  private final Trail trail;
  private final Audit audit;

  public Stories(Trail trail, Audit audit) {
    this.trail = trail;
    this.audit = audit;
  }

  /**
   * What is known of an exchange.
   *
   * @param told entries of this node's ledger, in their order
   * @param elsewhere where other nodes' ledgers have more
   */
  public record Story(String exchange, List<Told> told, List<Place> elsewhere) {
    /** The pseudonym of whom the exchange was about; nothing if no entry here says so. */
    public Optional<String> patient() {
      return told.stream()
          .map(entry -> Row.of(entry.place().origin(), entry.place().index(), entry.entry()))
          .flatMap(row -> row.get(Field.PATIENT).stream())
          .findFirst();
    }
  }

  /** An entry as the ledger has it. */
  public record Told(Place place, JsonNode entry) {}

  /** An index of a ledger. */
  public record Place(String origin, long index) {}

  /**
   * The story of an exchange; nothing if no ledger is known to have it.
   *
   * @throws IllegalArgumentException if that can be no exchange's id
   * @throws AuditUnavailable if the ledger cannot be read
   */
  public Optional<Story> of(String exchange) {
    List<Row> rows =
        trail.page(Search.of(Map.of(Field.EXCHANGE, exchange), Search.MOST)).rows().reversed();
    SortedMap<Long, JsonNode> told = new TreeMap<>();
    List<Place> elsewhere = new ArrayList<>();
    for (Row row : rows) {
      if (row.origin().equals(audit.origin())) {
        tell(exchange, row.index(), told);
      } else {
        elsewhere.add(new Place(row.origin(), row.index()));
      }
    }
    return told.isEmpty() && elsewhere.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Story(
                exchange,
                told.entrySet().stream()
                    .map(
                        entry ->
                            new Told(new Place(audit.origin(), entry.getKey()), entry.getValue()))
                    .toList(),
                elsewhere));
  }

  /**
   * The entry of a row, if this node's ledger has it and it is of the row's exchange.
   *
   * @throws AuditUnavailable if the ledger cannot be read
   */
  public Optional<JsonNode> entry(Row row) {
    if (!row.origin().equals(audit.origin())) {
      return Optional.empty();
    }
    return audit
        .logs()
        .entry(row.index())
        .map(Row::parse)
        .filter(
            entry ->
                row.get(Field.EXCHANGE).equals(Optional.of(entry.path("exchange").asString(""))));
  }

  private void tell(String exchange, long index, SortedMap<Long, JsonNode> told) {
    if (told.containsKey(index)) {
      return;
    }
    if (audit.logs().kept(index) > index) {
      return; // pruned meanwhile; its row goes too
    }
    JsonNode entry =
        audit.logs().entry(index).map(Row::parse).orElseGet(() -> Row.parse(new byte[0]));
    if (!entry.path("exchange").asString("").equals(exchange)) {
      log.warn(
          "the row of entry {} was altered: the entry is of no such exchange. Run 'ward ledger"
              + " project --rebuild'.",
          index);
      return;
    }
    told.put(index, entry);
    Row.admitted(entry).ifPresent(admitted -> tell(exchange, admitted, told));
  }
}
