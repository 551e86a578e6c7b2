package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.InvalidProfile;
import org.wardhealth.deid.Profile;

class ProfilesTest {
  @TempDir Path folder;

  @Test
  void aProfileIsReadFromYaml() throws IOException {
    Profile profile =
        Profiles.read(
            write("name: trial-7\nextends: gdpr-pseudonymised\ntypes:\n  clinician: keep\n"));
    assertThat(profile.name()).isEqualTo("trial-7");
    assertThat(profile.action(IdentifierType.CLINICIAN)).isEqualTo(Action.KEEP);
    assertThat(profile.realistic()).isTrue();
  }

  @Test
  void everyProblemIsToldAtOnce() throws IOException {
    Path file = write("name: a b\ntypes:\n  clinician: drop\n  shoe: keep\n");
    assertThatThrownBy(() -> Profiles.read(file))
        .isInstanceOfSatisfying(
            InvalidProfile.class, e -> assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(3));
  }

  @Test
  void eachProblemHasItsLineAndAKeyThatIsThereTwiceHidesNone() throws IOException {
    Path file =
        write(
            """
            name: mine
            style: shiny
            name: ours
            types:
              date: keep
              shoe: keep
              ssn: {threshold: 2}
              date: shift
            """);
    assertThatThrownBy(() -> Profiles.read(file))
        .isInstanceOfSatisfying(
            InvalidProfile.class,
            e ->
                assertThat(e.problems().stream().map(problem -> problem.replaceAll("use .*", "")))
                    .containsExactly(
                        "line 2: style: \"shiny\" is no style: ",
                        "line 3: name: is there twice",
                        "line 6: types.shoe: no such type: ",
                        "line 7: types.ssn.threshold: \"2\" is no number from 0 to 1",
                        "line 8: types.date: is there twice"));
    assertThatThrownBy(() -> Profiles.read(write("style: tags\n")))
        .isInstanceOfSatisfying(
            InvalidProfile.class,
            e -> assertThat(e.problems()).singleElement().asString().startsWith("name: "));
  }

  @Test
  void whatIsNoYamlIsToldByItsLineAndNotShown() throws IOException {
    Path file = write("name: mine\ntypes:\n\tclinician: Smith\n");
    assertThatThrownBy(() -> Profiles.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 3: this is not YAML")
        .hasMessageNotContaining("Smith");
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'n', (byte) 0xff});
    assertThatThrownBy(() -> Profiles.read(latin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latin.yaml is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- name",
        "just words",
        "name: a\nname: b",
        "name: &a x\nextends: *a",
        "name: [a",
        "name: a\n---\nname: b",
        "name: !!java.net.URL [http://example.org]"
      })
  void whatIsNoPlainMapIsRefusedWithItsFile(String yaml) throws IOException {
    Path file = write(yaml);
    assertThatThrownBy(() -> Profiles.read(file)).isInstanceOf(IllegalArgumentException.class);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("profile.yaml"), yaml);
  }
}
