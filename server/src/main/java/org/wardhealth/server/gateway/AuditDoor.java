package org.wardhealth.server.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Stories;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Pseudonym;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /audit/exchanges}: what the ledgers say, for the operator on this machine and for
 * applications with the right {@code audit}; {@code /audit/projection}: how far the table is that
 * is searched, and its rebuilding, for the operator. Errors are RFC 9457 problems.
 *
 * <p>Whoever reads is in the ledger before they see anything. A patient is named by pseudonym in
 * the query; by the hospital's id only in the header {@code Ward-Patient}, which no log of a URL
 * holds, and only by applications with the right {@code reidentify} too: the answer tells which
 * pseudonym is whose.
 */
@RestController
@RequestMapping("/audit")
final class AuditDoor {
  private static final String OPERATOR = "operator";
  private static final String PATIENT_HEADER = "Ward-Patient";
  private static final String PATIENT_ID = "patient-id";
  private static final int USUAL_LIMIT = 50;

  private final Identify identify;
  private final OperatorDoor.OperatorToken operator;
  private final Trail trail;
  private final Stories stories;
  private final Projection projection;
  private final Patients patients;
  private final Audit audit;
  private final Clock clock;

  AuditDoor(
      Identify identify,
      OperatorDoor.OperatorToken operator,
      Trail trail,
      Stories stories,
      Projection projection,
      Patients patients,
      Audit audit,
      Clock clock) {
    this.identify = identify;
    this.operator = operator;
    this.trail = trail;
    this.stories = stories;
    this.projection = projection;
    this.patients = patients;
    this.audit = audit;
    this.clock = clock;
  }

  /** Who reads, as the ledger will have it, and whether they may name a patient by id. */
  private record Reader(String id, Optional<Client> application) {
    boolean may(Right right) {
      return application.map(client -> client.rights().contains(right)).orElse(false);
    }
  }

  /** What is asked for: a search, or the certainty that there is nothing to find. */
  private record Asked(
      SortedSet<String> filters, Optional<String> patient, Optional<Search> search) {}

