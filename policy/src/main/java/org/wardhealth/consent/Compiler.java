package org.wardhealth.consent;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.wardhealth.consent.PatientConsents.Entry;

/** Makes {@link Node}s of consents; those that say the same share one. */
final class Compiler {
  /** Of a provision and its node, with the lists and codes in them: measured, not counted. */
  private static final int NODE_BYTES = 800;

  private final Rules rules;
  private final Map<Provision, Node> shared = new ConcurrentHashMap<>();

  Compiler(Rules rules) {
    this.rules = rules;
  }

  Rules rules() {
    return rules;
  }

  /** Whether the consent can decide anything, ever. */
  boolean counts(Consent consent) {
    return (consent.active() || !rules.on(Rule.ACTIVE))
        && (consent.about() != Consent.About.SOMETHING_ELSE || !rules.on(Rule.ABOUT_DATA));
  }

  Entry entry(Consent consent) {
    Provision base = consent.base();
    if (consent.about() == Consent.About.UNKNOWN) {
      base = base.uncertain();
    }
    return new Entry(
        consent.id(),
        consent.period().from(),
        consent.period().until(),
        shared.computeIfAbsent(base, rule -> Node.of(rule, rules)));
  }

  int distinct() {
    return shared.size();
  }

  /** About how many bytes the rules take. */
  long bytes() {
    return (long) NODE_BYTES * shared.size();
  }

  void keep(Set<Node> said) {
    shared.values().retainAll(said);
  }
}
