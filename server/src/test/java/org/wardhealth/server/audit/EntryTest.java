package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of entries is read by others, for years: a change here is a new {@code v}. */
class EntryTest {
  private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123456Z");
  private static final Entry.Who WHO = new Entry.Who("cl_1", "app", List.of("api-key"), 1);
  private static final Entry.Person ADA = new Entry.Person("ada", List.of("passkey"), 2);
  private static final Entry.Basis BARE =
      new Entry.Basis(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "deny",
          List.of());
  private static final Entry.Basis FULL =
      new Entry.Basis(
          Optional.of("TREAT"),
          Optional.of("pseudo"),
          Optional.of("enc"),
          Optional.of("m"),
          Optional.of("d"),
          Optional.of("ward"),
          "permit",
          List.of("rule"));

  static Stream<Entry> entries() {
    return Stream.of(
        new Entry.Admit(
            AT,
            "ex",
            "chat",
            true,
            WHO,
            FULL,
            Map.of("NAME", 2),
            Map.of("RULE", 2),
            List.of(),
            "c",
            Map.of("a", 1L)),
        new Entry.Result(
            AT,
            "ex",
            7,
            "answered",
            Optional.empty(),
            Map.of(),
            List.of(),
            Optional.empty(),
            Map.of(),
            Map.of()),
        new Entry.Refuse(AT, "ex", "chat", Optional.empty(), Optional.empty(), "invalid_key", 0),
        new Entry.Refuse(AT, "ex", "chat", Optional.of(WHO), Optional.of(BARE), "code", 3),
        new Entry.Deidentified(
            AT,
            "ex",
            "/v1/deidentify",
            WHO,
            BARE,
            "safe-harbor",
            Optional.empty(),
            1,
            Map.of("NAME", 2),
            Map.of("a", 1L)),
        new Entry.Evaluated(
            AT,
            "ex",
            "/access/v1/evaluation",
            WHO,
            "user",
            Optional.of("00ff"),
            Optional.of("infer"),
            FULL,
            Optional.of("policy_denied")),
        new Entry.ClientAdded(
            "cl_1",
            "app",
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            Optional.empty(),
            Optional.of("hospital#app"),
            "operator",
            Optional.empty(),
            AT),
        new Entry.ClientRevoked("cl_1", "app", "pe_1", Optional.of(ADA), AT),
        new Entry.ModelSwitched(
            "m", true, Optional.of("BIAS"), Optional.of("INC-7"), "pe_1", Optional.of(ADA), AT),
        new Entry.PatientTouched("written", "pseudo", WHO, AT),
        new Entry.ConsentTouched("recorded", "pseudo", "cs-1", 1, "00ff", WHO, AT),
        new Entry.CohortAsked(
            "operator", "HRESCH", new TreeSet<>(List.of("DUO:0000006")), false, 3, AT),
        new Entry.ErasureRequested("er_1", "pseudo", "ART17", Optional.empty(), "operator", AT),
        new Entry.ErasureRefused(
            "er_1", "pseudo", "ART17", Optional.empty(), "cl_1", "erasure.duty", AT, AT),
        new Entry.PatientErased(
            "er_1", "pseudo", "ART17", Optional.of("DSR-7"), "operator", Optional.of("cl_1"), AT),
        new Entry.PatientReidentified("pseudo", "CARE", Optional.empty(), WHO, AT),
        new Entry.ContentRead(
            "ex", "sent", "pseudo", "INVESTIGATION", Optional.of("CASE-12"), WHO, AT),
        new Entry.KeyRotated("2026-02-0a1b2c", AT),
        new Entry.KeysRewrapped("2026-03-0a1b2c", AT),
        new Entry.KeyDestroyed("2026-02-0a1b2c", AT),
        new Entry.KeysMoved("file", "pkcs11", AT),
        new Entry.PersonAdded("pe_1", "ada", new TreeSet<>(List.of("auditor")), "operator", AT),
        new Entry.PersonLinked("pe_1", true, Optional.of("document"), AT, "operator", AT),
        new Entry.PersonEnrolled("pe_1", List.of("passkey"), AT),
        new Entry.PersonSwitched("pe_1", false, "operator", AT),
        new Entry.GrantChanged("pe_1", Map.of("auditor", AT), "operator", AT),
        new Entry.FactorAdded("pe_1", "fa_1", "passkey", AT),
        new Entry.FactorRemoved("pe_1", "fa_1", "passkey", "pe_1", AT),
        new Entry.SessionBegan("se_1", "pe_1", List.of("password"), 1, AT),
        new Entry.SessionSteppedUp("se_1", "pe_1", "totp", 2, AT),
        new Entry.SessionFailed(Optional.empty(), "password", "wrong", 0, AT),
        new Entry.SessionEnded("se_1", "pe_1", "signed-out", "pe_1", AT),
        new Entry.GlassBroken(
            "gl_1", "pe_1", ADA, "se_1", "pseudo", "emergency", "00ff", AT, AT, AT),
        new Entry.GlassEnded("gl_1", "pseudo", "ended", "pe_1", Optional.of(ADA), AT),
        new Entry.GlassReviewed(
            "gl_1", "pseudo", "justified", Optional.of("PO-7"), "pe_2", Optional.of(ADA), AT),
        new Entry.BackupTaken("ward.example/ledger", 7, "root", true, AT, AT),
        new Entry.Restored("ward.example/ledger", 7, "root", "note", 0, AT),
        new Entry.AuditSearched(
            "pe_1",
            Optional.of(ADA),
            new TreeSet<>(List.of("patient", "since")),
            Optional.of("pseudo"),
            3,
            AT),
        new Entry.AuditExported(
            "pe_1",
            Optional.of(ADA),
            "csv",
            new TreeSet<>(List.of("patient")),
            Optional.of("pseudo"),
            3,
            AT),
        new Entry.PolicyTouched(
            "approved",
            "ps_1",
            Optional.of(2L),
            "00ff",
            "ff00",
            "pe_2",
            Optional.of(new Entry.Person("ada", List.of("passkey"), 2)),
            AT),
        new Entry.LedgerEnded("ward.example/ledger/2", List.of("vkey"), "ward", AT),
        new Entry.LedgerBegan("ward.example/ledger", 7, "root", 7, AT),
        new Entry.LedgerPruned(
            List.of(new Entry.LedgerPruned.Gone("ward.example/ledger", 256, "root")),
            List.of(new Entry.LedgerPruned.End("ward.example/ledger", 700, "root")),
            AT,
            "operator",
            AT),
        new Entry.Started("dev", "25", "sqlite", List.of(), AT),
        new Entry.Stopped(AT));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void typeAndVersionComeFirstAndTheTimeIsIso(Entry entry) {
    String json = Json.MAPPER.writeValueAsString(entry);
    assertThat(json).startsWith("{\"type\":\"" + entry.type() + "\",\"v\":1,");
    assertThat(Json.MAPPER.readTree(json).path("at").asString()).isEqualTo(AT.toString());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void whatIsAbsentIsNotThereAtAnyDepth(Entry entry) {
    assertThat(nulls(Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(entry)), "")).isEmpty();
  }

  private static List<String> nulls(JsonNode node, String path) {
    List<String> found = new ArrayList<>();
    if (node.isNull()) {
      found.add(path);
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(p -> found.addAll(nulls(p.getValue(), path + '.' + p.getKey())));
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theSameEntryIsTheSameBytes(Entry entry) {
    assertThat(Json.MAPPER.writeValueAsBytes(entry))
        .isEqualTo(Json.MAPPER.writeValueAsBytes(entry));
  }

  @Test
  void everyKindOfEntryIsHeldToThis() {
    assertThat(entries().<Class<?>>map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrder(Entry.class.getPermittedSubclasses());
  }

  @Test
  void anAdmitEntryReadsAsDocumented() {
    assertThat(Json.MAPPER.writeValueAsString(entries().findFirst().orElseThrow()))
        .isEqualTo(
            """
            {"type":"exchange.admit","v":1,"at":"2026-03-01T08:00:00.123456Z","exchange":"ex",\
            "door":"chat","stream":true,"who":{"client":"cl_1","application":"app",\
            "factors":["api-key"],"aal":1},"basis":{"purpose":"TREAT","patient":"pseudo",\
            "encounter":"enc","model":"m","modelDigest":"d","provider":"ward",\
            "decision":"permit","rules":["rule"]},"found":{"NAME":2},\
            "layers":{"RULE":2},"verdicts":[],"content":"c","micros":{"a":1}}""");
  }
}
