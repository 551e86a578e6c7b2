package org.wardhealth.server.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.audit.Row;
import org.wardhealth.server.audit.Search;
import org.wardhealth.server.audit.Trail;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /console/exchanges}: what was asked, by whom, for what, and how it ended; and the same as
 * a file. Whoever looks or takes a file is in the ledger first.
 *
 * <p>A file has at most {@value #MOST_EXPORTED} rows, the newest. Cells of a CSV that a spreadsheet
 * would take for a formula begin with an apostrophe.
 */
@RestController
final class ExchangesPage {
  static final int MOST_EXPORTED = 10_000;
  private static final String PATH = Place.EXCHANGES.path();
  private static final Role[] MAY_EXPORT = {
    Role.SECURITY_OFFICER, Role.PRIVACY_OFFICER, Role.AUDITOR
  };
  private static final int SHOWN = 50;

  private final Pages pages;
  private final Trail trail;
  private final Projection projection;
  private final Readings readings;
  private final ZoneId zone;

  ExchangesPage(Pages pages, Trail trail, Projection projection, Readings readings, ZoneId zone) {
    this.pages = pages;
    this.trail = trail;
    this.projection = projection;
    this.readings = readings;
    this.zone = zone;
  }

  /**
   * What the page shows.
   *
   * @param handed on to an export
   * @param lag entries that cannot be found yet
   * @param later whether this is not the first page
   */
  record Listed(
      Form form,
      List<Field.Choice> handed,
      Optional<Table> table,
      boolean narrows,
      boolean later,
      boolean exports,
      long lag) {}

  @GetMapping("/console/exchanges")
  void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.show(
        Place.EXCHANGES,
        request,
        response,
        looking -> {
          ExchangeFilter filter = ExchangeFilter.of(request, zone);
          Optional<String> after = Optional.ofNullable(request.getParameter("after"));
          if (filter.isWrong()) {
            return view(422, looking, filter, new Trail.Page(List.of(), Optional.empty()), false);
          }
          Search search = filter.search(SHOWN);
          try {
            search = after.isPresent() ? search.after(after.get()) : search;
          } catch (IllegalArgumentException e) {
            after = Optional.empty(); // a cursor of another search: its beginning
          }
          Trail.Page page = trail.page(search);
          readings.searched(looking.viewer(), filter.names(), filter.patient(), page.rows().size());
          return view(200, looking, filter, page, after.isPresent());
        });
  }

  private View view(
      int status, Pages.Looking looking, ExchangeFilter filter, Trail.Page page, boolean later) {
    return new View(
        status,
        "exchanges",
        looking.say("place.exchanges"),
        new Listed(
            filter.shown(looking.words(), PATH),
            filter.hidden(),
            page.rows().isEmpty()
                ? Optional.empty()
                : Optional.of(table(looking.words(), filter, page)),
            filter.narrows(),
            later,
            looking.viewer().may(MAY_EXPORT) && !filter.isWrong(),
            projection.state().lag()));
  }

  private static Table table(Words words, ExchangeFilter filter, Trail.Page page) {
    String query = filter.query();
    return new Table(
        words.say("place.exchanges"),
        List.of(
            Table.Column.of(words.say("exchanges.at")),
            Table.Column.of(words.say("exchanges.ended")),
            Table.Column.of(words.say("exchanges.application")),
            Table.Column.of(words.say("exchanges.purpose")),
            Table.Column.of(words.say("exchanges.model")),
            Table.Column.of(words.say("exchange.record"))),
        page.rows().stream().map(row -> row(words, row)).toList(),
        page.next()
            .map(next -> PATH + "?" + (query.isEmpty() ? "" : query + "&") + "after=" + next));
  }

  private static List<Cell> row(Words words, Row row) {
    String exchange = get(row, org.wardhealth.server.audit.Field.EXCHANGE);
    String purpose = get(row, org.wardhealth.server.audit.Field.PURPOSE);
    return List.of(
        new Cell.At(row.at()),
        new Cell.Tags(tags(words, row)),
        new Cell.Text(get(row, org.wardhealth.server.audit.Field.APPLICATION)),
        new Cell.Text(words.sayOr("purpose." + purpose, purpose)),
        new Cell.Text(get(row, org.wardhealth.server.audit.Field.MODEL)),
        exchange.isEmpty()
            ? new Cell.Text("")
            : new Cell.Link(Exchanges.path(exchange), words.say("exchanges.open"), exchange));
  }

  private static List<Tag> tags(Words words, Row row) {
    List<Tag> tags = new ArrayList<>();
    tags.add(
        Exchanges.ended(
            words,
            get(row, org.wardhealth.server.audit.Field.KIND),
            get(row, org.wardhealth.server.audit.Field.OUTCOME)));
    row.get(org.wardhealth.server.audit.Field.CODE)
        .ifPresent(code -> tags.add(new Tag(Tone.PLAIN, words.sayOr("code." + code, code))));
    return tags;
  }

  private static String get(Row row, org.wardhealth.server.audit.Field field) {
    return row.get(field).orElse("");
  }

  /** Gives the rows of a filter out as a file. */
  @PostMapping("/console/exchanges/export")
  void export(HttpServletRequest request, HttpServletResponse response) throws IOException {
    pages.export(
        Place.EXCHANGES,
        MAY_EXPORT,
        request,
        response,
        looking -> {
          ExchangeFilter filter = ExchangeFilter.of(request, zone);
          if (filter.isWrong()) {
            pages.instead(
                Place.EXCHANGES,
                request,
                response,
                looking,
                view(422, looking, filter, new Trail.Page(List.of(), Optional.empty()), false));
            return;
          }
          boolean csv = !"ndjson".equals(request.getParameter("format"));
          List<Row> rows = all(filter.search(Search.MOST));
          readings.exported(
              looking.viewer(),
              csv ? "csv" : "ndjson",
              filter.names(),
              filter.patient(),
              rows.size());
          response.setContentType(
              csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8");
          response.setHeader(
              "Content-Disposition",
              "attachment; filename=\"exchanges." + (csv ? "csv" : "ndjson") + "\"");
          OutputStream out = response.getOutputStream();
          if (csv) {
            write(out, head());
          }
          for (Row row : rows) {
            write(out, csv ? csv(row) : ndjson(row));
          }
        });
  }

  private List<Row> all(Search first) {
    List<Row> rows = new ArrayList<>();
    Search search = first;
    while (true) {
      Trail.Page page = trail.page(search);
      rows.addAll(page.rows());
      if (page.next().isEmpty() || rows.size() >= MOST_EXPORTED) {
        return rows;
      }
      search = search.after(page.next().get());
    }
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String head() {
    return Arrays.stream(org.wardhealth.server.audit.Field.values())
        .map(field -> cell(field.word()))
        .collect(Collectors.joining(",", "\"log\",\"index\",\"at\",", "\r\n"));
  }

  private static String csv(Row row) {
    return Arrays.stream(org.wardhealth.server.audit.Field.values())
        .map(field -> cell(get(row, field)))
        .collect(
            Collectors.joining(
                ",",
                cell(row.origin()) + ",\"" + row.index() + "\"," + cell(row.at().toString()) + ",",
                "\r\n"));
  }

  /** A cell of RFC 4180, and no formula: OWASP, CSV injection. */
  static String cell(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r\n|".indexOf(value.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + value.replace("\"", "\"\"") + '"';
  }

  private static String ndjson(Row row) {
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("log", row.origin());
    line.put("index", row.index());
    line.put("at", row.at().toString());
    for (org.wardhealth.server.audit.Field field : org.wardhealth.server.audit.Field.values()) {
      row.get(field).ifPresent(value -> line.put(field.word(), value));
    }
    return line + "\n";
  }
}
