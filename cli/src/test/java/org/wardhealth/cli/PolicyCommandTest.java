package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.node.ObjectNode;

class PolicyCommandTest {
  @TempDir private Path home = Path.of("");

  @Test
  void theShippedSetIsExportedAndValid() {
    String folder = home.resolve("policies").toString();
    assertThat(Shell.run("policy", "export", folder).exitCode()).isZero();
    assertThat(Shell.run("policy", "export", folder).exitCode()).isEqualTo(Failure.CANNOT_CREATE);
    assertThat(Shell.run("policy", "check", folder).out())
        .contains("sha256 " + PolicySource.shipped().digest());
    assertThat(ward("policy", "show").exitCode()).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  void aDraftIsComparedProposedAndADecisionToldAgain() throws IOException {
    Path folder = home.resolve("night");
    try (WardServer _ = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      String shipped = PolicySource.shipped().digest();
      assertThat(ward("policy", "list").out()).contains("in force", shipped);
      assertThat(ward("policy", "show").out()).contains("version 1", shipped, "refused-ai");
      assertThat(ward("policy", "export", folder.toString(), "--in-force").exitCode()).isZero();
      Path file = folder.resolve("organisation/no-extracts.cedar");
      Files.writeString(
          file,
          """
          @id("no-extracts")
          @says("Nothing is extracted.")
          @ask("the ward sister")
          forbid (principal, action == Ward::Action::"infer", resource)
          when { resource == Ward::Model::"ward/extractive" };
          """);
      assertThat(Shell.run("policy", "check", folder.toString()).exitCode()).isZero();

      String key =
          ward("client", "add", "ehr", "--purposes", "HOPERAT", "--models", "ward/extractive")
              .out()
              .strip();
      assertThat(ward("ask", "The ward is full.", "--purpose", "HOPERAT", "--key", key).exitCode())
          .isZero();
      ObjectNode compared = compared(folder);
      assertThat(compared.path("changes").path(0).path("would").path("rules").toString())
          .isEqualTo("[\"no-extracts\"]");
      assertThat(ward("policy", "diff", file.toString()).out())
          .contains("1 decisions would be otherwise")
          .contains("permit application -> deny no-extracts");
      assertThat(ward("policy", "diff", file.toString(), "--since", "2020-01-01").exitCode())
          .isZero();
      assertThat(ward("policy", "diff", file.toString(), "--since", "x").exitCode())
          .isEqualTo(Failure.USAGE);

      String decision = compared.path("changes").path(0).path("example").asString();
      assertThat(ward("policy", "explain", decision).out())
          .contains("permit", "application ehr", "purpose HOPERAT")
          .contains("application permits: ", "policies sha256 " + shipped + ", version 1");

      Shell proposed = ward("policy", "propose", file.toString(), "--why", "No extracts here.");
      assertThat(proposed.out()).contains("/console/rules/sets/ps_");
      assertThat(ward("policy", "list").out()).contains("draft", "No extracts here.");
      assertThat(ward("policy", "show").out()).contains("version 1", shipped);

      Files.writeString(file, "permit (");
      Shell wrong = ward("policy", "propose", folder.toString(), "--why", "Wrong.");
      assertThat(wrong.exitCode()).isEqualTo(Failure.DATA);
      assertThat(wrong.err()).contains("organisation/no-extracts.cedar");
      assertThat(ward("policy", "diff", folder.toString()).exitCode()).isEqualTo(Failure.DATA);
    }
  }

  /** What would be otherwise, once the search table has the exchange. */
  private ObjectNode compared(Path folder) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      Shell diff = ward("policy", "diff", folder.toString(), "--json");
      assertThat(diff.exitCode()).as(diff.err()).isZero();
      ObjectNode compared = (ObjectNode) Json.MAPPER.readTree(diff.out());
      if (compared.path("different").asLong() > 0) {
        return compared;
      }
      assertThat(System.nanoTime()).as(diff.out()).isLessThan(deadline);
    }
  }

  private Shell ward(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--home";
    all[arguments.length + 1] = home.toString();
    return Shell.run(all);
  }

  @Test
  void everyProblemOfASetIsSaid() throws IOException {
    Path folder = home.resolve("policies");
    Shell.run("policy", "export", folder.toString());
    Files.writeString(folder.resolve("role/a.cedar"), "permit (");
    Files.writeString(folder.resolve("patient/b.cedar"), "permit (principal, action, resource);");
    Shell check = Shell.run("policy", "check", folder.toString());
    assertThat(check.exitCode()).isEqualTo(Failure.DATA);
    assertThat(check.err()).contains("role/a.cedar", "patient/b.cedar");
  }

  @Test
  void aSetThatLosesALayerIsNotWorthTheName() throws IOException {
    Path folder = home.resolve("policies");
    Shell.run("policy", "export", folder.toString());
    Files.delete(folder.resolve("patient/refused-ai.cedar"));
    Shell check = Shell.run("policy", "check", folder.toString());
    assertThat(check.exitCode()).isEqualTo(Failure.DATA);
    assertThat(check.err()).contains("canary").contains("patient");
    assertThat(Shell.run("policy", "check", home.resolve("gone").toString()).exitCode())
        .isEqualTo(Failure.NO_INPUT);
  }
}
