package org.wardhealth.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two-way map of an exchange. */
class SurrogatesTest {
  private final Surrogates surrogates = new Surrogates();

  @Test
  void oneSpellingHasOneTag() {
    assertThat(replace("John Smith met John Smith", "John Smith", IdentifierType.NAME))
        .isEqualTo("[NAME-1] met [NAME-1]");
  }

  @Test
  void anotherSpellingOfOnePersonKeepsTheNumber() {
    replace("John Smith", "John Smith", IdentifierType.NAME);
    assertThat(replace("JOHN SMITH", "JOHN SMITH", IdentifierType.NAME)).isEqualTo("[NAME-1b]");
    assertThat(replace("Smith, John", "Smith, John", IdentifierType.NAME)).isEqualTo("[NAME-1c]");
    assertThat(replace("Smith", "Smith", IdentifierType.NAME)).isEqualTo("[NAME-1d]");
    assertThat(surrogates.restore("[NAME-1d] [NAME-1c] [NAME-1b] [NAME-1]", Restorer.Mode.PLAIN))
        .isEqualTo("Smith Smith, John JOHN SMITH John Smith");
  }

  @Test
  void aNameThatTwoPersonsShareGetsItsOwnNumber() {
    replace("John Smith", "John Smith", IdentifierType.NAME);
    replace("Mary Smith", "Mary Smith", IdentifierType.NAME);
    assertThat(replace("Smith", "Smith", IdentifierType.NAME)).isEqualTo("[NAME-3]");
  }

  @Test
  void differentTypesCountApart() {
    replace("John", "John", IdentifierType.NAME);
    assertThat(replace("5/1/2020", "5/1/2020", IdentifierType.DATE)).isEqualTo("[DATE-1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[NAME-1]",
        "NAME-1",
        "\\[name - 1\\]",
        "[Name\u20111]",
        "[NAME-1b]",
        "xNAME-1",
        "[NAME-12]",
        "[name_1]"
      })
  void aTagThatSomebodyTypedIsNeverIssued(String typed) {
    surrogates.reserve("before " + typed + " after");
    String text = "Smith wrote " + typed;
    String safe =
        surrogates.replace(text, List.of(new Finding(0, 5, IdentifierType.NAME, Source.RULE, 1)));
    assertThat(safe).startsWith("[NAME-2] wrote");
    assertThat(surrogates.restore(safe, Restorer.Mode.PLAIN)).isEqualTo(text);
  }

  @Test
  void aTypedTagThatComesTooLateIsRefused() {
    replace("Smith", "Smith", IdentifierType.NAME);
    assertThatThrownBy(() -> surrogates.reserve("what is [NAME-1]?"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NAME-1")
        .hasMessageNotContaining("Smith");
  }

  @Test
  void twoExchangesShareNothing() {
    replace("Smith", "Smith", IdentifierType.NAME);
    assertThat(new Surrogates().restore("[NAME-1]", Restorer.Mode.PLAIN)).isEqualTo("[NAME-1]");
  }

  @Test
  void knowsWhatWasSentInAnyDress() {
    replace("John Smith", "John Smith", IdentifierType.NAME);
    replace("(555) 678-1234", "(555) 678-1234", IdentifierType.PHONE);
    assertThat(List.of("john smith", "JOHN SMITH's", "Smith", "555.678.1234", "5556781234"))
        .allMatch(surrogates::knows);
    assertThat(List.of("Jane Smith", "Smithson", "555-678-1235", "", " "))
        .noneMatch(surrogates::knows);
  }

  @Test
  void findingsThatDoNotFitTheTextAreRefused() {
    Finding far = new Finding(3, 9, IdentifierType.NAME, Source.RULE, 1);
    assertThatThrownBy(() -> surrogates.replace("short", List.of(far)))
        .isInstanceOf(IllegalArgumentException.class);
    Finding a = new Finding(0, 3, IdentifierType.NAME, Source.RULE, 1);
    Finding b = new Finding(2, 4, IdentifierType.NAME, Source.RULE, 1);
    assertThatThrownBy(() -> surrogates.replace("short", List.of(a, b)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsShownByToString() {
    replace("Smith", "Smith", IdentifierType.NAME);
    assertThat(surrogates.toString()).doesNotContain("Smith");
  }

  @Test
  void tensOfSpellingsStayApart() {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      tags.add(Tag.letters(i));
    }
    assertThat(tags).doesNotHaveDuplicates();
  }

  private String replace(String text, String what, IdentifierType type) {
    List<Finding> findings = new ArrayList<>();
    for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
      findings.add(new Finding(at, at + what.length(), type, Source.RULE, 1));
    }
    return surrogates.replace(text, findings);
  }
}
