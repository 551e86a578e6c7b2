package org.wardhealth.records;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.Plan.Column;

/**
 * What is done with one cell. A value whose type the profile keeps still goes through the text
 * engine; a value that does not have the form of its column goes.
 */
final class TableCell {
  /** Longer is neither number, code, date nor age. */
  private static final int LONGEST = 40;

  /** A longer code without a digit may be a name: what is listed in the plan is a category. */
  private static final int SHORT_CODE = 3;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[<>~≤≥]?=? ?[-+]?(?:\\d{1,8}|\\d{1,3}([,.' ])\\d{3}(?!\\1)|\\d{1,2}([,.' ])\\d{3}\\2\\d{3}(?!\\2)"
              + "|(?=[.,]\\d))"
              + "(?:[.,]\\d{1,20})?(?:[eE][-+]?\\d{1,3})? ?%?");
  private static final Pattern CODE = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._:/+^*#|-]*");
  private static final Pattern AGE =
      Pattern.compile(
          "(\\d{1,3})(?:[.,]\\d{1,2})? ?-?"
              + "(?:y|yo|y/o|yrs?|years?(?: old)?|años?|a|(m|mo|mos|months?|mes|meses|"
              + "w|wks?|weeks?|sem|semanas?|d|days?|días?|dias?|h|hours?|horas?))?\\.?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Set<String> SEXES =
      Set.of(
          "m",
          "f",
          "u",
          "x",
          "o",
          "n",
          "h",
          "v",
          "d",
          "male",
          "female",
          "man",
          "woman",
          "boy",
          "girl",
          "unknown",
          "other",
          "nonbinary",
          "non-binary",
          "intersex",
          "undifferentiated",
          "ambiguous",
          "not applicable",
          "hombre",
          "mujer",
          "varón",
          "varon",
          "masculino",
          "femenino",
          "desconocido",
          "otro",
          "otra",
          "niño",
          "niña",
          "indeterminado",
          "no binario",
          "0",
          "1",
          "2",
          "3",
          "9",
          "8507",
          "8532");
  private static final Set<String> NOTHING =
      Set.of("NULL", "null", "NA", "N/A", "n/a", "\\N", "None", "nan", "NaN", "-", "?");

  private static final BigDecimal LONG = BigDecimal.valueOf(100_000_000);

  private static final int OLDEST = 89;

  private final Release release;

  TableCell(Release release) {
    this.release = release;
  }

  /** What stays of a cell of {@code column}; empty when nothing does, which has been counted. */
  Optional<String> transform(Column column, TablePatient patient, String value) {
    if (value.isEmpty()) {
      return Optional.of(value);
    }
    ColumnKind kind = column.kind();
    return switch (kind.rule()) {
      case LINK, ID -> pseudonym(kind, value);
      case VALUE -> Optional.of(typed(kind, patient, value));
      case TEXT -> Optional.of(patient.text(value));
      case DATE -> date(column, patient, value, false);
      case BIRTH_DATE -> date(column, patient, value, true);
      case TIME -> kept(value, TableDate.isTime(value));
      case AGE -> age(patient, value);
      case SEX ->
          isSex(value) ? Optional.of(whole(IdentifierType.SEX, patient, value)) : nothing(value);
      case CODE ->
          isCode(value) && !isNothing(value) ? Optional.of(patient.brief(value)) : nothing(value);
      case CATEGORY -> kept(value, column.values().contains(value));
      case NUMBER -> kept(value, isNumber(value));
      case REMOVE -> gone(Removal.IDENTIFYING);
    };
  }

  private Optional<String> pseudonym(ColumnKind kind, String value) {
    Optional<String> number = SheetNumber.read(value);
    if (number.isEmpty()) {
      return gone(Removal.UNREADABLE_VALUE);
    }
    return Optional.of(
        kind == ColumnKind.PATIENT_ID
            ? release.pseudonym(number.get())
            : release.identifier(type(kind), number.get()));
  }

  /** What the profile keeps is still searched: the column may hold more than it should. */
  private String typed(ColumnKind kind, TablePatient patient, String value) {
    IdentifierType type = type(kind);
    if (release.profile().action(type) == Action.KEEP) {
      return patient.brief(value);
    }
    return switch (kind) {
      case GIVEN_NAME -> patient.plain().given(value);
      case FAMILY_NAME -> patient.plain().family(value);
      default -> patient.plain().value(type, value);
    };
  }

  /** For values whose form was checked. */
  private String whole(IdentifierType type, TablePatient patient, String value) {
    return release.profile().action(type) == Action.KEEP
        ? value
        : patient.plain().value(type, value);
  }

  private Optional<String> date(
      Column column, TablePatient patient, String value, boolean ofBirth) {
    Optional<TableDate> read = TableDate.read(value, column.order().orElse(DateOrder.MONTH_FIRST));
    if (read.isEmpty()) {
      return nothing(value);
    }
    TableDate date = read.get();
    if (ofBirth && release.tooOld(date.date().getYear())) {
      return gone(Removal.IDENTIFYING);
    }
    if (release.profile().action(IdentifierType.DATE) == Action.KEEP) {
      return Optional.of(value);
    }
    if (!date.whole()) {
      return release.tooOld(date.date().getYear())
          ? gone(Removal.IDENTIFYING)
          : partial(date, patient, value.strip(), ofBirth);
    }
    Optional<String> made = patient.plain().date(date.date().toString());
    return made.isEmpty() ? gone(Removal.IDENTIFYING) : written(date, made.get(), ofBirth);
  }

  private Optional<String> written(TableDate date, String made, boolean ofBirth) {
    try {
      LocalDate shifted = LocalDate.parse(made);
      return ofBirth && release.tooOld(shifted.getYear())
          ? gone(Removal.IDENTIFYING)
          : Optional.of(date.write(shifted));
    } catch (DateTimeParseException e) {
      return Optional.of(made);
    }
  }

  /** A year, or a year with a month: as in FHIR, cut to the year, or moved. */
  private Optional<String> partial(
      TableDate date, TablePatient patient, String written, boolean ofBirth) {
    return switch (release.profile().action(IdentifierType.DATE)) {
      case GENERALISE, KEEP -> Optional.of("%04d".formatted(date.date().getYear()));
      case SHIFT ->
          patient
              .plain()
              .date(written)
              .filter(moved -> stays(moved, ofBirth))
              .or(() -> gone(Removal.IDENTIFYING));
      case SURROGATE -> gone(Removal.IDENTIFYING);
    };
  }

  private boolean stays(String moved, boolean ofBirth) {
    return TableDate.read(moved, DateOrder.MONTH_FIRST)
        .filter(date -> !(ofBirth && release.tooOld(date.date().getYear())))
        .isPresent();
  }

  private Optional<String> age(TablePatient patient, String value) {
    Matcher age = AGE.matcher(value.strip());
    if (value.length() > LONGEST || !age.matches()) {
      return nothing(value);
    }
    boolean old = age.group(2) == null && Integer.parseInt(age.group(1)) > OLDEST;
    return Optional.of(
        whole(old ? IdentifierType.AGE_OVER_89 : IdentifierType.AGE, patient, value));
  }

  private Optional<String> kept(String value, boolean good) {
    return good ? Optional.of(value) : nothing(value);
  }

  /** A word for "no value" stays: it says nothing of anybody. */
  private Optional<String> nothing(String value) {
    return NOTHING.contains(value) || value.isBlank()
        ? Optional.of(value)
        : gone(Removal.UNREADABLE_VALUE);
  }

  private Optional<String> gone(Removal why) {
    release.tally().removed(why);
    return Optional.empty();
  }

  private static IdentifierType type(ColumnKind kind) {
    return kind.type().orElse(IdentifierType.OTHER_ID);
  }

  static boolean isNumber(String value) {
    return value.length() <= LONGEST && NUMBER.matcher(value.strip()).matches() && !isLong(value);
  }

  /** Whether a number with an exponent shows more digits than one without may: a telephone's. */
  private static boolean isLong(String value) {
    if (value.indexOf('e') < 0 && value.indexOf('E') < 0) {
      return false;
    }
    try {
      BigDecimal number = new BigDecimal(value.replaceAll("[^0-9.,eE+-]", "").replace(',', '.'));
      return number.abs().compareTo(LONG) >= 0 && number.stripTrailingZeros().precision() > 8;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  static boolean isCode(String value) {
    return value.length() <= LONGEST
        && CODE.matcher(value).matches()
        && (value.length() <= SHORT_CODE || value.chars().anyMatch(Character::isDigit));
  }

  static boolean isSex(String value) {
    return value.length() <= LONGEST && SEXES.contains(value.strip().toLowerCase(Locale.ROOT));
  }

  /** The years that an age tells, if it is one. */
  static boolean isAge(String value) {
    return value.length() <= LONGEST && AGE.matcher(value.strip()).matches();
  }

  static boolean isNothing(String value) {
    return value.isBlank() || NOTHING.contains(value);
  }
}
