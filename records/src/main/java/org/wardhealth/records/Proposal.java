package org.wardhealth.records;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wardhealth.deid.Deid;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.ColumnSample.Form;
import org.wardhealth.records.HeaderWords.Hint;
import org.wardhealth.records.Plan.Column;

/**
 * Proposes what each column of a table is, from its name and a sample of its values.
 *
 * <p>A name is believed when it says that the column identifies; when it says that the column may
 * stay, only if the values agree. What neither tells is {@link ColumnKind#REMOVE}.
 */
final class Proposal {
  private static final double NEARLY_ALL = 0.95;
  private static final double MOST = 0.5;
  private static final double LONG_TEXT = 5;

  private final List<String> header;
  private final List<ColumnSample> samples = new ArrayList<>();
  private int rows;

  Proposal(List<String> header, Deid deid) throws MalformedRecord {
    this.header = List.copyOf(header);
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw new MalformedRecord(
            1, "two columns have the same name: give each its own, a plan tells them by name");
      }
      ColumnSample first = new ColumnSample(deid);
      first.add(name);
      if (first.count(Form.DATE)
              + first.count(Form.EMAIL)
              + first.count(Form.SSN)
              + first.count(Form.PHONE)
              + first.count(Form.UUID)
              + first.count(Form.NUMBER)
          > 0) {
        throw new MalformedRecord(
            1, "the first row looks like data: put a row with the names of the columns above it");
      }
      samples.add(new ColumnSample(deid));
    }
  }

  /** Takes one value of the column at {@code index}. */
  void add(int index, String value) {
    samples.get(index).add(value);
  }

  /** A row has been taken. */
  void row() {
    rows++;
  }

  /** One for each name of the header. */
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      columns.add(column(header.get(i), samples.get(i)));
    }
    return onePatient(columns);
  }

  private Column column(String name, ColumnSample sample) {
    Optional<Hint> hint = HeaderWords.of(name);
    Optional<Column> shaped = identifying(name, hint, sample);
    if (shaped.isPresent()) {
      return shaped.get();
    }
    return hint.map(h -> hinted(name, h, sample)).orElseGet(() -> unnamed(name, sample));
  }

  /** Forms that leave no doubt, whatever the name says. */
  private static Optional<Column> identifying(
      String name, Optional<Hint> hint, ColumnSample sample) {
    ColumnKind kind = null;
    if (sample.share(Form.EMAIL) > MOST) {
      kind = ColumnKind.EMAIL;
    } else if (sample.share(Form.SSN) > MOST) {
      kind = ColumnKind.SSN;
    } else if (sample.share(Form.DNI) > MOST) {
      kind = ColumnKind.SSN;
    } else if (sample.share(Form.URL) > MOST) {
      kind = ColumnKind.URL;
    } else if (sample.share(Form.IP) > NEARLY_ALL) {
      kind = ColumnKind.IP;
    } else if (sample.share(Form.CARD) > NEARLY_ALL && sample.filled() >= 10) {
      kind = ColumnKind.ACCOUNT;
    } else if (sample.share(Form.UUID) > NEARLY_ALL) {
      kind = ColumnKind.ID;
    } else if (sample.share(Form.PHONE) > 0.8 && sample.share(Form.DATE) < MOST) {
      kind = ColumnKind.PHONE;
    }
    if (kind == null || hint.filter(h -> h.kind().identifies()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Column(name, kind, "its values have the form of " + article(kind.word())));
  }

  private Column hinted(String name, Hint hint, ColumnSample sample) {
    ColumnKind kind = hint.kind();
    String says = "the name says " + kind.word();
    if (kind.identifies()) {
      return sample.wordsEach() > 2 * LONG_TEXT
          ? new Column(name, ColumnKind.TEXT, says + ", its values are long texts")
          : new Column(name, kind, says);
    }
    if (sample.filled() == 0) {
      String empty = says + "; the sample has no value";
      return hint.whole() && kind != ColumnKind.CATEGORY
          ? new Column(name, kind, empty)
          : new Column(name, ColumnKind.REMOVE, empty);
    }
    return switch (kind) {
      case DATE, BIRTH_DATE -> dated(name, kind, says, sample);
      case TIME ->
          sample.share(Form.TIME) > NEARLY_ALL
              ? agreed(name, kind, says, sample, Form.TIME)
              : dated(name, ColumnKind.DATE, says, sample);
      case AGE -> checked(name, kind, says, sample, Form.AGE);
      case SEX -> checked(name, kind, says, sample, Form.SEX);
      case NUMBER -> checked(name, kind, says, sample, Form.NUMBER);
      case CODE -> coded(name, says, sample);
      case CATEGORY ->
          sample
              .categories(false)
              .map(values -> category(name, says, values))
              .orElseGet(() -> otherwise(name, says + ", its values differ too much", sample));
      case TEXT -> texts(name, says, sample);
      case REMOVE -> new Column(name, kind, says);
      default -> new Column(name, kind, says);
    };
  }

  private static Column texts(String name, String says, ColumnSample sample) {
    if (sample.wordsEach() < 2) {
      Optional<Set<String>> values = sample.categories(true);
      if (values.isPresent()) {
        return category(name, says + ", its values are few", values.get());
      }
    }
    return new Column(name, ColumnKind.TEXT, says);
  }

  private Column checked(
      String name, ColumnKind kind, String says, ColumnSample sample, Form form) {
    if (sample.share(form) > NEARLY_ALL) {
      return agreed(name, kind, says, sample, form);
    }
    if (kind == ColumnKind.NUMBER) {
      Optional<Set<String>> values = sample.categories(true);
      if (values.isPresent()) {
        return category(name, says + ", its values are few words", values.get());
      }
    }
    return otherwise(
        name, says + ", but " + percent(sample.share(form)) + " of the values are so", sample);
  }

  private Column coded(String name, String says, ColumnSample sample) {
    boolean unique = sample.filled() > 50 && sample.distinct() > NEARLY_ALL;
    if (sample.share(Form.CODE) > NEARLY_ALL && !unique && sample.touched() < 0.05) {
      return agreed(name, ColumnKind.CODE, says, sample, Form.CODE);
    }
    return otherwise(
        name,
        says + (unique ? ", but every value is another" : ", but not every value is"),
        sample);
  }

  private Column dated(String name, ColumnKind kind, String says, ColumnSample sample) {
    if (sample.share(Form.DATE) < 0.9
        || (sample.count(Form.DAY_FIRST) > 0 && sample.count(Form.MONTH_FIRST) > 0)) {
      return otherwise(
          name,
          says + ", but only " + percent(sample.share(Form.DATE)) + " can be read as dates",
          sample);
    }
    String why = says + "; " + percent(sample.share(Form.DATE)) + " of the values are dates";
    if (sample.count(Form.DAY_FIRST) > 0) {
      return dated(name, kind, Optional.of(DateOrder.DAY_FIRST), why);
    }
    if (sample.count(Form.MONTH_FIRST) > 0) {
      return dated(name, kind, Optional.of(DateOrder.MONTH_FIRST), why);
    }
    if (sample.count(Form.AMBIGUOUS) > 0) {
      boolean spanish =
          header.stream().flatMap(h -> HeaderWords.words(h).stream()).anyMatch("fecha"::equals);
      return dated(
          name,
          kind,
          Optional.of(spanish ? DateOrder.DAY_FIRST : DateOrder.MONTH_FIRST),
          why + "; whether day or month comes first is a guess");
    }
    return dated(name, kind, Optional.empty(), why);
  }

  private static Column dated(String name, ColumnKind kind, Optional<DateOrder> order, String why) {
    return new Column(name, kind, Set.of(), order, why);
  }

  /** A name that says nothing: only the values speak. */
  private Column unnamed(String name, ColumnSample sample) {
    String says = "the name says nothing";
    if (sample.filled() == 0) {
      return new Column(name, ColumnKind.REMOVE, says + ", and the sample has no value");
    }
    if (sample.share(Form.DATE) > NEARLY_ALL && sample.share(Form.INTEGER) < MOST) {
      return dated(name, ColumnKind.DATE, says, sample);
    }
    boolean decimals = sample.share(Form.INTEGER) < MOST;
    if (sample.share(Form.NUMBER) > NEARLY_ALL && decimals) {
      if (sample.share(Form.DEGREES) > MOST) {
        return new Column(name, ColumnKind.REMOVE, says + "; its values may be places on a map");
      }
      if (sample.share(Form.DAY_NUMBER) > MOST) {
        return new Column(
            name, ColumnKind.REMOVE, says + "; its values may be dates as a spreadsheet counts");
      }
      return agreed(name, ColumnKind.NUMBER, says, sample, Form.NUMBER);
    }
    if (sample.found(IdentifierType.NAME) > MOST) {
      return new Column(name, ColumnKind.NAME, says + "; most values hold a name");
    }
    if (sample.found(IdentifierType.LOCATION) > MOST) {
      return new Column(name, ColumnKind.CITY, says + "; most values hold a place");
    }
    return sample
        .categories(true)
        .filter(values -> sample.share(Form.INTEGER) < MOST)
        .map(values -> category(name, says + "; its values are few", values))
        .orElseGet(() -> otherwise(name, says, sample));
  }

  private static Column otherwise(String name, String why, ColumnSample sample) {
    return sample.wordsEach() > LONG_TEXT
        ? new Column(name, ColumnKind.TEXT, why + "; its values are long texts")
        : new Column(name, ColumnKind.REMOVE, why);
  }

  private static Column agreed(
      String name, ColumnKind kind, String says, ColumnSample sample, Form form) {
    return new Column(
        name, kind, says + "; " + percent(sample.share(form)) + " of the values have its form");
  }

  private static Column category(String name, String says, Set<String> values) {
    return new Column(
        name,
        ColumnKind.CATEGORY,
        values,
        Optional.empty(),
        says + "; listed are those of " + ColumnSample.RARE + " rows or more");
  }

  /** A row is about one patient: one record number, one id. */
  private List<Column> onePatient(List<Column> columns) {
    List<Column> fixed = new ArrayList<>();
    Set<ColumnKind> kinds = new HashSet<>();
    for (Column column : columns) {
      ColumnKind kind = column.kind();
      if (kind == ColumnKind.PATIENT && !kinds.add(kind)) {
        fixed.add(new Column(column.name(), ColumnKind.RECORD_NUMBER, column.why()));
      } else if (kind == ColumnKind.PATIENT_ID && !kinds.add(kind)) {
        fixed.add(new Column(column.name(), ColumnKind.ID, column.why()));
      } else {
        kinds.add(kind);
        fixed.add(column);
      }
    }
    boolean keyed = kinds.contains(ColumnKind.PATIENT) || kinds.contains(ColumnKind.PATIENT_ID);
    boolean people = kinds.contains(ColumnKind.BIRTH_DATE);
    for (int i = 0; i < fixed.size() && !keyed && people; i++) {
      boolean alone = HeaderWords.words(fixed.get(i).name()).equals(List.of("id"));
      if (alone && samples.get(i).distinct() == 1 && samples.get(i).filled() == rows) {
        fixed.set(
            i,
            new Column(
                fixed.get(i).name(),
                ColumnKind.PATIENT_ID,
                "every row has another id and a birth date: a table of patients"));
        keyed = true;
      }
    }
    return fixed;
  }

  private static String percent(double share) {
    return Math.round(Math.floor(share * 100)) + " %";
  }

  private static String article(String word) {
    return ("aeiou".indexOf(word.charAt(0)) >= 0 ? "an " : "a ") + word;
  }
}
