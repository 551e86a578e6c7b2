package org.wardhealth.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.TilePath;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;

/** The ledger can be read over HTTP as C2SP tlog-tiles has it, and its entries by few. */
class LedgerDoorTest {
  @TempDir private Path home;

  @Test
  void theLedgerIsServedAsItLiesOnDiskAndNothingElseIs() throws Exception {
    try (TestWard ward = TestWard.start(home);
        HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 300; i++) {
        ward.get("/fhir/Patient/" + TestWard.PATIENT);
      }
      long size = ward.ledger.ledger().publish().size();
      assertThat(size).isGreaterThan(256);
      String bearer = "Bearer " + ward.key.revealOnce();

      HttpResponse<byte[]> checkpoint = get(http, ward, "checkpoint", "", "");
      assertThat(checkpoint.statusCode()).isEqualTo(200);
      assertThat(header(checkpoint, "content-type")).isEqualTo("text/plain;charset=utf-8");
      assertThat(header(checkpoint, "cache-control")).isEqualTo("no-cache");
      assertThat(checkpoint.body()).isEqualTo(ward.ledger.ledger().checkpoint().bytes());

      long rest = size % 256;
      for (String path :
          List.of("tile/0/000", "tile/0/001.p/" + rest, "tile/1/000.p/1", "tile/entries/000")) {
        HttpResponse<byte[]> tile = get(http, ward, path, bearer, "");
        assertThat(tile.statusCode()).as(path).isEqualTo(200);
        assertThat(header(tile, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(tile, "cache-control")).contains("immutable");
        assertThat(tile.body()).isEqualTo(Files.readAllBytes(home.resolve("ledger/" + path)));
      }
      HttpResponse<byte[]> zipped = get(http, ward, "tile/entries/000", bearer, "br, gzip");
      assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
      assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
          .isEqualTo(Files.readAllBytes(home.resolve("ledger/tile/entries/000")));

      for (String path :
          List.of(
              "tile/0/001",
              "tile/0/001.p/256",
              "tile/0/001.p/0",
              "tile/0/002.p/1",
              "tile/2/000.p/1",
              "tile/0/001.p/" + (rest + 1),
              "tile/1/000",
              "tile/0/000/",
              "checkpoint/",
              "checkpoint.cosigned",
              "wal",
              "tile/0/0",
              "tile/00/000",
              "tile/64/000",
              "tile/0/x000/000",
              "tile/0/%30%30%30",
              "tile/entries/9",
              "lock",
              "tile")) {
        HttpResponse<byte[]> absent = get(http, ward, path, bearer, "");
        assertThat(absent.statusCode()).as(path).isEqualTo(404);
        assertThat(new String(absent.body(), UTF_8)).as(path).doesNotContain("test.example/ledger");
      }
      for (String path :
          List.of(
              "tile/0/../0/000",
              "tile/0/%2e%2e/%2e%2e/checkpoint",
              "tile/0%2f000",
              "tile/0/000;a=b",
              "tile//0/000")) {
        HttpResponse<byte[]> refused = get(http, ward, path, bearer, "");
        assertThat(refused.statusCode()).as("no way past the firewall: " + path).isEqualTo(400);
        assertThat(new String(refused.body(), UTF_8)).doesNotContain("test.example/ledger");
      }

      assertThat(get(http, ward, "tile/0/000", "", "").statusCode()).isEqualTo(200);
      assertThat(get(http, ward, "tile/entries/000", "", "").statusCode()).isEqualTo(401);
      String other =
          ward.server
              .room(Clients.class)
              .add(
                  "other",
                  EnumSet.allOf(Purpose.class),
                  Set.of("*"),
                  EnumSet.complementOf(EnumSet.of(Right.AUDIT)),
                  Limits.DEFAULT)
              .key()
              .revealOnce();
      assertThat(get(http, ward, "tile/entries/000", "Bearer " + other, "").statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void anOutsiderVerifiesWhatTheyFetched(@TempDir Path copy) throws Exception {
    try (TestWard ward = TestWard.start(home);
        HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 600; i++) {
        ward.get("/fhir/Patient/" + TestWard.PATIENT);
      }
      long size = ward.ledger.ledger().publish().size();
      String bearer = "Bearer " + ward.key.revealOnce();
      fetch(http, ward, "checkpoint", "", copy);
      for (int level = 0; size >>> (8 * level) > 0; level++) {
        for (TilePath path : tiles(TilePath.Kind.HASHES, level, size >>> (8 * level))) {
          fetch(http, ward, path.toString(), "", copy);
        }
      }
      for (TilePath path : tiles(TilePath.Kind.ENTRIES, 0, size)) {
        fetch(http, ward, path.toString(), bearer, copy);
      }
      String policy = home.resolve("ledger.policy").toString();
      assertThat(verify("verify", copy.toString(), "--policy", policy))
          .contains("verified " + size + " entries of test.example/ledger");

      Path bundle = copy.resolve("tile/entries/001");
      byte[] forged = Files.readAllBytes(bundle);
      forged[100] ^= 1;
      Files.write(bundle, forged);
      assertThat(verify("verify", copy.toString(), "--policy", policy)).contains("NOT verified");

      HttpResponse<byte[]> proof = get(http, ward, "/audit/proofs/300", bearer, "");
      assertThat(proof.statusCode()).isEqualTo(200);
      Path file = Files.write(copy.resolve("300.tlog-proof"), proof.body());
      assertThat(verify("check", file.toString(), "--policy", policy)).contains("patient.read");
      assertThat(get(http, ward, "/audit/proofs/300", "", "").statusCode()).isEqualTo(401);
      assertThat(get(http, ward, "/audit/proofs/" + size + 1, bearer, "").statusCode())
          .isEqualTo(404);
      assertThat(get(http, ward, "/audit/proofs/-1", bearer, "").statusCode()).isEqualTo(400);
    }
  }

  private static List<TilePath> tiles(TilePath.Kind kind, int level, long count) {
    List<TilePath> paths = new ArrayList<>();
    for (long index = 0; index * 256 < count; index++) {
      paths.add(new TilePath(kind, level, index, (int) Math.min(256, count - index * 256)));
    }
    return paths;
  }

  private static void fetch(HttpClient http, TestWard ward, String path, String bearer, Path copy)
      throws Exception {
    HttpResponse<byte[]> file = get(http, ward, path, bearer, "");
    assertThat(file.statusCode()).as(path).isEqualTo(200);
    Path target = copy.resolve(path);
    Files.createDirectories(target.getParent());
    Files.write(target, file.body());
  }

  /** What the auditor's command prints. */
  private static String verify(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, UTF_8)) {
      var _ = org.wardhealth.ledger.Main.run(arguments, out, out);
    }
    return said.toString(UTF_8);
  }

  private static HttpResponse<byte[]> get(
      HttpClient http, TestWard ward, String path, String bearer, String encodings)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(ward.server.url() + (path.startsWith("/") ? path : "/ledger/" + path)));
    if (!bearer.isEmpty()) {
      request.header("Authorization", bearer);
    }
    if (!encodings.isEmpty()) {
      request.header("Accept-Encoding", encodings);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
