package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
  static List<Case> cases() {
    return Case.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheStandardSays(Case one) {
    ConsentAnswer answer = one.compile(Rules.ALL).evaluate(one.question());
    assertThat(answer.decision()).isEqualTo(one.ruling());
    assertThat(answer.deciding().isEmpty()).isEqualTo(one.ruling() == Ruling.NONE);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void everyRuleMatters(Rule rule) {
    assertThat(Case.all())
        .as("a case that fails when " + rule + " is inverted")
        .anyMatch(
            one -> {
              PatientConsents inverted = one.compile(Rules.inverting(rule));
              PatientConsents right = one.compile(Rules.ALL);
              return inverted.ruling(one.question()) != one.ruling()
                  || inverted.evaluate(one.question()).aiUse()
                      != right.evaluate(one.question()).aiUse();
            });
  }
}
