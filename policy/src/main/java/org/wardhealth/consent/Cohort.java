package org.wardhealth.consent;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.wardhealth.consent.PatientConsents.Entry;

/**
 * One question to a whole population: what rules that many consents share say of it is found once.
 * For one thread.
 */
final class Cohort {
  private final Asked asked;
  private final Set<ResearchTerm> terms;
  private final boolean silent;
  private final IdentityHashMap<Node, Found> found = new IdentityHashMap<>();

  /** What a consent that stands alone, and holds now, comes to. */
  private final IdentityHashMap<Node, Boolean> alone = new IdentityHashMap<>();

  /**
   * @param terms each to be covered by what permits; none for any
   * @param silent whether those are in it whose consents say nothing
   */
  Cohort(ConsentQuestion question, Rules rules, Set<ResearchTerm> terms, boolean silent) {
    this.asked = new Asked(question, rules);
    this.terms = terms;
    this.silent = silent;
  }

  /** Whether the data of a patient with these consents may be used as asked. */
  boolean permits(PatientConsents consents) {
    return switch (consents.size()) {
      case 0 -> silent;
      case 1 -> {
        Entry only = consents.entry(0);
        yield consents.counts(only, asked)
            ? alone.computeIfAbsent(only.base(), _ -> permits(consents.said(asked, this::found)))
            : silent;
      }
      default -> permits(consents.said(asked, this::found));
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
