package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.Received;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nothing is weaker, and nothing else is said, because {@code stream} is true. */
final class StreamEqualsWholeTest {
  /** Quotes, backslashes, line ends and letters beyond ASCII around what identifies. */
  private static final String HARD =
      TestWard.NOTE + "\n\"Frau Ostrander\" \\ 😀 naïve – Wilhelmina's phone: 617-555-0143\t.";

  private static TestWard ward;

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.start(home);
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64, 1000, 100_000})
  void aStreamCutAtAnyByteSaysWhatTheWholeAnswerSays(int bytes) {
    ward.script(Speech.echo().inPiecesOf(bytes));
    saysTheSame(TestWard.chat(HARD, false), List.of(HARD));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1000})
  void deltasOfAnyLengthSayTheSame(int codePoints) {
    ward.script(Speech.echo().inDeltasOf(codePoints));
    saysTheSame(TestWard.chat(HARD, false), List.of(HARD));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 100_000})
  void escapedUnicodeSaysTheSame(int bytes) {
    ward.script(Speech.echo().escaped().inDeltasOf(3).inPiecesOf(bytes));
    saysTheSame(TestWard.chat(HARD, false), List.of(HARD));
  }

  @Test
  void everyChoiceIsRestored() {
    ward.script(Speech.echo().inDeltasOf(2));
    ObjectNode request = TestWard.chat(HARD, false).put("n", 3);
    saysTheSame(request, Collections.nCopies(3, HARD));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void argumentsOfToolsStayJsonWhateverIsPutBackIntoThem(int codePoints) {
    String name = "Wilhelmina \"Mina\" Ostrander";
    ward.send(
        "PUT",
        "/fhir/Patient/quoted",
        """
        {"resourceType":"Patient","id":"quoted",
         "name":[{"given":["Wilhelmina \\"Mina\\""],"family":"Ostrander"}]}
        """,
        java.util.Map.of());
    ward.script(Speech.callTool("look_up", StreamEqualsWholeTest::quoting).inDeltasOf(codePoints));
    ObjectNode request = TestWard.chat("Look up " + name + ".", false);
    request.withObject("metadata").put("patient", "quoted");
    tool(request);

    for (Answer answer : both(request)) {
      assertThat(answer.arguments()).hasSize(1);
      JsonNode arguments = Json.MAPPER.readTree(answer.arguments().getFirst());
      assertThat(arguments.path("text").asString()).isEqualTo("Look up " + name + ".");
      assertThat(ward.model.lastReceived().text()).doesNotContain("Ostrander", "Mina");
    }
  }

  @Test
  void anAnswerInJsonStaysJson() {
    ward.script(Speech.saying(StreamEqualsWholeTest::quoting).inDeltasOf(1));
    ObjectNode request = TestWard.chat(HARD, false);
    request.putObject("response_format").put("type", "json_object");
    for (Answer answer : both(request)) {
      JsonNode said = Json.MAPPER.readTree(answer.said().getFirst());
      assertThat(said.path("text").asString()).isEqualTo(HARD);
    }
  }

  @Test
  void aPairOfSurrogatesThatTheModelCutInTwoIsOneCharacter() {
    ward.script(
        org.wardhealth.testkit.Fault.stream(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\ud83d\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ude00b\"}}]}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n"));
    Answer answer = ward.chat(TestWard.chat("hello", true));
    assertThat(answer.said()).containsExactly("a😀b");
    assertThat(answer.done()).isTrue();
  }

  @Test
  void halfACharacterFromTheModelIsShownAsBrokenAndStopsNothing() {
    String half =
        "{\"index\":0,\"%s\":{\"content\":\"a\\ud83d b\\ude00\"},\"finish_reason\":\"stop\"}";
    ward.script(
        org.wardhealth.testkit.Fault.raw(
            200, "application/json", "{\"choices\":[" + half.formatted("message") + "]}"));
    assertThat(ward.chat(TestWard.chat("hello", false)).said()).containsExactly("a\uFFFD b\uFFFD");
    ward.script(
        org.wardhealth.testkit.Fault.stream(
            "data: {\"choices\":[" + half.formatted("delta") + "]}\n\ndata: [DONE]\n\n"));
    assertThat(ward.chat(TestWard.chat("hello", true)).said()).containsExactly("a\uFFFD b\uFFFD");
  }

  @Test
  void theFirstWordsComeBeforeTheModelHasEnded() throws Exception {
    var gate = new org.wardhealth.testkit.Gate();
    ward.script(Speech.say("one two three").inDeltasOf(4).gatedBy(gate));
    gate.let(2);
    try (var in = ward.open(TestWard.chat("hello", true))) {
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("one ") < 0) {
        int b = in.read();
        assertThat(b).as("the stream ended after: %s", seen).isNotNegative();
        seen.append((char) b);
      }
      gate.open();
      assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("[DONE]");
    }
  }

  @Test
  void whatTheLedgerSaysOfAStreamItSaysOfTheWholeAnswer() {
    ward.script(Speech.echo());
    for (Answer answer : both(TestWard.chat(HARD, false))) {
      String exchange = answer.header("ward-exchange").orElseThrow();
      List<JsonNode> entries =
          ward.entries().stream()
              .filter(e -> e.path("exchange").asString("").equals(exchange))
              .toList();
      assertThat(entries)
          .extracting(e -> e.path("type").asString())
          .containsExactly("exchange.admit", "exchange.result");
      assertThat(entries.getLast().path("outcome").asString()).isEqualTo("answered");
      assertThat(entries.getLast().path("restored").path("NAME").asInt()).isEqualTo(3);
      assertThat(answer.last().path("ward").path("exchange").asString()).isEqualTo(exchange);
    }
  }

  private static void saysTheSame(ObjectNode request, List<String> expected) {
    for (Answer answer : both(request)) {
      assertThat(answer.said()).isEqualTo(expected);
      assertThat(ward.model.lastReceived().text()).doesNotContain(TestWard.IDENTIFIERS);
    }
  }

  private static List<Answer> both(ObjectNode request) {
    Answer whole = ward.chat(request.deepCopy().put("stream", false));
    Answer stream = ward.chat(request.deepCopy().put("stream", true));
    assertThat(whole.status()).as(whole.body()).isEqualTo(200);
    assertThat(stream.status()).as(stream.body()).isEqualTo(200);
    assertThat(whole.streamed()).isFalse();
    assertThat(stream.streamed()).isTrue();
    assertThat(stream.done()).as(stream.body()).isTrue();
    return List.of(whole, stream);
  }

  /** A JSON object around what the model was told last. */
  private static String quoting(Received request) {
    return Json.MAPPER.createObjectNode().put("text", request.lastUserMessage()).toString();
  }

  private static void tool(ObjectNode request) {
    ObjectNode function =
        request
            .putArray("tools")
            .addObject()
            .put("type", "function")
            .putObject("function")
            .put("name", "look_up");
    function.putObject("parameters").put("type", "object");
  }
}
