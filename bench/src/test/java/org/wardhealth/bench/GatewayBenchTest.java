package org.wardhealth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GatewayBenchTest {
  private static final List<String> SHORT =
      List.of("--seconds", "0.2", "--warmup", "0.1", "--runs", "1", "--own-generator");

  @TempDir private Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(List<Peer> peers, String... more) {
    List<String> args = new ArrayList<>(SHORT);
    args.addAll(List.of("--connections", "2", "--directory", directory.toString()));
    args.addAll(List.of(more));
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return GatewayBench.run(args.toArray(String[]::new), peers, out);
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theMockAnswersAndStreamsAndAllOfItIsInTableAndJson() throws Exception {
    Path json = directory.resolve("raw.json");

    assertThat(run(List.of(), "--json", json.toString())).isZero();

    assertThat(output()).contains("direct").contains("own load generator");
    JsonNode direct = JsonMapper.shared().readTree(Files.readAllBytes(json)).at("/targets/0");
    JsonNode run = direct.at("/runs/0");
    assertThat(run.path("requestsPerSecond").asDouble()).isPositive();
    assertThat(run.path("firstTokenP50Ms").asDouble()).isPositive();
    assertThat(run.path("errors").asLong(-1)).isZero();
    assertThat(direct.path("residentMegabytes").asDouble()).isPositive();
  }

  @Test
  void aTargetThatDoesNotStartIsToldOfAndTheOthersAreMeasured() throws Exception {
    Peer broken =
        place ->
            Optional.of(
                new Target(
                    "broken",
                    List.of("sh", "-c", "echo no such key; exit 3"),
                    Map.of(),
                    URI.create("http://127.0.0.1:" + place.port() + "/v1/chat/completions"),
                    Map.of()));

    assertThat(run(List.of(broken, place -> Optional.empty()))).isEqualTo(1);

    assertThat(output()).contains("broken gave no answer", "no such key", "direct");
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void optionsThatAreWrongAreAnsweredWithTheirList() {
    assertThat(run(List.of(), "--runs", "many")).isEqualTo(64);
    assertThat(run(List.of(), "--sneeze")).isEqualTo(64);
    assertThat(run(List.of(), "--json")).isEqualTo(64);
    assertThat(output()).contains("--runs needs a number, not many", "--sneeze", "--portkey");
  }

  @Test
  void nothingBeyondLoopbackIsLoaded() {
    URI far = URI.create("http://192.0.2.1/v1/chat/completions");
    assertThatThrownBy(() -> new Target("far", List.of(), Map.of(), far, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback");
  }
}
