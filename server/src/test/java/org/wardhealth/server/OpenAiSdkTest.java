package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.Sleeper;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Fault;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;

/** OpenAI's own client for Java, as it comes, with nothing told but where Ward is. */
final class OpenAiSdkTest {
  private static TestWard ward;
  private static OpenAIClient client;

  /** How long the client wanted to wait; it moves Ward's clock instead. */
  private static final List<Duration> SLEPT = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.start(home);
    client = client(ward.key.revealOnce());
  }

  @AfterAll
  static void stop() {
    client.close();
    ward.close();
  }

  private static OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(ward.v1())
        .apiKey(key)
        .sleeper(
            new Sleeper() {
              @Override
              public void sleep(Duration time) {
                SLEPT.add(time);
                ward.clock.advance(time);
                ward.nanos.advance(time);
              }

              @Override
              public CompletableFuture<Void> sleepAsync(Duration time) {
                sleep(time);
                return CompletableFuture.completedFuture(null);
              }

              @Override
              public void close() {}
            })
        .build();
  }

  private static ChatCompletionCreateParams.Builder asking(String text) {
    return ChatCompletionCreateParams.builder()
        .model(TestWard.MODEL)
        .addUserMessage(text)
        .metadata(
            ChatCompletionCreateParams.Metadata.builder()
                .putAdditionalProperty("patient", JsonValue.from(TestWard.PATIENT))
                .putAdditionalProperty("purpose", JsonValue.from("TREAT"))
                .build());
  }

  private static ChatCompletion stream(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(whole::accumulate);
    }
    return whole.chatCompletion();
  }

  private static List<String> contents(ChatCompletion completion) {
    return completion.choices().stream().map(c -> c.message().content().orElse("")).toList();
  }

  @Test
  void chatComesBackWithTheIdentifiersThatTheModelNeverSaw() {
    ward.script(Speech.echo());
    ChatCompletion answer = client.chat().completions().create(asking(TestWard.NOTE).build());
    assertThat(contents(answer)).containsExactly(TestWard.NOTE);
    assertThat(answer.model()).isEqualTo(TestWard.MODEL);
    assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(ward.model.lastReceived().text()).doesNotContain(TestWard.IDENTIFIERS);
  }

  @Test
  void contextCanBeGivenInHeaders() {
    ward.script(Speech.echo());
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(TestWard.MODEL)
                    .addUserMessage(TestWard.NOTE)
                    .putAdditionalHeader("Ward-Patient", TestWard.PATIENT)
                    .putAdditionalHeader("Ward-Purpose", "TREAT")
                    .build());
    assertThat(contents(answer)).containsExactly(TestWard.NOTE);
  }

  @Test
  void aStreamAddsUpToTheSameAndHasItsUsage() {
    ward.script(Speech.echo().inDeltasOf(3));
    ChatCompletionCreateParams params =
        asking(TestWard.NOTE)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    List<ChatCompletionChunk> chunks = new ArrayList<>();
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().peek(whole::accumulate).forEach(chunks::add);
    }
    assertThat(contents(whole.chatCompletion())).containsExactly(TestWard.NOTE);
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isPositive();
  }

  @Test
  void severalChoicesComeBackEachForItself() {
    ward.script(Speech.echo().inDeltasOf(3));
    ChatCompletionCreateParams params = asking(TestWard.NOTE).n(3).build();
    List<String> expected = List.of(TestWard.NOTE, TestWard.NOTE, TestWard.NOTE);
    assertThat(contents(client.chat().completions().create(params))).isEqualTo(expected);
    assertThat(contents(stream(params))).isEqualTo(expected);
  }

  @Test
  void toolsAreCalledWithTheRealArgumentsAndTheirAnswersAreProtected() {
    FunctionDefinition lookUp =
        FunctionDefinition.builder()
            .name("look_up")
            .description("Looks up Wilhelmina Ostrander's appointments")
            .parameters(
                FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .build())
            .build();
    ChatCompletionCreateParams ask =
        asking("Appointments of Wilhelmina Ostrander?").addFunctionTool(lookUp).build();
    ward.script(
        Speech.callTool(
            "look_up",
            request ->
                Json.MAPPER.createObjectNode().put("q", request.lastUserMessage()).toString()));

    for (ChatCompletion answer : List.of(client.chat().completions().create(ask), stream(ask))) {
      ChatCompletionMessage message = answer.choices().getFirst().message();
      ChatCompletionMessageFunctionToolCall call =
          message.toolCalls().orElseThrow().getFirst().asFunction();
      assertThat(call.function().name()).isEqualTo("look_up");
      assertThat(call.function().arguments())
          .isEqualTo("{\"q\":\"Appointments of Wilhelmina Ostrander?\"}");
      assertThat(answer.choices().getFirst().finishReason())
          .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }
    assertThat(ward.model.lastReceived().text()).doesNotContain(TestWard.IDENTIFIERS);

    ChatCompletionMessage calling =
        client.chat().completions().create(ask).choices().getFirst().message();
    ward.script(
        Speech.saying(
            request -> request.json().path("messages").path(2).path("content").asString()));
    ChatCompletion after =
        client
            .chat()
            .completions()
            .create(
                ask.toBuilder()
                    .addMessage(calling)
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(
                                calling.toolCalls().orElseThrow().getFirst().asFunction().id())
                            .content("{\"mrn\":48213377,\"phone\":\"617-555-0143\",\"visits\":2}")
                            .build())
                    .build());
    JsonNode said = Json.MAPPER.readTree(contents(after).getFirst());
    assertThat(said.path("phone").asString()).isEqualTo("617-555-0143");
    assertThat(said.path("visits").asInt()).isEqualTo(2);
    JsonNode sent = ward.model.lastReceived().json();
    assertThat(ward.model.lastReceived().text()).doesNotContain(TestWard.IDENTIFIERS);
    assertThat(sent.path("messages").path(2).path("tool_call_id"))
        .isEqualTo(sent.path("messages").path(1).path("tool_calls").path(0).path("id"));
  }

  @Test
  void jsonAnswersAndStopWordsPassThrough() {
    ward.script(
        Speech.saying(
            request ->
                Json.MAPPER.createObjectNode().put("note", request.lastUserMessage()).toString()));
    ChatCompletionCreateParams params =
        asking(TestWard.NOTE)
            .responseFormat(ResponseFormatJsonObject.builder().build())
            .stopOfStrings(List.of("END", "Ostrander"))
            .build();
    for (ChatCompletion answer :
        List.of(client.chat().completions().create(params), stream(params))) {
      assertThat(Json.MAPPER.readTree(contents(answer).getFirst()).path("note").asString())
          .isEqualTo(TestWard.NOTE);
    }
    JsonNode sent = ward.model.lastReceived().json();
    assertThat(sent.path("response_format").path("type").asString()).isEqualTo("json_object");
    assertThat(sent.path("stop").path(0).asString()).isEqualTo("END");
    assertThat(sent.path("stop").path(1).asString()).startsWith("[NAME");
  }

  @Test
  void embeddingsAreThoseOfTheProtectedText() {
    ward.script(Speech.echo());
    CreateEmbeddingResponse answer =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model(TestWard.MODEL)
                    .inputOfArrayOfStrings(List.of("Type 2 diabetes.", TestWard.NOTE))
                    .putAdditionalHeader("Ward-Patient", TestWard.PATIENT)
                    .putAdditionalHeader("Ward-Purpose", "TREAT")
                    .build());
    JsonNode sent = ward.model.lastReceived().json().path("input");
    assertThat(sent.toString()).doesNotContain(TestWard.IDENTIFIERS);
    for (int i = 0; i < 2; i++) {
      List<Float> expected = new ArrayList<>();
      for (float x : Speech.vector(sent.path(i).asString())) {
        expected.add(x);
      }
      assertThat(answer.data().get(i).embedding()).isEqualTo(expected);
    }
    assertThat(sent.path(0).asString()).isEqualTo("Type 2 diabetes.");
    assertThat(answer.usage().totalTokens()).isPositive();
  }

  @Test
  void modelsAreThoseThatThisKeyMayAsk() {
    assertThat(client.models().list().data())
        .extracting(Model::id)
        .containsExactly("ward/extractive", TestWard.MODEL);
  }

  @Test
  void theBuiltInModelAnswersToo() {
    ChatCompletionCreateParams params = asking(TestWard.NOTE).model("ward/extractive").build();
    assertThat(contents(client.chat().completions().create(params)).getFirst())
        .contains("type 2 diabetes");
    assertThat(contents(stream(params)).getFirst()).contains("type 2 diabetes");
  }

  @Test
  void errorsBecomeTheClientsOwnExceptions() {
    ward.script(Speech.echo());
    ChatCompletionCreateParams good = asking(TestWard.NOTE).build();
    assertThat(
            catchThrowableOfType(
                    UnauthorizedException.class,
                    () -> client("sk-not-of-ward").chat().completions().create(good))
                .code())
        .contains("invalid_api_key");
    fails(
        BadRequestException.class,
        good.toBuilder().putAdditionalBodyProperty("x_new", JsonValue.from(1)).build(),
        "unknown_field");
    fails(
        PermissionDeniedException.class,
        good.toBuilder()
            .metadata(
                ChatCompletionCreateParams.Metadata.builder()
                    .putAdditionalProperty("purpose", JsonValue.from("TREAT"))
                    .putAdditionalProperty("patient", JsonValue.from("nobody"))
                    .build())
            .build(),
        "patient_unknown");
    fails(NotFoundException.class, good.toBuilder().model("test/other").build(), "model_not_found");
  }

  private static void fails(
      Class<? extends OpenAIServiceException> type,
      ChatCompletionCreateParams params,
      String code) {
    for (boolean stream : new boolean[] {false, true}) {
      OpenAIServiceException e =
          catchThrowableOfType(
              type,
              () -> {
                if (stream) {
                  stream(params);
                } else {
                  client.chat().completions().create(params);
                }
              });
      assertThat(e.code()).contains(code);
      assertThat(e.type()).isPresent();
    }
  }

  @Test
  void failuresOfTheModelBecomeServerErrorsThatAreNotRetriedInAStorm() {
    SLEPT.clear();
    int before = ward.model.received().size();
    ward.script(Fault.raw(400, "application/json", "{\"error\":{\"message\":\"no\"}}"));
    fails(BadRequestException.class, asking(TestWard.NOTE).build(), "upstream_rejected");
    ward.script(Fault.unauthorized());
    fails(InternalServerException.class, asking(TestWard.NOTE).build(), "upstream_credentials");
    ward.script(Fault.htmlError());
    fails(InternalServerException.class, asking(TestWard.NOTE).build(), "upstream_unavailable");
    assertThat(ward.model.received()).hasSize(before + 6);
    assertThat(SLEPT).isEmpty();
  }

  @Test
  void aStreamThatBreaksOffEndsWithAnErrorAndNotAsIfItWereWhole() {
    ward.script(Fault.malformedEvents(Speech.say("one two three four"), 3));
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> chunks =
                  client.chat().completions().createStreaming(asking("Hello").build())) {
                chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(c -> c.delta().content().ifPresent(seen::add));
              }
            })
        .isInstanceOf(OpenAIException.class)
        .isInstanceOf(SseException.class);
    assertThat(String.join("", seen)).startsWith("one ");
  }

  @Test
  void wardItselfTriesAgainWhileTheModelIsBusyForAMoment() {
    SLEPT.clear();
    ward.pauses.clear();
    ward.script(Fault.tooManyRequests(Duration.ofSeconds(1)).times(2, Speech.echo()));
    assertThat(contents(client.chat().completions().create(asking(TestWard.NOTE).build())))
        .containsExactly(TestWard.NOTE);
    assertThat(ward.pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(SLEPT).isEmpty();
  }

  @Test
  void theClientTriesAgainWhenTheModelIsBusyForLonger() {
    SLEPT.clear();
    int before = ward.model.received().size();
    ward.script(Fault.tooManyRequests(Duration.ofSeconds(5)).times(2, Speech.echo()));
    assertThat(contents(client.chat().completions().create(asking(TestWard.NOTE).build())))
        .containsExactly(TestWard.NOTE);
    assertThat(SLEPT).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(ward.model.received()).hasSize(before + 3);
  }

  @Test
  void aModelThatStaysBusyIsARateLimitException() {
    ward.script(Fault.tooManyRequests(Duration.ofSeconds(5)));
    assertThat(
            catchThrowableOfType(
                    RateLimitException.class,
                    () -> client.chat().completions().create(asking(TestWard.NOTE).build()))
                .code())
        .contains("upstream_busy");
  }

  @Test
  void theClientWaitsAsLongAsWardsOwnLimitSays() {
    ward.script(Speech.echo());
    SLEPT.clear();
    String key = ward.client("twenty-a-minute", new Limits(20, 1_000_000)).revealOnce();
    OpenAIClient limited = client(key);
    for (int i = 0; i < 22; i++) {
      assertThat(contents(limited.chat().completions().create(asking("Hello").build())))
          .containsExactly("Hello");
    }
    limited.close();
    assertThat(SLEPT).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  @Test
  void usedUpTokensAreARateLimitToo() {
    ward.script(Speech.echo());
    String key = ward.client("few-tokens", new Limits(1_000, 10)).revealOnce();
    String request = TestWard.chat(TestWard.NOTE, false).toString();
    Map<String, String> bearer = Map.of("Authorization", "Bearer " + key);
    String path = "/v1/chat/completions";
    assertThat(ward.send("POST", path, request, bearer).status()).isEqualTo(200);
    TestWard.Answer limited = ward.send("POST", path, request, bearer);
    assertThat(limited.code()).isEqualTo("rate_limit_exceeded");
    ward.clock.advance(
        Duration.ofSeconds(Long.parseLong(limited.header("retry-after").orElseThrow())));
    assertThat(ward.send("POST", path, request, bearer).status()).isEqualTo(200);
  }
}
