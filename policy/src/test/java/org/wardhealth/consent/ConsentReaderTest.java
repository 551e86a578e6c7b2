package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.data;
import static org.wardhealth.consent.Sample.deny;
import static org.wardhealth.consent.Sample.permit;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.r4As;
import static org.wardhealth.consent.Sample.rule;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsentReaderTest {
  private static List<String> problems(String json) {
    InvalidConsent invalid =
        catchThrowableOfType(
            InvalidConsent.class, () -> Consent.parse(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(invalid).isNotNull();
    return invalid.problems().stream().map(InvalidConsent.Problem::expression).toList();
  }

  @Test
  void allProblemsAreReportedAtOnceWithTheirPlaces() {
    assertThat(
            problems(
                """
                {"resourceType":"Consent","status":"activ","patient":{"reference":"Patient/1"},
                 "scope":{},"category":[],"policyRule":{"text":"x"},
                 "provision":{"type":"allow","period":{"start":"2024","end":"2023"},
                   "provision":[{"purpose":[{"system":"x"}],"colour":"red",
                     "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"Q"}],
                     "data":[{"meaning":"all"}],"dataPeriod":{"start":"yesterday"}}]}}
                """))
        .containsExactlyInAnyOrder(
            "Consent.status",
            "Consent.provision.type",
            "Consent.provision.period",
            "Consent.provision.provision[0]",
            "Consent.provision.provision[0].type",
            "Consent.provision.provision[0].purpose[0].code",
            "Consent.provision.provision[0].securityLabel[0].code",
            "Consent.provision.provision[0].data[0].meaning",
            "Consent.provision.provision[0].dataPeriod.start");
  }

  @Test
  void whatIsNoConsentIsRefused() {
    assertThat(problems("")).containsExactly("Consent.resourceType");
    assertThat(problems("{")).containsExactly("Consent");
    assertThat(problems("[]")).containsExactly("Consent.resourceType");
    assertThat(problems("{\"resourceType\":\"Patient\"}")).containsExactly("Consent.resourceType");
    assertThat(problems("{\"resourceType\":\"Consent\",\"resourceType\":\"Consent\"}"))
        .containsExactly("Consent");
  }

  @Test
  void releasesDoNotMix() {
    assertThat(
            problems(
                r4("c", permit()).replace("\"dateTime\"", "\"decision\":\"permit\",\"dateTime\"")))
        .contains("Consent");
  }

  @Test
  void aProblemNeverRepeatsAValue() {
    InvalidConsent invalid =
        catchThrowableOfType(
            InvalidConsent.class,
            () ->
                Consent.parse(
                    r4As("c", "Jane Roe", "patient-privacy", permit())
                        .getBytes(StandardCharsets.UTF_8)));
    assertThat(invalid.getMessage()).contains("Consent.status").doesNotContain("Jane");
  }

  @Test
  void aThousandProvisionsAreRead() {
    String many =
        r4(
            "c",
            permit(),
            but(
                Collections.nCopies(1_000, rule(deny(), purpose("HRESCH")))
                    .toArray(String[]::new)));
    PatientConsents consents = PatientConsents.compile(List.of(Sample.read(many)), 1);
    ConsentAnswer answer = consents.evaluate(ConsentQuestion.of("HRESCH", "access", Case.NOW));
    assertThat(answer.decision()).isEqualTo(Ruling.DENY);
    assertThat(answer.deciding()).hasSize(1_000);
    assertThat(consents.ruling(ConsentQuestion.of("TREAT", "access", Case.NOW)))
        .isEqualTo(Ruling.PERMIT);
  }

  @Test
  void tooManyProvisionsAndTooDeepOnesAreRefusedOnce() {
    String many =
        r4("c", permit(), but(Collections.nCopies(6_000, rule(deny())).toArray(String[]::new)));
    assertThat(problems(many)).hasSize(1);
    StringBuilder deep = new StringBuilder(rule(deny()));
    for (int i = 0; i < 70; i++) {
      deep = new StringBuilder(rule(deny(), but(deep.toString())));
    }
    assertThat(problems(r4("c", permit(), but(deep.toString())))).hasSize(1);
    assertThat(problems("[".repeat(100_000))).containsExactly("Consent");
  }

  @Test
  void aConsentThatRefersToItselfEndsInAnAnswer() {
    PatientConsents consents =
        PatientConsents.compile(
            List.of(
                Sample.read(r4("c", permit(), but(rule(deny(), data("dependents", "Consent/c")))))),
            1);
    assertThat(
            consents.ruling(
                ConsentQuestion.of("TREAT", "access", Case.NOW)
                    .about(AskedData.PLAIN.withReference("Consent/c"))))
        .isEqualTo(Ruling.DENY);
  }

  @Test
  void aContradictionIsADenial() {
    PatientConsents consents =
        PatientConsents.compile(
            List.of(Sample.read(r4("c", permit(), but(rule(permit()), rule(deny()))))), 1);
    assertThat(consents.evaluate(ConsentQuestion.of("TREAT", "access", Case.NOW)).deciding())
        .containsExactly(new ConsentAnswer.Deciding("c", "provision.provision[1]"));
  }
}
