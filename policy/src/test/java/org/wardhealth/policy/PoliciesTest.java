package org.wardhealth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wardhealth.policy.Decision.Outcome;
import org.wardhealth.policy.Question.Action;
import org.wardhealth.policy.Question.House;

/** A set that is not right is refused whole, with everything that is wrong with it. */
class PoliciesTest {
  private static final String NOTES = "@id(\"x\")\n@says(\"Because.\")\n";
  private static final PolicySource SHIPPED = PolicySource.shipped();

  @Test
  void everyProblemIsSaidAtOnce() {
    PolicySource source =
        SHIPPED
            .with(
                "role/misspelt.cedar",
                "@id(\"misspelt\")\n@says(\"x\")\npermit (principal, action, resource) when {"
                    + " principal.activ };")
            .with(
                "role/noted.cedar",
                "@id(\"noted\")\n@says(\"x\")\n@note(\"x\")\n@stepup(\"magic\")\n@obligation(\"log\")\n"
                    + "permit (principal, action, resource);")
            .with("role/broken.cedar", "permit (")
            .with("role/inactive.cedar", NOTES + "permit (principal, action, resource);")
            .with("law/x.cedar", NOTES + "permit (principal, action, resource);")
            .with("patient/x.cedar", NOTES + "permit (principal, action, resource);")
            .with("role/silent.cedar", "permit (principal, action, resource);")
            .with(
                "role/two.cedar",
                "permit (principal, action, resource);\npermit (principal, action, resource);");
    assertThat(problems(source))
        .anyMatch(p -> p.startsWith("role/misspelt.cedar") && p.contains("activ"))
        .anyMatch(p -> p.startsWith("role/noted.cedar") && p.contains("does not know @note"))
        .anyMatch(p -> p.startsWith("role/noted.cedar") && p.contains("not 'magic'"))
        .anyMatch(p -> p.startsWith("role/noted.cedar") && p.contains("KEY=VALUE"))
        .anyMatch(p -> p.startsWith("role/broken.cedar") && p.contains("cannot be read"))
        .anyMatch(p -> p.contains("has the same id"))
        .anyMatch(p -> p.startsWith("law/x.cedar"))
        .anyMatch(p -> p.startsWith("patient/x.cedar") && p.contains("forbid"))
        .anyMatch(p -> p.startsWith("role/silent.cedar") && p.contains("@says"))
        .anyMatch(p -> p.startsWith("role/silent.cedar") && p.contains("@id"))
        .anyMatch(p -> p.startsWith("role/two.cedar") && p.contains("one policy"));
  }

  @Test
  void anEmptySetIsRefused() {
    assertThat(problems(new PolicySource(PolicySource.shippedSchema(), Map.of())))
        .singleElement()
        .asString()
        .startsWith("The set is empty");
  }

  @Test
  void aMissingSchemaIsRefused() {
    assertThat(problems(new PolicySource("", SHIPPED.policies()))).isNotEmpty();
    assertThat(problems(new PolicySource("entity {", SHIPPED.policies())))
        .anyMatch(p -> p.startsWith("The schema cannot be read"));
  }

  @Test
  void aConditionThatCanNeverBeTrueIsRefused() {
    assertThat(
            problems(
                SHIPPED.with(
                    "role/never.cedar",
                    "@id(\"never\")\n@says(\"x\")\npermit (principal is Ward::User, action =="
                        + " Ward::Action::\"infer\", resource is Ward::House);")))
        .isNotEmpty();
  }

  @Test
  void aQuestionThatTheSchemaDoesNotKnowIsDenied() {
    // The action is not one of a schema that knows less.
    Policies narrow =
        Policies.load(
            new PolicySource(
                "namespace Ward { entity User { active: Bool }; entity Model; action \"infer\""
                    + " appliesTo { principal: User, resource: Model, context: {} }; }",
                Map.of("role/x.cedar", NOTES + "permit (principal, action, resource);")));
    Decision decision = narrow.decide(Scenario.all().getFirst().question());
    assertThat(decision.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(decision.permitted()).isFalse();
    assertThat(decision.ids()).containsExactly("policy_unavailable");
    assertThat(decision.obligations()).isEmpty();
    assertThat(narrow.wrong()).containsExactlyInAnyOrder(Layer.values());
  }

  @Test
  void aPolicyThatFailsDenies() {
    Policies overflowing =
        Policies.load(
            SHIPPED.with(
                "organisation/sum.cedar",
                "@id(\"sum\")\n@says(\"x\")\nforbid (principal, action =="
                    + " Ward::Action::\"infer\", resource) when { context.confidentiality +"
                    + " 9223372036854775807 == 0 };"));
    Decision decision = overflowing.decide(Scenario.all().getFirst().question());
    assertThat(decision.outcome()).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void textIsOnlyText() {
    Question plain = Scenario.all().getFirst().question();
    for (String hostile : List.of("\"", "\\", "\u0000", "a\" || true || \"", "Ward::User::\"x\"")) {
      Question question =
          new Question(
              new Question.Client(
                  hostile,
                  java.util.Set.of(hostile),
                  true,
                  hostile,
                  java.util.Set.of(hostile),
                  java.util.Set.of("*")),
              Action.INFER,
              plain.resource(),
              plain.context());
      assertThat(Policies.load(SHIPPED).decide(question).permitted()).as(hostile).isFalse();
    }
  }

  @Test
  void anActionFitsItsContext() {
    Question infer = Scenario.all().getFirst().question();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Question(
                    infer.principal(), Action.EDIT_POLICY, new House("ward"), infer.context()));
  }

  @Test
  void theMemoIsBounded() {
    Memo<Integer, Integer> memo = new Memo<>(10);
    for (int i = 0; i < 1000; i++) {
      memo.put(i, i);
      assertThat(memo.find(i)).contains(i);
    }
    assertThat(memo.entries()).isLessThanOrEqualTo(20);
  }

  private static List<String> problems(PolicySource source) {
    try {
      Policies.load(source);
    } catch (PolicyProblems e) {
      assertThat(e).hasMessageContaining(e.problems().getFirst());
      return e.problems();
    }
    assertThatExceptionOfType(PolicyProblems.class).isThrownBy(() -> Policies.load(source));
    return List.of();
  }
}
