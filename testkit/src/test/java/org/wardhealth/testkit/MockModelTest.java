package org.wardhealth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MockModelTest {
  @Test
  void overTlsItIsTrustedOnlyByThoseWhoKnowItsCertificate(@TempDir Path directory)
      throws Exception {
    MockCertificate certificate = MockCertificate.create(directory);
    try (MockModel model = MockModel.startTls(Speech.say("hello"), certificate.serverSockets());
        HttpClient trusting = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      HttpRequest request = Ask.chat(model, "x", "");

      assertThat(trusting.send(request, BodyHandlers.ofString()).body()).contains("hello");
      assertThatThrownBy(() -> Ask.answer(request)).isInstanceOf(SSLHandshakeException.class);
      assertThat(model.received()).hasSize(1);
      assertThat(certificate.pem()).startsWith("-----BEGIN CERTIFICATE-----\nMII");
    }
  }

  @Test
  void chunkedRequestsAndExpectationsAreUnderstood() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo())) {
      byte[] body = chat("long");
      HttpRequest chunked =
          HttpRequest.newBuilder(URI.create(model.baseUrl() + "/chat/completions"))
              .expectContinue(true)
              .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
              .build();

      assertThat(Ask.json(chunked).at("/choices/0/message/content").asString()).isEqualTo("long");
      assertThat(model.lastReceived().header("transfer-encoding")).contains("chunked");
      assertThat(model.lastReceived().body()).isEqualTo(body);
    }
  }

  @Test
  void requestsInParallelAreAllAnsweredAndKept() {
    try (MockModel model = MockModel.start(Speech.echo())) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        HttpRequest request = Ask.chat(model, "number " + i + ".", "");
        answers.add(
            Ask.CLIENT.sendAsync(request, BodyHandlers.ofString()).thenApply(r -> r.body()));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(answers.get(i).join()).contains("number " + i + ".");
      }
      assertThat(model.received()).hasSize(50);
    }
  }

  private static byte[] chat(String message) {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + message + "\"}]}";
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
