package org.wardhealth.bench;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Field;
import org.wardhealth.server.audit.Projection;
import org.wardhealth.server.identity.Role;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

/**
 * The pages for people over a record of many exchanges: how long the server takes for each, what a
 * first load weighs, and when a real browser has painted it.
 *
 * <p>Ward itself runs here, over HTTP and on a loopback address, in this process; who asks is
 * signed in by its own pages. The record is a real ledger of made-up entries, each proved as any
 * other; only the rows of the search table are written all at once, instead of by the projection.
 * Patients, consents, people and applications are few. A time is from the first byte of the request
 * to the last of the answer, one request after another, after a few that are not counted. Processor
 * time is that of this whole process, server and asker together, a request: what a busy machine
 * tells best.
 */
final class ConsoleBench {
  private static final int USAGE_ERROR = 64;
  private static final int REQUESTS = 200;
  private static final int WARM_UP = 20;
  private static final int PATIENTS = 20;
  private static final int PEOPLE = 30;
  private static final int APPLICATIONS = 30;
  private static final int PAINT_GOAL_MILLIS = 1_000;
  private static final int LOAD_GOAL_BYTES = 100_000;
  private static final String USAGE =
      "usage: console [--exchanges N] [--requests N] [--postgres embedded|URL] [--no-browser] [DIR]";

  private static final Pattern LINK = Pattern.compile("id=\"link-shown\">([^<]+)<");
  private static final Pattern CONSENT =
      Pattern.compile("href=\"(/console/consent/[0-9a-f]{32})\"");
  private static final Pattern AFTER = Pattern.compile("after=([A-Za-z0-9_-]{20,})");

  private final PrintStream out;
  private final long exchanges;
  private final int requests;
  private final boolean browser;
  private final Clock clock = Clock.systemUTC();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ConsoleBench(PrintStream out, long exchanges, int requests, boolean browser) {
    this.out = out;
    this.exchanges = exchanges;
    this.requests = requests;
    this.browser = browser;
  }

  /**
   * Runs it in a temporary directory.
   *
   * @param args {@code [--exchanges N] [--requests N] [--postgres embedded|URL] [--no-browser]
   *     [DIR]}: by default 1,000,000 in SQLite and 200 requests a page, in the system's temporary
   *     directory. A database at a URL must be empty and is left full.
   * @return 0, whether the goals were reached or not; 64 for wrong usage; 74 if disk, database or
   *     Ward failed
   */
  static int run(String[] args, PrintStream out) {
    long exchanges = 1_000_000;
    int requests = REQUESTS;
    boolean browser = true;
    Optional<String> postgres = Optional.empty();
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    for (int i = 0; i < args.length; i++) {
      boolean value = i + 1 < args.length;
      if (args[i].equals("--exchanges") && value && args[i + 1].matches("[1-9][0-9]{2,7}")) {
        exchanges = Long.parseLong(args[++i]);
      } else if (args[i].equals("--requests") && value && args[i + 1].matches("[1-9][0-9]{0,4}")) {
        requests = Integer.parseInt(args[++i]);
      } else if (args[i].equals("--postgres")
          && value
          && args[i + 1].matches("embedded|jdbc:postgresql:.+")) {
        postgres = Optional.of(args[++i]);
      } else if (args[i].equals("--no-browser")) {
        browser = false;
      } else if (args[i].startsWith("-")) {
        out.println(USAGE);
        return USAGE_ERROR;
      } else {
        parent = Path.of(args[i]);
      }
    }
    try {
      new ConsoleBench(out, exchanges, requests, browser).measure(parent, postgres);
      return 0;
    } catch (IOException | SQLException | RuntimeException e) {
      out.println("cannot measure: " + e);
      return 74;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.println("interrupted");
      return 74;
    }
  }

  private void measure(Path parent, Optional<String> postgres)
      throws IOException, SQLException, InterruptedException {
    Path directory = Files.createTempDirectory(parent, "ward-bench-console");
    try {
      if (!postgres.equals(Optional.of("embedded"))) {
        measure(directory, postgres.orElse(""));
        return;
      }
      try (EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("listen_addresses", "localhost")
              .setDataDirectory(directory.resolve("data"))
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .start()) {
        measure(
            directory,
            "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres");
      }
    } finally {
      Scratch.remove(directory);
    }
  }

