package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardhealth.records.TableBench.bytes;
import static org.wardhealth.records.TableBench.csv;
import static org.wardhealth.records.TableBench.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.Profile;

class CsvFormatTest {
  /** A surname that stands in no dictionary; nothing around it says that it is a name. */
  private static final String CANARY = "Zyxqovar";

  @SuppressWarnings("unused") // By its name.
  private static final List<Profile> PROFILES = Profile.NAMED;

  @ParameterizedTest
  @FieldSource("PROFILES")
  void aCanaryInAColumnOfAnyKindDoesNotLeave(Profile profile) throws Exception {
    List<String> columns = new ArrayList<>(List.of("who", "family-name"));
    List<String> header = new ArrayList<>(List.of("who"));
    List<String> cells = new ArrayList<>(List.of(CANARY));
    for (ColumnKind kind : ColumnKind.values()) {
      columns.addAll(List.of("c-" + kind.word(), kind.word()));
      header.add("c-" + kind.word());
      cells.add(CANARY);
    }
    String keyed = String.join(",", header) + "\n" + String.join(",", cells) + "\n";
    assertThat(csv(plan(columns.toArray(String[]::new)), keyed, profile).text())
        .doesNotContainIgnoringCase(CANARY)
        .contains("c-text")
        .doesNotContain("c-remove");

    List<String> unkeyedColumns =
        columns.stream()
            .map(c -> c.equals("patient") || c.equals("patient-id") ? "id" : c)
            .toList();
    assertThat(csv(plan(unkeyedColumns.toArray(String[]::new)), keyed, profile).text())
        .doesNotContainIgnoringCase(CANARY);
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void whatAColumnIsNotSupposedToHoldDoesNotLeaveThroughIt(Profile profile) throws Exception {
    for (ColumnKind kind :
        List.of(
            ColumnKind.DATE,
            ColumnKind.BIRTH_DATE,
            ColumnKind.TIME,
            ColumnKind.AGE,
            ColumnKind.SEX,
            ColumnKind.CATEGORY,
            ColumnKind.NUMBER)) {
      for (String cell : List.of(CANARY, "617-555-0143", "078-05-1120", "jane@example.org")) {
        TableBench.Result result =
            csv(plan("c", kind.word(), "n", "number"), "c,n\n" + cell + ",1\n", profile);
        assertThat(result.text()).isEqualTo("c,n\n,1\n");
        assertThat(result.tally().removed()).containsEntry(Removal.UNREADABLE_VALUE, 1L);
      }
    }
  }

  @Test
  void aNameKnownFromAnotherColumnIsFoundInFreeTextOfAnotherTable() throws Exception {
    PatientIndex patients = new PatientIndex(1_000_000);
    RecordFormat people =
        new CsvFormat()
            .with(Plan.parse(plan("mrn", "patient", "id", "patient-id", "last", "family-name")));
    people.index(stream("mrn,id,last\n0047,p1," + CANARY + "\n"), patients);
    RecordFormat notes =
        new CsvFormat().with(Plan.parse(plan("patient", "patient-id", "note", "text")));
    byte[] table =
        bytes("patient,note\np1,walked with " + CANARY.toLowerCase(java.util.Locale.ROOT) + "\n");
    notes.index(new java.io.ByteArrayInputStream(table), patients);
    assertThat(TableBench.transform(notes, table, Profile.SAFE_HARBOR, patients).text())
        .contains("walked with")
        .doesNotContainIgnoringCase(CANARY);
  }

  @Test
  void aPatientHasOnePseudonymInEveryTable() throws Exception {
    String one =
        csv(plan("mrn", "patient", "x", "number"), "mrn,x\n47-11,1\n", Profile.SAFE_HARBOR).text();
    String two =
        csv(plan("x", "number", "m", "record-number"), "x,m\n1,47-11\n", Profile.SAFE_HARBOR)
            .text();
    String pseudonym = one.lines().skip(1).findFirst().orElseThrow().split(",")[0];
    assertThat(pseudonym).hasSizeGreaterThan(8);
    assertThat(two).contains("1," + pseudonym);
  }

  @Test
  void aNumberThatASpreadsheetRewroteIsStillThePatients() throws Exception {
    String out =
        csv(
                plan("mrn", "patient", "who", "patient-id", "n", "number"),
                """
                mrn,who,n
                48213,7,1
                48213.0,7.0,1
                4.8213E4,7.00,1
                "=""48213""\",'7,1
                482130,70,1
                """,
                Profile.SAFE_HARBOR)
            .text();
    List<String> rows = out.lines().skip(1).toList();
    assertThat(rows).hasSize(5).element(0).isNotEqualTo(rows.get(4));
    assertThat(rows.subList(0, 4)).containsOnly(rows.getFirst());
  }

  @Test
  void aNumberThatASpreadsheetRoundedIsNobodys() throws Exception {
    TableBench.Result result =
        csv(
            plan("mrn", "patient", "d", "date"),
            "mrn,d\n4.82134E+11,2020-03-04\n4.82134E+11,2020-03-04\n",
            Profile.GDPR_PSEUDONYMISED);
    List<String> rows = result.text().lines().skip(1).toList();
    assertThat(rows).allMatch(row -> row.startsWith(",20"));
    assertThat(rows.get(0)).as("two people").isNotEqualTo(rows.get(1));
    assertThat(result.tally().removed()).containsEntry(Removal.UNREADABLE_VALUE, 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"612 345 678", "612.345.678", "3.4612345678E10", "6.12345678e+8"})
  void aTelephoneNumberIsNoNumber(String cell) throws Exception {
    assertThat(csv(plan("n", "number"), "n\n" + cell + "\n", Profile.SAFE_HARBOR).tally().removed())
        .containsEntry(Removal.UNREADABLE_VALUE, 1L);
  }

  /** As in FHIR: a year or a month is moved as the dates of its patient are. */
  @Test
  void aDateWithoutDayIsShifted() throws Exception {
    String table =
        """
        mrn,d
        1,2020-03-15
        1,2020-03
        1,2020
        2,2020
        3,2020
        4,2020
        5,2020
        6,2020
        """;
    List<String> rows =
        csv(plan("mrn", "patient", "d", "date"), table, Profile.GDPR_PSEUDONYMISED)
            .text()
            .lines()
            .skip(1)
            .map(row -> row.split(",")[1])
            .toList();
    assertThat(rows.get(1)).isEqualTo(rows.get(0).substring(0, 7)).isNotEqualTo("2020-03");
    assertThat(rows.subList(2, 8)).allMatch(year -> year.length() == 4).isNotEqualTo("2020");
    assertThat(rows.subList(2, 8)).as("some moved into another year").contains("2019", "2021");
    assertThat(csv(plan("mrn", "patient", "d", "date"), table, Profile.SAFE_HARBOR).text())
        .contains(",2020\n")
        .doesNotContain("2020-");
  }

  @Test
  void agesOver89AndTheirBirthDatesGo() throws Exception {
    String out =
        csv(
                plan("dob", "birth-date", "age", "age", "n", "number"),
                "dob,age,n\n1930-05-05,96,7\n1980-05-05,46,7\n",
                Profile.SAFE_HARBOR)
            .text();
    assertThat(out).doesNotContain("1930", "96").contains(",46,7").doesNotContain("05-05");
    assertThat(out.lines().skip(1).findFirst().orElseThrow()).startsWith(",").endsWith(",7");
  }

  @Test
  void whatProfilesKeepStaysAsItIs() throws Exception {
    String table =
        "d,s,k,n,t,c\n2020-03-04 10:11:12,F,E11.9,<0.5,10:30,red\nNULL,,NA,1.234,,green\n";
    assertThat(
            csv(
                    plan(
                        "d",
                        "date",
                        "s",
                        "sex",
                        "k",
                        "code",
                        "n",
                        "number",
                        "t",
                        "time",
                        "c",
                        "category"),
                    table,
                    Profile.LIMITED_DATA_SET)
                .text())
        .isEqualTo(table);
  }

  @Test
  void quotesLineBreaksAndDelimitersInFieldsSurvive() throws Exception {
    String table = "\"a;1\";b\r\n\"he said \"\"no\"\"\r\nand left; twice\";3\r\n";
    String yaml =
        "table: t\nformat: csv\ndelimiter: ';'\ncolumns: [{name: 'a;1', is: text}, {name: b, is: number}]\n";
    assertThat(csv(yaml, table, Profile.SAFE_HARBOR).text()).isEqualTo(table);
    assertThat(csv(yaml, "\uFEFF" + table, Profile.SAFE_HARBOR).text()).isEqualTo(table);
  }

  @Test
  void aRaggedRowIsLeftOutAndToldByItsLine() throws Exception {
    TableBench.Result result =
        csv(
            plan("a", "number", "b", "text"),
            "a,b\n1,\"two\nlines\"\n2\n3,x,y\n4,z\n",
            Profile.SAFE_HARBOR);
    assertThat(result.text()).isEqualTo("a,b\n1,\"two\nlines\"\n4,z\n");
    assertThat(result.tally().malformed().stream().map(MalformedRecord::getMessage))
        .containsExactly(
            "record 4: has 1 columns, the header has 2",
            "record 5: has 3 columns, the header has 2");
    assertThat(result.tally().records()).containsEntry("row", 2L);
  }

  @Test
  void aColumnThatThePlanDoesNotNameRefusesTheTableWithoutNamingIt() throws Exception {
    assertThatThrownBy(
            () ->
                csv(
                    plan("a", "number", "gone", "text"),
                    "a," + CANARY + "\n1,2\n",
                    Profile.SAFE_HARBOR))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("column 2 is not in the plan")
        .hasMessageContaining("no column 'gone'")
        .hasMessageNotContaining(CANARY);
    assertThatThrownBy(() -> csv(plan("a", "number"), "a,a\n1,2\n", Profile.SAFE_HARBOR))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("has the name of another");
    assertThatThrownBy(() -> csv(plan("a", "remove"), "a\n1\n", Profile.SAFE_HARBOR))
        .hasMessageContaining("every column");
  }

  @Test
  void aTableWithoutAPlanIsRefusedWithTheCommandThatMakesOne() {
    assertThatThrownBy(() -> TableBench.run(new CsvFormat(), bytes("a\n1\n"), Profile.SAFE_HARBOR))
        .isInstanceOf(MalformedRecord.class)
        .hasMessageContaining("ward deid plan");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n1,\"never closed\n2,x\n",
        "a,b\n1,\"closed\"and more\n",
        "a,b\n1,x\0y\n",
        "",
      })
  void whatCannotBeToldIntoRowsEndsTheFile(String hostile) {
    assertThatThrownBy(() -> csv(plan("a", "number", "b", "text"), hostile, Profile.SAFE_HARBOR))
        .isInstanceOf(MalformedRecord.class);
  }

