package org.wardhealth.consent;

import static org.wardhealth.consent.Coding.confidentiality;
import static org.wardhealth.consent.Coding.sensitivity;
import static org.wardhealth.consent.Ruling.DENY;
import static org.wardhealth.consent.Ruling.NONE;
import static org.wardhealth.consent.Ruling.PERMIT;
import static org.wardhealth.consent.Sample.PRACTITIONER;
import static org.wardhealth.consent.Sample.action;
import static org.wardhealth.consent.Sample.actionOf;
import static org.wardhealth.consent.Sample.actor;
import static org.wardhealth.consent.Sample.ai;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.clazz;
import static org.wardhealth.consent.Sample.code;
import static org.wardhealth.consent.Sample.data;
import static org.wardhealth.consent.Sample.dataPeriod;
import static org.wardhealth.consent.Sample.deny;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.period;
import static org.wardhealth.consent.Sample.permit;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.purposeOf;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.r4As;
import static org.wardhealth.consent.Sample.r5;
import static org.wardhealth.consent.Sample.rule;
import static org.wardhealth.consent.Sample.tpo;

import java.time.Instant;
import java.util.List;

/**
 * A question with its answer, after the examples of IHE PCF 1.1 and the texts of FHIR R4 and R5.
 *
 * @param name what it shows
 * @param consents the patient's
 * @param question what is asked
 * @param ruling what must be said
 */
record Case(String name, List<String> consents, ConsentQuestion question, Ruling ruling) {
  static final Instant NOW = Instant.parse("2023-03-01T12:00:00Z");
  private static final String FOO = "http://example.org/policies/purposeOfUse";
  private static final String OBSERVATION = "Observation/ex-alcoholUse";
  private static final String ENCOUNTER = "Encounter/ex-encounter";
  private static final Coding N = confidentiality("N");
  private static final Coding R = confidentiality("R");
  private static final Coding NURSE = new Coding("http://snomed.info/sct", "224535009");
  private static final Span IN_2022 =
      FhirTime.parse("2022-05", java.time.ZoneOffset.UTC).orElseThrow();
  private static final Span IN_2021 =
      FhirTime.parse("2021-05", java.time.ZoneOffset.UTC).orElseThrow();
  private static final Span ACROSS = new Span(IN_2021.from(), IN_2022.until());

  @Override
  public String toString() {
    return name;
  }

  private static Case of(String name, ConsentQuestion question, Ruling ruling, String... consents) {
    return new Case(name, List.of(consents), question, ruling);
  }

  private static ConsentQuestion ask(String purpose) {
    return ConsentQuestion.of(purpose, "access", NOW);
  }

  private static ConsentQuestion treat(AskedData data) {
    return ask("TREAT").about(data);
  }

  private static AskedData labelled(Coding... labels) {
    return AskedData.labelled(labels);
  }

