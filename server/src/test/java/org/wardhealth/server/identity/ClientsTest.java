package org.wardhealth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.AuditUnavailable;
import org.wardhealth.server.audit.By;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.testkit.ManualClock;

class ClientsTest {
  private final SecureRandom random = new SecureRandom();
  private final ManualClock clock = ManualClock.at("2026-03-01T08:00:00Z");
  @TempDir private Path home;
  private Database database;
  private Audit audit;
  private Clients clients;

  @BeforeEach
  void open() {
    database = Database.open(DatabaseSettings.embedded(home));
    Vault vault = Vault.open(home.resolve("keys"), database, clock, random);
    audit = Audit.open(home, "ward.test/ledger", clock, random);
    clients = new Clients(database, vault, audit, clock, random);
  }

  @AfterEach
  void close() {
    audit.close();
    database.close();
  }

  private Clients.Issued add(String name) {
    return clients.add(
        name,
        EnumSet.of(Purpose.TREAT),
        Set.of("ward/extractive"),
        EnumSet.noneOf(Right.class),
        Limits.DEFAULT);
  }

  @Test
  void aKeyIs256RandomBitsAndNoneComesTwice() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String key = ApiKey.random(random).revealOnce();
      assertThat(key).startsWith("ward_");
      assertThat(Base64.getUrlDecoder().decode(key.substring(5))).hasSize(32);
      assertThat(seen.add(key)).isTrue();
    }
  }

  @Test
  void everyBitOfAKeyVaries() {
    byte[] ones = new byte[32];
    byte[] zeros = new byte[32];
    for (int i = 0; i < 200; i++) {
      byte[] bits = Base64.getUrlDecoder().decode(ApiKey.random(random).revealOnce().substring(5));
      for (int at = 0; at < 32; at++) {
        ones[at] |= bits[at];
        zeros[at] |= (byte) ~bits[at];
      }
    }
    assertThat(ones).containsOnly(-1);
    assertThat(zeros).containsOnly(-1);
  }

  @Test
  void aKeyIsNeitherPrintedNorStored() throws IOException {
    Clients.Issued issued = add("app");
    String key = issued.key().revealOnce();
    byte[] bits = Base64.getUrlDecoder().decode(key.substring(5));
    assertThat(issued.toString()).doesNotContain(key.substring(5));
    assertThat(issued.key()).hasToString("ward_***");
    clients.authenticate(issued.key());
    audit.close();
    database.close();

    String raw = new String(bits, StandardCharsets.ISO_8859_1);
    try (var files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(key.substring(5)) || bytes.contains(raw))
            .as(file.getFileName().toString())
            .isFalse();
      }
    }
  }

  @Test
  void theStoredHashIsKeyedByTheVault() {
    Clients.Issued issued = add("app");
    byte[] stored =
        database.jdbc().sql("SELECT key_hash FROM identity_client").query(byte[].class).single();
    assertThat(stored).hasSize(32);
    try (Database other = Database.open(DatabaseSettings.embedded(home.resolve("keys")))) {
      Vault elsewhere = Vault.open(home.resolve("other-keys"), other, clock, random);
      assertThat(elsewhere.keyedHash("api-key", issued.key().revealOnce())).isNotEqualTo(stored);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ward_",
        "sk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ward_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ward_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ward_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        " ward_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatHasNotTheFormOfAKeyIsNone(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }

  @Test
  void aKeyThatNobodyHoldsIsRefused() {
    add("app");
    assertThat(clients.authenticate(ApiKey.random(random))).isEmpty();
  }

  @Test
  void aRevokedKeyIsRefusedFromTheNextRequestOnByEveryNode() {
    Clients.Issued issued = add("app");
    Clients other =
        new Clients(
            database,
            Vault.open(home.resolve("keys"), database, clock, random),
            audit,
            clock,
            random);
    assertThat(other.authenticate(issued.key())).isPresent();
    clients.revoke("app", By.OPERATOR);
    assertThat(other.authenticate(issued.key())).isEmpty();
    assertThat(clients.authenticate(issued.key())).isEmpty();
  }

  @Test
  void whatTheLedgerDoesNotTakeDoesNotHold() {
    Clients.Issued issued = add("app");
    audit.close();
    assertThatThrownBy(() -> add("second")).isInstanceOf(AuditUnavailable.class);
    assertThat(clients.list()).extracting(Client::name).containsExactly("app");
    assertThatThrownBy(() -> clients.revoke("app", By.OPERATOR))
        .isInstanceOf(AuditUnavailable.class);
    assertThat(clients.authenticate(issued.key())).isPresent();
  }

  @Test
  void anApplicationWithoutAPurposeOrModelIsRefused() {
    assertThatThrownBy(() -> clients.add("app", Set.of(), Set.of("*"), Set.of(), Limits.DEFAULT))
        .hasMessageContaining("at least one purpose (TREAT,");
    assertThatThrownBy(
            () -> clients.add("app", Set.of(Purpose.TREAT), Set.of(), Set.of(), Limits.DEFAULT))
        .hasMessageContaining("one model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "", " ", "a b", "a\nb"})
  void aModelThatWouldReadAsAnotherOrAsTwoIsRefused(String model) {
    assertThatThrownBy(
            () ->
                clients.add("app", Set.of(Purpose.TREAT), Set.of(model), Set.of(), Limits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("comma");
    assertThat(clients.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " app", "-app", "a/b", "a\nb", "ärzte", "<b>"})
  void aNameThatCouldConfuseIsRefused(String name) {
    assertThatThrownBy(() -> add(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("letters");
  }

  @Test
  void aClientMayAskItsModelsOrAllWithAStar() {
    Client some = add("some").client();
    assertThat(some.mayAsk("ward/extractive")).isTrue();
    assertThat(some.mayAsk("ward/extractive2")).isFalse();
    assertThat(some.mayAsk("*")).isFalse();
    Client all =
        clients.add("all", Set.of(Purpose.TREAT), Set.of("*"), Set.of(), Limits.DEFAULT).client();
    assertThat(all.mayAsk("anything")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TREATMENT", "TREAT,HRESCH", "treat ment", "*", "ＴＲＥＡＴ", "null"})
  void aPurposeThatIsNoCodeOfTheListIsRefused(String code) {
    assertThat(Purpose.parse(code)).isEmpty();
  }

  @Test
  void aPurposeIsReadInAnyCase() {
    for (Purpose purpose : Purpose.values()) {
      assertThat(Purpose.parse(" " + purpose.name().toLowerCase(java.util.Locale.ROOT)))
          .contains(purpose);
    }
  }

  @Test
  void limitsThatLetNothingOrCannotBeKeptAreRefused() {
    assertThatThrownBy(() -> new Limits(0, 1)).hasMessageContaining("got 0 requests");
    assertThatThrownBy(() -> new Limits(1, -5)).hasMessageContaining("-5 tokens");
    assertThatThrownBy(() -> new Limits(1, Long.MAX_VALUE)).hasMessageContaining("1,000,000,000");
  }
}
