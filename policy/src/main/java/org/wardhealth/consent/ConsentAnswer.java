package org.wardhealth.consent;

import java.util.List;
import java.util.Set;

/**
 * What a patient's consents say.
 *
 * @param decision permit or deny; none if no consent speaks of it, and then the defaults decide
 * @param deciding the provisions that decided
 * @param residual what of the data a permit leaves out, in the order of IHE PCF: a permit overrides
 *     a forbid before it
 * @param obligations what the permit asks of who gets the data: codes of v3-ActCode
 * @param aiUse what a provision that names AI processing says; none if none names it
 * @param externalDisclosure what a provision that names AI says of an AI vendor outside
 * @param labelsWithheld the sensitivities that may not be seen, with their kinds
 * @param confidentiality the highest that may be seen: 0 for U to 5 for V
 * @param researchTerms what research the deciding permits allow: GA4GH DUO
 * @param version of the consents, for the record
 */
public record ConsentAnswer(
    Ruling decision,
    List<Deciding> deciding,
    List<ResidualRule> residual,
    Set<String> obligations,
    Ruling aiUse,
    Ruling externalDisclosure,
    Set<String> labelsWithheld,
    int confidentiality,
    Set<String> researchTerms,
    long version) {
  /**
   * A provision that decided.
   *
   * @param consent the id of the consent
   * @param path where it stands in it
   */
  public record Deciding(String consent, String path) {
    @Override
    public String toString() {
      return "Consent/" + consent + " " + path;
    }
  }

  static ConsentAnswer silent(long version) {
    return new ConsentAnswer(
        Ruling.NONE,
        List.of(),
        List.of(),
        Set.of(),
        Ruling.NONE,
        Ruling.NONE,
        Set.of(),
        Words.HIGHEST,
        Set.of(),
        version);
  }
}
