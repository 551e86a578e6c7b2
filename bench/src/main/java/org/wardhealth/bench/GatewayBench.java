package org.wardhealth.bench;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures gateways side by side, in one run, on one machine: a mock model alone, nginx, Ward,
 * Portkey.
 *
 * <p>All targets are started first and warmed up; then each run measures every target in turn, so
 * that a machine that slows down does so for all of them. Load is a closed loop over keep-alive
 * connections, on loopback, bounded in time. What is not installed is left out and said so.
 */
public final class GatewayBench {
  private static final int USAGE_ERROR = 64;
  private static final int FAILED = 1;
  private static final long START_PATIENCE_NANOS = 90_000_000_000L;
  private static final int MOST_LOG_LINES = 20;

  private final GatewayOptions options;
  private final PrintStream out;
  private final Path directory;
  private final List<Running> running = new ArrayList<>();

  private GatewayBench(GatewayOptions options, PrintStream out, Path directory) {
    this.options = options;
    this.out = out;
    this.directory = directory;
  }

  /** A target that runs, with what was learned at its start. */
  private record Running(
      Target target, ProcessTree process, double startSeconds, Load load, Load stream) {}

  /** Measures what is there without Ward: see {@link #run(String[], List, PrintStream)}. */
  public static int run(String[] args, PrintStream out) {
    return run(args, List.of(), out);
  }

  /**
   * Measures the mock model alone, nginx if it is there, the given peers, and Portkey if asked for.
   *
   * @param args options; wrong ones are answered with their list
   * @param peers such as Ward: told the URL of the mock model and a free port, they say how they
   *     are started
   * @param out gets the table; progress goes to standard error, when on a terminal
   * @return an exit code: 0, 64 when the options are wrong, 1 when a target could not be measured
   */
  public static int run(String[] args, List<Peer> peers, PrintStream out) {
    try {
      GatewayOptions options = GatewayOptions.parse(args);
      Path directory = Files.createTempDirectory(options.directory(), "ward-bench");
      try {
        return new GatewayBench(options, out, directory).measure(peers);
      } finally {
        delete(directory);
      }
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      out.print(GatewayOptions.USAGE);
      return USAGE_ERROR;
    } catch (IOException | UncheckedIOException e) {
      out.println("the bench failed: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private int measure(List<Peer> wanted) throws IOException, InterruptedException {
    Map<String, Peer> peers = new LinkedHashMap<>();
    peers.put("nginx", Peers::nginx);
    wanted.forEach(peer -> peers.put("given peer " + peers.size(), peer));
    if (options.portkey()) {
      peers.put("portkey", Peers::portkey);
    }
    try {
      URI upstream = startMock();
      int failed = 0;
      for (Map.Entry<String, Peer> peer : peers.entrySet()) {
        Path home = Files.createTempDirectory(directory, "peer");
        Optional<Target> target =
            peer.getValue().prepare(new Peer.Place(upstream, freePort(), home));
        if (target.isEmpty()) {
          progress(peer.getKey() + " is not installed here and left out");
        } else if (!start(target.get(), home)) {
          failed++;
        }
      }
      GatewayReport report = measureAll();
      report.print(out);
      if (options.json().isPresent()) {
        JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.write(options.json().get(), json.writeValueAsBytes(report));
      }
      return failed == 0 ? 0 : FAILED;
    } finally {
      running.reversed().forEach(target -> target.process().close());
    }
  }

  private URI startMock() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", ownCode(), MockUpstream.class.getName());
    Process mock =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ProcessTree process = new ProcessTree(mock);
    try {
      BufferedReader reader = mock.inputReader(StandardCharsets.UTF_8);
      Optional<String> port = Optional.ofNullable(reader.readLine());
      URI url = URI.create("http://127.0.0.1:" + port.orElseThrow() + "/v1");
      URI endpoint = URI.create(url + "/chat/completions");
      Target direct = new Target("direct", List.of(), Map.of(), endpoint, Map.of());
      running.add(warm(direct, process, Double.NaN));
      return url;
    } catch (IOException | RuntimeException e) {
      process.close();
      throw new IOException("the mock upstream did not start", e);
    }
  }

  /** Where this class was loaded from: all that the mock upstream needs. */
  private static String ownCode() throws IOException {
    try {
      return new File(
              MockUpstream.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getPath();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("the bench must be started from a jar or a directory of classes", e);
    }
  }

  private boolean start(Target target, Path home) throws IOException, InterruptedException {
    progress("starting " + target.name());
    Path log = home.resolve("bench.log");
    ProcessBuilder builder = new ProcessBuilder(target.command()).directory(home.toFile());
    builder.environment().putAll(target.environment());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    long begin = System.nanoTime();
    ProcessTree process = new ProcessTree(builder.start());
    Load load = new Load(target, bytes(options.body()));
    while (!load.answers()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_PATIENCE_NANOS) {
        process.close();
        out.println(target.name() + " gave no answer with status 200 and is left out; it said:");
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
          lines.limit(MOST_LOG_LINES).forEach(line -> out.println("  " + line));
        }
        return false;
      }
      Thread.sleep(5);
    }
    running.add(warm(target, process, (System.nanoTime() - begin) / 1e9));
    return true;
  }

