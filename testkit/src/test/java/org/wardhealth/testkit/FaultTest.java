package org.wardhealth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  private static final Speech SPEECH = Speech.say("All is well with [NAME-1].");
  private static final String STREAM = ",\"stream\":true";

  @Test
  void aHangingModelSaysNothingUntilItsCallerGivesUp() {
    try (MockModel model = MockModel.start(Fault.hangBeforeHeaders())) {
      CompletableFuture<HttpResponse<byte[]>> answer =
          Ask.CLIENT.sendAsync(Ask.chat(model, "x", ""), BodyHandlers.ofByteArray());
      model.awaitReceived(1);
      assertThat(answer).isNotDone();

      answer.cancel(true);
      model.awaitHangUps(1);
    }
  }

  @Test
  void closingTheMockEndsWhatHangs() {
    CompletableFuture<HttpResponse<byte[]>> answer;
    try (MockModel model = MockModel.start(SPEECH.gatedBy(new Gate()))) {
      answer = Ask.CLIENT.sendAsync(Ask.chat(model, "x", STREAM), BodyHandlers.ofByteArray());
      model.awaitReceived(1);
    }
    assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void aResetBeforeTheAnswerIsAnError() {
    try (MockModel model = MockModel.start(Fault.resetBeforeAnswer())) {
      assertThatThrownBy(() -> Ask.answer(Ask.chat(model, "x", "")))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 150})
  void aResetInsideTheBodyIsAnErrorInBothForms(int bytes) {
    try (MockModel model = MockModel.start(Fault.resetAfter(SPEECH, bytes))) {
      assertThatThrownBy(() -> Ask.answer(Ask.chat(model, "x", "")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Ask.answer(Ask.chat(model, "x", STREAM)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCloseShortOfTheLengthIsAnError() {
    try (MockModel model = MockModel.start(Fault.closeAfter(SPEECH, 30))) {
      assertThatThrownBy(() -> Ask.answer(Ask.chat(model, "x", "")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aHangInTheMiddleDeliversWhatCameBeforeIt() throws Exception {
    try (MockModel model = MockModel.start(Fault.hangAfter(SPEECH, 25))) {
      HttpResponse<InputStream> answer =
          Ask.CLIENT.send(Ask.chat(model, "x", ""), BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        assertThat(new String(in.readNBytes(25), UTF_8)).startsWith("{\"id\":\"chatcmpl-mock");
      }
      model.awaitHangUps(1);
    }
  }

  @Test
  void aBusyModelRecoversAfterSoManyTimes() throws Exception {
    Script script = Fault.tooManyRequests(Duration.ofSeconds(3)).times(2, SPEECH);
    try (MockModel model = MockModel.start(script)) {
      HttpResponse<byte[]> refused = Ask.answer(Ask.chat(model, "x", ""));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("3");
      assertThat(Ask.answer(Ask.chat(model, "x", "")).statusCode()).isEqualTo(429);
      assertThat(Ask.answer(Ask.chat(model, "x", "")).statusCode()).isEqualTo(200);
      assertThat(model.connections()).isEqualTo(1);
    }
  }

  @Test
  void anEndlessAnswerIsSentOnlyAsFarAsItIsRead() throws Exception {
    long tenGigabytes = 10_000_000_000L;
    try (MockModel model = MockModel.start(Fault.endless(tenGigabytes))) {
      HttpResponse<InputStream> answer =
          Ask.CLIENT.send(Ask.chat(model, "x", ""), BodyHandlers.ofInputStream());
      assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(tenGigabytes);
      try (InputStream in = answer.body()) {
        assertThat(in.readNBytes(1 << 20)).hasSize(1 << 20);
      }
      model.awaitHangUps(1);
      assertThat(model.bytesSent()).isLessThan(tenGigabytes / 10);
    }
  }

  @Test
  void wrongFormsAreAsWrongAsTheySay() throws Exception {
    try (MockModel model = MockModel.start(Fault.gzipped(SPEECH))) {
      byte[] packed = Ask.answer(Ask.chat(model, "x", "")).body();
      try (InputStream in = new GZIPInputStream(new java.io.ByteArrayInputStream(packed))) {
        assertThat(new String(in.readAllBytes(), UTF_8)).contains("All is well");
      }

      model.script(Fault.contentType(SPEECH, "text/plain"));
      assertThat(Ask.answer(Ask.chat(model, "x", "")).headers().firstValue("Content-Type"))
          .contains("text/plain");

      model.script(Fault.truncatedJson(SPEECH, 20));
      assertThatThrownBy(() -> Ask.json(Ask.chat(model, "x", "")))
          .isInstanceOf(tools.jackson.core.JacksonException.class);

      model.script(Fault.duplicateKeys(SPEECH, Speech.say("shadow")));
      assertThat(new String(Ask.answer(Ask.chat(model, "x", "")).body(), UTF_8))
          .containsSubsequence("\"choices\":", "All is well", "\"choices\":", "shadow");

      model.script(Fault.unknownFields(SPEECH, "odd"));
      assertThat(Ask.json(Ask.chat(model, "x", "")).path("x_unheard_of").asString())
          .isEqualTo("odd");

      model.script(Fault.htmlError());
      assertThat(Ask.answer(Ask.chat(model, "x", "")).statusCode()).isEqualTo(500);

      model.script(Fault.unauthorized());
      assertThat(Ask.answer(Ask.chat(model, "x", "")).statusCode()).isEqualTo(401);

      model.script(Fault.malformedEvents(SPEECH, 3));
      String stream = new String(Ask.answer(Ask.chat(model, "x", STREAM)).body(), UTF_8);
      assertThat(stream).contains(": not an event").doesNotContain("[DONE]");

      model.script(Fault.bytes("SSH-2.0-OpenSSH\r\n".getBytes(UTF_8)));
      assertThatThrownBy(() -> Ask.answer(Ask.chat(model, "x", "")))
          .isInstanceOf(IOException.class);
    }
  }
}
