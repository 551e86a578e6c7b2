package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path home;

  private Passwords passwords() {
    return new Passwords(random, 2, KnownPasswords.and(Optional.empty()));
  }

  private static void requireFit(String password, String name) {
    try (Passwords passwords =
        new Passwords(new SecureRandom(), 2, KnownPasswords.and(Optional.empty()))) {
      passwords.requireFit(password, name);
    }
  }

  private static void refused(SignInRefused.Reason reason, Passwords passwords, String chosen) {
    assertThatThrownBy(() -> passwords.requireFit(chosen, "ada"))
        .as(chosen)
        .isInstanceOfSatisfying(SignInRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void everyCharacterOfALongPasswordCounts() {
    try (Passwords passwords = passwords()) {
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
    assertThatThrownBy(() -> requireFit(password, "adalovelace")).isInstanceOf(SignInRefused.class);
  }

  @Test
  void wordsThatEverybodyTriesDoNotCount() throws java.io.IOException {
    String page =
        java.nio.file.Files.readString(
            java.nio.file.Path.of(System.getProperty("ward.root", "..")).resolve("docs/people.md"));
    String line =
        page.lines()
            .filter(one -> one.startsWith("Words that do not count:"))
            .findFirst()
            .orElse("");
    List<String> words =
        java.util.regex.Pattern.compile("`([^`]+)`")
            .matcher(line)
            .results()
            .map(word -> word.group(1))
            .toList();
    assertThat(words).hasSizeGreaterThan(40);
    for (String word : words) {
      String padded = word.repeat(4) + "2026!";
      assertThatThrownBy(() -> requireFit(padded, "ada"))
          .as(padded)
          .isInstanceOf(SignInRefused.class);
    }
    for (String password : List.of("Password1234!", "Hospital2026!", "qwertyuiop123")) {
      assertThatThrownBy(() -> requireFit(password, "ada")).isInstanceOf(SignInRefused.class);
    }
    requireFit("lower case only is fine", "ada");
    requireFit("73920184650192", "ada");
  }

  @Test
  void aPasswordOfAnyScriptIsTaken() {
    requireFit("ein langer Satz mit Ümläuten", "ada");
    requireFit("医院里有很多患者和医生在工作", "ada");
  }

  /** Some of the first and of the last of the source, in other letters too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qazwsxedcrfv",
        "Mailcreated5240",
        "mailCREATED5240",
        "PolniyPizdec0211",
        "unbelievable",
        "finalfantasy",
        "contortionist",
        "sonyericsson",
        "ｓｏｎｙｅｒｉｃｓｓｏｎ"
      })
  void whatEverybodysGuessersHaveIsNotTaken(String password) {
    try (Passwords passwords = passwords()) {
      refused(SignInRefused.Reason.KNOWN, passwords, password);
      passwords.requireFit(password + " und mehr", "ada");
    }
  }

  @Test
  void theListIsOfMoreThanThreeThousandThatAreLongEnough() throws java.io.IOException {
    KnownPasswords known = KnownPasswords.and(Optional.empty());
    assertThat(known.size()).isEqualTo(12_063);
    try (var list = KnownPasswords.class.getResourceAsStream("known-passwords.bin")) {
      byte[] bytes = java.util.Objects.requireNonNull(list).readAllBytes();
      assertThat(bytes).hasSize(known.size() * 8);
      for (int at = 8; at < bytes.length; at += 8) {
        assertThat(Arrays.compareUnsigned(bytes, at - 8, at, bytes, at, at + 8)).isNegative();
      }
    }
  }

  private Path list(String... lines) throws java.io.IOException {
    return Files.writeString(home.resolve("stolen.txt"), String.join("\n", lines));
  }

  private static String sha1(String password) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As "Have I Been Pwned" gives them: in order, with counts; the last line with a line break. */
  @Test
  void whatTheHospitalsOwnListHasIsNotTaken() throws java.io.IOException {
    List<String> stolen = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      stolen.add("a stolen password " + i);
    }
    List<String> lines = new ArrayList<>();
    stolen.forEach(one -> lines.add(sha1(one) + ":" + one.length() * 7));
    java.util.Collections.sort(lines);
    for (String end : List.of("\n", "\r\n")) {
      Path file = list(String.join(end, lines) + end);
      assertThat(StolenPasswords.problem(file)).isEmpty();
      try (Passwords passwords = new Passwords(random, 2, KnownPasswords.and(Optional.of(file)))) {
        stolen.forEach(one -> refused(SignInRefused.Reason.KNOWN, passwords, one));
        for (int i = 500; i < 1000; i++) {
          passwords.requireFit("a stolen password " + i, "ada");
        }
        refused(SignInRefused.Reason.KNOWN, passwords, "finalfantasy");
      }
    }
  }

  @Test
  void theHospitalsListIsReadAnewForEachPasswordAndNoneIsTakenWithoutIt()
      throws java.io.IOException {
    Path file = list(sha1("a stolen password 1"));
    try (Passwords passwords = new Passwords(random, 2, KnownPasswords.and(Optional.of(file)))) {
      refused(SignInRefused.Reason.KNOWN, passwords, "a stolen password 1");
      passwords.requireFit("a stolen password 2", "ada");
      list(sha1("a stolen password 2").toLowerCase(java.util.Locale.ROOT));
      refused(SignInRefused.Reason.KNOWN, passwords, "a stolen password 2");
      passwords.requireFit("a stolen password 1", "ada");
      list("something else");
      refused(SignInRefused.Reason.UNCHECKED, passwords, "a stolen password 1");
      Files.delete(file);
      refused(SignInRefused.Reason.UNCHECKED, passwords, "a stolen password 1");
    }
  }

  @Test
  void whatIsWrongWithAListIsSaid() throws java.io.IOException {
    String low = "0".repeat(40);
    String high = "F".repeat(40);
    assertThat(StolenPasswords.problem(list(low + "\n" + high + ":12\n"))).isEmpty();
    assertThat(StolenPasswords.problem(list(high, low)).orElse(""))
        .contains("not in ascending order before byte 41", "sort -u");
    assertThat(StolenPasswords.problem(list(low, low)).orElse("")).contains("a line twice");
    assertThat(StolenPasswords.problem(list(low, "", high)).orElse("")).contains("at byte 41");
    assertThat(StolenPasswords.problem(list("letmein")).orElse(""))
        .contains("at byte 0 that is no SHA-1")
        .doesNotContain("letmein");
    assertThat(StolenPasswords.problem(list(low, "0".repeat(1000))).orElse(""))
        .contains("is no SHA-1");
    assertThat(StolenPasswords.problem(list()).orElse("")).contains("is empty");
    assertThat(StolenPasswords.problem(home.resolve("none")).orElse("")).contains("cannot be read");
    assertThat(StolenPasswords.problem(home).orElse("")).contains("cannot be read");
  }

  /** Two processors: one hash at a time, a bounded queue, and the rest is refused at once. */
  @Test
  void aCrowdIsRefusedAndNotHashedAllAtOnce() throws Exception {
    try (Passwords passwords = passwords();
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