  private Running warm(Target target, ProcessTree process, double startSeconds)
      throws InterruptedException {
    progress("warming up " + target.name());
    Load load = new Load(target, bytes(options.body()));
    Load stream = new Load(target, bytes(options.streamBody()));
    Running warm = new Running(target, process, startSeconds, load, stream);
    load.run(options.connections(), options.warmUp() * 2 / 3);
    stream.run(1, options.warmUp() / 3);
    return warm;
  }

  private GatewayReport measureAll() throws IOException, InterruptedException {
    double twoSyncs = SyncProbe.twoSyncs(directory).millis(50);
    Optional<Path> wrk = options.ownGenerator() ? Optional.empty() : Peers.onPath("wrk");
    List<List<GatewayReport.Run>> runs = new ArrayList<>();
    running.forEach(target -> runs.add(new ArrayList<>()));
    for (int run = 1; run <= options.runs(); run++) {
      for (int i = 0; i < running.size(); i++) {
        progress("run " + run + " of " + options.runs() + ": " + running.get(i).target().name());
        runs.get(i).add(measure(running.get(i), wrk));
      }
    }
    List<GatewayReport.Row> rows = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      Running target = running.get(i);
      double resident = target.process().residentMegabytes();
      rows.add(
          new GatewayReport.Row(
              target.target().name(), target.startSeconds(), resident, List.copyOf(runs.get(i))));
    }
    return new GatewayReport(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine(),
        Runtime.version().toString(),
        wrk.isPresent() ? "wrk" : "own load generator (blocking sockets)",
        options.connections(),
        options.seconds(),
        options.warmUp(),
        options.runs(),
        twoSyncs,
        rows);
  }

  private GatewayReport.Run measure(Running target, Optional<Path> wrk)
      throws IOException, InterruptedException {
    double cpuBefore = target.process().cpuSeconds();
    Wrk.Result busy = load(target, wrk);
    double cpu = target.process().cpuSeconds() - cpuBefore;
    Load.Result one = target.load().run(1, options.seconds() / 2);
    Load.Result stream = target.stream().run(1, options.seconds() / 2);
    return new GatewayReport.Run(
        busy.perSecond(),
        busy.p50(),
        busy.p99(),
        cpu * 1e6 / busy.requests(),
        one.latencies().millis(50),
        stream.firstTokens().millis(50),
        busy.errors() + one.errors() + stream.errors());
  }

  private Wrk.Result load(Running target, Optional<Path> wrk)
      throws IOException, InterruptedException {
    if (wrk.isPresent()) {
      return new Wrk(wrk.get(), directory, target.target(), bytes(options.body()))
          .run(options.connections(), options.seconds());
    }
    Load.Result result = target.load().run(options.connections(), options.seconds());
    Times latencies = result.latencies();
    return new Wrk.Result(
        result.perSecond(),
        latencies.millis(50),
        latencies.millis(99),
        result.requests(),
        result.errors());
  }

  private static String machine() throws IOException {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    String cpu = "";
    if (Files.isReadable(cpuinfo)) {
      try (Stream<String> lines = Files.lines(cpuinfo)) {
        cpu =
            lines
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ")
                .findFirst()
                .orElse("");
      }
    }
    return cpu + Runtime.getRuntime().availableProcessors() + " cores";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void progress(String what) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      System.err.println("bench: " + what);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
