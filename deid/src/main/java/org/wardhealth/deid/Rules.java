package org.wardhealth.deid;

import java.util.List;

/**
 * The rules and dictionaries of one language, and the propagation of the names that they find: what
 * is known of a text before a tagger looks at it. Immutable, thread-safe.
 */
final class Rules {
  private final List<Recogniser> recognisers;

  Rules(List<Recogniser> recognisers) {
    this.recognisers = List.copyOf(recognisers);
  }

  /** Sorted, disjoint. */
  List<Finding> find(Tokens tokens) {
    Candidates found = new Candidates(tokens);
    for (Recogniser recogniser : recognisers) {
      recogniser.recognise(tokens, found);
    }
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settle();
  }
}
