package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.policy.Decision.Outcome;

/** The shipped set decides every named case as it must, by the policies that must. */
class ScenarioTest {
  private static final Policies SHIPPED = Policies.load(PolicySource.shipped());

  static List<Scenario> all() {
    return Scenario.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDecidedAsItMust(Scenario scenario) {
    Decision decision = SHIPPED.decide(scenario.question());
    assertThat(decision.outcome()).isEqualTo(scenario.outcome());
    assertThat(decision.deciding().stream().map(Rule::id))
        .containsExactlyInAnyOrderElementsOf(scenario.ids());
    assertThat(decision.digest()).isEqualTo(SHIPPED.digest());
    assertThat(decision.says()).isNotBlank();
    // The memo's answer is Cedar's answer.
    assertThat(SHIPPED.decide(scenario.question()))
        .isEqualTo(SHIPPED.evaluate(scenario.question()));
  }

  @Test
  void thereAreManyCasesAndEachHasItsOwnName() {
    assertThat(all()).hasSizeGreaterThan(90);
    assertThat(all().stream().map(Scenario::name)).doesNotHaveDuplicates();
  }

  @Test
  void everyPolicyDecidesACaseAlone() {
    assertThat(SHIPPED.rules())
        .allSatisfy(
            rule -> assertThat(all().stream().map(Scenario::ids)).contains(List.of(rule.id())));
  }

  @Test
  void canariesHold() {
    assertThat(SHIPPED.wrong()).isEmpty();
    for (Layer layer : Layer.values()) {
      assertThat(Canary.all().stream().filter(canary -> canary.layer() == layer))
          .extracting(Canary::expected)
          .containsExactly(Outcome.PERMIT, Outcome.DENY);
    }
  }

  @Test
  void aDenialSaysWhatWouldChangeIt() {
    assertThat(says("one factor"))
        .contains("two factors, proved within the last 12 hours")
        .contains("sign in again with two factors");
    assertThat(decision("one factor").stepUp()).contains(StepUp.MFA);
    assertThat(says("an approval without a passkey")).contains("confirm with a passkey");
    assertThat(says("a label that the model is not cleared for"))
        .contains("Ask the privacy office.");
    assertThat(says("somebody without a role")).startsWith("No permit matched");
    assertThat(decision("somebody without a role").ids()).containsExactly("no-permit-matched");
    assertThat(decision("a clinician without a care relation").breakGlassHelps()).isTrue();
    assertThat(says("a clinician without a care relation"))
        .endsWith("In an emergency, breaking the glass would permit it.");
    assertThat(decision("one's own record").breakGlassHelps()).isFalse();
    assertThat(decision("somebody without a role").breakGlassHelps()).isFalse();
  }

  @Test
  void aPermitSaysWhatMustBeDone() {
    assertThat(decision("a clinician breaks the glass").obligations())
        .containsExactly("log=decision", "notify=privacy-office", "review=72h");
    assertThat(decision("one factor").obligations()).isEmpty();
  }

  private static Decision decision(String name) {
    return SHIPPED.decide(
        all().stream()
            .filter(scenario -> scenario.name().equals(name))
            .findFirst()
            .orElseThrow()
            .question());
  }

  private static String says(String name) {
    return decision(name).says();
  }
}
