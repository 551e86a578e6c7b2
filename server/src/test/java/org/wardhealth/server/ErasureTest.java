package org.wardhealth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.ledger.VerificationKey;
import org.wardhealth.server.audit.Evidence;
import org.wardhealth.server.identity.ApiKey;
import org.wardhealth.server.identity.Clients;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.identity.Right;
import org.wardhealth.server.store.Json;
import org.wardhealth.server.vault.PatientId;
import org.wardhealth.server.vault.Patients;

/** The right to be forgotten, as a program asks for it, and what it leaves standing. */
class ErasureTest {
  @TempDir private Path home;

  private static Map<String, String> as(ApiKey key) {
    return Map.of("Authorization", "Bearer " + key.revealOnce());
  }

  private static ApiKey key(TestWard ward, String name, Right... rights) {
    return ward.server
        .room(Clients.class)
        .add(name, Set.of(Purpose.TREAT), Set.of("*"), Set.of(rights), Limits.DEFAULT)
        .key();
  }

  private static String erasure(String patient) {
    return Json.MAPPER
        .createObjectNode()
        .put("patient", patient)
        .put("ground", "ART17-1-B")
        .put("reference", "DSR-2026/7")
        .toString();
  }

  @Test
  void anErasedPatientIsUnknownToTheNextExchangeAndTheProofsOfThePastHold() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ApiKey eraser = key(ward, "privacy office", Right.ERASE);
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).status()).isEqualTo(200);
      String pseudonym =
          ward.server
              .room(Patients.class)
              .subject(new PatientId(TestWard.PATIENT))
              .pseudonym()
              .value();

      TestWard.Answer erased =
          ward.send("POST", "/vault/erasures", erasure(TestWard.PATIENT), as(eraser));

      assertThat(erased.status()).isEqualTo(200);
      assertThat(erased.last().path("state").asString()).isEqualTo("done");
      assertThat(erased.last().path("contents_destroyed").asInt()).isEqualTo(2);
      assertThat(erased.body()).contains(pseudonym).doesNotContain(TestWard.PATIENT);
      assertThat(ward.chat(TestWard.chat(TestWard.NOTE, false)).code())
          .isEqualTo("patient_unknown");
      assertThat(ward.entries())
          .anyMatch(
              entry ->
                  entry.path("type").asString().equals("patient.erased")
                      && entry.path("patient").asString().equals(pseudonym)
                      && entry.path("reference").asString().equals("DSR-2026/7"));
      VerificationKey key =
          VerificationKey.parse(Files.readString(home.resolve("ledger.vkey")).strip());
      for (long index = 0; index < ward.durable(); index++) {
        Evidence evidence = ward.server.evidence(index);
        evidence.proof().verify(evidence.entry(), evidence.checkpoint().bytes(), key);
      }
    }
  }

  @Test
  void neitherErasingNorReidentifyingIsPartOfAnotherRight() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ApiKey plain = key(ward, "plain", Right.PATIENTS, Right.DEIDENTIFY, Right.METRICS);
      assertThat(ward.send("POST", "/vault/erasures", erasure(TestWard.PATIENT), as(plain)).body())
          .contains("right_missing", "--may erase");
      assertThat(ward.send("POST", "/vault/reidentifications", "{}", as(plain)).body())
          .contains("right_missing", "--may reidentify");
    }
  }

  @Test
  void whomAPseudonymStandsForIsToldOnlyAfterTheLedgerHasIt() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ApiKey officer = key(ward, "officer", Right.REIDENTIFY);
      String pseudonym =
          ward.server
              .room(Patients.class)
              .subject(new PatientId(TestWard.PATIENT))
              .pseudonym()
              .value();
      String asked =
          Json.MAPPER
              .createObjectNode()
              .put("pseudonym", pseudonym)
              .put("reason", "CARE")
              .toString();
      TestWard.Answer told = ward.send("POST", "/vault/reidentifications", asked, as(officer));
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.last().path("id").asString()).isEqualTo(TestWard.PATIENT);
      assertThat(ward.entries())
          .anyMatch(entry -> entry.path("type").asString().equals("patient.reidentified"));

      ward.ledger.breakDisk();
      assertThat(ward.send("POST", "/vault/reidentifications", asked, as(officer)).status())
          .isEqualTo(503);
    }
  }

  @Test
  void aReasonOutsideTheListAndAReferenceWithWordsAreRefused() throws Exception {
    try (TestWard ward = TestWard.start(home)) {
      ApiKey officer = key(ward, "officer", Right.REIDENTIFY, Right.ERASE);
      assertThat(
              ward.send(
                      "POST",
                      "/vault/reidentifications",
                      "{\"pseudonym\":\"" + "0".repeat(32) + "\",\"reason\":\"curious\"}",
                      as(officer))
                  .body())
          .contains("invalid_field", "The reason is one of");
      assertThat(
              ward.send(
                      "POST",
                      "/vault/erasures",
                      "{\"patient\":\"x\",\"ground\":\"ART17\",\"reference\":\"Mr. Quennix asked\"}",
                      as(officer))
                  .body())
          .contains("invalid_field")
          .doesNotContain("Quennix");
    }
  }
}
