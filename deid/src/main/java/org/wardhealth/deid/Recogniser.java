package org.wardhealth.deid;

/**
 * Finds one family of identifiers in tokens. Siblings are stateless, thread-safe and linear in the
 * number of tokens: from each token a bounded number of tokens is looked at.
 */
interface Recogniser {
  /** Adds what it finds to {@code found}; overlaps with others' findings are settled later. */
  void recognise(Tokens tokens, Candidates found);
}
