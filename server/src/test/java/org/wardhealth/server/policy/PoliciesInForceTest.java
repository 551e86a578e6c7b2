package org.wardhealth.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardhealth.policy.Canary;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Policies;
import org.wardhealth.policy.PolicySource;

/** A set that answers wrongly permits nothing, and a set that is wrong does not start. */
class PoliciesInForceTest {
  @TempDir Path home;

  @Test
  void theShippedSetIsInForceWhereThereIsNoFolder() {
    PoliciesInForce inForce = PoliciesInForce.open(home);
    assertThat(inForce.problem()).isEmpty();
    assertThat(inForce.digest()).isEqualTo(PolicySource.shipped().digest());
    assertThat(inForce.decide(Canary.all().getFirst().question()).permitted()).isTrue();
  }

  @Test
  void aFolderTakesItsPlace() throws IOException {
    write(PolicySource.shipped().with("role/more.cedar", POLICY));
    assertThat(PoliciesInForce.open(home).digest()).isNotEqualTo(PolicySource.shipped().digest());
  }

  @Test
  void aFolderThatDoesNotValidateStopsTheStart() throws IOException {
    write(PolicySource.shipped().with("role/more.cedar", POLICY.replace("active", "activ")));
    assertThatIllegalStateException()
        .isThrownBy(() -> PoliciesInForce.open(home))
        .withMessageContaining("role/more.cedar");
    for (String file : PolicySource.shipped().files()) {
      Files.delete(home.resolve("policies").resolve(file));
    }
    Files.delete(home.resolve("policies/role/more.cedar"));
    assertThatIllegalStateException()
        .isThrownBy(() -> PoliciesInForce.open(home))
        .withMessageContaining("The set is empty");
  }

  @Test
  void whereALayerIsGoneNothingIsPermitted() {
    for (String gone :
        new String[] {
          "organisation/inactive.cedar",
          "role/application.cedar",
          "patient/refused-ai.cedar",
          "model/not-approved.cedar"
        }) {
      PoliciesInForce inForce =
          PoliciesInForce.of(Policies.load(PolicySource.shipped().without(gone)), "a test");
      assertThat(inForce.problem())
          .hasValueSatisfying(
              problem -> assertThat(problem).contains(gone.substring(0, gone.indexOf('/'))));
      assertThat(inForce.decide(Canary.all().getFirst().question()).outcome())
          .isEqualTo(Outcome.UNAVAILABLE);
    }
  }

  private static final String POLICY =
      """
      @id("more")
      @says("More.")
      permit (principal, action == Ward::Action::"infer", resource) when { principal.active && context.vip };
      """;

  private void write(PolicySource source) throws IOException {
    for (var file : source.policies().entrySet()) {
      Path path = home.resolve("policies").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