  @Test
  void otherEncodingsAreRefusedWithAWordOnWhatToDo() throws Exception {
    RecordFormat format = new CsvFormat().with(Plan.parse(plan("a", "text")));
    for (byte[] bytes :
        List.of(
            "a\nMuñoz\n".getBytes(StandardCharsets.ISO_8859_1),
            "\uFEFFa\nx\n".getBytes(StandardCharsets.UTF_16LE),
            "a\nx\n".getBytes(StandardCharsets.UTF_16BE))) {
      assertThatThrownBy(() -> TableBench.run(format, bytes, Profile.SAFE_HARBOR))
          .isInstanceOf(MalformedRecord.class)
          .hasMessageContaining("iconv");
    }
  }

  @Test
  void aFieldHasALimit() throws Exception {
    RecordFormat format = new CsvFormat().with(Plan.parse(plan("a", "text")));
    try (InputStream endless = new Repeated("a\n\"", "x".repeat(1000), 20_000)) {
      assertThatThrownBy(() -> format.index(endless, new PatientIndex(1_000_000)))
          .isInstanceOf(MalformedRecord.class)
          .hasMessageContaining(String.valueOf(CsvRows.LONGEST_FIELD));
    }
  }

  /** 13 MB of rows. */
  @Test
  void memoryDoesNotGrowWithTheTable() throws Exception {
    RecordFormat format =
        new CsvFormat()
            .with(Plan.parse(plan("mrn", "patient", "d", "date", "x", "remove", "n", "number")));
    Release release =
        new Release(
            new DataSet(Profile.SAFE_HARBOR, TableBench.KEY, TableBench.DEID, TableBench.TODAY),
            new PatientIndex(1_000_000));
    long before = used();
    try (InputStream many =
        new Repeated("mrn,d,x,n\n", "4711,2020-01-02," + "y".repeat(200) + ",5\n", 60_000)) {
      format.transform(many, OutputStream.nullOutputStream(), release);
    }
    assertThat(release.finish().records()).containsEntry("row", 60_000L);
    assertThat(used() - before).isLessThan(20_000_000);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static InputStream stream(String text) {
    return new java.io.ByteArrayInputStream(bytes(text));
  }

  /** A start, and then the same again and again. */
  private static final class Repeated extends InputStream {
    private final byte[] start;
    private final byte[] piece;
    private final long length;
    private long at;

    Repeated(String start, String piece, long times) {
      this.start = bytes(start);
      this.piece = bytes(piece);
      this.length = this.start.length + this.piece.length * times;
    }

    @Override
    public int read() {
      if (at >= length) {
        return -1;
      }
      byte b =
          at < start.length ? start[(int) at] : piece[(int) ((at - start.length) % piece.length)];
      at++;
      return b;
    }

    @Override
    public int read(byte[] into, int from, int wanted) throws IOException {
      int n = 0;
      for (int b = read(); b >= 0; b = read()) {
        into[from + n++] = (byte) b;
        if (n == wanted) {
          break;
        }
      }
      return n == 0 ? -1 : n;
    }
  }
}
