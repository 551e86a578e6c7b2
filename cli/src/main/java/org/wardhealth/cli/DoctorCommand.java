package org.wardhealth.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.wardhealth.ledger.Checkpoint;
import org.wardhealth.ledger.CosignedCheckpoint;
import org.wardhealth.ledger.LogVerifier;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.audit.NodeLog;
import org.wardhealth.server.models.ProviderSettings;
import org.wardhealth.server.store.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ward doctor}: looks at what Ward stands on, and says what to do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks settings, clock, disk, keys, TLS, database, ledger and upstreams.")
final class DoctorCommand implements Callable<Integer> {
  private static final long LEAST_FREE = 1L << 30;
  private static final Duration COSIGNED_WITHIN = Duration.ofMinutes(10);
  private static final Duration SLOW_SYNC = Duration.ofMillis(20);

  private final Clock clock = Clock.systemUTC();
  private int ill;

  @Mixin private Home home = new Home();

  @Spec private CommandSpec spec;

  /** One look: what is well, or a complaint that says what to do. */
  private interface Look {
    String at() throws IOException, GeneralSecurityException, InterruptedException, Complaint;
  }

  /** What is wrong, and what to do. */
  private static final class Complaint extends Exception {
    Complaint(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() {
    // Libraries that log do so only where Ward serves.
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
    Path state = home.path();
    if (!Files.exists(state.resolve("ward.yaml"))) {
      throw new Failure(
          Failure.NO_INPUT,
          "there is no Ward in " + state + " yet: 'ward serve' makes one, or set WARD_HOME.");
    }
    Settings settings = Settings.load(state, System.getenv());
    check("settings", () -> state.resolve("ward.yaml") + " holds");
    check("running", () -> running(state));
    check("clock", () -> clock(state));
    check("disk", () -> disk(state));
    check("keys", () -> keys(state));
    check("tls", () -> tls(settings));
    check("database", () -> database(settings));
    check("ledger", () -> ledger(state));
    if (!settings.witnesses().witnesses().isEmpty()) {
      check("witnesses", () -> witnesses(settings));
    }
    settings.providers().forEach(p -> check("upstream " + p.name(), () -> upstream(p)));
    return ill == 0 ? 0 : Failure.UNAVAILABLE;
  }

  private void check(String name, Look look) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.printf("ok    %-18s %s%n", name, look.at());
    } catch (Complaint e) {
      ill++;
      out.printf("ILL   %-18s %s%n", name, e.getMessage());
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      ill++;
      out.printf("ILL   %-18s %s%n", name, Failure.of(e).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  private static String running(Path home) throws IOException, InterruptedException, Complaint {
    if (!Files.exists(WardServer.runFile(home))) {
      return "no Ward runs on this state";
    }
    Operator operator = Operator.of(home);
    var health =
        operator
            .http()
            .send(
                HttpRequest.newBuilder(operator.url().resolve("/actuator/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build(),
                BodyHandlers.ofString());
    if (health.statusCode() != 200) {
      throw new Complaint("Ward runs and says: " + health.body());
    }
    return "Ward answers at " + operator.url();
  }

  private String clock(Path home) throws IOException, Complaint {
    Instant now = clock.instant();
    if (!Files.exists(NodeLog.directory(home, 1).resolve("checkpoint"))) {
      return now.toString();
    }
    Path last = NodeLog.newest(home).directory().resolve("checkpoint");
    if (Files.exists(last)
        && Files.getLastModifiedTime(last).toInstant().isAfter(now.plusSeconds(5))) {
      throw new Complaint(
          "the last checkpoint is of "
              + Files.getLastModifiedTime(last)
              + " and it is only "
              + now
              + ": set the clock, and keep it with NTP.");
    }
    return now.toString();
  }

  private static String disk(Path home) throws IOException, Complaint {
    long free = Files.getFileStore(home).getUsableSpace();
    if (free < LEAST_FREE) {
      throw new Complaint(
          "only "
              + (free >> 20)
              + " MB are free; Ward wants 1024: give it more, or shorten"
              + " retention.content.");
    }
    Duration sync = sync(home);
    String said = (free >> 30) + " GB free, a sync takes " + sync.toNanos() / 1_000 + " µs";
    if (sync.compareTo(SLOW_SYNC) > 0) {
      throw new Complaint(
          said + ": each exchange waits for two of them; use a disk with a power-safe cache.");
    }
    return said;
  }

  /** The median of nine syncs of a page. */
  private static Duration sync(Path home) throws IOException {
    Path probe = Files.createTempFile(home, "doctor", ".probe");
    try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(4_096);
      channel.write(page, 0);
      channel.force(true);
      long[] nanos = new long[9];
      for (int i = 0; i < nanos.length; i++) {
        long started = System.nanoTime();
        channel.write(page.rewind(), 0);
        channel.force(false);
        nanos[i] = System.nanoTime() - started;
      }
      Arrays.sort(nanos);
      return Duration.ofNanos(nanos[nanos.length / 2]);
    } finally {
      Files.delete(probe);
    }
  }

  private static String keys(Path home) throws IOException, Complaint {
    Path keys = home.resolve("keys");
    List<String> open = new ArrayList<>();
    if (!Files.isDirectory(keys)) {
      throw new Complaint(keys + " is gone: put it back from your backup.");
    }
    int n = 0;
    try (Stream<Path> files = Files.list(keys)) {
      for (Path file : files.toList()) {
        n++;
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!permissions.endsWith("------")) {
          open.add(file + " is " + permissions);
        }
      }
    }
    if (!open.isEmpty()) {
      throw new Complaint(String.join("; ", open) + ": run chmod 600 on it.");
    }
    return n + " keys that only their owner can read. Is there a backup of them?";
  }

  private String tls(Settings settings) throws IOException, GeneralSecurityException, Complaint {
    if (settings.plainHttp()) {
      return "off (server.plain-http), on loopback";
    }
    try (InputStream in = Files.newInputStream(settings.tls().certificate())) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      Instant end = certificate.getNotAfter().toInstant();
      long days = Duration.between(clock.instant(), end).toDays();
      if (days < 14) {
        throw new Complaint(
            settings.tls().certificate()
                + " ends in "
                + days
                + " days: put new PEM files in place; Ward takes them up while it runs.");
      }
      return "the certificate holds " + days + " days more";
    }
  }

  private static String database(Settings settings) throws Complaint {
    String file = settings.database().url().replaceFirst("^jdbc:sqlite:", "");
    if (!file.startsWith("jdbc:") && !Files.exists(Path.of(file))) {
      throw new Complaint(file + " is gone: put it back from your backup.");
    }
    try (Database database = Database.look(settings.database())) {
      long clients =
          database
              .jdbc()
              .sql("SELECT count(*) FROM identity_client WHERE revoked_at IS NULL")
              .query(Long.class)
              .single();
      return database.dialect().name() + " answers; " + clients + " applications";
    }
  }

  private static String ledger(Path home) throws IOException, Complaint {
    try {
      NodeLog newest = NodeLog.newest(home);
      Checkpoint last =
          Checkpoint.verify(
              Files.readAllBytes(newest.directory().resolve("checkpoint")), keys(home, newest));
      return "the checkpoint of "
          + (newest.first() + last.size())
          + " entries"
          + (newest.number() == 1 ? "" : " in " + newest.number() + " logs")
          + " is signed; 'ward ledger verify' checks all of them";
    } catch (VerificationFailure e) {
      throw new Complaint(e.getMessage() + ". Keep the directory as it is, and call for help.");
    }
  }

  private static List<VerificationKey> keys(Path home, NodeLog log) throws IOException {
    return TrustPolicy.parse(Files.readAllBytes(home.resolve("ledger.policy")))
        .logs(log.head().origin());
  }

  private String witnesses(Settings settings) throws IOException, Complaint {
    Path home = settings.home();
    NodeLog newest = NodeLog.newest(home);
    List<VerificationKey> keys = keys(home, newest);
    try {
      CosignedCheckpoint last =
          LogVerifier.checkpoint(newest.directory(), settings.witnesses().policyFor(keys));
      Instant latest =
          last.witnesses().values().stream().max(Instant::compareTo).orElse(Instant.EPOCH);
      long size =
          Checkpoint.verify(Files.readAllBytes(newest.directory().resolve("checkpoint")), keys)
              .size();
      String said =
          last.checkpoint().size()
              + " of "
              + size
              + " entries are cosigned, by "
              + String.join(", ", last.witnesses().keySet())
              + " at "
              + latest;
      if (last.checkpoint().size() < size
          && latest.isBefore(clock.instant().minus(COSIGNED_WITHIN))) {
        throw new Complaint(said + ": see /actuator/health for what each witness answers.");
      }
      return said;
    } catch (VerificationFailure e) {
      throw new Complaint(e.getMessage() + ": see /actuator/health for what each witness answers.");
    }
  }

  private static String upstream(ProviderSettings provider)
      throws IOException, InterruptedException, Complaint {
    var answer =
        Operator.http(provider.caFile())
            .send(
                HttpRequest.newBuilder(URI.create(provider.baseUrl() + "/models"))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                BodyHandlers.discarding());
    if (answer.statusCode() >= 500) {
      throw new Complaint(provider.baseUrl().getHost() + " answers " + answer.statusCode());
    }
    return provider.baseUrl().getHost() + " answers (without the key: " + answer.statusCode() + ")";
  }
}
