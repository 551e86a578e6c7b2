package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.PolicySource;

class PolicyCommandTest {
  @TempDir private Path home;

  @Test
  void theShippedSetIsShownExportedAndValid() {
    String digest = "sha256 " + PolicySource.shipped().digest();
    Shell show = Shell.run("policy", "show", "--home", home.toString());
    assertThat(show.exitCode()).isZero();
    assertThat(show.out()).contains("shipped with Ward", digest, "refused-ai");

    String folder = home.resolve("policies").toString();
    assertThat(Shell.run("policy", "export", folder).exitCode()).isZero();
    assertThat(Shell.run("policy", "export", folder).exitCode()).isEqualTo(Failure.CANNOT_CREATE);
    assertThat(Shell.run("policy", "check", folder).out()).contains(digest);
    assertThat(Shell.run("policy", "show", "--home", home.toString()).out())
        .contains(folder, digest);
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
