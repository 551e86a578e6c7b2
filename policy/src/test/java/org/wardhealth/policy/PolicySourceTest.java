package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A set has one text and one digest, wherever it comes from. */
class PolicySourceTest {
  private static final PolicySource SHIPPED = PolicySource.shipped();

  @Test
  void theIndexNamesEveryShippedFile() throws IOException {
    Path folder =
        Path.of(System.getProperty("ward.root"))
            .resolve("policy/src/main/resources/org/wardhealth/policy");
    assertThat(PolicySource.folder(folder)).isEqualTo(SHIPPED);
    assertThat(PolicySource.folder(folder).digest()).isEqualTo(SHIPPED.digest());
  }

  @Test
  void itsTextComesBack() {
    assertThat(PolicySource.parse(SHIPPED.text())).isEqualTo(SHIPPED);
    assertThat(SHIPPED.digest()).matches("[0-9a-f]{64}");
  }

  @Test
  void oneCharacterMakesAnotherDigest() {
    String file = SHIPPED.files().getFirst();
    assertThat(SHIPPED.with(file, SHIPPED.policies().get(file) + "\n").digest())
        .isNotEqualTo(SHIPPED.digest());
    assertThat(SHIPPED.without(file).digest()).isNotEqualTo(SHIPPED.digest());
    assertThat(SHIPPED.without(file).with(file, "x")).isNotEqualTo(SHIPPED);
  }

  @Test
  void otherTextIsRefused() {
    for (String text : new String[] {"", "{", "[]", "{\"schema\":1}", "{\"schema\":\"\"}"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> PolicySource.parse(text));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicySource.parse("{\"schema\":\"\",\"policies\":{\"a\":1}}"));
  }

  @Test
  void aFolderGivesItsCedarFiles(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("role"));
    Files.writeString(folder.resolve("role/a.cedar"), "text");
    Files.writeString(folder.resolve("README.md"), "other");
    assertThat(PolicySource.folder(folder).files()).containsExactly("role/a.cedar");
  }
}
