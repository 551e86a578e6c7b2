package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.consent.Sample.PRACTITIONER;
import static org.wardhealth.consent.Sample.actor;
import static org.wardhealth.consent.Sample.ai;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.dataPeriod;
import static org.wardhealth.consent.Sample.deny;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.permit;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.r5;
import static org.wardhealth.consent.Sample.rule;
import static org.wardhealth.consent.Sample.tpo;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an answer says besides permit and deny. */
class AnswerTest {
  private static final ConsentQuestion TREAT = ConsentQuestion.of("TREAT", "access", Case.NOW);

  private static ConsentAnswer answer(ConsentQuestion question, String... consents) {
    return PatientConsents.compile(Arrays.stream(consents).map(Sample::read).toList(), 42)
        .evaluate(question);
  }

  private static List<String> residual(ConsentAnswer answer) {
    return answer.residual().stream()
        .map(
            rule ->
                (rule.forbid() ? "forbid" : "permit")
                    + rule.labels().stream().map(l -> " " + l.code()).reduce("", String::concat)
                    + (rule.dataPeriod().equals(Span.ALWAYS) ? "" : " period")
                    + rule.data().stream().map(d -> " " + d.reference()).reduce("", String::concat))
        .toList();
  }

  @Test
  void aJurisdictionHasDefaultsOfItsOwn() {
    ConsentDefaults eu = ConsentDefaults.in("eu").orElseThrow();
    assertThat(eu.of("TREAT")).isEqualTo(Ruling.PERMIT);
    assertThat(eu.of("HQUALIMP")).isEqualTo(Ruling.PERMIT);
    assertThat(eu.of("HOPERAT")).isEqualTo(Ruling.DENY);
    assertThat(eu.of("SYSDEV")).isEqualTo(Ruling.DENY);
    assertThat(eu.of("HRESCH")).isEqualTo(Ruling.DENY);
    ConsentDefaults us = ConsentDefaults.in("us").orElseThrow();
    assertThat(us.of("SYSDEV")).isEqualTo(Ruling.PERMIT);
    assertThat(us.of("HMARKT")).isEqualTo(Ruling.DENY);
    assertThat(ConsentDefaults.in("atlantis")).isEmpty();
    assertThat(eu.wider()).isEmpty();
    assertThat(eu.with(Map.of("HRESCH", Ruling.PERMIT, "PATRQT", Ruling.DENY)).wider())
        .containsExactly("HRESCH");
  }

  private static boolean refusesAi(String purpose, String... consents) {
    return PatientConsents.compile(Arrays.stream(consents).map(Sample::read).toList(), 42)
        .refusesAi(ConsentQuestion.of(purpose, "access", Case.NOW).to(Coding.ai("ai-processing")));
  }

