package org.wardhealth.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wardhealth.consent.Sample.but;
import static org.wardhealth.consent.Sample.label;
import static org.wardhealth.consent.Sample.period;
import static org.wardhealth.consent.Sample.purpose;
import static org.wardhealth.consent.Sample.r4;
import static org.wardhealth.consent.Sample.rule;
import static org.wardhealth.consent.Sample.type;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A cohort has exactly those whom the same question, put to each alone, permits. */
class CohortTest {
  private static final List<String> PURPOSES = List.of("TREAT", "HRESCH", "HPAYMT");
  private static final List<String> TERMS = List.of("DUO:0000006", "DUO:0000042", "DUO:0000045");

  private final Random random = new Random(20_261_129);

  @Test
  void isWhatEachPatientSaysAlone() {
    ConsentIndex index = new ConsentIndex();
    List<List<Consent>> population = new ArrayList<>();
    List<ConsentPage> pages = new ArrayList<>();
    SortedMap<Long, List<Consent>> page = new TreeMap<>();
    for (long patient = 0; patient < 4_000; patient++) {
      population.add(consents());
      page.put(patient, population.getLast());
      if (page.size() == 100) {
        pages.add(index.page(page));
        page.clear();
      }
    }
    assertThat(pages.stream().mapToInt(ConsentPage::size).sum()).isEqualTo(4_000);
    int distinct = index.distinct();
    index.keep(pages);
    assertThat(index.distinct()).isEqualTo(distinct);
    int members = 0;
    for (ConsentDefaults defaults :
        List.of(
            ConsentDefaults.BUILT_IN,
            ConsentDefaults.BUILT_IN.with(Map.of("HRESCH", Ruling.PERMIT)))) {
      for (String purpose : PURPOSES) {
        for (Set<ResearchTerm> terms :
            List.of(
                Set.<ResearchTerm>of(),
                Set.of(ResearchTerm.HMB),
                Set.of(ResearchTerm.GRU, ResearchTerm.NPU))) {
          ConsentQuestion question = ConsentQuestion.of(purpose, "use", Case.NOW);
          Set<Long> found = new HashSet<>();
          Cohort cohort = new Cohort(question, terms, defaults);
          pages.forEach(each -> cohort.members(each, found::add));
          Set<Long> expected = new HashSet<>();
          for (int patient = 0; patient < population.size(); patient++) {
            if (permits(population.get(patient), question, terms, defaults)) {
              expected.add((long) patient);
            }
          }
          assertThat(found).as(purpose + terms).isEqualTo(expected);
          members += found.size();
        }
      }
    }
    assertThat(members).isGreaterThan(4_000);
  }

  @Test
  void whatNobodySaysAnyMoreIsForgotten() {
    ConsentIndex index = new ConsentIndex();
    ConsentPage before = index.page(new TreeMap<>(Map.of(1L, List.of(about("TREAT")))));
    ConsentPage after =
        index.page(
            new TreeMap<>(Map.of(1L, List.of(about("HRESCH"), about("HPAYMT")), 2L, List.of())));
    assertThat(index.distinct()).isEqualTo(3);
    assertThat(after.bytes()).isGreaterThan(before.bytes());
    long bytes = index.bytes();
    index.keep(List.of(after));
    assertThat(index.distinct()).isEqualTo(2);
    assertThat(index.bytes()).isBetween(1L, bytes - 1);
    index.keep(List.of());
    assertThat(index.bytes()).isZero();
  }

  private static Consent about(String purpose) {
    return Sample.read(r4("c", type("permit"), purpose(purpose)));
  }

  private static boolean permits(
      List<Consent> consents,
      ConsentQuestion question,
      Set<ResearchTerm> terms,
      ConsentDefaults defaults) {
    ConsentAnswer answer = PatientConsents.compile(consents, 1).evaluate(question);
    return switch (answer.decision()) {
      case DENY -> false;
      case NONE -> terms.isEmpty() && defaults.of(question.purpose().code()) == Ruling.PERMIT;
      case PERMIT -> terms.stream().allMatch(term -> term.coveredBy(answer.researchTerms()));
    };
  }

  private List<Consent> consents() {
    List<Consent> consents = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<String> elements = new ArrayList<>();
      elements.add(type(random.nextInt(3) == 0 ? "deny" : "permit"));
      switch (random.nextInt(4)) {
        case 0 -> {}
        case 1 ->
            elements.add(
                "\"purpose\":[{\"system\":\""
                    + Coding.DUO
                    + "\",\"code\":\""
                    + one(TERMS)
                    + "\"}]");
        default -> elements.add(purpose(one(PURPOSES)));
      }
      if (random.nextInt(3) == 0) {
        elements.add(random.nextBoolean() ? period("2020", "2021") : period("2020", "2040"));
      }
      if (random.nextInt(3) == 0) {
        elements.add(but(rule(type(random.nextBoolean() ? "deny" : "permit"), label("PSY"))));
      } else if (random.nextInt(3) == 0) {
        elements.add(but(rule(type("deny"), purpose(one(PURPOSES)))));
      }
      consents.add(Sample.read(r4("c" + i, elements.toArray(String[]::new))));
    }
    return consents;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
