package org.wardhealth.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.KnownIdentity.Identifier;
import org.wardhealth.deid.KnownIdentity.Name;
import org.wardhealth.server.store.Json;
import org.wardhealth.testkit.SyntheticPatient;
import org.wardhealth.testkit.SyntheticPatients;
import tools.jackson.databind.node.ObjectNode;

class FhirPatientTest {
  private static final PatientId ID = new PatientId("p1");

  private static ObjectNode patient(String elements) {
    return (ObjectNode)
        Json.MAPPER.readTree(
            "{\"resourceType\":\"Patient\",\"id\":\"p1\"" + elements.replace('\'', '"') + "}");
  }

  private static KnownIdentity read(String elements) {
    ObjectNode patient = patient(elements);
    FhirPatient.check(ID, patient);
    return FhirPatient.identity(patient);
  }

  @Test
  void everythingThatNamesASyntheticPatientIsKnown() {
    for (SyntheticPatient synthetic : SyntheticPatients.seeded(3).next(50)) {
      KnownIdentity known =
          FhirPatient.identity((ObjectNode) Json.MAPPER.readTree(synthetic.fhir()));
      assertThat(known.names()).contains(new Name(synthetic.given(), synthetic.family()));
      assertThat(known.dates()).contains(synthetic.birthDate());
      assertThat(known.addresses())
          .contains(
              synthetic.address().line(), synthetic.address().city(), synthetic.address().zip());
      assertThat(known.telecom()).containsAll(synthetic.phones()).contains(synthetic.email());
      assertThat(known.telecom()).contains(synthetic.contact().phone());
      assertThat(known.identifiers())
          .contains(
              new Identifier(IdentifierType.MRN, synthetic.mrn()),
              new Identifier(IdentifierType.SSN, synthetic.ssn()));
      assertThat(known.contacts()).hasSize(1);
    }
  }

  @Test
  void aNameInOneTextIsTakenApart() {
    assertThat(read(",'name':[{'text':' Mary Ann  Smith '}]").names())
        .containsExactly(new Name(List.of("Mary", "Ann"), "Smith"));
    assertThat(read(",'name':[{'text':'Cher'}]").names())
        .containsExactly(new Name(List.of(), "Cher"));
    assertThat(read(",'name':[{'use':'official'}]").names()).isEmpty();
  }

  @Test
  void anAddressInOneTextIsTakenApartWithoutStateAndCountry() {
    assertThat(read(",'address':[{'text':'12 Quoxby St, Zentrell, IL\\nUSA'}]").addresses())
        .containsExactly("12 Quoxby St", "Zentrell");
  }

  @Test
  void contactsAreReadWithTheirNamesNumbersAndAddresses() {
    KnownIdentity known =
        read(
            ",'contact':[{'name':{'family':'Doe','given':['Jo']},'telecom':[{'value':'555-0100'}],"
                + "'address':{'line':['1 Elm'],'city':'Zentrell'}}]");
    assertThat(known.contacts()).containsExactly(new Name(List.of("Jo"), "Doe"));
    assertThat(known.telecom()).containsExactly("555-0100");
    assertThat(known.addresses()).containsExactly("1 Elm", "Zentrell");
  }

  @Test
  void nullHoldsThePlaceOfAnExtensionInAList() {
    assertThat(read(",'name':[{'family':'Doe','given':[null,'Jo']}]").names())
        .containsExactly(new Name(List.of("Jo"), "Doe"));
  }