  @GetMapping("/exchanges")
  void search(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          Reader reader = reader(request);
          Asked asked = asked(request, reader);
          Trail.Page page =
              asked
                  .search()
                  .map(trail::page)
                  .orElseGet(() -> new Trail.Page(List.of(), Optional.empty()));
          recordRead(reader, asked.filters(), asked.patient(), page.rows().size());
          ObjectNode found = Json.MAPPER.createObjectNode();
          ArrayNode entries = found.putArray("entries");
          page.rows().forEach(row -> entries.add(show(row)));
          page.next().ifPresent(next -> found.put("next", next));
          found.put("lag", projection.state().lag());
          Http.json(response, 200, found);
        });
  }

  /** Every entry of one exchange, as the ledger has it. */
  @GetMapping("/exchanges/{id}")
  void story(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        response,
        () -> {
          Reader reader = reader(request);
          only(request, List.of());
          Optional<Stories.Story> story = stories.of(id);
          recordRead(
              reader,
              new TreeSet<>(List.of(Field.EXCHANGE.word())),
              story.flatMap(Stories.Story::patient),
              story.map(known -> known.told().size()).orElse(0));
          Http.json(
              response,
              200,
              show(
                  story.orElseThrow(
                      () ->
                          new Refusal(
                              ErrorCode.NOT_FOUND,
                              "No entry of this exchange can be found. It is searched a second or"
                                  + " two after it was recorded."))));
        });
  }

  @GetMapping("/projection")
  void state(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          operator(request);
          Http.json(response, 200, show(projection.state()));
        });
  }

  @PostMapping("/projection/rebuild")
  void rebuild(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(
        response,
        () -> {
          operator(request);
          projection.rebuild();
          Http.json(response, 202, show(projection.state()));
        });
  }

  private void operator(HttpServletRequest request) throws IOException {
    operator.require(
        request,
        "The search table is looked after with 'ward ledger project' on the machine that Ward runs"
            + " on.");
  }

  private Reader reader(HttpServletRequest request) throws IOException {
    if (operator.admits(request)) {
      return new Reader(OPERATOR, Optional.empty());
    }
    Client client = identify.aboutAnyone(Credential.of(request)).client();
    if (!client.rights().contains(Right.AUDIT)) {
      throw missing("The application '" + client.name() + "' may not do this", Right.AUDIT);
    }
    return new Reader(client.id(), Optional.of(client));
  }

  private static Refusal missing(String what, Right right) {
    return new Refusal(
        ErrorCode.RIGHT_MISSING,
        what
            + ". An operator gives that right with 'ward client add --may "
            + right.name().toLowerCase(Locale.ROOT)
            + "'.");
  }

  private Asked asked(HttpServletRequest request, Reader reader) {
    only(request, List.of("since", "until", "after", "limit"));
    Map<Field, String> equal = new EnumMap<>(Field.class);
    SortedSet<String> filters = new TreeSet<>();
    for (Field field : Field.values()) {
      parameter(request, field.word()).ifPresent(value -> equal.put(field, value));
    }
    if (equal.containsKey(Field.PATIENT) && Pseudonym.parse(equal.get(Field.PATIENT)).isEmpty()) {
      throw new Refusal(
          ErrorCode.INVALID_FIELD,
          "In the query, a patient is named by pseudonym: 32 hexadecimal digits. The hospital's id"
              + " goes into the header "
              + PATIENT_HEADER
              + ".",
          Field.PATIENT.word());
    }
    equal.keySet().forEach(field -> filters.add(field.word()));
    Optional<Instant> since = time(request, "since");
    Optional<Instant> until = time(request, "until");
    since.ifPresent(time -> filters.add("since"));
    until.ifPresent(time -> filters.add("until"));
    Optional<String> id = Optional.ofNullable(request.getHeader(PATIENT_HEADER));
    if (id.isPresent()) {
      filters.add(PATIENT_ID);
      Optional<Pseudonym> known = pseudonym(id.get(), reader);
      if (equal.containsKey(Field.PATIENT)) {
        throw new Refusal(
            ErrorCode.INVALID_FIELD,
            "The patient is named twice: in the query and in the header " + PATIENT_HEADER + ".",
            Field.PATIENT.word());
      }
      if (known.isEmpty()) {
        return new Asked(filters, Optional.empty(), Optional.empty());
      }
      equal.put(Field.PATIENT, known.get().value());
    }
    Search search = new Search(equal, since, until, Optional.empty(), limit(request));
    Optional<String> after = parameter(request, "after");
    return new Asked(
        filters,
        Optional.ofNullable(equal.get(Field.PATIENT)),
        Optional.of(after.map(search::after).orElse(search)));
  }

  private Optional<Pseudonym> pseudonym(String id, Reader reader) {
    if (!reader.may(Right.REIDENTIFY)) {
      throw missing(
          "To search by the hospital's id tells which pseudonym is whose, and needs a key that may"
              + " do that too",
          Right.REIDENTIFY);
    }
    return patients
        .find(
            PatientId.parse(id)
                .orElseThrow(
                    () ->
                        new Refusal(
                            ErrorCode.INVALID_FIELD,
                            "A FHIR id has 1 to 64 letters, digits, '-' or '.'.",
                            Field.PATIENT.word())))
        .map(subject -> subject.pseudonym());
  }

  private void recordRead(
      Reader reader, SortedSet<String> filters, Optional<String> patient, int found) {
    audit.record(
        new Entry.AuditSearched(
            reader.id(), Optional.empty(), filters, patient, found, clock.instant()));
  }

  /** Refuses what Ward does not know: a misspelt filter would find more than was asked for. */
  private static void only(HttpServletRequest request, List<String> others) {
    for (Map.Entry<String, String[]> given : request.getParameterMap().entrySet()) {
      String name = given.getKey();
      boolean field = !others.isEmpty() && Field.parse(name).isPresent();
      if (!field && !others.contains(name)) {
        throw new Refusal(
            ErrorCode.UNKNOWN_FIELD,
            others.isEmpty()
                ? "Nothing can be asked for in this query."
                : "The query has a filter that Ward does not know. It knows "
                    + String.join(", ", Arrays.stream(Field.values()).map(Field::word).toList())
                    + ", "
                    + String.join(", ", others)
                    + ".");
      }
      if (given.getValue().length != 1) {
        throw new Refusal(
            ErrorCode.INVALID_FIELD, "'" + name + "' stands more than once in the query.", name);
      }
    }
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  private static Optional<Instant> time(HttpServletRequest request, String name) {
    return parameter(request, name)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeException e) {
                throw Fields.wrong(name, "a time such as 2026-03-01T08:00:00Z");
              }
            });
  }

  private static int limit(HttpServletRequest request) {
    return parameter(request, "limit")
        .map(
            text -> {
              if (!text.matches("[0-9]{1,6}")) {
                throw Fields.wrong("limit", "a number from 1 to " + Search.MOST);
              }
              return Integer.parseInt(text);
            })
        .orElse(USUAL_LIMIT);
  }

  private static ObjectNode show(Row row) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("log", row.origin());
    shown.put("index", row.index());
    shown.put("at", row.at().toString());
    for (Field field : Field.values()) {
      row.get(field).ifPresent(value -> shown.put(field.word(), value));
    }
    return shown;
  }

  private static ObjectNode show(Stories.Story story) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("exchange", story.exchange());
    ArrayNode entries = shown.putArray("entries");
    for (Stories.Told told : story.told()) {
      entries
          .addObject()
          .put("log", told.place().origin())
          .put("index", told.place().index())
          .set("entry", told.entry());
    }
    ArrayNode elsewhere = shown.putArray("elsewhere");
    story
        .elsewhere()
        .forEach(
            place -> elsewhere.addObject().put("log", place.origin()).put("index", place.index()));
    return shown;
  }

  private static ObjectNode show(Projection.State state) {
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put("projected", state.next());
    shown.put("published", state.published());
    shown.put("lag", state.lag());
    state.rebuilding().ifPresent(at -> shown.put("rebuilding", at));
    state.problem().ifPresent(problem -> shown.put("problem", problem));
    return shown;
  }

  private static void answer(HttpServletResponse response, Act act) throws IOException {
    Act.answer(response, "nothing is shown", act.sayingWhatIsWrong());
  }
}
