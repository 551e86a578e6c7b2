package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardhealth.records.TableBench.propose;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wardhealth.records.Plan.Column;

class ProposalTest {
  private static final String[] FIRST = {"Jane", "Robert", "Maria", "Linda", "James"};
  private static final String[] LAST = {"Miller", "Johnson", "Garcia", "Nguyen", "O'Brien"};
  private static final String NOTE =
      "\"Patient seen today with cough and fever, lungs clear, advised rest and fluids.\"";

  @Test
  void anEnglishTableIsUnderstood() throws Exception {
    String header =
        "MRN,FirstName,last_name,DOB,sex,ZIP,Home Phone,visit_date,icd10_code,weight,smoking_status,"
            + "Progress Note,lat,qqq";
    IntFunction<String> row =
        i ->
            "00%d,%s,%s,%02d/%02d/19%d,%s,021%02d,617-555-01%02d,2024-01-%02d,E1%d.9,%d.5,%s,%s,42.%d,%d"
                .formatted(
                    48_110 + i,
                    FIRST[i % 5],
                    LAST[i % 5],
                    i % 12 + 1,
                    i % 28 + 1,
                    40 + i % 50,
                    i % 2 == 0 ? "M" : "F",
                    i % 50,
                    i,
                    i % 28 + 1,
                    i % 6,
                    50 + i,
                    i % 3 == 0 ? "never" : "former",
                    NOTE,
                    i,
                    7_000_000 + i * 31);
    assertThat(kinds(header, row, 60))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("MRN", "patient"),
                Map.entry("FirstName", "given-name"),
                Map.entry("last_name", "family-name"),
                Map.entry("DOB", "birth-date"),
                Map.entry("sex", "sex"),
                Map.entry("ZIP", "zip"),
                Map.entry("Home Phone", "phone"),
                Map.entry("visit_date", "date"),
                Map.entry("icd10_code", "code"),
                Map.entry("weight", "number"),
                Map.entry("smoking_status", "category"),
                Map.entry("Progress Note", "text"),
                Map.entry("lat", "remove"),
                Map.entry("qqq", "remove")));
  }

  @Test
  void aSpanishTableIsUnderstood() throws Exception {
    String header =
        "NHC;Nombre;Apellido1;Apellido2;Fecha de nacimiento;DNI;Teléfono;Municipio;"
            + "Edad;Sexo;Código CIE-10;Juicio clínico;Médico responsable;Fecha alta";
    String letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    IntFunction<String> row =
        i ->
            "%d;Ana;García;López;%02d/%02d/1960;%d%c;91 555 01 %02d;Getafe;%d;Mujer;J45.%d;Asma leve;Pérez;%d/%d/2024"
                .formatted(
                    9000 + i,
                    i % 12 + 1,
                    i % 12 + 1,
                    12_345_678 + i,
                    letters.charAt((12_345_678 + i) % 23),
                    i,
                    30 + i % 40,
                    i % 10,
                    i % 12 + 1,
                    i % 12 + 1);
    assertThat(kinds(header, row, 30))
        .containsEntry("NHC", "patient")
        .containsEntry("Nombre", "given-name")
        .containsEntry("Apellido1", "family-name")
        .containsEntry("Apellido2", "family-name")
        .containsEntry("Fecha de nacimiento", "birth-date")
        .containsEntry("DNI", "ssn")
        .containsEntry("Teléfono", "phone")
        .containsEntry("Municipio", "city")
        .containsEntry("Edad", "age")
        .containsEntry("Sexo", "sex")
        .containsEntry("Código CIE-10", "code")
        .containsEntry("Juicio clínico", "text")
        .containsEntry("Médico responsable", "clinician")
        .containsEntry("Fecha alta", "date");
  }

  @Test
  void valuesThatIdentifyAreBelievedBeforeAName() throws Exception {
    String header = "value,code,comment_count,status,x1,x2";
    IntFunction<String> row =
        i ->
            "jane%d@example.org,078-05-%04d,617-555-%04d,%s %s,10.0.0.%d,%s"
                .formatted(
                    i,
                    1000 + i,
                    1000 + i,
                    FIRST[i % 5],
                    LAST[(i / 5) % 5],
                    i,
                    new java.util.UUID(7, i));
    assertThat(kinds(header, row, 50))
        .containsEntry("value", "email")
        .containsEntry("code", "ssn")
        .containsEntry("comment_count", "phone")
        .containsEntry("status", "remove")
        .containsEntry("x1", "ip")
        .containsEntry("x2", "id");
  }

  /** Numbers that are few enough, and come often enough, to pass for codes and values. */
  @Test
  void whoseACodeOrAValueIsDecides() throws Exception {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("patient_code", "id"),
            Map.entry("person_code", "id"),
            Map.entry("id_de_los_pacientes", "patient-id"),
            Map.entry("mother_code", "contact-name"),
            Map.entry("sujeto_codigo", "id"),
            Map.entry("mrn_value", "patient"),
            Map.entry("identifier.value", "id"),
            Map.entry("telecom_phone_value", "phone"),
            Map.entry("doctor_code", "clinician"),
            Map.entry("city_code", "city"),
            Map.entry("member_code", "health-plan"),
            Map.entry("zip_value", "zip"),
            Map.entry("dni_valor", "ssn"),
            Map.entry("name.text", "name"),
            Map.entry("drug_code", "code"),
            Map.entry("result_value", "number"));
    List<String> names = expected.keySet().stream().sorted().toList();
    IntFunction<String> row =
        i -> String.join(",", java.util.Collections.nCopies(names.size(), "" + (101 + i % 9)));
    assertThat(kinds(String.join(",", names), row, 60))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void anExportsColumnsOfPatientsAreFound() throws Exception {
    IntFunction<String> row = i -> "%d,%d,%d,I%d".formatted(7700 + i, 5200 + i, i, 9000 + i);
    assertThat(kinds("PAT_MRN_ID,MR No,pac,num_ingreso", row, 40))
        .containsEntry("PAT_MRN_ID", "patient")
        .containsEntry("MR No", "record-number")
        .containsEntry("pac", "patient-id")
        .containsEntry("num_ingreso", "visit");
  }

  /** A column of numbers with gaps becomes one of fractions in many programs. */
  @Test
  void numbersWithoutANameMayBeIdsPlacesOrDays() throws Exception {
    IntFunction<String> row =
        i ->
            "%d.0,%d.%05d,-%d.%04d,%d.5,%d.5"
                .formatted(4_821_300 + i, 40 + i % 2, 7_000 + i, i % 9, 1_200 + i, 45_300 + i, i);
    assertThat(kinds("aa,bb,cc,dd,ee", row, 60))
        .containsEntry("aa", "remove")
        .containsEntry("bb", "remove")
        .containsEntry("cc", "remove")
        .containsEntry("dd", "remove")
        .containsEntry("ee", "number");
  }

  @Test
  void whatIsNotRecognisedIsRemoved() throws Exception {
    String header = "foo,bar,baz,result,age,admission_date,diagnosis_code";
    IntFunction<String> row =
        i ->
            "%s,%d,,%s,%s,%s,%s"
                .formatted(
                    "z%dq".formatted(i),
                    i,
                    i % 3 == 0 ? "pos" + i : "5",
                    i % 2 == 0 ? "old" : "40",
                    i % 2 == 0 ? "Monday" : "2020-01-01",
                    LAST[i % 5]);
    assertThat(kinds(header, row, 40).values()).containsOnly("remove");
  }

  @Test
  void aCategoryListsOnlyValuesThatManyRowsHave() throws Exception {
    Plan plan =
        propose(
            table(
                "marital_status", i -> i == 7 ? "widowed" : i % 2 == 0 ? "married" : "single", 60));
    assertThat(plan.columns().getFirst().values()).containsExactlyInAnyOrder("married", "single");
  }

  @Test
  void aTableOfPatientsHasTheirIdAsKey() throws Exception {
    Plan plan =
        propose(
            table(
                "Id,BIRTHDATE,LAST", i -> "p%d,1970-01-%02d,Miller".formatted(i, i % 28 + 1), 40));
    assertThat(plan.column("Id").orElseThrow().kind()).isEqualTo(ColumnKind.PATIENT_ID);
  }

  @Test
  void everyColumnSaysWhyAndNoReasonHoldsAValue() throws Exception {
    Plan plan =
        propose(
            table(
                "MRN,note,d,z",
                i -> "77%d,%s,03/0%d/2020,Zyxqovar".formatted(i, NOTE, i % 9 + 1),
                30));
    assertThat(plan.columns()).allSatisfy(c -> assertThat(c.why()).isNotBlank());
    assertThat(plan.yaml()).doesNotContain("Zyxqovar", "cough", "770");
    assertThat(plan.column("d").orElseThrow().why()).contains("guess");
    assertThat(Plan.parse(plan.yaml())).isEqualTo(plan);
  }

  @Test
  void delimitersAreRecognised() throws Exception {
    for (char delimiter : new char[] {',', ';', '\t', '|'}) {
      String csv = "mrn" + delimiter + "\"a,b;c|d\"\n1" + delimiter + "2\n";
      assertThat(propose(csv).delimiter()).contains(delimiter);
    }
  }

  @Test
  void aFirstRowOfDataIsNoHeader() {
    for (String csv : List.of("4711,Jane\n4712,Joe\n", "jane@example.org,x\n", "2020-01-01,b\n")) {
      assertThatThrownBy(() -> propose(csv))
          .isInstanceOf(MalformedRecord.class)
          .hasMessageContaining("looks like data");
    }
    assertThatThrownBy(() -> propose("a,a\n1,2\n")).hasMessageContaining("same name");
  }

  private static Map<String, String> kinds(String header, IntFunction<String> row, int rows)
      throws Exception {
    return propose(table(header, row, rows)).columns().stream()
        .collect(Collectors.toMap(Column::name, column -> column.kind().word()));
  }

  private static String table(String header, IntFunction<String> row, int rows) {
    return header
        + "\n"
        + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"))
        + "\n";
  }
}
