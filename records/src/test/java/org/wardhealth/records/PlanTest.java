package org.wardhealth.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardhealth.records.Plan.Column;

class PlanTest {
  @Test
  void aPlanThatWasWrittenIsReadAsItWas() throws InvalidPlan {
    List<Column> columns = new ArrayList<>();
    for (ColumnKind kind : ColumnKind.values()) {
      Set<String> values =
          kind == ColumnKind.CATEGORY
              ? Set.of("yes", "a: b", "#1", "", "línea\n\"2\"", "\uD83D\uDE00", "1.0", "null", "~")
              : Set.of();
      Optional<DateOrder> order =
          kind == ColumnKind.DATE ? Optional.of(DateOrder.DAY_FIRST) : Optional.empty();
      columns.add(new Column("año [" + kind.word() + "]", kind, values, order, "because: it's so"));
    }
    columns.add(new Column("address.city", ColumnKind.CITY, ""));
    for (char delimiter : new char[] {',', ';', '\t', '|'}) {
      Plan plan = new Plan("visits 2020.csv", "csv", Optional.of(delimiter), columns);
      assertThat(Plan.parse(plan.yaml())).isEqualTo(plan);
    }
    Plan parquet = new Plan("x.parquet", "parquet", Optional.empty(), columns);
    assertThat(Plan.parse(parquet.yaml())).isEqualTo(parquet);
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    InvalidPlan invalid =
        catchThrowableOfType(
            InvalidPlan.class,
            () ->
                Plan.parse(
                    """
                    table: t.csv
                    format: csv
                    delimiter: x
                    colour: red
                    columns:
                      - {name: a, is: patient}
                      - {name: a, is: number}
                      - {name: b, is: patient}
                      - {name: c, is: secret}
                      - {name: d}
                      - {is: text}
                      - {name: e, is: category}
                      - {name: f, is: text, values: [x]}
                      - {name: g, is: text, order: day-first}
                      - {name: h, is: date, order: sideways}
                      - {name: i, is: text, shape: round}
                      - j
                    """));
    assertThat(invalid.problems())
        .containsExactly(
            "line 4: 'colour' is not known here",
            "line 3: 'delimiter' is one of \",\" \";\" \"|\" \"\\t\"",
            "line 7: the column 'a' is there twice",
            "line 8: a second column is 'patient': a row is about one patient; make it"
                + " 'record-number' or 'id'",
            invalid.problems().get(4),
            "line 10: 'is' is missing",
            "line 11: 'name' is missing",
            "line 12: a category needs 'values': the list of those that stay",
            "line 13: only a category has 'values'",
            "line 14: only a date or birth-date has an 'order'",
            "line 15: 'order' is day-first or month-first",
            "line 16: 'shape' is not known here",
            "line 17: a column has 'name' and 'is'");
    assertThat(invalid.problems().get(4))
        .startsWith("line 9: 'secret' is no kind of column; there are patient, patient-id,");
    assertThat(invalid).hasMessageContainingAll("colour", "line 17");
  }

  @Test
  void whatIsNoPlanIsRefused() {
    for (String yaml : List.of("", "just words", "a: [", "- 1", "&a [*a]", "columns: &x [*x]")) {
      assertThatThrownBy(() -> Plan.parse(yaml)).isInstanceOf(InvalidPlan.class);
    }
  }

  @Test
  void aPlanOfAnotherFormatIsRefused() throws InvalidPlan {
    Plan plan = Plan.parse(TableBench.plan("a", "text"));
    assertThatThrownBy(() -> new ParquetFormat().with(plan)).isInstanceOf(InvalidPlan.class);
  }

  @Test
  void aPlanLiesBesideItsTable() {
    assertThat(Plan.beside(Path.of("in", "visits.csv")))
        .isEqualTo(Path.of("in", "visits.csv.plan.yaml"));
    assertThat(Plan.isPlan("visits.csv.plan.yaml")).isTrue();
    assertThat(Plan.isPlan("visits.csv")).isFalse();
  }
}
