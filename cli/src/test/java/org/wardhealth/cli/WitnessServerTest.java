package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.KeyType;
import org.wardhealth.ledger.Ledger;
import org.wardhealth.ledger.LedgerOptions;
import org.wardhealth.ledger.NoteSigner;
import org.wardhealth.ledger.Witness;
import org.wardhealth.ledger.WitnessKey;

class WitnessServerTest {
  private static final String ORIGIN = "ward.example/log";

  @TempDir private Path root = Path.of("");

  @Test
  void overHttpAllIsAsTheProtocolSays() throws Exception {
    SecureRandom random = new SecureRandom();
    WitnessKey key = WitnessKey.generate(KeyType.ML_DSA_44, "w.example", random);
    NoteSigner signer = NoteSigner.generate(ORIGIN, random);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Ledger ledger =
            Ledger.open(LedgerOptions.of(root.resolve("log"), root.resolve("second"), signer));
        Witness witness =
            Witness.open(
                key, signer.verificationKeys(), root.resolve("state"), InstantSource.system());
        WitnessServer server = WitnessServer.start(witness, any);
        HttpClient http = HttpClient.newHttpClient()) {
      String prefix = "http://127.0.0.1:" + server.address().getPort();
      for (int i = 0; i < 5; i++) {
        var _ = ledger.append(new byte[] {(byte) i});
      }
      String five = ledger.publish().text();
      HttpResponse<String> added = post(http, prefix, "old 0\n\n" + five);
      assertThat(added.statusCode()).isEqualTo(200);
      assertThat(added.body()).startsWith("— w.example ");
      HttpResponse<String> conflict = post(http, prefix, "old 1\n\n" + five);
      assertThat(conflict.statusCode()).isEqualTo(409);
      assertThat(conflict.headers().firstValue("Content-Type")).hasValue("text/x.tlog.size");
      assertThat(conflict.body()).isEqualTo("5\n");
      assertThat(post(http, prefix, "x".repeat(Witness.MAX_REQUEST_BYTES + 1)).statusCode())
          .isEqualTo(400);
      HttpResponse<String> shown = get(http, prefix + "/" + hash(ORIGIN) + "/checkpoint");
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.body()).startsWith(ORIGIN + "\n5\n");
      assertThat(get(http, prefix + "/add-checkpoint").statusCode()).isEqualTo(405);
      assertThat(get(http, prefix + "/").statusCode()).isEqualTo(404);
      assertThat(get(http, prefix + "/" + hash("x") + "/checkpoint").statusCode()).isEqualTo(404);
    }
  }

  private static String hash(String origin) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpResponse<String> post(HttpClient http, String prefix, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(prefix + "/add-checkpoint"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(HttpClient http, String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }
}
