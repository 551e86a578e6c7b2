package org.wardhealth.consent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wardhealth.consent.PatientConsents.Entry;

/** Makes {@link Node}s of consents; those that say the same share one. */
final class Compiler {
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
}
