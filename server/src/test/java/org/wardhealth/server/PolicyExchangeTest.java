package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question.Location;
import org.wardhealth.policy.Question.Risk;
import org.wardhealth.policy.Question.State;
import org.wardhealth.server.TestWard.Answer;
import org.wardhealth.server.models.Card;
import tools.jackson.databind.JsonNode;

/** Each exchange is put to the policies: a denial explains itself, and the record names them. */
class PolicyExchangeTest {
  @TempDir private Path home;

  @Test
  void whatIsPermittedNamesThePoliciesAndTheirSet() {
    try (TestWard ward = TestWard.start(home)) {
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
      assertThat(texts(entry(ward, "exchange.admit").path("basis").path("rules")))
          .contains("application", "policies:" + PolicySource.shipped().digest());
    }
  }

  @Test
  void aSuspendedModelIsDeniedWithTheRuleTheReasonAndTheDecision() {
    Card suspended =
        new Card(
            State.SUSPENDED, Location.LOCAL, true, Risk.LOW, Set.of("TREAT"), Set.of(), Set.of());
    try (TestWard ward = TestWard.in(home).card(suspended).start()) {
      Answer denied = ward.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.code()).isEqualTo("policy_denied");
      JsonNode entry = entry(ward, "exchange.refuse");
      assertThat(denied.body())
          .contains("not-approved", "Ask the board for AI.")
          .contains("Decision " + entry.path("exchange").asString());
      assertThat(entry.path("code").asString()).isEqualTo("policy_denied");
      assertThat(texts(entry.path("basis").path("rules")))
          .containsExactly("not-approved", "policies:" + PolicySource.shipped().digest());
    }
  }

  @Test
  void aSetThatAnswersACanaryWronglyTakesTheNodeOutOfService() throws IOException {
    for (var file : PolicySource.shipped().policies().entrySet()) {
      if (!file.getKey().equals("patient/refused-ai.cedar")) {
        Path path = home.resolve("policies").resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    try (TestWard ward = TestWard.start(home)) {
      Answer refused = ward.chat(TestWard.chat(TestWard.NOTE, false));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("policy_unavailable");
      Answer health = ward.get("/actuator/health");
      assertThat(health.status()).isEqualTo(503);
      assertThat(health.body()).contains("nothing is permitted: patient");
    }
  }

  private static JsonNode entry(TestWard ward, String type) {
    return ward.entries().stream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private static Stream<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString);
  }
}
