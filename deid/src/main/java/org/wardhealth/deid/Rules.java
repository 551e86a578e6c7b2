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

  /** Those of a language. */
  static Rules of(Language language) {
    return switch (language) {
      case ENGLISH ->
          new Rules(
              List.of(
                  new ContactRecogniser(),
                  new LabelledNumberRecogniser(),
                  new PhoneRecogniser(),
                  new DateRecogniser(),
                  new InformalDateRecogniser(),
                  new SpokenRecogniser(),
                  new NumberProposals(),
                  new AgeRecogniser(),
                  new AddressRecogniser(),
                  new FacilityRecogniser(),
                  new PlaceRecogniser(),
                  new NameRecogniser()));
      case SPANISH -> new Rules(List.of(new ContactRecogniser()));
    };
  }

  /** Sorted, disjoint; with what is only proposed, see {@link Candidates#settleAll}. */
  List<Finding> find(Tokens tokens) {
    Candidates found = new Candidates(tokens);
    for (Recogniser recogniser : recognisers) {
      recogniser.recognise(tokens, found);
    }
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settleAll();
  }
}
