package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in {@code docs/policy.md} is the shipped set. With {@code -Dward.docs.write=true} it is
 * written anew.
 */
class PolicyPageTest {
  private static final String BEGIN = "<!-- begin policies -->\n";
  private static final String END = "<!-- end policies -->";

  @Test
  void theTableIsTheShippedSet() throws IOException {
    Path page = Path.of(System.getProperty("ward.root")).resolve("docs/policy.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("ward.docs.write")) {
      text = text.substring(0, begin) + table() + text.substring(end);
      Files.writeString(page, text);
      end = text.indexOf(END);
    }
    assertThat(text.substring(begin, end)).isEqualTo(table());
  }

  private static String table() {
    return "| layer | policy | effect | says | who can change it |\n|---|---|---|---|---|\n"
        + Policies.load(PolicySource.shipped()).rules().stream()
            .map(PolicyPageTest::row)
            .collect(Collectors.joining());
  }

  private static String row(Rule rule) {
    String change =
        rule.stepUp().map(way -> way.says()).orElse("")
            + (rule.stepUp().isPresent() && rule.ask().isPresent() ? "; " : "")
            + rule.ask().map(whom -> "ask " + whom).orElse("")
            + (rule.obligations().isEmpty()
                ? ""
                : "obliges: " + String.join(", ", rule.obligations()));
    return "| "
        + rule.layer().folder()
        + " | `"
        + rule.id()
        + "` | "
        + rule.effect().name().toLowerCase(java.util.Locale.ROOT)
        + " | "
        + rule.says()
        + " | "
        + change
        + " |\n";
  }
}
