package org.wardhealth.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.WithoutConsent;
import org.wardhealth.server.identity.Client;
import org.wardhealth.server.identity.Limits;
import org.wardhealth.server.identity.Purpose;
import org.wardhealth.server.models.Card;
import org.wardhealth.server.models.Model;
import org.wardhealth.server.models.Operation;
import org.wardhealth.server.policy.FixedPolicies;

/** What consents and policies say reaches the caller and the record; nothing is passed by. */
class PermissionTest {
  private static final Client CLIENT =
      new Client(
          "cl_1",
          "app",
          EnumSet.allOf(Purpose.class),
          Set.of("*"),
          Set.of(),
          Limits.DEFAULT,
          Optional.empty());
  private static final Model MODEL =
      new Model("m", "p", "m", Optional.empty(), EnumSet.allOf(Operation.class), Card.UNDECLARED);

  private static final ConsentSource SILENT =
      (patient, client, purpose, model) ->
          new ConsentSource.Said(ConsentState.NONE, WithoutConsent.PERMIT);

  @Test
  void everyPurposeThatWardKnowsIsPermittedAsTheRegistrationNamesIt() {
    Permission permission = new Permission(FixedPolicies.shipped(), SILENT);
    for (Purpose purpose : Purpose.values()) {
      assertThat(permission.require("ex", CLIENT, purpose, MODEL, Optional.empty()))
          .containsExactly("application", "policies:" + PolicySource.shipped().digest());
    }
    assertThat(Arrays.stream(Purpose.values()).map(Enum::name))
        .containsExactlyInAnyOrderElementsOf(Question.PURPOSES);
  }

  @Test
  void whatAPatientRefusesIsDenied() {
    ConsentState refused = new ConsentState(Word.NONE, Word.DENY, Word.NONE, Set.of(), Set.of(), 1);
    Refusal refusal = refused(new ConsentSource.Said(refused, WithoutConsent.PERMIT));
    assertThat(refusal.code()).isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(refusal).hasMessageContaining("refused-ai").hasMessageEndingWith("Decision ex.");
    assertThat(refusal.rules()).startsWith("refused-ai");
  }

  @Test
  void whereConsentIsWantedItsAbsenceDenies() {
    assertThat(refused(new ConsentSource.Said(ConsentState.NONE, WithoutConsent.DENY)).rules())
        .startsWith("no-consent");
  }

  @Test
  void anObligationThatWardCannotDoDenies() {
    Map<String, String> changed = new TreeMap<>(PolicySource.shipped().policies());
    changed.replaceAll((file, text) -> text.replace("log=decision", "watermark=answer"));
    Permission permission =
        new Permission(
            FixedPolicies.of(new PolicySource(PolicySource.shippedSchema(), changed)), SILENT);
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> permission.require("ex", CLIENT, Purpose.TREAT, MODEL, Optional.empty()))
        .withMessageContaining("watermark=answer")
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.POLICY_DENIED));
  }

  private Refusal refused(ConsentSource.Said said) {
    Permission permission =
        new Permission(FixedPolicies.shipped(), (patient, client, purpose, model) -> said);
    return assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> permission.require("ex", CLIENT, Purpose.TREAT, MODEL, Optional.empty()))
        .actual();
  }
}
