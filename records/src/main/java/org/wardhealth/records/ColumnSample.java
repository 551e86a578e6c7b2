package org.wardhealth.records;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.Finding;
import org.wardhealth.deid.IdentifierType;

/** What the first values of one column look like, counted. */
final class ColumnSample {
  /** A value of a category that fewer rows than this have may point to one person. */
  static final int RARE = 5;

  private static final int CATEGORIES = 40;
  private static final int LONGEST_CATEGORY = 40;
  private static final int LONGEST_KEPT = 4000;
  private static final int SEARCHED = 400;

  private static final String LETTERS_OF_DNI = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+");
  private static final Pattern SSN = Pattern.compile("\\d{3}-\\d{2}-\\d{4}");
  private static final Pattern DNI = Pattern.compile("\\d{8}-?[A-Za-z]");
  private static final Pattern URL = Pattern.compile("(?i)(https?|ftp)://\\S+|www\\.\\S+");
  private static final Pattern IP = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
  private static final Pattern PHONE =
      Pattern.compile("(\\+\\d{1,3}[ .-]?)?(\\(\\d{2,4}\\) ?|\\d{2,4}[ .-])\\d{2,4}[ .-]\\d{3,4}");
  private static final Pattern INTEGER = Pattern.compile("-?\\d+(?:[.,]0+)?");

  /** Degrees, exact to some ten metres. */
  private static final Pattern DEGREES = Pattern.compile("[-+]?(?:1[0-7]\\d|\\d{1,2})[.,]\\d{4,}");

  /** Days since 1900, of the years 1954 to 2064, with a time of day. */
  private static final Pattern DAY_NUMBER = Pattern.compile("[2-5]\\d{4}[.,]\\d+");

  private static final Pattern CARD = Pattern.compile("\\d{13,16}");

  /** Forms that values are counted by. */
  enum Form {
    EMAIL,
    SSN,
    DNI,
    CARD,
    URL,
    IP,
    UUID,
    PHONE,
    TIME,
    NUMBER,
    INTEGER,
    DEGREES,
    DAY_NUMBER,
    AGE,
    SEX,
    CODE,
    DATE,
    DAY_FIRST,
    MONTH_FIRST,
    AMBIGUOUS
  }

  private final Deid deid;
  private final Map<Form, Integer> forms = new EnumMap<>(Form.class);
  private final Map<IdentifierType, Integer> found = new EnumMap<>(IdentifierType.class);
  private final Map<String, Integer> distinct = new HashMap<>();
  private final Map<String, Boolean> touched = new HashMap<>();
  private int rows;
  private int filled;
  private int searched;
  private long words;

  ColumnSample(Deid deid) {
    this.deid = deid;
  }

  void add(String cell) {
    rows++;
    String value = cell.strip();
    if (TableCell.isNothing(value)) {
      return;
    }
    filled++;
    String kept = value.substring(0, Math.min(value.length(), LONGEST_KEPT));
    words += kept.split("\\s+").length;
    boolean first = distinct.merge(kept, 1, Integer::sum) == 1;
    if (kept.length() <= LONGEST_CATEGORY) {
      for (Form form : Form.values()) {
        if (has(form, kept)) {
          forms.merge(form, 1, Integer::sum);
        }
      }
    }
    if (first && searched < SEARCHED) {
      searched++;
      search(kept);
    }
  }

  private void search(String value) {
    List<Finding> findings = deid.find(value);
    Set<IdentifierType> types = new TreeSet<>();
    findings.forEach(finding -> types.add(finding.type()));
    types.forEach(type -> found.merge(type, 1, Integer::sum));
    touched.put(value, !findings.isEmpty());
  }

  int rows() {
    return rows;
  }

  int filled() {
    return filled;
  }

  /** The share of the filled cells that have a form. */
  double share(Form form) {
    return filled == 0 ? 0 : (double) forms.getOrDefault(form, 0) / filled;
  }

  int count(Form form) {
    return forms.getOrDefault(form, 0);
  }

  /** The share of the searched values in which the engine found a type. */
  double found(IdentifierType type) {
    return searched == 0 ? 0 : (double) found.getOrDefault(type, 0) / searched;
  }

  /** The share of the searched values in which the engine found anything. */
  double touched() {
    return searched == 0
        ? 0
        : (double) touched.values().stream().filter(Boolean::booleanValue).count() / searched;
  }

  /** Different values for each filled cell. */
  double distinct() {
    return filled == 0 ? 0 : (double) distinct.size() / filled;
  }

  double wordsEach() {
    return filled == 0 ? 0 : (double) words / filled;
  }

  /**
   * The values that come often enough and name nobody, when nearly all cells hold one of them.
   *
   * @param suspicious also refuse what is a name when a title stands before it
   */
  Optional<Set<String>> categories(boolean suspicious) {
    if (filled < 2 * RARE || distinct.size() > CATEGORIES) {
      return Optional.empty();
    }
    Set<String> values = new TreeSet<>();
    int covered = 0;
    for (Map.Entry<String, Integer> entry : distinct.entrySet()) {
      String value = entry.getKey();
      if (value.length() > LONGEST_CATEGORY || touched.getOrDefault(value, true)) {
        return Optional.empty();
      }
      if (suspicious && !deid.find("seen by Dr. " + value + " today").isEmpty()) {
        return Optional.empty();
      }
      if (entry.getValue() >= RARE) {
        values.add(value);
        covered += entry.getValue();
      }
    }
    return covered >= 0.9 * filled ? Optional.of(values) : Optional.empty();
  }

  private static boolean has(Form form, String value) {
    return switch (form) {
      case EMAIL -> EMAIL.matcher(value).matches();
      case SSN -> SSN.matcher(value).matches();
      case DNI -> isDni(value);
      case CARD -> isCard(value);
      case URL -> URL.matcher(value).matches();
      case IP -> IP.matcher(value).matches();
      case UUID -> Uuids.isUuid(value);
      case PHONE -> PHONE.matcher(value).matches();
      case TIME -> TableDate.isTime(value);
      case NUMBER -> TableCell.isNumber(value);
      case INTEGER -> INTEGER.matcher(value).matches();
      case DEGREES -> DEGREES.matcher(value).matches();
      case DAY_NUMBER -> DAY_NUMBER.matcher(value).matches();
      case AGE -> TableCell.isAge(value);
      case SEX -> TableCell.isSex(value);
      case CODE -> TableCell.isCode(value);
      case DATE -> date(value, DateOrder.DAY_FIRST) || date(value, DateOrder.MONTH_FIRST);
      case DAY_FIRST -> date(value, DateOrder.DAY_FIRST) && !date(value, DateOrder.MONTH_FIRST);
      case MONTH_FIRST -> date(value, DateOrder.MONTH_FIRST) && !date(value, DateOrder.DAY_FIRST);
      case AMBIGUOUS ->
          TableDate.read(value, DateOrder.DAY_FIRST).filter(TableDate::ambiguous).isPresent();
    };
  }

  private static boolean date(String value, DateOrder order) {
    return TableDate.read(value, order).isPresent();
  }

  private static boolean isDni(String value) {
    if (!DNI.matcher(value).matches()) {
      return false;
    }
    int number = Integer.parseInt(value.substring(0, 8));
    char letter = Character.toUpperCase(value.charAt(value.length() - 1));
    return LETTERS_OF_DNI.charAt(number % 23) == letter;
  }

  private static boolean isCard(String value) {
    if (!CARD.matcher(value).matches()) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(value.length() - 1 - i) - '0';
      int weighed = i % 2 == 1 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }
}
