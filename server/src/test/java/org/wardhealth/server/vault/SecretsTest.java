package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.testkit.ManualClock;

/** A secret of another house opens by its name, under this Ward's keys, and else not. */
class SecretsTest {
  private static final String KEY = "sk-quennix-0123456789";

  @TempDir private Path home;
  private Keys keys;
  private Secrets secrets;

  @BeforeEach
  void open() {
    keys =
        Keys.open(home.resolve("keys"), ManualClock.at("2026-03-10T08:00:00Z"), new SecureRandom());
    secrets = Secrets.open(home, keys);
  }

  private Path file(String name) {
    return home.resolve("secrets/" + name + ".sealed");
  }

  @Test
  void whatWasSetComesBackAlsoAfterTheKeysWereTurnedAndLiesNowhereInClear() throws IOException {
    secrets.set("openai", KEY);
    var _ = keys.rotate();
    assertThat(keys.rewrapKeysets()).isEqualTo(1);
    assertThat(Secrets.open(home, keys).get("openai")).isEqualTo(KEY);
    assertThat(Files.readString(file("openai"), StandardCharsets.ISO_8859_1))
        .doesNotContain("quennix");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("openai"))))
        .isEqualTo("rw-------");
    secrets.set("openai", "another");
    assertThat(secrets.get("openai")).isEqualTo("another");
  }

  @Test
  void theFileOfOneNameIsNotTheSecretOfAnother() throws IOException {
    secrets.set("openai", KEY);
    secrets.set("other", "x");
    Files.copy(file("openai"), file("other"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> secrets.get("other"))
        .isInstanceOf(SealException.class)
        .hasMessageContaining("ward secret set other");
    byte[] altered = Files.readAllBytes(file("openai"));
    altered[altered.length - 1] ^= 1;
    Files.write(file("openai"), altered);
    assertThatThrownBy(() -> secrets.get("openai")).isInstanceOf(SealException.class);
  }

  @Test
  void whatIsNotThereSaysHowToSayIt() {
    assertThatThrownBy(() -> secrets.get("openai"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ward secret set openai");
    assertThatThrownBy(() -> secrets.set("../openai", KEY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> secrets.set("openai", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(secrets.names()).isEmpty();
    secrets.set("openai", KEY);
    assertThat(secrets.names()).containsExactly("openai");
    assertThat(secrets.remove("openai")).isTrue();
    assertThat(secrets.remove("openai")).isFalse();
    assertThat(file("openai")).doesNotExist();
  }
}
