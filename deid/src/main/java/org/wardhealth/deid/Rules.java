package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules and dictionaries of one language, and the propagation of the names that they find: what
 * is known of a text before a tagger looks at it. Immutable, thread-safe.
 */
final class Rules {
  /**
   * The numbers known by a check character or their shape that English texts are searched for.
   * Those of digits and one letter or dash are not: drugs, columns and times of day look like them.
   */
  private static final List<CheckedNumber> CHECKED =
      List.of(CheckedNumber.IBAN, CheckedNumber.NIE, CheckedNumber.CURP, CheckedNumber.MBI);

  private final List<Recogniser> recognisers;

  Rules(List<Recogniser> recognisers) {
    this.recognisers = List.copyOf(recognisers);
  }

  /**
   * Those of a language: what all share, and what its {@linkplain #grammar grammar} and countries
   * ask for.
   */
  static Rules of(Language language) {
    byte[] phones = Lexicon.read(language.code() + "/phones.txt");
    List<Recogniser> all =
        new ArrayList<>(
            List.of(
                new ContactRecogniser(),
                new LabelledNumberRecogniser(),
                new PhoneRecogniser(PhoneShape.read(phones)),
                new DateRecogniser(),
                new PartOfYearRecogniser(),
                new AgeRecogniser(),
                new PlaceRecogniser(),
                new NameRecogniser()));
    all.addAll(grammar(language));
    return new Rules(all);
  }

  /**
   * Whether a street and a facility are named before or after the word for their kind, what is said
   * in words, and the numbers with a check character.
   */
  private static List<Recogniser> grammar(Language language) {
    return switch (language) {
      case ENGLISH ->
          List.of(
              new AddressRecogniser(),
              new PostcodeRecogniser(),
              new FacilityRecogniser(),
              new InformalDateRecogniser(),
              new SpokenRecogniser(),
              new NumberProposals(),
              new DateColumns(),
              new PlateRecogniser(),
              new CheckedNumberRecogniser(CHECKED));
      case SPANISH ->
          List.of(
              new StreetFirstAddressRecogniser(),
              new HeadFirstFacilityRecogniser(),
              new CheckedNumberRecogniser(List.of(CheckedNumber.values())));
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
