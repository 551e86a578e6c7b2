package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.consent.Sample.action;
import static org.wardhealth.consent.Sample.actor;
import static org.wardhealth.consent.Sample.ai;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.period;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.rule;
import static org.wardhealth.consent.Sample.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Adding a denial anywhere, or a consent that denies, never makes a permit of a denial. */
class MoreDenialsTest {
  private static final String MARK = "\u0001";
  private static final List<String> PURPOSES = List.of("TREAT", "ETREAT", "HRESCH", "HPAYMT");
  private static final List<String> LABELS = List.of("N", "R", "V", "PSY", "ETH", "ETHUD", "HIV");
  private static final List<String> ACTORS = List.of("Practitioner/1", "Practitioner/2", "#x");

  private final Random random = new Random(20_261_129);

  @Test
  void ofTwentyThousandQuestionsNone() {
    for (int i = 0; i < 1_000; i++) {
      String template = r4("c", base());
      int places = template.split(MARK, -1).length - 1;
      int place = random.nextInt(places);
      String added = rule(elements("deny"));
      Consent before = Sample.read(fill(template, -1, added));
      Consent after = Sample.read(fill(template, place, added));
      Consent other = Sample.read(r4("d", elements("deny")));
      PatientConsents few = PatientConsents.compile(List.of(before), 1);
      PatientConsents deeper = PatientConsents.compile(List.of(after), 1);
      PatientConsents wider = PatientConsents.compile(List.of(before, other), 1);
      for (int q = 0; q < 20; q++) {
        ConsentQuestion question = question();
        if (few.ruling(question) == Ruling.DENY) {
          assertThat(deeper.ruling(question)).as(template + added).isEqualTo(Ruling.DENY);
          assertThat(wider.ruling(question)).as(template + added).isEqualTo(Ruling.DENY);
        }
      }
    }
  }

  /** The list of exceptions at each place either is empty, and then left out, or has one more. */
  private static String fill(String template, int place, String added) {
    StringBuilder filled = new StringBuilder();
    String[] parts = template.split(MARK, -1);
    for (int i = 0; i < parts.length; i++) {
      filled.append(parts[i]);
      if (i < parts.length - 1 && i == place) {
        filled.append(',').append(added);
      }
    }
    return filled.toString();
  }

  private String base() {
    return tree(random.nextBoolean() ? "permit" : "deny", 0);
  }

  private String tree(String type, int depth) {
    List<String> inner = new ArrayList<>();
    inner.add(rule(elements("permit")));
    if (depth < 3) {
      for (int i = random.nextInt(3); i > 0; i--) {
        inner.add("{" + tree(random.nextBoolean() ? "permit" : "deny", depth + 1) + "}");
      }
    }
    String last = inner.removeLast();
    inner.add(last + MARK);
    return String.join(",", elements(type)) + "," + but(inner.toArray(String[]::new));
  }

  private String[] elements(String type) {
    List<String> elements = new ArrayList<>(List.of(type(type)));
    if (random.nextInt(3) == 0) {
      elements.add(purpose(one(PURPOSES)));
    }
    if (random.nextInt(4) == 0) {
      elements.add(
          random.nextBoolean() ? action(one(List.of("access", "use"))) : ai("ai-processing"));
    }
    if (random.nextInt(4) == 0) {
      elements.add(actor(one(ACTORS)));
    }
    if (random.nextInt(3) == 0) {
      elements.add(label(one(LABELS)));
    }
    if (random.nextInt(8) == 0) {
      elements.add(random.nextBoolean() ? period("2020", "2021") : period("2023", "2024"));
    }
    return elements.toArray(String[]::new);
  }

  private ConsentQuestion question() {
    ConsentQuestion question =
        ConsentQuestion.of(one(PURPOSES), one(List.of("access", "use")), Case.NOW)
            .by(Actor.of(one(ACTORS)));
    return random.nextInt(4) == 0
        ? question
        : question.about(
            AskedData.labelled(
                Coding.confidentiality(one(List.of("N", "R"))),
                Coding.sensitivity(one(List.of("PSY", "ETHUD", "HIV")))));
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
