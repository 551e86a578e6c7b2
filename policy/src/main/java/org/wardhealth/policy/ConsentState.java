package org.wardhealth.policy;

import java.util.Locale;
import java.util.Set;

/**
 * What a patient's consents say about one use, as policies see it.
 *
 * @param purpose for this purpose, actor and action
 * @param aiUse for processing by AI
 * @param externalDisclosure for disclosure to an external AI vendor
 * @param labelsWithheld sensitivity labels that the patient withholds
 * @param researchTerms GA4GH DUO codes granted
 * @param version generation of the compiled consents
 */
public record ConsentState(
    Word purpose,
    Word aiUse,
    Word externalDisclosure,
    Set<String> labelsWithheld,
    Set<String> researchTerms,
    long version) {
  /** No consent speaks. */
  public static final ConsentState NONE =
      new ConsentState(Word.NONE, Word.NONE, Word.NONE, Set.of(), Set.of(), 0);

  public ConsentState {
    labelsWithheld = Set.copyOf(labelsWithheld);
    researchTerms = Set.copyOf(researchTerms);
  }

  /** What a consent says. */
  public enum Word {
    PERMIT,
    DENY,
    NONE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
