package org.wardhealth.server.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardhealth.server.models.ProviderException.Failure;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExtractiveProviderTest {
  private static final String NOTE =
      "[NAME-1] was admitted with heart failure. The heart failure was treated with furosemide."
          + " The echocardiogram showed an ejection fraction of 30 %. The weather was fine."
          + " He will come to the heart failure clinic on [DATE-1].";

  private final ExtractiveProvider provider = new ExtractiveProvider();
  private final Model model = provider.models().getFirst();

  private static ObjectNode request(String more) {
    ObjectNode request =
        (ObjectNode) Json.MAPPER.readTree("{\"model\":\"ward/extractive\"" + more + "}");
    request.putArray("messages").addObject().put("role", "user").put("content", NOTE);
    return request;
  }

  private List<ObjectNode> ask(ObjectNode request) throws ProviderException {
    List<ObjectNode> objects = new ArrayList<>();
    boolean stream = request.path("stream").asBoolean(false);
    try (Answer answer = provider.ask(model, new Call(Operation.CHAT, request, stream))) {
      for (Optional<ObjectNode> next = answer.next(); next.isPresent(); next = answer.next()) {
        objects.add(next.get());
      }
    }
    return objects;
  }

  private String text(String more) throws ProviderException {
    return whole(more).path("choices").path(0).path("message").path("content").asString();
  }

  private ObjectNode whole(String more) throws ProviderException {
    List<ObjectNode> objects = ask(request(more));
    assertThat(objects).hasSize(1);
    return objects.getFirst();
  }

  @Test
  void itSaysOnlySentencesOfTheText() throws ProviderException {
    for (String sentence : text("").split("(?<=\\.)\\s+")) {
      assertThat(NOTE).contains(sentence.replaceFirst("^- ", ""));
    }
    assertThat(text("")).isNotBlank();
  }

  @Test
  void theSameQuestionHasTheSameAnswer() throws ProviderException {
    assertThat(ask(request(""))).isEqualTo(ask(request("")));
    assertThat(new ExtractiveProvider().models()).isEqualTo(provider.models());
  }

  @Test
  void nChoicesAreGivenAndCharged() throws ProviderException {
    ObjectNode answer = whole(",\"n\":3");
    assertThat(answer.path("choices")).hasSize(3);
    assertThat(answer.path("choices").findValuesAsString("index")).containsExactly("0", "1", "2");
    assertThat(answer.path("usage").path("completion_tokens").asInt())
        .isEqualTo(3 * whole("").path("usage").path("completion_tokens").asInt());
  }

  @Test
  void aStreamSaysTheSameAsTheWhole() throws ProviderException {
    for (String more :
        new String[] {"", ",\"n\":2", ",\"stop\":\"ejection\"", ",\"max_tokens\":5"}) {
      ObjectNode whole = whole(more);
      Map<Integer, StringBuilder> said = new TreeMap<>();
      Map<Integer, String> finished = new TreeMap<>();
      List<ObjectNode> pieces = ask(request(more + ",\"stream\":true"));
      for (ObjectNode piece : pieces) {
        assertThat(piece.path("object").asString()).isEqualTo("chat.completion.chunk");
        assertThat(piece.has("usage")).isFalse();
        JsonNode choice = piece.path("choices").path(0);
        int index = choice.path("index").asInt();
        assertThat(finished).as("nothing after the end").doesNotContainKey(index);
        said.computeIfAbsent(index, i -> new StringBuilder())
            .append(choice.path("delta").path("content").asString(""));
        if (choice.path("finish_reason").isString()) {
          finished.put(index, choice.path("finish_reason").asString());
        }
      }
      assertThat(said).hasSize(whole.path("choices").size());
      for (JsonNode choice : whole.path("choices")) {
        int index = choice.path("index").asInt();
        assertThat(String.valueOf(said.get(index)))
            .isEqualTo(choice.path("message").path("content").asString());
        assertThat(finished).containsEntry(index, choice.path("finish_reason").asString());
      }
    }
  }

  @Test
  void aStreamEndsWithItsUsageWhenAsked() throws ProviderException {
    List<ObjectNode> pieces =
        ask(request(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    assertThat(pieces.getLast().path("choices")).isEmpty();
    assertThat(pieces.getLast().path("usage")).isEqualTo(whole("").path("usage"));
  }

  @Test
  void itEndsBeforeAStop() throws ProviderException {
    String full = text("");
    String stop = full.split(" ")[3];
    assertThat(text(",\"stop\":\"" + stop + "\"")).isEqualTo(full.substring(0, full.indexOf(stop)));
    assertThat(text(",\"stop\":[\"nowhere\",\"" + stop + "\",\"\"]"))
        .isEqualTo(full.substring(0, full.indexOf(stop)));
  }

  @Test
  void itEndsAtTheTokensAndSaysSo() throws ProviderException {
    for (String field : new String[] {"max_tokens", "max_completion_tokens"}) {
      ObjectNode answer = whole(",\"" + field + "\":4");
      assertThat(answer.path("usage").path("completion_tokens").asInt()).isLessThanOrEqualTo(4);
      assertThat(answer.path("choices").path(0).path("finish_reason").asString())
          .isEqualTo("length");
    }
    assertThat(whole("").path("choices").path(0).path("finish_reason").asString())
        .isEqualTo("stop");
  }

  @Test
  void nullIsAsIfNotThere() throws ProviderException {
    assertThat(
            whole(
                ",\"max_tokens\":null,\"max_completion_tokens\":null,\"n\":null,\"stop\":null,"
                    + "\"tools\":null,\"stream_options\":null"))
        .isEqualTo(whole(""));
  }

  @Test
  void toolsAreRefused() {
    assertThatThrownBy(() -> ask(request(",\"tools\":[{\"type\":\"function\"}]")))
        .isInstanceOfSatisfying(
            ProviderException.class, e -> assertThat(e.failure()).isEqualTo(Failure.REJECTED))
        .hasMessageContaining("tools");
  }

  @Test
  void aLeadingInstructionAndOtherRolesAreNotSummarised() throws ProviderException {
    ObjectNode request = request("");
    request.withArray("messages").removeAll();
    request.withArray("messages").addObject().put("role", "system").put("content", "Be brief.");
    request
        .withArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "Summarise this note:\n" + NOTE);
    String said =
        ask(request).getFirst().path("choices").path(0).path("message").path("content").asString();
    assertThat(said).doesNotContain("Summarise", "brief").isEqualTo(text(""));
  }

  @Test
  void contentInPartsIsReadAsOne() throws ProviderException {
    ObjectNode request = request("");
    request.withArray("messages").removeAll();
    request
        .withArray("messages")
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", NOTE);
    assertThat(ask(request).getFirst().path("choices").path(0).path("message").path("content"))
        .isEqualTo(whole("").path("choices").path(0).path("message").path("content"));
  }

  @Test
  void nothingToSayIsSaidAsNothing() throws ProviderException {
    ObjectNode request = request("");
    request.withArray("messages").removeAll();
    ObjectNode answer = ask(request).getFirst();
    assertThat(answer.path("choices").path(0).path("message").path("content").asString()).isEmpty();
    assertThat(answer.path("usage").path("total_tokens").asInt()).isZero();
  }

  @Test
  void itsDigestNamesItsCode() {
    assertThat(model.digest().orElseThrow()).matches("[0-9a-f]{64}");
    assertThat(model.operations()).containsExactly(Operation.CHAT);
    assertThat(provider.problem()).isEmpty();
  }
}
