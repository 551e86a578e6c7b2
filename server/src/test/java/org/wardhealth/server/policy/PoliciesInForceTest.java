package org.wardhealth.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardhealth.policy.Canary;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.PolicySource;

/** A set that answers wrongly permits nothing. */
class PoliciesInForceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "organisation/inactive.cedar",
        "role/application.cedar",
        "patient/refused-ai.cedar",
        "model/not-approved.cedar"
      })
  void whereALayerIsGoneNothingIsPermitted(String gone) {
    PoliciesInForce inForce = FixedPolicies.of(PolicySource.shipped().without(gone));
    assertThat(inForce.problem())
        .hasValueSatisfying(
            problem -> assertThat(problem).contains(gone.substring(0, gone.indexOf('/'))));
    assertThat(inForce.decide(Canary.all().getFirst().question()).outcome())
        .isEqualTo(Outcome.UNAVAILABLE);
    inForce.check();
    assertThat(inForce.wrong()).isNotEmpty();
  }
}
