package org.wardhealth.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SyntheticPatientsTest {
  private static final List<SyntheticPatient> PATIENTS = SyntheticPatients.seeded(42).next(500);

  @Test
  void aSeedAlwaysGivesTheSamePatients() {
    assertThat(SyntheticPatients.seeded(42).next(500)).isEqualTo(PATIENTS);
    assertThat(SyntheticPatients.seeded(43).next(500)).isNotEqualTo(PATIENTS);
  }

  @Test
  void nothingOfThemCanReachAnybody() {
    for (SyntheticPatient patient : PATIENTS) {
      assertThat(patient.ssn()).matches("9\\d\\d-\\d\\d-\\d{4}");
      assertThat(patient.email()).matches("[a-z]+\\.[a-z]+\\d+@example\\.org");
      assertThat(patient.phones()).allMatch(phone -> phone.matches(".*555[-. ]01\\d\\d"));
    }
  }

  @Test
  void theyAreOfManyNamesAndAllAges() {
    assertThat(PATIENTS.stream().map(SyntheticPatient::name).distinct().count()).isGreaterThan(60);
    assertThat(PATIENTS).anyMatch(patient -> patient.birthDate().getYear() < 1925);
    assertThat(PATIENTS).anyMatch(patient -> patient.birthDate().getYear() > 2020);
    assertThat(PATIENTS).anyMatch(patient -> patient.name().chars().anyMatch(c -> c > 255));
  }

  @Test
  void fhirHoldsAllThatIsKnown() {
    SyntheticPatient patient = PATIENTS.getFirst();
    JsonNode fhir = Json.PLAIN.readTree(patient.fhir());

    assertThat(fhir.path("resourceType").asString()).isEqualTo("Patient");
    assertThat(fhir.at("/name/0/family").asString()).isEqualTo(patient.family());
    assertThat(fhir.path("birthDate").asString()).isEqualTo(patient.birthDate().toString());
    assertThat(fhir.at("/address/0/postalCode").asString()).isEqualTo(patient.address().zip());
    assertThat(fhir.at("/identifier/0/value").asString()).isEqualTo(patient.mrn());
    assertThat(fhir.at("/contact/0/name/text").asString()).isEqualTo(patient.contact().name());
  }
}