  @Test
  void aRefusalByNameOfAiIsToldWhereverItStands() {
    String part = rule(deny(), ai("ai-processing"), label("HIV"));
    assertThat(refusesAi("ETREAT")).isFalse();
    assertThat(refusesAi("ETREAT", r4("c", deny()))).isFalse();
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(rule(deny(), label("HIV")))))).isFalse();
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(rule(permit(), ai("ai-processing"))))))
        .isFalse();
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(part)))).isTrue();
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(rule(deny()), part)))).isTrue();
    assertThat(refusesAi("ETREAT", r4("a", deny()), r4("b", permit(), but(part)))).isTrue();
    assertThat(
            refusesAi(
                "ETREAT", r4("c", deny(), but(rule(permit(), ai("ai-processing"), label("N"))))))
        .as("permitted for part alone")
        .isTrue();
  }

  @Test
  void aRefusalByNameOfAiIsForItsPurposeAndMayHaveExceptions() {
    String research = rule(deny(), ai("ai-processing"), purpose("HRESCH"));
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(research)))).isFalse();
    assertThat(refusesAi("HRESCH", r4("c", permit(), but(research)))).isTrue();
    String lifted = rule(deny(), ai("ai-processing"), but(rule(permit(), purpose("ETREAT"))));
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(lifted)))).isFalse();
    assertThat(refusesAi("TREAT", r4("c", permit(), but(lifted)))).isTrue();
    String outside = rule(deny(), ai("ai-external-disclosure"));
    assertThat(refusesAi("ETREAT", r4("c", permit(), but(outside)))).isFalse();
  }

  @Test
  void theResidualIsThatOfTheExamplesOfPcf() {
    assertThat(residual(answer(TREAT, r4("c", permit(), tpo())))).isEmpty();
    assertThat(
            residual(
                answer(TREAT, r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31")))))
        .containsExactly("forbid", "permit period");
    assertThat(
            residual(
                answer(TREAT, r4("c", permit(), but(rule(deny(), dataPeriod("2022", "2022")))))))
        .containsExactly("forbid period");
    assertThat(residual(answer(TREAT, r4("c", permit(), tpo(), label("N", "R")))))
        .containsExactly("forbid", "permit N R");
    assertThat(
            residual(
                answer(TREAT, r4("c", permit(), tpo(), label("N"), but(rule(deny(), label("R")))))))
        .containsExactly("forbid", "permit N", "forbid R");
    String focused =
        r4(
            "c",
            permit(),
            tpo(),
            label("N"),
            but(rule(permit(), label("PSY"), actor(PRACTITIONER))));
    assertThat(residual(answer(TREAT, focused))).containsExactly("forbid", "permit N");
    assertThat(residual(answer(TREAT.by(Actor.of(PRACTITIONER)), focused)))
        .containsExactly("forbid", "permit N", "permit PSY");
  }

  @Test
  void whatIsWithheldIsToldWithItsKinds() {
    ConsentAnswer answer = answer(TREAT, r4("c", permit(), but(rule(deny(), label("ETH", "HIV")))));
    assertThat(answer.decision()).isEqualTo(Ruling.PERMIT);
    assertThat(answer.labelsWithheld())
        .containsExactlyInAnyOrder("ETH", "ETHUD", "OPIOIDUD", "SUD", "HIV");
    assertThat(answer.confidentiality()).isEqualTo(5);
    ConsentAnswer normal =
        answer(
            TREAT.by(Actor.of(PRACTITIONER)),
            r4("c", permit(), label("N"), but(rule(permit(), label("PSY"), actor(PRACTITIONER)))));
    assertThat(normal.confidentiality()).isEqualTo(3);
    assertThat(normal.labelsWithheld()).contains("HIV", "SDV").doesNotContain("PSY", "DEMO");
  }

  @Test
  void ofTwoConsentsNoExceptionOfOneOverridesTheOther() {
    String a =
        r4(
            "a",
            permit(),
            but(rule(deny(), label("PSY"), but(rule(permit(), actor(PRACTITIONER))))));
    ConsentQuestion question = TREAT.by(Actor.of(PRACTITIONER));
    assertThat(answer(question, a).labelsWithheld()).isEmpty();
    assertThat(
            answer(question, a, r4("b", permit(), but(rule(deny(), label("PSY")))))
                .labelsWithheld())
        .containsExactly("PSY");
  }

  @Test
  void aiIsAnsweredOnlyWhereItIsNamed() {
    assertThat(answer(TREAT, r4("c", permit())).aiUse()).isEqualTo(Ruling.NONE);
    assertThat(answer(TREAT, r4("c", deny())).aiUse()).isEqualTo(Ruling.NONE);
    ConsentAnswer refused =
        answer(TREAT, r4("c", permit(), but(rule(deny(), ai("ai-processing")))));
    assertThat(refused.decision()).isEqualTo(Ruling.PERMIT);
    assertThat(refused.aiUse()).isEqualTo(Ruling.DENY);
    assertThat(refused.externalDisclosure()).isEqualTo(Ruling.DENY);
    ConsentAnswer local =
        answer(TREAT, r4("c", permit(), but(rule(deny(), ai("ai-external-disclosure")))));
    assertThat(local.aiUse()).isEqualTo(Ruling.NONE);
    assertThat(local.externalDisclosure()).isEqualTo(Ruling.DENY);
    ConsentAnswer given =
        answer(TREAT, r4("c", deny(), but(rule(permit(), purpose("TREAT"), ai("ai-processing")))));
    assertThat(given.aiUse()).isEqualTo(Ruling.PERMIT);
  }

  @Test
  void pathsObligationsTermsAndVersionAreTold() {
    ConsentAnswer answer =
        answer(
            ConsentQuestion.of("HRESCH", "use", Case.NOW),
            r5(
                "study",
                "deny",
                purpose("TREAT"),
                """
                "purpose":[{"system":"http://purl.obolibrary.org/obo/duo.owl","code":"DUO:0000042"},
                           {"system":"http://purl.obolibrary.org/obo/duo.owl","code":"DUO_0000045"}],
                "securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"DEID"}]
                """));
    assertThat(answer.decision()).isEqualTo(Ruling.PERMIT);
    assertThat(answer.deciding()).hasToString("[Consent/study provision[1]]");
    assertThat(answer.researchTerms()).containsExactlyInAnyOrder("DUO:0000042", "DUO:0000045");
    assertThat(answer.obligations()).containsExactly("DEID");
    assertThat(answer.version()).isEqualTo(42);
    assertThat(ResearchTerm.HMB.coveredBy(answer.researchTerms())).isTrue();
    assertThat(ResearchTerm.NRES.coveredBy(answer.researchTerms())).isFalse();
  }

  @Test
  void withoutConsentTheDefaultsDecide() {
    ConsentAnswer silent = PatientConsents.NONE.evaluate(TREAT);
    assertThat(silent.decision()).isEqualTo(Ruling.NONE);
    ConsentDefaults defaults = ConsentDefaults.BUILT_IN;
    assertThat(defaults.decide(silent, "TREAT")).isEqualTo(Ruling.PERMIT);
    assertThat(defaults.of("BTG")).isEqualTo(Ruling.PERMIT);
    assertThat(defaults.of("HRESCH")).isEqualTo(Ruling.DENY);
    assertThat(defaults.of("CLINTRCH")).isEqualTo(Ruling.DENY);
    assertThat(defaults.of("HMARKT")).isEqualTo(Ruling.DENY);
    assertThat(defaults.of("FooBar")).isEqualTo(Ruling.DENY);
    assertThat(defaults.with(Map.of("HRESCH", Ruling.PERMIT)).of("CLINTRCH"))
        .isEqualTo(Ruling.PERMIT);
    assertThat(defaults.decide(answer(TREAT, r4("c", deny())), "TREAT")).isEqualTo(Ruling.DENY);
  }

  @Test
  void theCodeSystemThatIsPublishedHasTheCodesThatAreUnderstood() throws Exception {
    try (InputStream in = ConsentAnswer.class.getResourceAsStream("ai-consent.json")) {
      var system = JsonMapper.shared().readTree(in);
      assertThat(system.path("url").stringValue()).isEqualTo(Coding.AI);
      assertThat(system.path("concept").valueStream().map(c -> c.path("code").stringValue()))
          .isEqualTo(Words.aiActions());
      assertThat(system.path("count").intValue()).isEqualTo(Words.aiActions().size());
    }
  }

  @Test
  void aCohortHasThoseWhoAgreed() {
    ConsentIndex index = new ConsentIndex();
    String duo = "\"purpose\":[{\"system\":\"" + Coding.DUO + "\",\"code\":\"DUO:0000006\"}]";
    SortedMap<Long, List<Consent>> patients = new TreeMap<>();
    for (int i = 0; i < 5_000; i++) {
      patients.put(
          (long) i,
          switch (i % 5) {
            case 0 -> List.of(Sample.read(r4("c", permit(), purpose("HRESCH"))));
            case 1 -> List.of(Sample.read(r4("c", permit(), duo)));
            case 2 ->
                List.of(
                    Sample.read(r4("c", permit(), duo)),
                    Sample.read(r4("d", deny(), purpose("HRESCH"))));
            case 3 -> List.of(Sample.read(r4("c", permit(), tpo())));
            default -> List.of();
          });
    }
    ConsentPage page = index.page(patients);
    assertThat(page.size()).isEqualTo(5_000);
    assertThat(index.distinct()).isEqualTo(4);
    ConsentQuestion research = ConsentQuestion.of("HRESCH", "use", Case.NOW);
    long[] count = new long[3];
    new Cohort(research, Set.of(), ConsentDefaults.BUILT_IN).members(page, _ -> count[0]++);
    new Cohort(research, Set.of(ResearchTerm.HMB), ConsentDefaults.BUILT_IN)
        .members(page, _ -> count[1]++);
    new Cohort(research, Set.of(), ConsentDefaults.BUILT_IN.with(Map.of("HRESCH", Ruling.PERMIT)))
        .members(page, _ -> count[2]++);
    assertThat(count).containsExactly(2_000, 1_000, 4_000);
  }
}
