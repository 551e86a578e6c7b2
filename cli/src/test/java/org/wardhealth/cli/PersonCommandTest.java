package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.Settings;
import org.wardhealth.server.WardServer;

/** An operator adds people, looks at them, and lets them in no more. */
class PersonCommandTest {
  @TempDir private Path home = Path.of("");

  private Shell ward(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--home");
    all.add(home.toString());
    return Shell.run(all.toArray(new String[0]));
  }

  @Test
  void peopleAreAddedListedGrantedDisabledAndLinked() {
    try (WardServer _ = WardServer.start(Settings.load(home, Map.of("WARD_SERVER_PORT", "0")))) {
      Shell added = ward("person", "add", "ada", "--role", "auditor,quality");
      assertThat(added.exitCode()).isZero();
      assertThat(added.out().strip()).matches("https://localhost:[0-9]+/enrol/[A-Za-z0-9_-]{43}");
      assertThat(ward("person", "list").out())
          .contains("ada", "active", "not enrolled", "auditor until", "administrator");
      assertThat(ward("person", "add", "ada", "--role", "auditor").err())
          .contains("is there already");
      assertThat(ward("person", "add", "grace", "--role", "wizard").err())
          .contains("privacy-officer");
      assertThat(ward("person", "grant", "ada", "--role", "billing", "--days", "30").exitCode())
          .isZero();
      assertThat(ward("person", "list").out()).contains("billing until");
      assertThat(ward("person", "grant", "ada", "--role", "billing", "--days", "9000").err())
          .contains("1 to 731 days");

      String again = ward("person", "link", "ada").out().strip();
      assertThat(again).contains("/enrol/").isNotEqualTo(added.out().strip());
      assertThat(ward("person", "link", "ada", "--reset", "believed").err())
          .contains("document, video, known, vouched");
      assertThat(ward("person", "link", "ada", "--reset", "known").out()).contains("/enrol/");
      assertThat(ward("person", "disable", "ada").exitCode()).isZero();
      assertThat(ward("person", "link", "ada").err()).contains("is disabled");
      assertThat(ward("person", "enable", "ada").exitCode()).isZero();
      assertThat(ward("person", "link", "nobody").err()).contains("No person has this name");
      assertThat(ward("session", "list").out()).isEmpty();
      assertThat(ward("session", "revoke", "se_1").err()).contains("No session has this id");
    }
  }
}
