package org.wardhealth.server;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/**
 * A real Keycloak for the suites tagged {@code extra}: a program of its own on a free port of
 * loopback, with the realm of {@code keycloak/realm.json} in memory, ended with the suite.
 *
 * <p>The realm has a password and an authenticator for {@code ada}, who is in the groups {@code
 * ward-clinicians} and {@code kitchen}, and for {@code bob}, who is in {@code kitchen} alone; the
 * client {@code ward} with {@link #SECRET}; and the client {@code ward-by-key}. A password is
 * {@code acr} silver, a password and a code are gold.
 */
final class RealKeycloak implements AutoCloseable {
  static final String SECRET = "of-ward-and-keycloak";

  private static final byte[] TOTP = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private static final Path HOME = Path.of("target/keycloak");
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.:]+)");
  private static final int PATIENCE_SECONDS = 300;
  private static final int LINES = 40;

  private final Process process;
  private final URI url;

  private RealKeycloak(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it.
   *
   * @param key of the client {@code ward-by-key}
   */
  static RealKeycloak start(JWK key) {
    try {
      Path home = home();
      Path realms = Files.createDirectories(home.resolve("data/import"));
      try (InputStream realm =
          Objects.requireNonNull(RealKeycloak.class.getResourceAsStream("/keycloak/realm.json"))) {
        Files.writeString(
            realms.resolve("realm.json"),
            new String(realm.readAllBytes(), StandardCharsets.UTF_8)
                .replace("PUBLIC_KEYS", new JWKSet(key).toString(true).replace("\"", "\\\"")));
      }
      ProcessBuilder program =
          new ProcessBuilder(
                  "bash",
                  home.resolve("bin/kc.sh").toString(),
                  "start-dev",
                  "--import-realm",
                  "--http-host=127.0.0.1",
                  "--http-port=0",
                  "--db=dev-mem",
                  "--cache=local")
              .redirectErrorStream(true);
      program
          .environment()
          .putAll(
              Map.of(
                  "JAVA_HOME",
                  System.getProperty("java.home"),
                  "JAVA_OPTS_APPEND",
                  "-XX:TieredStopAtLevel=1"));
      Process process = program.start();
      try {
        return new RealKeycloak(process, listening(process));
      } catch (AssertionError e) {
        end(process);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path home() throws IOException {
    if (Files.isDirectory(HOME)) {
      try (Stream<Path> all = Files.list(HOME)) {
        List<Path> homes = all.filter(one -> Files.exists(one.resolve("bin/kc.sh"))).toList();
        if (homes.size() == 1) {
          return homes.getFirst();
        }
      }
    }
    throw new AssertionError(
        "there is no Keycloak in " + HOME + ": './ward test --extra' brings it");
  }

  /** Reads what it says until its end, so that it never waits for a reader. */
  private static URI listening(Process process) {
    CompletableFuture<URI> found = new CompletableFuture<>();
    Queue<String> last = new ConcurrentLinkedQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  last.add(line);
                  if (last.size() > LINES) {
                    last.poll();
                  }
                  Matcher matcher = LISTENING.matcher(line);
                  if (matcher.find()) {
                    found.complete(URI.create(matcher.group(1)));
                  }
                }
                found.completeExceptionally(new IOException("it ended"));
              } catch (IOException e) {
                found.completeExceptionally(e);
              }
            });
    try {
      return found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Keycloak did not start: " + String.join("\n", last), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What every authenticator of the realm shows at that time. */
  static String code(Instant at) {
    try {
      return new TimeBasedOneTimePasswordGenerator(Duration.ofSeconds(30), 6)
          .generateOneTimePasswordString(new SecretKeySpec(TOTP, "RAW"), at);
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }

  /** The issuer of the realm. */
  URI issuer() {
    return url.resolve("/realms/main");
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
