package org.wardhealth.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SpeechTest {
  private static final String MESSAGE = "[NAME-1] said: \"naïve 漢字 😀\"\nand left.";

  @Test
  void theEchoComesBackAndTheRequestIsKept() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo())) {
      JsonNode answer = Ask.json(Ask.chat(model, MESSAGE, ""));

      assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo(MESSAGE);
      assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
      assertThat(answer.at("/usage/total_tokens").asInt()).isPositive();
      assertThat(model.received()).hasSize(1);
      assertThat(model.lastReceived().lastUserMessage()).isEqualTo(MESSAGE);
      assertThat(model.lastReceived().header("Content-Type")).contains("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void aStreamSaysTheSameHoweverItsBytesAreCut(int bytes) throws Exception {
    for (Speech speech : new Speech[] {Speech.echo(), Speech.echo().escaped().inDeltasOf(1)}) {
      try (MockModel model = MockModel.start(speech.inPiecesOf(bytes))) {
        byte[] stream = Ask.answer(Ask.chat(model, MESSAGE, ",\"stream\":true")).body();

        assertThat(Ask.spoken(stream)).isEqualTo(MESSAGE);
        assertThat(new String(stream, UTF_8)).endsWith("data: [DONE]\n\n");
      }
    }
  }

  @Test
  void escapedStreamsHoldNothingButAscii() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo().escaped())) {
      byte[] stream = Ask.answer(Ask.chat(model, MESSAGE, ",\"stream\":true")).body();

      for (byte b : stream) {
        assertThat(b).isNotNegative();
      }
      assertThat(new String(stream, UTF_8)).contains("\\u00EF");
    }
  }

  @Test
  void usageEndsAStreamOnlyWhenAskedFor() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo())) {
      String with = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
      String asked = new String(Ask.answer(Ask.chat(model, "hi", with)).body(), UTF_8);
      String not = new String(Ask.answer(Ask.chat(model, "hi", ",\"stream\":true")).body(), UTF_8);

      assertThat(asked).contains("\"choices\":[],\"usage\":{\"prompt_tokens\":1");
      assertThat(not).doesNotContain("usage");
    }
  }

  @Test
  void eachOfSeveralChoicesIsSaidInBothForms() throws Exception {
    try (MockModel model = MockModel.start(Speech.say("one", "two"))) {
      JsonNode whole = Ask.json(Ask.chat(model, "x", ",\"n\":2"));
      byte[] stream = Ask.answer(Ask.chat(model, "x", ",\"n\":2,\"stream\":true")).body();

      assertThat(whole.at("/choices/1/message/content").asString()).isEqualTo("two");
      assertThat(new String(stream, UTF_8)).contains("\"index\":1,\"delta\":{\"content\":\"two\"");
    }
  }

  @Test
  void toolArgumentsComeAsWrittenInBothForms() throws Exception {
    String arguments = "{\"patient\": \"[NAME-1]\", \"note\": \"caf\\u00e9 \\\"x\\\"\"}";
    try (MockModel model = MockModel.start(Speech.callTool("find", arguments).inDeltasOf(1))) {
      JsonNode whole = Ask.json(Ask.chat(model, "x", ""));
      byte[] stream = Ask.answer(Ask.chat(model, "x", ",\"stream\":true")).body();

      JsonNode function = whole.at("/choices/0/message/tool_calls/0/function");
      assertThat(function.path("name").asString()).isEqualTo("find");
      assertThat(function.path("arguments").asString()).isEqualTo(arguments);
      assertThat(Ask.spoken(stream)).isEqualTo(arguments);
      assertThat(new String(stream, UTF_8)).contains("\"finish_reason\":\"tool_calls\"");
    }
  }

  @Test
  void embeddingsDependOnTheTextAloneInFloatsAndInBase64() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo())) {
      String floats = "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}";
      String packed = "{\"model\":\"m\",\"input\":\"b\",\"encoding_format\":\"base64\"}";
      JsonNode two = Ask.json(Ask.post(model.baseUrl(), "/embeddings", floats));
      JsonNode one = Ask.json(Ask.post(model.baseUrl(), "/embeddings", packed));

      byte[] bytes = Base64.getDecoder().decode(one.at("/data/0/embedding").asString());
      float first = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat();
      assertThat((float) two.at("/data/1/embedding/0").asDouble()).isEqualTo(first);
      assertThat(two.at("/data/0/embedding")).isNotEqualTo(two.at("/data/1/embedding"));
      assertThat(first).isEqualTo(Speech.vector("b")[0]);
    }
  }

  @Test
  void aClosedGateHoldsTheRestOfAStreamBack() throws Exception {
    Gate gate = new Gate();
    try (MockModel model = MockModel.start(Speech.say("abcdefgh").gatedBy(gate))) {
      gate.let(2);
      HttpResponse<InputStream> answer =
          Ask.CLIENT.send(Ask.chat(model, "x", ",\"stream\":true"), BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        StringBuilder seen = new StringBuilder();
        while (!seen.toString().endsWith("\n\n") || !seen.toString().contains("abcd")) {
          seen.append((char) in.read());
        }
        assertThat(in.available()).isZero();
        gate.open();
        assertThat(new String(in.readAllBytes(), UTF_8)).contains("efgh").contains("[DONE]");
      }
    }
  }

  @Test
  void theListOfModelsIsGivenAndOtherPathsAreNot() throws Exception {
    try (MockModel model = MockModel.start(Speech.echo())) {
      JsonNode list =
          Ask.json(HttpRequest.newBuilder(URI.create(model.baseUrl() + "/models")).build());
      assertThat(list.at("/data/0/id").asString()).isEqualTo("mock");
      assertThat(Ask.answer(Ask.post(model.baseUrl(), "/files", "{}")).statusCode()).isEqualTo(404);
    }
  }
}
