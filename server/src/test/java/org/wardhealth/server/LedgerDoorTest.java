package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
              "tile/0/0",
              "tile/00/000",
              "tile/64/000",
              "tile/0/x000/000",
              "tile/0/%30%30%30",
              "tile/entries/9",
              "lock",
              "tile")) {
        assertThat(get(http, ward, path, bearer, "").statusCode()).as(path).isEqualTo(404);
      }

      assertThat(get(http, ward, "tile/0/000", "", "").statusCode()).isEqualTo(200);
      assertThat(get(http, ward, "tile/entries/000", "", "").statusCode()).isEqualTo(401);
      String other =
          ward.server
              .room(org.wardhealth.server.identity.Clients.class)
              .add(
                  "other",
                  java.util.EnumSet.allOf(Purpose.class),
                  java.util.Set.of("*"),
                  java.util.EnumSet.complementOf(java.util.EnumSet.of(Right.AUDIT)),
                  Limits.DEFAULT)
              .key()
              .revealOnce();
      assertThat(get(http, ward, "tile/entries/000", "Bearer " + other, "").statusCode())
          .isEqualTo(403);
    }
  }

  private static HttpResponse<byte[]> get(
      HttpClient http, TestWard ward, String path, String bearer, String encodings)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ward.server.url() + "/ledger/" + path));
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
