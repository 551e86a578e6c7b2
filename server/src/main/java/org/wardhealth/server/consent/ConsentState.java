package org.wardhealth.server.consent;

import java.util.Set;
import org.wardhealth.consent.Ruling;

/**
 * What a patient's consents say of one exchange, as a policy is told it.
 *
 * @param purpose about this purpose, actor and use
 * @param aiUse about processing by AI, where a consent names it
 * @param externalDisclosure about an AI vendor outside, where a consent names it
 * @param labelsWithheld the sensitivities that may not be in it
 * @param researchTerms GA4GH DUO
 * @param version of the consents
 */
public record ConsentState(
    Ruling purpose,
    Ruling aiUse,
    Ruling externalDisclosure,
    Set<String> labelsWithheld,
    Set<String> researchTerms,
    long version) {
  public ConsentState {
    labelsWithheld = Set.copyOf(labelsWithheld);
    researchTerms = Set.copyOf(researchTerms);
  }
}