  @Test
  void datesWithATimeAreReadAsTheirDay() {
    assertThat(read(",'deceasedDateTime':'2020-02-03T04:05:06Z','birthDate':'1950-01-02'").dates())
        .containsExactlyInAnyOrder(LocalDate.of(2020, 2, 3), LocalDate.of(1950, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1950", "1950-12"})
  void aYearOrMonthNamesNobody(String date) {
    assertThat(read(",'birthDate':'" + date + "','deceasedDateTime':'" + date + "'").dates())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MR:MRN",
        "mrn:MRN",
        "PI:MRN",
        "SS:SSN",
        "DL:LICENSE",
        "PPN:LICENSE",
        "MB:HEALTH_PLAN",
        "AN:ACCOUNT",
        "XX:OTHER_ID"
      })
  void identifiersHaveTheTypeOfTheirCode(String codeAndType) {
    String[] pair = codeAndType.split(":");
    KnownIdentity known =
        read(",'identifier':[{'type':{'coding':[{'code':'" + pair[0] + "'}]},'value':'A-4711'}]");
    assertThat(known.identifiers())
        .containsExactly(new Identifier(IdentifierType.valueOf(pair[1]), "A-4711"));
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("name", ",'name':{'family':'Quoxby'}"),
        Arguments.of("name", ",'name':'Quoxby'"),
        Arguments.of("name", ",'name':['Quoxby']"),
        Arguments.of("name", ",'name':null"),
        Arguments.of("name.given", ",'name':[{'given':'Quoxby'}]"),
        Arguments.of("name.given", ",'name':[{'given':[4711]}]"),
        Arguments.of("name.given", ",'name':[{'given':[['Quoxby']]}]"),
        Arguments.of("name.family", ",'name':[{'family':['Quoxby']}]"),
        Arguments.of("name.text", ",'name':[{'text':{'a':'Quoxby'}}]"),
        Arguments.of("birthDate", ",'birthDate':'4711-Quoxby'"),
        Arguments.of("birthDate", ",'birthDate':'1950-02-31'"),
        Arguments.of("birthDate", ",'birthDate':'1950-02-03Quoxby'"),
        Arguments.of("birthDate", ",'birthDate':'02/03/1950'"),
        Arguments.of("birthDate", ",'birthDate':19500203"),
        Arguments.of("birthDate", ",'birthDate':null"),
        Arguments.of("deceasedDateTime", ",'deceasedDateTime':'Quoxby'"),
        Arguments.of("deceasedDateTime", ",'deceasedDateTime':'in 2020 in Quoxby'"),
        Arguments.of("address.line", ",'address':[{'line':'1 Quoxby St'}]"),
        Arguments.of("address.city", ",'address':[{'city':4711}]"),
        Arguments.of("address", ",'address':'1 Quoxby St'"),
        Arguments.of("telecom", ",'telecom':['555-4711']"),
        Arguments.of("telecom.value", ",'telecom':[{'value':5554711}]"),
        Arguments.of("identifier", ",'identifier':{'value':'4711'}"),
        Arguments.of("identifier.value", ",'identifier':[{'value':4711}]"),
        Arguments.of("contact", ",'contact':{'name':{'family':'Quoxby'}}"),
        Arguments.of("contact.name", ",'contact':[{'name':[{'family':'Quoxby'}]}]"),
        Arguments.of("contact.name", ",'contact':[{'name':'Quoxby'}]"),
        Arguments.of("contact.name.given", ",'contact':[{'name':{'given':'Quoxby'}}]"),
        Arguments.of("contact.telecom", ",'contact':[{'telecom':{'value':'4711'}}]"),
        Arguments.of("contact.address.line", ",'contact':[{'address':{'line':'Quoxby'}}]"));
  }

  /** What Ward cannot read it would not find in notes, so it does not keep it. */
  @ParameterizedTest
  @MethodSource("malformed")
  void anElementOfAnotherShapeIsRefusedByNameAndNeverEchoed(String element, String elements) {
    assertThatThrownBy(() -> FhirPatient.check(ID, patient(elements)))
        .isInstanceOf(InvalidPatient.class)
        .hasMessageContaining("'" + element + "'")
        .hasMessageNotContaining("Quoxby")
        .hasMessageNotContaining("4711")
        .hasMessageNotContaining("1950");
  }

  @Test
  void anotherResourceOrIdIsRefused() {
    ObjectNode observation = patient("");
    observation.put("resourceType", "Observation");
    assertThatThrownBy(() -> FhirPatient.check(ID, observation))
        .isInstanceOf(InvalidPatient.class)
        .hasMessageContaining("resourceType");
    assertThatThrownBy(() -> FhirPatient.check(new PatientId("p2"), patient("")))
        .isInstanceOf(InvalidPatient.class)
        .hasMessageContaining("'id'")
        .hasMessageNotContaining("p2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a_b", "ä", "Patient/", "Patient/a/b", "a\n"})
  void whatIsNoIdOfFhirIsNoPatient(String reference) {
    assertThat(PatientId.parse(reference)).isEmpty();
    assertThatThrownBy(() -> new PatientId(reference)).hasMessageNotContaining("a b");
  }

  @Test
  void anIdIsReadWithOrWithoutItsType() {
    assertThat(PatientId.parse("Patient/a-1.B")).contains(new PatientId("a-1.B"));
    assertThat(PatientId.parse("a-1.B")).contains(new PatientId("a-1.B"));
    assertThat(PatientId.parse("x".repeat(64))).isPresent();
    assertThat(PatientId.parse("x".repeat(65))).isEmpty();
  }
}
