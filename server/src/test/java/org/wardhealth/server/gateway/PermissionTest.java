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
import org.wardhealth.consent.Ruling;
import org.wardhealth.policy.ConsentState;
import org.wardhealth.policy.ConsentState.Word;
import org.wardhealth.policy.PolicySource;
import org.wardhealth.policy.Question;
import org.wardhealth.policy.Question.Action;
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

  @Test
  void everyPurposeThatWardKnowsIsPermittedAsTheRegistrationNamesIt() {
    Permission permission = new Permission(FixedPolicies.shipped());
    for (Purpose purpose : Purpose.values()) {
      assertThat(permission.require(facts(purpose, Facts.Agreed.NOBODY)))
          .containsExactly("application", "policies:" + PolicySource.shipped().digest());
    }
    assertThat(Arrays.stream(Purpose.values()).map(Enum::name))
        .containsExactlyInAnyOrderElementsOf(Question.PURPOSES);
  }

  @Test
  void whatAPatientRefusesIsDenied() {
    ConsentState refused = new ConsentState(Word.NONE, Word.DENY, Word.NONE, Set.of(), Set.of(), 1);
    Refusal refusal = refused(refused, Ruling.PERMIT);
    assertThat(refusal.code()).isEqualTo(ErrorCode.POLICY_DENIED);
    assertThat(refusal)
        .hasMessageContaining("refused-ai (layer patient)")
        .hasMessageEndingWith("Decision ex.");
    assertThat(refusal.rules()).startsWith("refused-ai");
  }

  @Test
  void whereConsentIsWantedItsAbsenceDenies() {
    assertThat(refused(ConsentState.NONE, Ruling.DENY).rules()).startsWith("no-consent");
  }

  @Test
  void anObligationThatWardCannotDoDenies() {
    Map<String, String> changed = new TreeMap<>(PolicySource.shipped().policies());
    changed.replaceAll((file, text) -> text.replace("log=decision", "watermark=answer"));
    Permission permission =
        new Permission(FixedPolicies.of(new PolicySource(PolicySource.shippedSchema(), changed)));
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> permission.require(facts(Purpose.TREAT, Facts.Agreed.NOBODY)))
        .withMessageContaining("watermark=answer")
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.POLICY_DENIED));
  }

  private Refusal refused(ConsentState state, Ruling otherwise) {
    Permission permission = new Permission(FixedPolicies.shipped());
    Facts facts = facts(Purpose.TREAT, Facts.Agreed.of(state, otherwise));
    return assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> permission.require(facts))
        .actual();
  }

  private static Facts facts(Purpose purpose, Facts.Agreed agreed) {
    return new Facts(
        "ex",
        Facts.Caller.application(CLIENT),
        Action.INFER,
        purpose,
        MODEL,
        Optional.empty(),
        Facts.Data.UNTOLD,
        Facts.Relation.UNKNOWN,
        Optional.empty(),
        agreed);
  }
}