  private void measure(Path directory, String postgres)
      throws IOException, SQLException, InterruptedException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("ward.yaml"), yaml(postgres));
    Settings settings = Settings.load(home, Map.of());
    requireEmpty(settings.database());
    String link = patients(settings);
    long begin = System.nanoTime();
    MadeExchanges made = fill(settings);
    out.printf(
        Locale.ROOT,
        "%s, %,d exchanges (%,d entries, made in %.0f s), %d requests a page; %d cores,"
            + " load %.1f, heap of %d MB at most%n%n",
        postgres.isEmpty() ? "SQLite" : "PostgreSQL",
        exchanges,
        2 * exchanges,
        (System.nanoTime() - begin) / 1e9,
        requests,
        Runtime.getRuntime().availableProcessors(),
        system.getSystemLoadAverage(),
        Runtime.getRuntime().maxMemory() >> 20);
    try (WardServer ward = WardServer.start(settings)) {
      URI site = URI.create("http://localhost:" + ward.url().getPort());
      try (PageClient officer = signIn(site, link)) {
        List<String> consents = inhabit(officer);
        double worst = 0;
        out.println("page                              p50 ms   p95 ms   CPU ms");
        for (Map.Entry<String, Ask> page : pages(officer, made, consents).entrySet()) {
          worst = Math.max(worst, time(page.getKey(), page.getValue()));
        }
        int goal = exchanges > 1_000_000 ? 300 : 50;
        out.printf(
            Locale.ROOT,
            "%nslowest p95: %.1f ms (goal %d ms: %s)%n",
            worst,
            goal,
            worst <= goal ? "reached" : "MISSED");
        if (browser) {
          paint(site, officer, made);
        }
      }
    }
  }

  private static String yaml(String postgres) {
    return """
        server:
          port: 0
          plain-http: true
        ledger:
          origin: bench.example/ledger
        %s
        providers:
          - name: provider
            base-url: http://127.0.0.1:9/v1
            models: [model-0, model-1, model-2, model-3, model-4, model-5]
        """
        .formatted(postgres.isEmpty() ? "" : "database:\n  url: \"" + postgres + "\"\n");
  }

  private static void requireEmpty(DatabaseSettings settings) throws IOException {
    try (Database database = Database.open(settings)) {
      if (database.jdbc().sql("SELECT COUNT(*) FROM audit_log").query(Long.class).single() > 0) {
        throw new IOException("this database is in use: name an empty one");
      }
    }
  }

  /** Patients come in by Ward's own door; the link by which the first administrator enrols. */
  private static String patients(Settings settings) throws IOException, InterruptedException {
    try (WardServer ward = WardServer.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      String key = ward.firstKey().orElseThrow().revealOnce();
      for (int i = 0; i < PATIENTS; i++) {
        int status =
            http.send(
                    HttpRequest.newBuilder(ward.url().resolve("/fhir/Patient/bench-" + i))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .PUT(
                            HttpRequest.BodyPublishers.ofString(
                                "{\"resourceType\":\"Patient\",\"id\":\"bench-" + i + "\"}"))
                        .build(),
                    BodyHandlers.discarding())
                .statusCode();
        if (status != 201) {
          throw new IOException("Ward answered " + status + " to a patient");
        }
      }
      return ward.firstLink().orElseThrow().toString();
    }
  }

  private MadeExchanges fill(Settings settings) throws SQLException, InterruptedException {
    try (Database database = Database.open(settings.database());
        Audit audit =
            Audit.open(settings.home(), settings.ledgerOrigin(), clock, new SecureRandom());
        Projection projection = new Projection(database, audit)) {
      var _ = audit.publish();
      projection.catchUp();
      MadeExchanges made =
          new MadeExchanges(
              2 * exchanges,
              database
                  .jdbc()
                  .sql("SELECT pseudonym FROM vault_subject ORDER BY id")
                  .query(String.class)
                  .list());
      made.rows(database, audit.origin(), made.entries(audit));
      return made;
    }
  }

  /** A person with every role, added by the administrator who enrols first. */
  private PageClient signIn(URI site, String link) throws IOException, InterruptedException {
    try (PageClient administrator = new PageClient(site, clock)) {
      administrator.enrol(link);
      String secret = PageClient.secret(administrator.get("/console/people/new"));
      List<String> fields = new ArrayList<>(List.of("name", "bench"));
      for (Role role : Role.values()) {
        fields.addAll(List.of("role", role.code()));
      }
      PageClient officer = new PageClient(site, clock);
      officer.enrol(
          PageClient.found(
              LINK,
              administrator.post("/console/people/new", secret, fields.toArray(String[]::new))));
      return officer;
    }
  }

  /** People, applications and consents by the forms of the pages; the pages of the consents. */
  private static List<String> inhabit(PageClient officer) throws IOException, InterruptedException {
    String secret = PageClient.secret(officer.get("/console/people/new"));
    for (int i = 0; i < PEOPLE; i++) {
      var _ =
          officer.post("/console/people/new", secret, "name", "person-" + i, "role", "clinician");
    }
    for (int i = 0; i < APPLICATIONS; i++) {
      var _ =
          officer.post(
              "/console/applications/new",
              secret,
              "name",
              "application " + i,
              "purpose",
              "TREAT",
              "model",
              "*",
              "requests",
              "60",
              "tokens",
              "100000");
    }
    List<String> consents = new ArrayList<>();
    for (int i = 0; i < PATIENTS; i++) {
      String page =
          PageClient.found(
              CONSENT, officer.post("/console/search", secret, "q", "Patient/bench-" + i));
      var _ = officer.post(page + "/record", secret, "said", "NO_AI_OUTSIDE", "purpose", "TREAT");
      consents.add(page);
    }
    return consents;
  }

  /** Asks one page, each time for something else where there is something else. */
  private interface Ask {
    /**
     * Asks, and reads the answer to its end.
     *
     * @param turn from 0
     */
    void turn(int turn) throws IOException, InterruptedException;
  }

  private Map<String, Ask> pages(PageClient officer, MadeExchanges made, List<String> consents)
      throws IOException, InterruptedException {
    Map<String, Ask> pages = new LinkedHashMap<>();
    String secret = PageClient.secret(officer.get("/console/people/new"));
    Random chance = new Random(1);
    String[] deep = new String[WARM_UP + requests];
    for (int i = 0; i < deep.length; i++) {
      deep[i] = after(officer, made, chance);
    }
    pages.put("now", _ -> officer.get("/console/now"));
    pages.put("now, its live part", _ -> officer.get("/console/now?part=live"));
    pages.put("exchanges, first page", _ -> officer.get("/console/exchanges"));
    pages.put("exchanges, deep", i -> officer.get("/console/exchanges?after=" + deep[i]));
    for (String ended : List.of("answered", "refused", "failed", "aborted", "deidentified")) {
      pages.put("exchanges, " + ended, _ -> officer.get("/console/exchanges?ended=" + ended));
    }
    pages.put(
        "exchanges, a week",
        _ -> {
          Instant since = made.someWeek(chance);
          var _ =
              officer.get(
                  "/console/exchanges?since=" + since + "&until=" + since.plus(Duration.ofDays(7)));
        });
    for (Field field :
        List.of(Field.PURPOSE, Field.APPLICATION, Field.MODEL, Field.CODE, Field.PATIENT)) {
      pages.put(
          "exchanges, by " + field.word(),
          _ -> officer.get("/console/exchanges?" + asked(made, chance, field)));
    }
    pages.put(
        "exchanges, by model and purpose",
        _ ->
            officer.get(
                "/console/exchanges?"
                    + asked(made, chance, Field.MODEL)
                    + "&"
                    + asked(made, chance, Field.PURPOSE)));
    pages.put(
        "decision record",
        _ -> officer.get("/console/exchanges/" + value(made, chance, Field.EXCHANGE)));
    pages.put(
        "explain to the patient",
        _ -> officer.get("/console/exchanges/" + aboutSomebody(made, chance) + "/patient"));
    pages.put(
        "why denied",
        _ -> officer.get("/console/denied?decision=" + value(made, chance, Field.EXCHANGE)));
    pages.put("consent, of a patient", i -> officer.get(consents.get(i % consents.size())));
    pages.put("cohorts, counted", _ -> officer.post("/console/consent/cohorts", secret));
    pages.put("people", _ -> officer.get("/console/people"));
    pages.put("a person", i -> officer.get("/console/people/person-" + i % PEOPLE));
    pages.put("applications", _ -> officer.get("/console/applications"));
    pages.put("models", _ -> officer.get("/console/models"));
    pages.put("rules", _ -> officer.get("/console/rules"));
    pages.put("keys and storage", _ -> officer.get("/console/keys"));
    pages.put("connect", _ -> officer.get("/console/connect"));
    pages.put(
        "search box, an exchange",
        _ -> officer.post("/console/search", secret, "q", value(made, chance, Field.EXCHANGE)));
    pages.put(
        "search box, a patient",
        i -> officer.post("/console/search", secret, "q", "Patient/bench-" + i % PATIENTS));
    pages.put("search box, a name", _ -> officer.post("/console/search", secret, "q", "person"));
    return pages;
  }

  /** Where a page in the middle of the list ends. */
  private static String after(PageClient officer, MadeExchanges made, Random chance)
      throws IOException, InterruptedException {
    while (true) {
      String page = officer.get("/console/exchanges?until=" + made.someWeek(chance));
      if (AFTER.matcher(page).find()) {
        return PageClient.found(AFTER, page);
      }
    }
  }

  private String value(MadeExchanges made, Random chance, Field field) {
    while (true) {
      String value = made.fields(chance.nextLong(2 * exchanges)).get(field);
      if (value != null) {
        return value;
      }
    }
  }

  /** An exchange about a patient, to whom it can be explained. */
  private String aboutSomebody(MadeExchanges made, Random chance) {
    while (true) {
      Map<Field, String> fields = made.fields(chance.nextLong(2 * exchanges));
      String exchange = fields.get(Field.EXCHANGE);
      if (fields.containsKey(Field.PATIENT) && exchange != null) {
        return exchange;
      }
    }
  }

  private String asked(MadeExchanges made, Random chance, Field field) {
    return field.word() + "=" + PageClient.encoded(value(made, chance, field));
  }

  private double time(String page, Ask ask) throws IOException, InterruptedException {
    Times times = new Times();
    long cpu = 0;
    for (int i = 0; i < WARM_UP + requests; i++) {
      if (i == WARM_UP) {
        cpu = system.getProcessCpuTime();
      }
      long begin = System.nanoTime();
      ask.turn(i);
      if (i >= WARM_UP) {
        times.add(System.nanoTime() - begin);
      }
    }
    double cpuMillis = (system.getProcessCpuTime() - cpu) / 1e6 / requests;
    out.printf(
        Locale.ROOT,
        "%-32s %7.2f  %7.2f  %7.2f%n",
        page,
        times.millis(50),
        times.millis(95),
        cpuMillis);
    return times.millis(95);
  }

  private void paint(URI site, PageClient officer, MadeExchanges made) {
    Optional<FirstLoads> started = FirstLoads.start();
    if (started.isEmpty()) {
      out.println("\nThis machine has no Chromium: first loads were not measured.");
      return;
    }
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("now", "/console/now");
    pages.put("exchanges", "/console/exchanges");
    pages.put(
        "decision record", "/console/exchanges/" + value(made, new Random(2), Field.EXCHANGE));
    out.println("\nfirst load          files     bytes   painted, median ms   slowest ms");
    try (FirstLoads loads = started.get()) {
      boolean reached = true;
      for (Map.Entry<String, String> page : pages.entrySet()) {
        FirstLoads.Loaded one = loads.load(site.resolve(page.getValue()), officer.cookies());
        reached &= one.painted() <= PAINT_GOAL_MILLIS && one.bytes() <= LOAD_GOAL_BYTES;
        out.printf(
            Locale.ROOT,
            "%-18s %6d %9d %20.0f %12.0f%n",
            page.getKey(),
            one.requests(),
            one.bytes(),
            one.painted(),
            one.slowest());
      }
      out.printf(
          Locale.ROOT,
          "goal: %d bytes, painted in %d ms: %s%n",
          LOAD_GOAL_BYTES,
          PAINT_GOAL_MILLIS,
          reached ? "reached" : "MISSED");
    }
  }
}
