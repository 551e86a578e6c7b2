package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates move and keep their form, or are refused. */
class DateTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "03/04/2021                    | 03/18/2021",
        "3/4/2021                      | 3/18/2021",
        "3/4/21                        | 3/18/21",
        "3-4-21                        | 3-18-21",
        "25/12/2020                    | 08/01/2021",
        "04.03.2021                    | 18.03.2021",
        "2021-03-04                    | 2021-03-18",
        "2021/03/04                    | 2021/03/18",
        "2021-3-4                      | 2021-3-18",
        "2021-03                       | 2021-03",
        "2021-02                       | 2021-03",
        "03/2021                       | 03/2021",
        "02/2021                       | 03/2021",
        "2021                          | 2021",
        "3/4                           | 3/18",
        "12/25                         | 01/08",
        "20210304                      | 20210318",
        "03042021                      | 03182021",
        "202102                        | 202103",
        "2021-12-30T23:59:60.123+02:00 | 2022-01-13T23:59:60.123+02:00",
        "2021-12-30T10:20Z             | 2022-01-13T10:20Z",
        "20211230                      | 20220113",
        "20211230102030.1234-0500      | 20220113102030.1234-0500",
        "202112301020                  | 202201131020",
        "2021123010                    | 2022011310",
        "March 4, 2021                 | March 18, 2021",
        "MARCH 4TH, 2021               | MARCH 18TH, 2021",
        "March 21st                    | April 4th",
        "Mar. 4 2021                   | Mar. 18 2021",
        "Sept 20, 2021                 | Oct 4, 2021",
        "4 March 2021                  | 18 March 2021",
        "the 4th of March, 2021        | the 18th of March, 2021",
        "12-Jan-2023                   | 26-Jan-2023",
        "12JAN2023                     | 26JAN2023",
        "20-JAN-23                     | 3-FEB-23",
        "Jan 20th '23                  | Feb 3rd '23",
        "May 3-5, 2021                 | May 17-19, 2021",
        "May 15-20, 2021               | May 29-June 3, 2021",
        "May 3 to 5                    | May 17 to 19",
        "3-5 May 2021                  | 17-19 May 2021",
        "3/4-3/20/2021                 | 3/18-4/3/2021",
        "March 2021                    | March 2021",
        "February 2021                 | March 2021",
        "December                      | December",
        "2020-2021                     | 2020-2021",
        "Thursday, March 4, 2021       | Thursday, March 18, 2021",
        "March 4, 2021 at 10:30 pm     | March 18, 2021 at 10:30 pm",
        "3/4/2021 10:30                | 3/18/2021 10:30",
        "February 29                   | March 14"
      })
  void formIsKept(String written, String expected) {
    assertThat(shifted(written, Language.ENGLISH, 14)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "14 de mayo de 2021        | 28 de mayo de 2021",
        "el 14 de mayo             | el 28 de mayo",
        "20 DE MAYO DEL 2021       | 3 DE JUNIO DEL 2021",
        "14/05/2021                | 28/05/2021",
        "03/04/2021                | 17/04/2021",
        "3-4-21                    | 17-4-21",
        "14-mayo-2021              | 28-mayo-2021",
        "20-V-2021                 | 3-VI-2021",
        "mayo de 2021              | mayo de 2021",
        "febrero 2021              | marzo 2021",
        "del 3 al 5 de mayo        | del 17 al 19 de mayo",
        "del 15 al 20 de mayo      | del 29 de mayo al 3 de junio",
        "lunes, 8 de marzo de 2021 | lunes, 22 de marzo de 2021",
        "14 ene. 2021              | 28 ene. 2021",
        "1 de setiembre de 2021    | 15 de setiembre de 2021"
      })
  void spanishFormIsKept(String written, String expected) {
    assertThat(shifted(written, Language.SPANISH, 14)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "last Thursday", "Christmas", "2/30/2021", "31/31/2021", "the day after", "5", "99/99",
        "13/13/21", "2021-13-01", "Thursday", "3/4/2021 room 12", "123456789", "20211301",
            "1/2/3/4",
        "third of May", "", "10:30", "(555) 123-4567"
      })
  void whatIsNotUnderstoodIsRefused(String written) {
    assertThat(shifted(written, Language.ENGLISH, 14)).isEmpty();
  }

  @Test
  void everyDayOfAWayOfWritingMovesByTheSameNumberOfDays() {
    for (String pattern :
        List.of(
            "MM/dd/yyyy",
            "M/d/yyyy",
            "yyyy-MM-dd",
            "d MMMM yyyy",
            "MMMM d, yyyy",
            "dd-MMM-yyyy",
            "EEEE, MMMM d, yyyy",
            "yyyyMMdd",
            "MM/dd/yy",
            "d. M. yyyy")) {
      DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.US);
      LocalDate day = LocalDate.of(2019, 12, 1);
      for (int i = 0; i < 500; i++, day = day.plusDays(1)) {
        for (int shift : new int[] {-364, -7, 1, 7, 350}) {
          String written = day.format(format);
          LocalDate read =
              LocalDate.parse(
                  pad(shifted(written, Language.ENGLISH, shift).orElseThrow(), pattern), format);
          assertThat(read).as(pattern).isEqualTo(day.plusDays(shift));
        }
      }
    }
  }

  /** A text day of one digit is written as the first of the format is. */
  private static String pad(String written, String pattern) {
    return pattern.equals("dd-MMM-yyyy") && written.charAt(1) == '-' ? "0" + written : written;
  }

  @Test
  void theTextSaysWhichOrderItsDatesHave() {
    Profile shifting = SubjectTest.realistic();
    Subject subject = SubjectTest.dataSet(shifting, 1).subject("p");
    String text = "on 25/12/2020 and on 03/04/2021.";
    List<Finding> found =
        List.of(
            new Finding(3, 13, IdentifierType.DATE, Source.RULE, 1),
            new Finding(21, 31, IdentifierType.DATE, Source.RULE, 1));
    String safe = subject.transform(text, found).text();
    DateTimeFormatter dayFirst = DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);
    LocalDate first = LocalDate.parse(safe.substring(3, 13), dayFirst);
    LocalDate second = LocalDate.parse(safe.substring(21, 31), dayFirst);
    assertThat(first.until(second, java.time.temporal.ChronoUnit.DAYS)).isEqualTo(99);
  }

  @Test
  void recordsAndTextMoveTogetherAndWeekdaysStay() {
    for (int seed = 0; seed < 60; seed++) {
      Subject subject = SubjectTest.dataSet(SubjectTest.realistic(), seed).subject("p");
      LocalDate moved = LocalDate.parse(subject.date("2021-03-04").orElseThrow());
      assertThat(moved).isNotEqualTo(LocalDate.of(2021, 3, 4));
      assertThat(moved.getDayOfWeek()).isEqualTo(java.time.DayOfWeek.THURSDAY);
      assertThat(subject.text("seen on 3/4/2021."))
          .isEqualTo(
              "seen on "
                  + moved.format(DateTimeFormatter.ofPattern("M/d/yyyy", Locale.ROOT))
                  + ".");
      assertThat(subject.date("20210304102030+0100"))
          .contains(moved.toString().replace("-", "") + "102030+0100");
    }
  }

  @Test
  void onlyTheYearStaysAndNoneOfTheVeryOld() {
    DataSet dataSet =
        new DataSet(
            Profile.SAFE_HARBOR,
            DataSetKey.of(new byte[32]),
            English.DEID,
            LocalDate.of(2026, 6, 1));
    Subject subject = dataSet.subject("p");
    assertThat(subject.date("2021-03-04")).contains("2021");
    assertThat(subject.date("March 3rd, 2021")).contains("2021");
    assertThat(subject.date("1937-01-01")).contains("1937");
    assertThat(subject.date("1936-12-31")).isEqualTo(Optional.empty());
    assertThat(subject.date("12/31/36")).isEqualTo(Optional.empty());
    assertThat(subject.date("12/31/26")).contains("2026");
    assertThat(subject.date("3/4/27")).isEqualTo(Optional.empty());
    assertThat(subject.date("1936")).isEqualTo(Optional.empty());
    assertThat(subject.date("3/4")).isEqualTo(Optional.empty());
    assertThat(subject.text("DOB: 01/02/1931")).matches("DOB: \\[DATE-\\d+\\]");
    assertThat(subject.text("seen on 12/30/2020")).isEqualTo("seen on 2020");
  }

  @Test
  void noDateOfTheVeryOldIsMovedEither() {
    DataSet dataSet =
        new DataSet(
            Profile.GDPR_PSEUDONYMISED,
            DataSetKey.of(new byte[32]),
            English.DEID,
            LocalDate.of(2026, 6, 1));
    Subject subject = dataSet.subject("p");
    assertThat(subject.date("1936-12-31")).isEqualTo(Optional.empty());
    assertThat(subject.date("1937-01-01")).isPresent();
    assertThat(subject.text("She was born in 1931.")).matches("She was born in \\[DATE-\\d+\\].");
    assertThat(subject.text("DOB: 01/02/31, seen 03/04/26"))
        .matches("DOB: \\[DATE-\\d+\\], seen \\d\\d/\\d\\d/\\d\\d");
    Profile old =
        Profile.of(Map.of("name", "own", "types", Map.of("date", "shift", "age-over-89", "keep")));
    assertThat(
            new DataSet(old, DataSetKey.of(new byte[32]), English.DEID)
                .subject("p")
                .date("1936-12-31"))
        .isPresent();
  }

  @Test
  void theDayBesideADateGoesWithIt() {
    String text = "Seen on Monday, 3/3/2025 and 3/4/2025 (Tue), then sat 3/8/2025 in bed.";
    byte[] key = new byte[32];
    assertThat(
            new DataSet(Profile.SAFE_HARBOR, DataSetKey.of(key), English.DEID)
                .subject("p")
                .text(text))
        .isEqualTo("Seen on 2025 and 2025, then sat 2025 in bed.");
    Profile days =
        Profile.of(
            Map.of(
                "name",
                "own",
                "style",
                "realistic",
                "shift",
                Map.of("most-days", 300, "weekdays", false),
                "types",
                Map.of("date", "shift")));
    for (int i = 0; i < 20; i++) {
      Subject subject = new DataSet(days, DataSetKey.of(key), English.DEID).subject("patient " + i);
      Transformed moved = subject.transform(text);
      LocalDate first = LocalDate.parse(subject.date("2025-03-03").orElseThrow());
      String day = first.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      String next = first.plusDays(1).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      assertThat(moved.text())
          .startsWith("Seen on " + day + ", ")
          .contains(" (" + next.substring(0, 3));
      assertThat(moved.restore()).isEqualTo(text);
    }
  }

  private static Optional<String> shifted(String written, Language language, int days) {
    return DateText.read(written, language, language == Language.SPANISH)
        .flatMap(date -> date.shifted(days, 2001));
  }
}
