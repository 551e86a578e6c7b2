package org.wardhealth.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.TrustPolicy;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.ledger.Witness;
import org.wardhealth.ledger.WitnessKey;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;

/** A partner's witness stands for the record of a running Ward, and a patient is handed a proof. */
class LedgerCommandTest {
  private static final Map<String, String> ANY_PORT = Map.of("WARD_SERVER_PORT", "0");

  @TempDir private Path root = Path.of("");

  @Test
  void whatWardServesIsCosignedShownAndProvedToSomebodyWhoHoldsThePolicy() throws Exception {
    Path home = root.resolve("home");
    WardServer.start(Settings.load(home, ANY_PORT)).close();
    byte[] ledgerPolicy = Files.readAllBytes(home.resolve("ledger.policy"));
    TrustPolicy ledger = TrustPolicy.parse(ledgerPolicy);
    assertThat(ledger.logs()).as("of this log and of the next one").hasSize(4);
    WitnessKey key =
        WitnessKey.generate(KeyType.ML_DSA_44, "partner.example/w", new SecureRandom());
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Witness witness =
            Witness.open(key, ledger.logs(), root.resolve("state"), InstantSource.system());
        WitnessServer server = WitnessServer.start(witness, loopback)) {
      Files.writeString(
          home.resolve("ward.yaml"),
          "ledger:\n  witnesses:\n    - url: http://127.0.0.1:%d\n      vkey: %s\n"
              .formatted(server.address().getPort(), key.verificationKey()));
      try (WardServer ward = WardServer.start(Settings.load(home, ANY_PORT))) {
        Shell doctor = ward(home, "doctor");
        while (!doctor.out().contains("entries are cosigned, by partner.example/w")) {
          doctor = ward(home, "doctor");
        }
        assertThat(doctor.out()).doesNotContain("ILL   witnesses");
        assertThat(health(home)).contains("\"witnesses\"", "partner.example/w", "ageSeconds");
        assertThat(ward(home, "ledger", "checkpoint").out()).startsWith("ward-checkpoint ");

        Path policy = root.resolve("policy");
        Files.writeString(
            policy,
            new String(ledgerPolicy, UTF_8)
                .replace(
                    "quorum none",
                    "witness partner " + key.verificationKey() + "\nquorum partner"));
        Path proof = root.resolve("first.tlog-proof");
        assertThat(ward(home, "ledger", "prove", "0", "--out", proof.toString()).exitCode())
            .isZero();
        assertThat(
                Shell.run("ledger", "check", proof.toString(), "--policy", policy.toString())
                    .exitCode())
            .isZero();
        assertThat(verify(home, policy)).isZero();

        // The next log is cosigned by the same witness, and the old proof is made and checked.
        Shell shown = ward(home, "ledger", "rotate");
        assertThat(shown.out())
            .contains("The next one is ward.local/ledger/2.", "Nothing was done");
        assertThat(ward(home, "ledger", "rotate", "--yes").out())
            .contains("the ledger goes on in ward.local/ledger/2");
        do {
          doctor = ward(home, "doctor");
        } while (!doctor.out().contains("entries are cosigned, by partner.example/w"));
        assertThat(doctor.out()).contains("in 2 logs").doesNotContain("ILL   ledger");
        assertThat(ward(home, "ledger", "prove", "0", "--out", proof.toString()).exitCode())
            .isZero();
        assertThat(
                Shell.run("ledger", "check", proof.toString(), "--policy", policy.toString())
                    .exitCode())
            .isZero();
        assertThat(ward(home, "ledger", "checkpoint").out())
            .startsWith("ward-checkpoint ward.local/ledger/2 ");
        assertThat(
                Shell.run(
                        "ledger",
                        "verify",
                        home.resolve("ledger").toString(),
                        home.resolve("ledger/2").toString(),
                        "--policy",
                        policy.toString())
                    .exitCode())
            .isZero();
        // The first entry of the next log is published within a second, as any other.
        String exported;
        do {
          exported = ward(home, "ledger", "export", "--form", "ocsf").out();
        } while (!exported.contains("ledger.began"));
        assertThat(exported).contains("ledger.ended");

        assertThat(ward(home, "ledger", "prune", "--before", "2019-01-01").out())
            .contains("No log that has ended has 256 entries");
        Shell young = ward(home, "ledger", "prune", "--before", "9999-01-01", "--yes");
        assertThat(young.exitCode()).isNotZero();
        assertThat(young.err()).contains("ledger.retention is 2192 days");
        assertThat(ward).isNotNull();
      }
      Path stranger = root.resolve("stranger");
      WitnessKey other = WitnessKey.generate(KeyType.ML_DSA_44, "o.example", new SecureRandom());
      Files.writeString(
          stranger,
          new String(ledgerPolicy, UTF_8)
              .replace("quorum none", "witness o " + other.verificationKey() + "\nquorum o"));
      assertThat(verify(home, stranger)).isEqualTo(7);
    }
  }

  @Test
  void whatLiesOnDiskIsPrintedForCollectorsAlsoFromACopy() throws Exception {
    Path home = root.resolve("home");
    WardServer.start(Settings.load(home, ANY_PORT)).close();
    Shell all = ward(home, "ledger", "export", "--form", "ocsf");
    assertThat(all.exitCode()).isZero();
    assertThat(all.out().lines().count()).isGreaterThanOrEqualTo(3);
    assertThat(all.out().lines().toList().getLast()).contains("ward.stopped");
    Path copy = root.resolve("copy");
    Files.move(home.resolve("ledger"), copy);
    Shell one =
        Shell.run(
            "ledger", "export", "--form", "fhir", "--from", "1", "--to", "1", "--dir", copy + "");
    assertThat(one.out().lines()).hasSize(1);
    assertThat(one.out()).startsWith("{\"resourceType\":\"AuditEvent\"");
    assertThat(Shell.run("ledger", "export", "--form", "syslog", "--dir", copy + "").out())
        .startsWith("<85>1 ");
    assertThat(ward(home, "ledger", "export", "--form", "xml").exitCode()).isEqualTo(64);
    assertThat(ward(home, "ledger", "export", "--form", "fhir").exitCode()).isEqualTo(66);
    assertThat(
            Shell.run("ledger", "export", "--form", "fhir", "--from", "3", "--to", "2").exitCode())
        .isEqualTo(64);
  }

  @Test
  void aWitnessKeyIsMadeOnceAndForItsOwnerOnly() throws Exception {
    Path key = root.resolve("witness.key");
    Shell made = witness("--new-key", "w.example", "--key", key.toString());
    assertThat(made.exitCode()).isZero();
    String vkey = made.out().strip();
    assertThat(VerificationKey.parse(vkey).type()).isEqualTo(KeyType.ML_DSA_44);
    assertThat(WitnessKey.parse(Files.readString(key)).verificationKey()).hasToString(vkey);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(witness("--new-key", "w.example", "--key", key.toString()).exitCode()).isEqualTo(74);
    assertThat(witness("--key", key.toString(), "--listen", "x:1").exitCode()).isEqualTo(64);
    assertThat(witness("--key", key.toString(), "--listen", "x", "--state", "s").exitCode())
        .isEqualTo(64);
  }

  private static Shell witness(String... words) {
    return Shell.run(
        Stream.concat(Stream.of("ledger", "witness"), Stream.of(words)).toArray(String[]::new));
  }

  private static int verify(Path home, Path policy) {
    String directory = home.resolve("ledger").toString();
    return Shell.run("ledger", "verify", directory, "--policy", policy.toString()).exitCode();
  }

  private static Shell ward(Path home, String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--home";
    all[words.length + 1] = home.toString();
    return Shell.run(all);
  }

  private static String health(Path home) throws Exception {
    Operator operator = Operator.of(home);
    try (HttpClient http = operator.http()) {
      return http.send(
              HttpRequest.newBuilder(operator.url().resolve("/actuator/health")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
