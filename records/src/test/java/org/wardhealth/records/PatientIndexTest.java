package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;

class PatientIndexTest {
  private static final PatientKey NUMBER = PatientKey.ofRecordNumber("4711");
  private static final PatientKey ID = PatientKey.ofId("p-1");

  @Test
  void everyKeyOfAPatientLeadsToTheRecordNumber() throws IOException {
    PatientIndex patients = new PatientIndex(1_000_000);
    patients.add(List.of(ID, NUMBER), named("Doe"));
    assertThat(patients.resolve(ID)).isEqualTo(NUMBER);
    assertThat(patients.resolve(PatientKey.ofRecordNumber("00-47-11"))).isEqualTo(NUMBER);
    assertThat(patients.known(ID)).isEqualTo(named("Doe"));
  }

  @Test
  void whatTwoFilesSayOfAPatientIsPutTogether() throws IOException {
    PatientIndex patients = new PatientIndex(1_000_000);
    patients.add(List.of(ID, NUMBER), named("Doe"));
    patients.add(List.of(NUMBER), named("Roe"));
    assertThat(patients.known(ID).names()).hasSize(2);
    assertThat(patients.size()).isEqualTo(1);
  }

  @Test
  void aKeyThatMeansTwoPatientsIsSearchedForBoth() throws IOException {
    PatientIndex patients = new PatientIndex(1_000_000);
    patients.add(List.of(ID, NUMBER), named("Doe"));
    patients.add(List.of(ID, PatientKey.ofRecordNumber("9")), named("Roe"));
    assertThat(patients.known(ID).names()).hasSize(2);
    assertThat(patients.known(PatientKey.ofRecordNumber("9"))).isEqualTo(named("Roe"));
  }

  @Test
  void anIndexThatIsFullSaysSoAndNamesNobody() {
    PatientIndex patients = new PatientIndex(1000);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                patients.add(List.of(PatientKey.ofRecordNumber("77" + i)), named("Doe"));
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("-Xmx")
        .hasMessageNotContaining("Doe");
    assertThat(NUMBER.toString() + patients).doesNotContain("4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "000-000", "99999", "xxxx", "Unknown", "N/A", "none", "TBD"})
  void aFillerNamesNobody(String id) {
    assertThat(PatientKey.names(id)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "9", "11", "5555", "0001", "9990", "X17", "abc"})
  void anyOtherNumberIsOnePatients(String id) {
    assertThat(PatientKey.names(id)).isTrue();
  }

  @Test
  void packingLosesNothing() {
    KnownIdentity all =
        KnownIdentity.builder()
            .name(List.of("José", "Q"), "García Márquez")
            .contact(List.of(), "Smith")
            .date(LocalDate.of(1931, 2, 28))
            .address("12 Main St")
            .telecom("555-0100")
            .identifier(IdentifierType.MRN, "4711")
            .build();
    assertThat(PackedIdentity.unpack(PackedIdentity.pack(all))).isEqualTo(all);
  }

  private static KnownIdentity named(String family) {
    return KnownIdentity.builder().name(List.of("Jane"), family).build();
  }
}
