package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.store.DatabaseSettings;

/** What can be asked for, and that an index serves it. */
class SearchTest {
  private static final Search TREATMENT = Search.of(Map.of(Field.PURPOSE, "TREAT"), 10);

  @TempDir private Path home;

  @Test
  void aCursorLeadsBackToItsPlace() {
    Search.Position place = new Search.Position(1_772_352_000_123_456L, 3, 9_999_999);
    assertThat(TREATMENT.after(TREATMENT.cursor(place)).after()).contains(place);
  }

  @Test
  void aCursorThatWasAlteredOrIsOfAnotherSearchIsRefused() {
    String cursor = TREATMENT.cursor(new Search.Position(1, 2, 3));
    for (int i = 0; i < cursor.length(); i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      String altered = cursor.substring(0, i) + other + cursor.substring(i + 1);
      assertThatThrownBy(() -> TREATMENT.after(altered))
          .as(altered)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no cursor of this search");
    }
    for (String foreign : List.of("", "x", "1.2.3", cursor + "A", cursor + "=", "' OR 1=1")) {
      assertThatThrownBy(() -> TREATMENT.after(foreign))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Search.of(Map.of(Field.PURPOSE, "HRESCH"), 10).after(cursor))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Search.of(Map.of(Field.KIND, "TREAT"), 10).after(cursor))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatCannotBeAskedForIsSaidWithoutRepeatingIt() {
    for (String value : List.of("", "x".repeat(101), "a\u0000b", "a\nb", "\ud800")) {
      assertThatThrownBy(() -> Search.of(Map.of(Field.KIND, value), 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("kind has ");
    }
    for (int limit : new int[] {0, -1, Search.MOST + 1}) {
      assertThatThrownBy(() -> Search.of(Map.of(), limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("limit is " + limit);
    }
    assertThatThrownBy(
            () ->
                new Search(
                    Map.of(), Optional.of(Instant.MAX), Optional.empty(), Optional.empty(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A plan that sorts or scans would be slow at ten million rows, and fast in every small test. */
  @Test
  void eachFilterIsServedInOrderByAnIndexOfItsOwn() {
    try (Database database = Database.open(DatabaseSettings.embedded(home))) {
      assertThat(plan(database, Map.of()))
          .allMatch(step -> step.contains("USING INDEX audit_entry_at ("));
      for (Field field : Field.values()) {
        assertThat(plan(database, Map.of(field, "x")))
            .as("%s", field)
            .allMatch(step -> step.contains("USING INDEX audit_entry_" + field.word() + " ("));
      }
      assertThat(plan(database, Map.of(Field.PATIENT, "x", Field.DECISION, "permit")))
          .as("of two, the one that fewer entries share")
          .allMatch(step -> step.contains("USING INDEX audit_entry_patient ("));
    }
  }

  private static List<String> plan(Database database, Map<Field, String> equal) {
    Search search =
        new Search(
            equal,
            Optional.of(Instant.EPOCH),
            Optional.of(Row.LATEST),
            Optional.of(new Search.Position(1, 2, 3)),
            10);
    Trail.Query query = Trail.query(search, database.dialect());
    return database
        .jdbc()
        .sql("EXPLAIN QUERY PLAN " + query.sql())
        .params(query.values())
        .query((row, _) -> row.getString("detail"))
        .list();
  }
}
