package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.testkit.Fault;
import org.wardhealth.testkit.Script;
import org.wardhealth.testkit.Speech;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bad input from clients and from models: each gets its own code, an entry in the ledger with it,
 * and Ward works on.
 */
@Timeout(60)
final class BadInputTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final Speech LONG = Speech.say("one two three four five six seven").inDeltasOf(4);

  private static TestWard ward;

  @BeforeAll
  static void start(@TempDir Path home) {
    ward = TestWard.in(home).readTimeout(Duration.ofSeconds(2)).start();
  }

  @AfterAll
  static void stop() {
    ward.close();
  }

  @AfterEach
  void wardWorksOn() {
    ward.requireWell();
  }

  // ---- clients

  /** Bodies that are wrong to the last level. */
  static Stream<Arguments> bodies() {
    String good = TestWard.chat("%s", false).toString();
    return Stream.of(
        arguments("empty", utf8(""), "invalid_field"),
        arguments("no JSON", utf8("hello"), "malformed_json"),
        arguments("no object", utf8("[1]"), "invalid_field"),
        arguments("cut off", utf8("{\"model\":\"x"), "malformed_json"),
        arguments("something behind it", utf8(good.formatted("a") + "{}"), "malformed_json"),
        arguments("nested deeply", utf8("{\"a\":" + "[".repeat(5_000)), "malformed_json"),
        arguments(
            "nested too deeply",
            utf8("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
            "malformed_json"),
        arguments("a key twice", utf8("{\"model\":\"x\",\"model\":\"y\"}"), "malformed_json"),
        arguments(
            "a key twice, once escaped",
            utf8("{\"model\":\"x\",\"mod\\u0065l\":\"y\"}"),
            "malformed_json"),
        arguments("a long number", utf8("{\"n\":" + "1".repeat(300) + "}"), "malformed_json"),
        arguments(
            "a huge exponent", utf8("{\"n\":1e999999999,\"model\":\"x\"}"), "purpose_missing"),
        arguments("invalid UTF-8", latin1(good.formatted("caf\u00e9")), "malformed_json"),
        arguments("overlong UTF-8", latin1(good.formatted("\u00c0\u00af")), "malformed_json"),
        arguments(
            "half a pair in UTF-8", latin1(good.formatted("\u00ed\u00a0\u00bd")), "malformed_json"),
        arguments("UTF-16", good.getBytes(StandardCharsets.UTF_16), "malformed_json"),
        arguments("half a pair", utf8(good.formatted("a\\ud83d")), "malformed_text"),
        arguments("the other half", utf8(good.formatted("\\ude00b")), "malformed_text"),
        arguments("NUL", utf8(good.formatted("a\\u0000b")), "malformed_text"),
        arguments("a raw NUL", utf8(good.formatted("a\u0000b")), "malformed_json"),
        arguments(
            "larger than allowed", utf8(good.formatted("a".repeat(300_000))), "body_too_large"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void aBadBodyIsRefused(String what, byte[] body, String code) {
    requireRefused(ward.send("POST", CHAT, body, Map.of()), code);
  }

  /** Each text costs memory of its own, however short it is. */
  @Test
  void aRequestOfVeryManyTextsIsRefused() {
    String many = "[" + "1,".repeat(100_000) + "1]";
    ObjectNode request = TestWard.chat("Hello", false);
    request.withArray("messages").addObject().put("role", "tool").put("content", many);
    int received = ward.model.received().size();
    requireRefused(ward.chat(request), "body_too_large");
    assertThat(ward.model.received()).hasSize(received);
    requireRefused(
        ward.post(
            "/v1/deidentify",
            "{\"input\":" + many + ",\"metadata\":{\"patient\":\"p-1\",\"purpose\":\"TREAT\"}}"),
        "body_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json"})
  void anotherContentTypeIsRefused(String type) {
    requireRefused(
        ward.send("POST", CHAT, chat(TestWard.NOTE), Map.of("Content-Type", type)),
        "unsupported_media_type");
  }

  @Test
  void aCompressedBodyIsRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(utf8(chat(TestWard.NOTE)));
    }
    requireRefused(
        ward.send("POST", CHAT, packed.toByteArray(), Map.of("Content-Encoding", "gzip")),
        "unsupported_media_type");
  }

  @Test
  void aBodyOfUnknownLengthThatGrowsTooLargeIsRefused() throws IOException {
    try (Socket socket = ward.socket()) {
      send(socket, ward.head("Transfer-Encoding: chunked"));
      String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
      for (int i = 0; i < 5; i++) {
        send(socket, chunk);
      }
      send(socket, "0\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("body_too_large");
    }
  }

  @Test
  void aRefusalReachesAClientThatIsStillSending() {
    Answer answer =
        ward.send(
            "POST", CHAT, chat("a".repeat(200_000)), Map.of("Authorization", "Bearer of-nothing"));
    assertThat(answer.code()).isEqualTo("invalid_api_key");
  }

  @Test
  void aClientThatDripsItsBodyIsRefused() throws IOException {
    long before = ward.durable();
    String body = chat(TestWard.NOTE);
    try (Socket socket = ward.socket()) {
      ward.nanos.everyLookTakes(Duration.ofSeconds(31));
      send(socket, ward.head("Content-Length: " + body.length()) + body.substring(0, 10));
      assertThat(answer(socket)).startsWith("HTTP/1.1 408").contains("body_too_slow");
    } finally {
      ward.nanos.everyLookTakes(Duration.ZERO);
    }
    requireEntry(before, "exchange.refuse", "body_too_slow");
  }

  @Test
  void aClientThatStopsInTheMiddleOfItsBodyIsRefused() throws IOException {
    long before = ward.durable();
    String body = chat(TestWard.NOTE);
    try (Socket socket = ward.socket()) {
      send(socket, ward.head("Content-Length: " + body.length()) + body.substring(0, 20));
      socket.shutdownOutput();
      assertThat(answer(socket)).startsWith("HTTP/1.1 400");
    }
    requireEntry(before, "exchange.refuse", "body_incomplete");
  }

  @Test
  void aClientThatResetsInTheMiddleOfItsBodyIsRecorded() throws IOException {
    long before = ward.durable();
    try (Socket socket = ward.socket()) {
      send(socket, ward.head("Expect: 100-continue\r\nContent-Length: 1000"));
      assertThat(lines(socket, 2)).startsWith("HTTP/1.1 100");
      socket.setSoLinger(true, 0);
    }
    requireEntry(before, "exchange.refuse", "body_incomplete");
  }

  @Test
  void aClientGoneInMidStreamStopsTheModelAndIsRecorded() throws IOException {
    long before = ward.durable();
    ward.script(Fault.endlessStream());
    try (Socket socket = ward.socket()) {
      String body = TestWard.chat(TestWard.NOTE, true).toString();
      send(socket, ward.head("Content-Length: " + body.length()) + body);
      assertThat(until(socket, "and on ")).startsWith("HTTP/1.1 200").endsWith("and on ");
      socket.setSoLinger(true, 0);
    }
    ward.awaitDurable(before + 2);
    JsonNode result = ward.entriesFrom(before).getLast();
    assertThat(result.path("type").asString()).isEqualTo("exchange.result");
    assertThat(result.path("outcome").asString()).isEqualTo("aborted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001\u0002\r\n\r\n",
        "GET\r\n\r\n",
        "POST /v1/chat/completions HTTP/9.9\r\nHost: ward\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: ward\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: ward\r\nContent-Length: 5\r\n"
            + "Content-Length: 6\r\n\r\nhello",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: ward\r\nTransfer-Encoding: nonsense\r\n\r\n",
        "GET /v1/chat/\u0001 HTTP/1.1\r\nHost: ward\r\n\r\n"
      })
  void whatIsNotHttpGetsNothingThrough(String bytes) throws IOException {
    int received = ward.model.received().size();
    try (Socket socket = ward.socket()) {
      send(socket, bytes);
      socket.shutdownOutput();
      assertThat(answer(socket)).doesNotContain("HTTP/1.1 200", "Exception", "apache");
    }
    assertThat(ward.model.received()).hasSize(received);
  }

  // ---- models

  /** What models do wrong before, or instead of, a whole answer, and the code that it earns. */
  static Stream<Arguments> faults() {
    Speech speech = Speech.echo();
    return Stream.of(
        arguments("hangs at once", Fault.hangBeforeHeaders(), "upstream_timeout"),
        arguments("hangs in the middle", Fault.hangAfter(speech, 40), "upstream_timeout"),
        arguments("resets at once", Fault.resetBeforeAnswer(), "upstream_unavailable"),
        arguments("resets in the middle", Fault.resetAfter(speech, 40), "upstream_malformed"),
        arguments("closes in the middle", Fault.closeAfter(speech, 40), "upstream_malformed"),
        arguments("500 for people", Fault.htmlError(), "upstream_unavailable"),
        arguments("200 for people", Fault.raw(200, "text/html", "<html>"), "upstream_malformed"),
        arguments("another type", Fault.contentType(speech, "text/plain"), "upstream_malformed"),
        arguments("gzip", Fault.gzipped(speech), "upstream_malformed"),
        arguments("cut JSON", Fault.truncatedJson(speech, 5), "upstream_malformed"),
        arguments("a key twice", Fault.duplicateKeys(speech, speech), "upstream_malformed"),
        arguments("too large", Fault.endless(10L << 30), "upstream_too_large"),
        arguments(
            "an error under 200",
            Fault.raw(200, "application/json", "{\"error\":{\"message\":\"x\"}}"),
            "upstream_malformed"),
        arguments("no object", Fault.raw(200, "application/json", "[]"), "upstream_malformed"),
        arguments("nothing", Fault.raw(200, "application/json", ""), "upstream_malformed"),
        arguments("no choices", Fault.raw(200, "application/json", "{}"), "upstream_malformed"),
        arguments(
            "an empty list of choices",
            Fault.raw(200, "application/json", "{\"choices\":[]}"),
            "upstream_malformed"),
        arguments(
            "a choice that is none",
            Fault.raw(200, "application/json", "{\"choices\":[\"x\"]}"),
            "upstream_malformed"),
        arguments(
            "a choice without message",
            Fault.raw(200, "application/json", "{\"choices\":[{\"finish_reason\":\"stop\"}]}"),
            "upstream_malformed"),
        arguments(
            "a thousandth choice",
            Fault.raw(
                200,
                "application/json",
                "{\"choices\":[{\"index\":999,\"message\":{\"content\":\"a\"}}]}"),
            "upstream_malformed"),
        arguments(
            "nested too deeply",
            Fault.raw(200, "application/json", "{\"choices\":" + "[".repeat(200)),
            "upstream_too_large"),
        arguments("no HTTP", Fault.bytes(utf8("hello\r\n\r\n")), "upstream_unavailable"),
        arguments(
            "a redirect", Fault.raw(302, "text/plain", "", "Location: /"), "upstream_malformed"),
        arguments("no content", Fault.raw(204, "text/plain", ""), "upstream_malformed"),
        arguments("wrong key", Fault.unauthorized(), "upstream_credentials"),
        arguments("busy", Fault.tooManyRequests(Duration.ofSeconds(30)), "upstream_busy"));
  }

  /** Left out, each would make the rest look like all that the model said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"content\":[{\"type\":\"text\",\"text\":\"stop the insulin\"}]",
        "\"content\":{\"text\":\"stop\"}",
        "\"content\":5",
        "\"refusal\":[\"no\"]",
        "\"audio\":{\"data\":\"AA\",\"transcript\":\"stop\"}",
        "\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}",
        "\"tool_calls\":{\"id\":\"c\"}",
        "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]",
        "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f g\",\"arguments\":\"{}\"}}]",
        "\"tool_calls\":[{\"id\":\"c\",\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]"
      })
  void aPartOfAnAnswerThatWardDoesNotReadIsNotLeftOut(String part) {
    String said = "{\"choices\":[{\"index\":0,\"%s\":{%s},\"finish_reason\":\"stop\"}]}";
    ward.script(Fault.raw(200, "application/json", said.formatted("message", part)));
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code())
        .isEqualTo("upstream_malformed");
    ward.script(
        Fault.stream("data: " + said.formatted("delta", part) + "\n\n", "data: [DONE]\n\n"));
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, true)).code())
        .isEqualTo("upstream_malformed");
  }

  /** What servers write into fields that they have and do not use. */
  @Test
  void whatIsNothingIsNoneOfTheAnswer() {
    String nothing =
        "{\"error\":null,\"choices\":[{\"index\":0,\"%s\":{\"content\":\"all\",\"audio\":null,"
            + "\"function_call\":null,\"refusal\":null,\"tool_calls\":null},"
            + "\"finish_reason\":\"stop\"}]}";
    ward.script(Fault.raw(200, "application/json", nothing.formatted("message")));
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).said()).containsExactly("all");
    ward.script(Fault.stream("data: " + nothing.formatted("delta") + "\n\n", "data: [DONE]\n\n"));
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, true)).said()).containsExactly("all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data: {\"choices\":[]}\n\n"})
  void aStreamOfNoChoicesIsNoAnswer(String events) {
    ward.script(Fault.stream(events + "data: [DONE]\n\n"));
    Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, true));
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.code()).isEqualTo("upstream_malformed");
  }

  /** An identifier may be long, and a surrogate is short: a little answer could fill Ward. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aModelThatRepeatsALongIdentifierIsStopped(boolean stream) {
    String page = "https://h.example.org/" + "a".repeat(100_000);
    ward.script(Speech.say("[URL-1]".repeat(20)));
    Answer twenty = ward.chat(TestWard.chat("See " + page, stream));
    assertThat(twenty.said()).containsExactly(page.repeat(20));
    ward.script(Speech.say("[URL-1]".repeat(2_000)));
    Answer more = ward.chat(TestWard.chat("See " + page, stream));
    assertThat(more.code()).isEqualTo("upstream_too_large");
    assertThat(more.body()).hasSizeLessThan(8 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"Wilhelmina\"]", "[{}]", "\"Wilhelmina Ostrander\"", "5", "null"})
  void anEmbeddingThatIsTextIsNoVector(String vector) {
    ward.script(Fault.raw(200, "application/json", "{\"data\":[{\"embedding\":" + vector + "}]}"));
    Answer answer =
        ward.post(
            "/v1/embeddings",
            "{\"model\":\"test/mock\",\"input\":\"a\","
                + "\"metadata\":{\"patient\":\"p-1\",\"purpose\":\"TREAT\"}}");
    assertThat(answer.code()).isEqualTo("upstream_malformed");
    assertThat(answer.body()).doesNotContain("Wilhelmina");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aModelThatFailsEndsTheExchangeWithItsCode(String what, Script fault, String code) {
    long before = ward.durable();
    ward.script(fault);
    Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, false));
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    requireEntry(before, "exchange.result", code);
  }

  @Test
  void ofAnAnswerThatIsTooLargeTheRestIsNotRead() {
    long before = ward.model.bytesSent();
    ward.script(Fault.endless(10L << 30));
    assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code())
        .isEqualTo("upstream_too_large");
    assertThat(ward.model.bytesSent() - before).isLessThan(1L << 30);
  }

  /** What models do wrong in a stream. */
  static Stream<Arguments> brokenStreams() {
    String chunk = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one \"}}]}\n\n";
    String finished =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    return Stream.of(
        arguments("hangs", Fault.hangAfter(LONG, 700), "upstream_timeout"),
        arguments("resets", Fault.resetAfter(LONG, 700), "upstream_malformed"),
        arguments("closes", Fault.closeAfter(LONG, 700), "upstream_malformed"),
        arguments("malformed", Fault.malformedEvents(LONG, 4), "upstream_malformed"),
        arguments("no end", Fault.stream(chunk), "upstream_malformed"),
        arguments("finished, no end", Fault.stream(chunk, finished), "upstream_malformed"),
        arguments(
            "goes on after its end", Fault.stream(chunk, finished, chunk), "upstream_malformed"),
        arguments(
            "says something else after its end",
            Fault.stream(chunk, finished, chunk.replace("content", "refusal"), "data: [DONE]\n\n"),
            "upstream_malformed"),
        arguments(
            "words alone",
            Fault.stream(
                chunk, chunk.replace("{\"content\":\"one \"}", "\"two\""), "data: [DONE]\n\n"),
            "upstream_malformed"),
        arguments(
            "an event that is no piece of an answer",
            Fault.stream(
                chunk, "data: {\"object\":\"error\",\"message\":\"x\"}\n\n", "data: [DONE]\n\n"),
            "upstream_malformed"),
        arguments("cut event", Fault.stream(chunk, "data: {\"choi"), "upstream_malformed"),
        arguments(
            "an error in it",
            Fault.stream(chunk, "data: {\"error\":{\"message\":\"x\"}}\n\n"),
            "upstream_malformed"),
        arguments(
            "too many choices",
            Fault.stream(chunk, chunk.replace("\"index\":0", "\"index\":64")),
            "upstream_malformed"),
        arguments(
            "a key twice",
            Fault.stream(chunk, chunk.replace("\"index\":0", "\"index\":0,\"index\":0")),
            "upstream_malformed"),
        arguments(
            "invalid UTF-8 as JSON", Fault.stream(chunk, "data: \u0000\n\n"), "upstream_malformed"),
        arguments("for ever", Fault.endlessStream(), "upstream_too_large"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenStreams")
  void aStreamThatBreaksEndsWithAnErrorAndNoEnd(String what, Script fault, String code) {
    long before = ward.durable();
    ward.script(fault);
    Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, true));
    assertThat(answer.streamed()).isTrue();
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.done()).isFalse();
    assertThat(answer.body()).doesNotContain("\"finish_reason\":\"stop\"");
    requireEntry(before, "exchange.result", code);
  }

  @Test
  void aModelThatHangsAfterItsEndHoldsUpNobody() {
    ward.script(
        (request, wire) -> {
          wire.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
          wire.chunk(
              utf8(
                  "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"all\"},"
                      + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
          wire.hang();
        });
    Answer answer = ward.chat(TestWard.chat(TestWard.NOTE, true));
    assertThat(answer.said()).containsExactly("all");
    assertThat(answer.done()).isTrue();
  }

  @Test
  void whatAModelSaysBesideTheApiIsNotPassedOn() {
    ward.script(Fault.unknownFields(Speech.echo(), "Wilhelmina Ostrander was here"));
    Answer answer = ward.chat(TestWard.chat("Hello", false));
    assertThat(answer.said()).containsExactly("Hello");
    assertThat(answer.body()).doesNotContain("Wilhelmina");
  }

  @Test
  void commentsAndOtherFieldsOfEventsAreNoneOfTheAnswer() {
    ward.script(
        Fault.stream(
            ": keep-alive\n\nevent: x\nid: 7\nretry: 10\n\n",
            "data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\r\n\r\n",
            "data: {\"choices\":[{\"index\":0,\r\ndata: \"delta\":{\"content\":\"b\"}}]}\r\r",
            "data: [DONE]\n\n"));
    Answer answer = ward.chat(TestWard.chat("Hello", true));
    assertThat(answer.said()).containsExactly("ab");
    assertThat(answer.done()).isTrue();
  }

  @Test
  void anUnreachableModelIsTriedAgainAndThenReported(@TempDir Path home) throws IOException {
    java.net.URI nowhere;
    try (var socket = new java.net.ServerSocket(0)) {
      nowhere = java.net.URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1");
    }
    try (TestWard one = TestWard.in(home).upstream(nowhere).start()) {
      Answer answer = one.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(answer.code()).isEqualTo("upstream_unavailable");
      assertThat(one.pauses).hasSize(2);
      for (int i = 0; i < 10; i++) {
        one.chat(TestWard.chat(TestWard.NOTE, false));
      }
      int tried = one.pauses.size();
      Answer resting = one.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(resting.code()).isEqualTo("upstream_unavailable");
      assertThat(resting.header("retry-after")).contains("10");
      assertThat(one.pauses).as("it is left alone").hasSize(tried);
      assertThat(one.get("/actuator/health").body()).contains("it is left alone for 10 s");
      one.nanos.advance(Duration.ofSeconds(11));
      one.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(one.pauses).as("it is tried again").hasSizeGreaterThan(tried);
    }
  }

  @Test
  void anAnswerThatDripsForEverIsEndedAfterTheTotalTime(@TempDir Path home) {
    try (TestWard one = TestWard.in(home).totalTimeout(Duration.ofMillis(400)).start()) {
      one.script(Fault.hangAfter(LONG, 700));
      Answer answer = one.chat(TestWard.chat(TestWard.NOTE, true));
      assertThat(answer.code()).isEqualTo("upstream_timeout");
      one.requireWell();
    }
  }

  // ---- the clock

  @Test
  void aClockThatJumpsBackChangesNothing() {
    ward.clock.advance(Duration.ofDays(-400));
    ward.requireWell();
    assertThat(ward.get("/actuator/health").status()).isEqualTo(200);
    List<JsonNode> entries = ward.entries();
    assertThat(entries.getLast().path("at").asString()).startsWith("2025-");
    ward.clock.advance(Duration.ofDays(400));
  }

  private static void requireRefused(Answer answer, String code) {
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain(TestWard.IDENTIFIERS);
    JsonNode entry = ward.entriesFrom(ward.durable() - 1).getLast();
    assertThat(entry.path("type").asString()).isEqualTo("exchange.refuse");
    assertThat(entry.path("code").asString()).isEqualTo(code);
    assertThat(entry.path("exchange").asString())
        .isEqualTo(answer.header("ward-exchange").orElseThrow());
  }

  private static void requireEntry(long before, String type, String code) {
    ward.awaitDurable(before + (type.equals("exchange.result") ? 2 : 1));
    List<JsonNode> entries = ward.entriesFrom(before);
    assertThat(entries.getLast().path("type").asString()).isEqualTo(type);
    assertThat(entries.getLast().path("code").asString()).isEqualTo(code);
    assertThat(entries.toString()).doesNotContain(TestWard.IDENTIFIERS);
  }

  private static String chat(String text) {
    return TestWard.chat(text, false).toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(utf8(text));
    socket.getOutputStream().flush();
  }

  /** What Ward answers until it closes or the answer's length is there. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder seen = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      seen.append((char) b);
      if (b == '}' && seen.indexOf("\r\n\r\n") > 0 && complete(seen)) {
        break;
      }
    }
    return seen.toString();
  }

  private static boolean complete(StringBuilder seen) {
    String text = seen.toString();
    int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    if (at < 0) {
      return false;
    }
    int length = Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
    return text.length() - text.indexOf("\r\n\r\n") - 4 >= length;
  }

  /** All that comes up to some words, or up to the end. */
  private static String until(Socket socket, String words) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder seen = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      seen.append((char) b);
      if (seen.length() >= words.length()
          && seen.substring(seen.length() - words.length()).equals(words)) {
        break;
      }
    }
    return seen.toString();
  }

  private static String lines(Socket socket, int count) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder seen = new StringBuilder();
    for (int n = 0; n < count; ) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      seen.append((char) b);
      if (b == '\n') {
        n++;
      }
    }
    return seen.toString();
  }
}