  static List<Case> all() {
    return List.of(
        // IHE PCF, Basic
        of("basic-treat: treatment", ask("TREAT"), PERMIT, r4("c", permit(), tpo())),
        of("basic-treat: payment", ask("HPAYMT"), PERMIT, r4("c", permit(), tpo())),
        of("basic-treat: research is not spoken of", ask("HRESCH"), NONE, r4("c", permit(), tpo())),
        of("basic-treat: a kind of treatment", ask("ETREAT"), PERMIT, r4("c", permit(), tpo())),
        of("basic-treat: a kind of operations", ask("HQUALIMP"), PERMIT, r4("c", permit(), tpo())),
        of("a kind permitted is not all", ask("TREAT"), NONE, r4("c", permit(), purpose("ETREAT"))),
        of("basic-reject", ask("TREAT"), DENY, r4("c", deny(), tpo())),
        of("basic-research", ask("HRESCH"), PERMIT, r4("c", permit(), purpose("HRESCH"))),
        of(
            "expired-treat",
            ask("TREAT"),
            NONE,
            r4("c", permit(), tpo(), "\"period\":{\"end\":\"2022-12-31\"}")),
        of("not yet begun", ask("TREAT"), NONE, r4("c", permit(), period("2023-03-02", "2024"))),
        of(
            "the last day counts whole",
            ask("TREAT"),
            PERMIT,
            r4("c", permit(), period("2023-01", "2023-03-01"))),
        of("an expired denial", ask("TREAT"), NONE, r4("c", deny(), period("2020", "2022"))),
        of("inactive", ask("TREAT"), NONE, r4As("c", "inactive", "patient-privacy", deny())),
        of("draft", ask("TREAT"), NONE, r4As("c", "draft", "patient-privacy", permit())),
        of(
            "entered in error",
            ask("TREAT"),
            NONE,
            r4As("c", "entered-in-error", "patient-privacy", deny())),
        of("consent to a treatment", ask("TREAT"), NONE, r4As("c", "active", "treatment", deny())),
        of(
            "of unknown scope: a permit",
            ask("TREAT"),
            DENY,
            r4As("c", "active", "other", permit())),
        of("of unknown scope: a denial", ask("TREAT"), DENY, r4As("c", "active", "other", deny())),
        // IHE PCF, Intermediate
        of(
            "timeframe: without data",
            ask("TREAT"),
            PERMIT,
            r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31"))),
        of(
            "timeframe: within",
            treat(AskedData.PLAIN.withTime(IN_2022)),
            PERMIT,
            r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31"))),
        of(
            "timeframe: before",
            treat(AskedData.PLAIN.withTime(IN_2021)),
            DENY,
            r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31"))),
        of(
            "timeframe: partly",
            treat(AskedData.PLAIN.withTime(ACROSS)),
            DENY,
            r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31"))),
        of(
            "timeframe: unknown",
            treat(AskedData.PLAIN),
            DENY,
            r4("c", permit(), tpo(), dataPeriod("2022-01-01", "2022-12-31"))),
        of(
            "not-timeframe: within",
            treat(AskedData.PLAIN.withTime(IN_2022)),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), dataPeriod("2022-01-01", "2022-12-31"))))),
        of(
            "not-timeframe: before",
            treat(AskedData.PLAIN.withTime(IN_2021)),
            PERMIT,
            r4("c", permit(), tpo(), but(rule(deny(), dataPeriod("2022-01-01", "2022-12-31"))))),
        of(
            "not-timeframe: partly",
            treat(AskedData.PLAIN.withTime(ACROSS)),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), dataPeriod("2022-01-01", "2022-12-31"))))),
        of(
            "not-timeframe: unknown",
            treat(AskedData.PLAIN),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), dataPeriod("2022-01-01", "2022-12-31"))))),
        of(
            "data: named",
            treat(AskedData.PLAIN.withReference(OBSERVATION)),
            PERMIT,
            r4("c", permit(), tpo(), data("instance", OBSERVATION, "Observation/ex-weight"))),
        of(
            "data: another",
            treat(AskedData.PLAIN.withReference("Observation/x")),
            DENY,
            r4("c", permit(), tpo(), data("instance", OBSERVATION))),
        of(
            "not-data: named",
            treat(AskedData.PLAIN.withReference(OBSERVATION)),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), data("instance", OBSERVATION))))),
        of(
            "not-data: another",
            treat(AskedData.PLAIN.withReference("Observation/x")),
            PERMIT,
            r4("c", permit(), tpo(), but(rule(deny(), data("instance", OBSERVATION))))),
        of(
            "not-data: a version of it",
            treat(AskedData.PLAIN.withReference(OBSERVATION)),
            DENY,
            r4(
                "c",
                permit(),
                tpo(),
                but(rule(deny(), data("instance", OBSERVATION + "/_history/3"))))),
        of(
            "authoredby: theirs",
            treat(AskedData.PLAIN.withAuthors(PRACTITIONER)),
            PERMIT,
            r4("c", permit(), tpo(), data("authoredby", PRACTITIONER))),
        of(
            "authoredby: another's",
            treat(AskedData.PLAIN.withAuthors("Practitioner/x")),
            DENY,
            r4("c", permit(), tpo(), data("authoredby", PRACTITIONER))),
        of(
            "not-authoredby: theirs",
            treat(AskedData.PLAIN.withAuthors(PRACTITIONER)),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), data("authoredby", PRACTITIONER))))),
        of(
            "not-authoredby: another's",
            treat(AskedData.PLAIN.withAuthors("Practitioner/x")),
            PERMIT,
            r4("c", permit(), tpo(), but(rule(deny(), data("authoredby", PRACTITIONER))))),
        of(
            "encounter: of it",
            treat(AskedData.PLAIN.withReference("Observation/x").withRelated(ENCOUNTER)),
            PERMIT,
            r4("c", permit(), tpo(), data("related", ENCOUNTER))),
        of(
            "encounter: of another",
            treat(AskedData.PLAIN.withReference("Observation/x").withRelated("Encounter/2")),
            DENY,
            r4("c", permit(), tpo(), data("related", ENCOUNTER))),
        of(
            "not-encounter: of it",
            treat(AskedData.PLAIN.withReference("Observation/x").withRelated(ENCOUNTER)),
            DENY,
            r4("c", permit(), tpo(), but(rule(deny(), data("related", ENCOUNTER))))),
        of(
            "not-encounter: of another",
            treat(AskedData.PLAIN.withReference("Observation/x").withRelated("Encounter/2")),
            PERMIT,
            r4("c", permit(), tpo(), but(rule(deny(), data("related", ENCOUNTER))))),
        of(
            "purpose: theirs",
            ask("TREAT")
                .purpose(new Coding(FOO, "FooBar"))
                .by(Actor.of("Organization/ex-org-researcher")),
            PERMIT,
            r4("c", permit(), purposeOf(FOO, "FooBar"), actor("Organization/ex-org-researcher"))),
        of(
            "purpose: another organisation",
            ask("TREAT").purpose(new Coding(FOO, "FooBar")).by(Actor.of("Organization/x")),
            DENY,
            r4("c", permit(), purposeOf(FOO, "FooBar"), actor("Organization/ex-org-researcher"))),
        of(
            "dissent-break-glass: declared by the privileged",
            ask("BTG").by(Actor.of("Group/ex-privilegedUsers")),
            PERMIT,
            r4(
                "c",
                deny(),
                but(rule(permit(), purpose("BTG"), actor("Group/ex-privilegedUsers"))))),
        of(
            "dissent-break-glass: declared by others",
            ask("BTG").by(Actor.of(PRACTITIONER)),
            DENY,
            r4(
                "c",
                deny(),
                but(rule(permit(), purpose("BTG"), actor("Group/ex-privilegedUsers"))))),
        of(
            "dissent-break-glass: not declared",
            ask("TREAT").by(Actor.of("Group/ex-privilegedUsers")),
            DENY,
            r4(
                "c",
                deny(),
                but(rule(permit(), purpose("BTG"), actor("Group/ex-privilegedUsers"))))),
        // IHE PCF, Advanced
        of("normal: normal data", treat(labelled(N)), PERMIT, r4("c", permit(), tpo(), label("N"))),
        of(
            "normal: low data",
            treat(labelled(confidentiality("L"))),
            PERMIT,
            r4("c", permit(), tpo(), label("N"))),
        of(
            "normal: unlabelled data",
            treat(labelled()),
            PERMIT,
            r4("c", permit(), tpo(), label("N"))),
        of(
            "normal: restricted data",
            treat(labelled(R)),
            DENY,
            r4("c", permit(), tpo(), label("N"))),
        of(
            "normal: a stigma without confidentiality",
            treat(labelled(sensitivity("HIV"))),
            DENY,
            r4("c", permit(), tpo(), label("N"))),
        of(
            "normal-restricted: restricted data",
            treat(labelled(R)),
            PERMIT,
            r4("c", permit(), tpo(), label("N", "R"))),
        of(
            "normal-restricted: very restricted data",
            treat(labelled(confidentiality("V"))),
            DENY,
            r4("c", permit(), tpo(), label("N", "R"))),
        of(
            "normal-not-restricted: normal data",
            treat(labelled(N)),
            PERMIT,
            r4("c", permit(), tpo(), label("N"), but(rule(deny(), label("R"))))),
        of(
            "normal-not-restricted: restricted data",
            treat(labelled(R)),
            DENY,
            r4("c", permit(), tpo(), label("N"), but(rule(deny(), label("R"))))),
        of(
            "not-restricted: very restricted data",
            treat(labelled(confidentiality("V"))),
            DENY,
            r4("c", permit(), but(rule(deny(), label("R"))))),
        of(
            "not-restricted: normal data",
            treat(labelled(N)),
            PERMIT,
            r4("c", permit(), but(rule(deny(), label("R"))))),
        of(
            "focused-restricted: for them",
            treat(labelled(R)).by(Actor.of(PRACTITIONER)),
            PERMIT,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("R"), actor(PRACTITIONER))))),
        of(
            "focused-restricted: for others",
            treat(labelled(R)).by(Actor.of("Practitioner/x")),
            DENY,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("R"), actor(PRACTITIONER))))),
        of(
            "focused-restricted: not for research",
            ask("HRESCH").about(labelled(R)).by(Actor.of(PRACTITIONER)),
            NONE,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("R"), actor(PRACTITIONER))))),
        of(
            "focused-psy: for them",
            treat(labelled(R, sensitivity("PSY"))).by(Actor.of(PRACTITIONER)),
            PERMIT,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("PSY"), actor(PRACTITIONER))))),
        of(
            "focused-psy: other stigma",
            treat(labelled(R, sensitivity("HIV"))).by(Actor.of(PRACTITIONER)),
            DENY,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("PSY"), actor(PRACTITIONER))))),
        of(
            "focused-psy: both in one",
            treat(labelled(R, sensitivity("PSY"), sensitivity("HIV"))).by(Actor.of(PRACTITIONER)),
            DENY,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("PSY"), actor(PRACTITIONER))))),
        of(
            "focused-psy-or-sdv",
            treat(labelled(R, sensitivity("SDV"))).by(Actor.of(PRACTITIONER)),
            PERMIT,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(rule(permit(), label("PSY", "SDV"), actor(PRACTITIONER))))),
        of(
            "break-glass-restricted: declared",
            ask("BTG").about(labelled(R)).by(Actor.of("Group/ex-privilegedUsers")),
            PERMIT,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(
                    rule(
                        permit(), purpose("BTG"), label("R"), actor("Group/ex-privilegedUsers"))))),
        of(
            "break-glass-restricted: not declared",
            treat(labelled(R)).by(Actor.of("Group/ex-privilegedUsers")),
            DENY,
            r4(
                "c",
                permit(),
                tpo(),
                label("N"),
                but(
                    rule(
                        permit(), purpose("BTG"), label("R"), actor("Group/ex-privilegedUsers"))))),
        of(
            "a sensitivity denied: a kind of it",
            treat(labelled(sensitivity("ETHUD"))),
            DENY,
            r4("c", permit(), but(rule(deny(), label("ETH"))))),
        of(
            "a sensitivity denied: what it is a kind of",
            treat(labelled(sensitivity("ETH"))),
            PERMIT,
            r4("c", permit(), but(rule(deny(), label("ETHUD"))))),
        // actions
        of("access permitted", ask("TREAT"), PERMIT, r4("c", permit(), action("access"))),
        of(
            "another action permitted",
            ask("TREAT").to(action2("disclose")),
            DENY,
            r4("c", permit(), action("access"))),
        of(
            "correction includes access",
            ask("TREAT"),
            PERMIT,
            r4("c", permit(), action("correct"))),
        of(
            "access does not include correction",
            ask("TREAT").to(action2("correct")),
            DENY,
            r4("c", permit(), action("access"))),
        of(
            "access denied, so correction",
            ask("TREAT").to(action2("correct")),
            DENY,
            r4("c", permit(), but(rule(deny(), action("access"))))),
        of(
            "disclosure denied, access not",
            ask("TREAT"),
            PERMIT,
            r4("c", permit(), but(rule(deny(), action("disclose"))))),
        of(
            "an unknown action permitted",
            ask("TREAT"),
            DENY,
            r4("c", permit(), actionOf("http://example.org/a", "print"))),
        of(
            "an unknown action denied",
            ask("TREAT"),
            DENY,
            r4("c", permit(), but(rule(deny(), actionOf("http://example.org/a", "print"))))),
        // AI
        of(
            "use permitted is AI permitted",
            ask("TREAT").to(Coding.ai("ai-processing")),
            PERMIT,
            r4("c", permit(), action("use"))),
        of(
            "AI denied",
            ask("TREAT").to(Coding.ai("ai-processing")),
            DENY,
            r4("c", permit(), but(rule(deny(), ai("ai-processing"))))),
        of(
            "AI denied, other use not",
            ask("TREAT").to(action2("use")),
            PERMIT,
            r4("c", permit(), but(rule(deny(), ai("ai-processing"))))),
        of(
            "AI denied, so that of a vendor",
            ask("TREAT").to(Coding.ai("ai-external-disclosure")),
            DENY,
            r4("c", permit(), but(rule(deny(), ai("ai-processing"))))),
        of(
            "AI permitted, not that of a vendor",
            ask("TREAT").to(Coding.ai("ai-external-disclosure")),
            DENY,
            r4("c", permit(), ai("ai-processing"))),
        of(
            "disclosure denied, so that to a vendor",
            ask("TREAT").to(Coding.ai("ai-external-disclosure")),
            DENY,
            r4("c", permit(), but(rule(deny(), action("disclose"))))),
        of(
            "training denied, AI not",
            ask("TREAT").to(Coding.ai("ai-processing")),
            PERMIT,
            r4("c", permit(), but(rule(deny(), ai("ai-training"))))),
        // actors
        of(
            "their organisation",
            ask("TREAT")
                .by(
                    new Actor(
                        java.util.Set.of(PRACTITIONER),
                        java.util.Set.of(),
                        java.util.Set.of("Organization/1"),
                        java.util.Set.of(),
                        java.util.Set.of())),
            PERMIT,
            r4("c", permit(), actor("Organization/1"))),
        of("nobody named", ask("TREAT"), DENY, r4("c", permit(), actor("Organization/1"))),
        of(
            "one denied",
            ask("TREAT").by(Actor.of(PRACTITIONER)),
            DENY,
            r4("c", permit(), but(rule(deny(), actor(PRACTITIONER))))),
        of(
            "another than the denied",
            ask("TREAT").by(Actor.of("Practitioner/x")),
            PERMIT,
            r4("c", permit(), but(rule(deny(), actor(PRACTITIONER))))),
        of(
            "in the role",
            ask("TREAT").by(Actor.of("Group/g").in(NURSE)),
            PERMIT,
            r4("c", permit(), actor("http://snomed.info/sct", "224535009", "Group/g"))),
        of(
            "not in the role",
            ask("TREAT").by(Actor.of("Group/g")),
            DENY,
            r4("c", permit(), actor("http://snomed.info/sct", "224535009", "Group/g"))),
        of(
            "a contained actor cannot be told: permit",
            ask("TREAT").by(Actor.of(PRACTITIONER)),
            DENY,
            r4("c", permit(), actor("#me"))),
        of(
            "a contained actor cannot be told: denial",
            ask("TREAT").by(Actor.of(PRACTITIONER)),
            DENY,
            r4("c", permit(), but(rule(deny(), actor("#me"))))),
        // class and code
        of(
            "class: this",
            treat(AskedData.PLAIN.withTypes(Coding.resourceType("Observation"))),
            DENY,
            r4("c", permit(), but(rule(deny(), clazz("Observation"))))),
        of(
            "class: another",
            treat(AskedData.PLAIN.withTypes(Coding.resourceType("Condition"))),
            PERMIT,
            r4("c", permit(), but(rule(deny(), clazz("Observation"))))),
        of(
            "code: this",
            treat(AskedData.PLAIN.withCodes(new Coding("http://loinc.org", "1-1"))),
            DENY,
            r4("c", permit(), but(rule(deny(), code("http://loinc.org", "1-1"))))),
        of(
            "code: another",
            treat(AskedData.PLAIN.withCodes(new Coding("http://loinc.org", "2-2"))),
            PERMIT,
            r4("c", permit(), but(rule(deny(), code("http://loinc.org", "1-1"))))),
        // nesting
        of(
            "a permit in a denial in a permit",
            treat(labelled(R)).by(Actor.of(PRACTITIONER)),
            PERMIT,
            r4(
                "c",
                permit(),
                but(rule(deny(), label("R"), but(rule(permit(), actor(PRACTITIONER))))))),
        of(
            "the same for others",
            treat(labelled(R)).by(Actor.of("Practitioner/x")),
            DENY,
            r4(
                "c",
                permit(),
                but(rule(deny(), label("R"), but(rule(permit(), actor(PRACTITIONER))))))),
        of(
            "siblings of both kinds",
            ask("TREAT").by(Actor.of(PRACTITIONER)),
            DENY,
            r4(
                "c",
                permit(),
                but(rule(permit(), actor(PRACTITIONER)), rule(deny(), purpose("TREAT"))))),
        of(
            "a permit elsewhere, deeper, does not help",
            ask("TREAT"),
            DENY,
            r4(
                "c",
                permit(),
                but(
                    rule(deny(), purpose("TREAT")),
                    rule(deny(), action("access"), but(rule(permit(), purpose("TREAT"))))))),
        of(
            "an exception has what its base names",
            ask("HRESCH"),
            NONE,
            r4("c", permit(), purpose("TREAT"), but(rule(deny(), action("access"))))),
        of(
            "a permit does not reach beyond its base",
            ask("HRESCH"),
            NONE,
            r4("c", permit(), purpose("TREAT"), but(rule(permit(), purpose("HRESCH"))))),
        of(
            "a denial reaches as far as its words",
            ask("HRESCH"),
            DENY,
            r4("c", permit(), purpose("TREAT"), but(rule(deny(), purpose("HRESCH"))))),
        of(
            "an exception out of its period",
            ask("TREAT"),
            PERMIT,
            r4("c", permit(), but(rule(deny(), period("2024", "2025"))))),
        of(
            "an exception in its period",
            ask("TREAT"),
            DENY,
            r4("c", permit(), but(rule(deny(), period("2023", "2025"))))),
        of(
            "an unknown purpose denied",
            ask("TREAT"),
            DENY,
            r4("c", permit(), but(rule(deny(), purposeOf(FOO, "FooBar"))))),
        of(
            "an unknown purpose permitted",
            ask("TREAT"),
            NONE,
            r4("c", permit(), purposeOf(FOO, "FooBar"))),
        of(
            "a modifier permits nothing",
            ask("TREAT"),
            DENY,
            r4("c", permit(), "\"modifierExtension\":[{\"url\":\"http://x\"}]")),
        of(
            "a modifier does not hide a denial",
            ask("TREAT"),
            DENY,
            r4("c", deny(), "\"modifierExtension\":[{\"url\":\"http://x\"}]")),
        // several consents
        of(
            "a denial in another consent",
            ask("TREAT"),
            DENY,
            r4("a", permit(), tpo()),
            r4("b", deny(), purpose("TREAT"))),
        of(
            "an explicit permit over another's limits",
            ask("TREAT").by(Actor.of("Practitioner/x")),
            PERMIT,
            r4("a", permit(), actor(PRACTITIONER)),
            r4("b", permit(), tpo())),
        of(
            "consents of different purposes",
            ask("HRESCH"),
            PERMIT,
            r4("a", permit(), tpo()),
            r4("b", permit(), purpose("HRESCH"))),
        // FHIR R5
        of("R5 permit", ask("TREAT"), PERMIT, r5("c", "permit")),
        of("R5 deny", ask("TREAT"), DENY, r5("c", "deny")),
        of(
            "R5 a provision is the opposite",
            ask("HRESCH"),
            DENY,
            r5("c", "permit", purpose("HRESCH"))),
        of(
            "R5 a provision's provision is the opposite again",
            ask("HRESCH").by(Actor.of(PRACTITIONER)),
            PERMIT,
            r5("c", "permit", purpose("HRESCH") + "," + but(rule(actor(PRACTITIONER))))),
        of("R5 opt-in for one purpose", ask("TREAT"), PERMIT, r5("c", "deny", purpose("TREAT"))),
        of("R5 opt-in for another", ask("HRESCH"), DENY, r5("c", "deny", purpose("TREAT"))),
        of(
            "R5 an expression cannot be evaluated",
            ask("TREAT"),
            DENY,
            r5(
                "c",
                "permit",
                "\"expression\":{\"language\":\"text/fhirpath\",\"expression\":\"true\"}")),
        of(
            "R5 resource type",
            treat(AskedData.PLAIN.withTypes(Coding.resourceType("Observation"))),
            DENY,
            r5(
                "c",
                "permit",
                "\"resourceType\":[{\"system\":\"http://hl7.org/fhir/fhir-types\",\"code\":\"Observation\"}]")));
  }

  private static Coding action2(String code) {
    return Coding.action(code);
  }

  PatientConsents compile(Rules rules) {
    return PatientConsents.compile(
        consents.stream().map(Sample::read).toList(), 7, new Compiler(rules));
  }
}
