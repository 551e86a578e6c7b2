package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.store.Json;

/** Every entry has a row: of this Ward, of a newer one, and of nobody. */
class RowTest {
  private static Row row(String entry) {
    return row(entry.getBytes(StandardCharsets.UTF_8));
  }

  private static Row row(byte[] entry) {
    return Row.of("log", 7, Row.parse(entry));
  }

  @ParameterizedTest
  @MethodSource("org.wardhealth.server.audit.EntryTest#entries")
  void everyKindHasItsNameAndTime(Entry entry) {
    Row row = row(Json.MAPPER.writeValueAsBytes(entry));
    assertThat(row.get(Field.KIND)).contains(entry.type());
    assertThat(row.at()).isEqualTo(entry.at());
    assertThat(row.index()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{\"type\":7,\"at\":{},\"who\":[],\"basis\":\"x\"}",
        "{\"type\":\"\",\"at\":\"yesterday\"}",
        "{\"at\":\"+999999999-12-31T23:59:59Z\"}",
        "{\"a\":1,\"a\":2}"
      })
  void whatIsNoEntryIsUnknownAndOf1970(String entry) {
    assertThat(row(entry))
        .isEqualTo(new Row("log", 7, Instant.EPOCH, Map.of(Field.KIND, "unknown")));
  }

  @Test
  void thePersonIsWhoBrokeTheGlassOrWhoDidIt() {
    String glass = "\"basis\":{\"rules\":[\"glass:gl_1\",\"glass-of:pe_1\"]}";
    assertThat(row("{\"type\":\"exchange.admit\"," + glass + "}").get(Field.PERSON))
        .contains("pe_1");
    assertThat(row("{\"who\":{\"client\":\"pe_2\"}}").get(Field.PERSON)).contains("pe_2");
    assertThat(row("{\"by\":\"pe_3\",\"person\":\"pe_4\"}").get(Field.PERSON)).contains("pe_3");
    assertThat(row("{\"person\":\"pe_4\"}").get(Field.PERSON)).contains("pe_4");
    for (String nobody :
        new String[] {
          "{\"who\":{\"client\":\"cl_1\"},\"person\":{\"name\":\"ada\"}}",
          "{\"by\":\"operator\",\"person\":\"pe_4\"}",
          "{\"basis\":{\"rules\":[\"glass-of:" + "<b>\"]}}"
        }) {
      assertThat(row(nobody).get(Field.PERSON)).as(nobody).isEmpty();
    }
  }

  @Test
  void anyBytesHaveARow() {
    Random chance = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[chance.nextInt(40)];
      chance.nextBytes(bytes);
      assertThat(row(bytes).get(Field.KIND)).contains("unknown");
    }
  }

  @Test
  void aNewerKindKeepsItsNameAndWhatIsKnownOfIt() {
    assertThat(
            row("{\"type\":\"moon.landed\",\"v\":9,\"at\":\"2026-03-01T08:00:00Z\",\"by\":\"operator\"}")
                .fields())
        .isEqualTo(Map.of(Field.KIND, "moon.landed", Field.CLIENT, "operator"));
  }

  @Test
  void textsAreAsADatabaseTakesThem() {
    Row row =
        row(
            "{\"type\":\"a\\u0000b\\ud800c\\n\",\"exchange\":\""
                + "\ud83d\ude00".repeat(300)
                + "\"}");
    assertThat(row.get(Field.KIND)).contains("abc");
    assertThat(row.get(Field.EXCHANGE)).contains("\ud83d\ude00".repeat(100));
  }

  @Test
  void onlyAResultPointsToItsAdmitEntry() {
    assertThat(
            Row.admitted(
                Row.parse(
                    "{\"type\":\"exchange.result\",\"admitted\":3}"
                        .getBytes(StandardCharsets.UTF_8))))
        .hasValue(3);
    assertThat(
            Row.admitted(
                Row.parse("{\"type\":\"other\",\"admitted\":3}".getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }
}
