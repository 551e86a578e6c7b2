package org.wardhealth.consent;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * One question to a whole population, put to it page by page: everyone whose data may be used as
 * asked. What rules that many consents share say of it is found once. For one thread.
 */
public final class Cohort {
  private final Asked asked;
  private final Set<ResearchTerm> terms;
  private final boolean silent;
  private final IdentityHashMap<Node, Found> found = new IdentityHashMap<>();

  /** What a consent that stands alone, and holds now, comes to. */
  private final IdentityHashMap<Node, Boolean> alone = new IdentityHashMap<>();

  /**
   * A question.
   *
   * @param terms of GA4GH DUO that the research fulfils or asks for, each to be covered by the
   *     consent; empty for none
   * @param defaults what holds for those whose consents are silent
   */
  public Cohort(ConsentQuestion question, Set<ResearchTerm> terms, ConsentDefaults defaults) {
    this.asked = new Asked(question, Rules.ALL);
    this.terms = Set.copyOf(terms);
    this.silent = terms.isEmpty() && defaults.of(question.purpose().code()) == Ruling.PERMIT;
  }

  /** Hands out those of a page who are in it. */
  public void members(ConsentPage page, LongConsumer member) {
    for (int i = 0; i < page.size(); i++) {
      if (permits(page, i)) {
        member.accept(page.patient(i));
      }
    }
  }

  private boolean permits(ConsentPage page, int patient) {
    int first = page.first(patient);
    return switch (page.end(patient) - first) {
      case 0 -> silent;
      case 1 ->
          page.holds(first, asked.time)
              ? alone.computeIfAbsent(
                  page.base(first), _ -> permits(page.consents(patient).said(asked, this::found)))
              : silent;
      default -> permits(page.consents(patient).said(asked, this::found));
    };
  }

  private Found found(Node base) {
    return found.computeIfAbsent(base, node -> Found.in(node, asked));
  }

  private boolean permits(PatientConsents.Said said) {
    return switch (said.ruling()) {
      case DENY -> false;
      case NONE -> silent;
      case PERMIT -> terms.isEmpty() || covered(said);
    };
  }

  private boolean covered(PatientConsents.Said said) {
    Set<String> granted = new HashSet<>();
    said.permits(node -> granted.addAll(node.terms));
    return terms.stream().allMatch(term -> term.coveredBy(granted));
  }
}
