package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void everyCharacterOfALongPasswordCounts() {
    try (Passwords passwords = new Passwords(random, 2)) {
      String longOne = "correct horse ".repeat(15);
      String hash = passwords.hash(longOne);
      assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
      assertThat(passwords.matches(longOne, hash)).isTrue();
      assertThat(passwords.matches(longOne + "x", hash)).isFalse();
      assertThat(passwords.matches(longOne.substring(0, 72), hash)).isFalse();
      assertThat(passwords.matches("x".repeat(1_000_000), hash)).isFalse();
      assertThat(passwords.matches("", passwords.nobodys())).isFalse();
      assertThat(passwords.hash(longOne)).isNotEqualTo(hash);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short", "aaaaaaaaaaaaaaaa", "abababababababab", "adalovelaceadalovelace"})
  void whatIsEasilyGuessedIsNotTaken(String password) {
    assertThatThrownBy(() -> Passwords.requireFit(password, "adalovelace"))
        .isInstanceOf(SignInRefused.class);
  }

  @Test
  void aPasswordOfAnyScriptIsTaken() {
    Passwords.requireFit("ein langer Satz mit Ümläuten", "ada");
    Passwords.requireFit("医院里有很多患者和医生在工作", "ada");
  }

  /** Two processors: one hash at a time, a bounded queue, and the rest is refused at once. */
  @Test
  void aCrowdIsRefusedAndNotHashedAllAtOnce() throws Exception {
    try (Passwords passwords = new Passwords(random, 2);
        ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(
            crowd.submit(
                () -> {
                  try {
                    return passwords.matches("a password", passwords.nobodys()) ? "right" : "wrong";
                  } catch (SignInRefused e) {
                    return e.reason().code();
                  }
                }));
      }
      List<String> outcomes = new ArrayList<>();
      for (Future<String> one : all) {
        outcomes.add(one.get());
      }
      assertThat(outcomes).contains("busy", "wrong").doesNotContain("right");
    }
  }
}
