package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;

/**
 * What one language brings: its words, from the folder of resources named by its {@linkplain
 * Language#code() code}, and the recognisers that read them. Immutable, thread-safe.
 *
 * <p>A new language is a constant of {@link Language}, a folder, and its row of {@link #grammar}:
 * whether a street or a facility is named before or after the word for its kind, and the numbers
 * with check characters of its countries.
 */
record Pack(Language language, Lexicon lexicon, List<Recogniser> recognisers) {
  Pack {
    recognisers = List.copyOf(recognisers);
  }

  /** Loads the words of a language: some tens of milliseconds, about 10 MB. */
  static Pack load(Language language) {
    return new Pack(language, Lexicon.load(language.code()), recognisers(language));
  }

  /** What the languages share stands once; {@link #grammar} has the rest. */
  private static List<Recogniser> recognisers(Language language) {
    List<Recogniser> all =
        new ArrayList<>(
            List.of(
                new ContactRecogniser(),
                new LabelledNumberRecogniser(),
                new PhoneRecogniser(
                    PhoneShape.read(Lexicon.read(language.code() + "/phones.txt"))),
                new DateRecogniser(),
                new AgeRecogniser(),
                new PlaceRecogniser(),
                new NameRecogniser()));
    all.addAll(grammar(language));
    return all;
  }

  private static List<Recogniser> grammar(Language language) {
    return switch (language) {
      case ENGLISH ->
          List.of(
              new AddressRecogniser(),
              new FacilityRecogniser(),
              new CheckedNumberRecogniser(List.of(CheckedNumber.IBAN)));
      case SPANISH ->
          List.of(
              new StreetFirstAddressRecogniser(),
              new HeadFirstFacilityRecogniser(),
              new CheckedNumberRecogniser(List.of(CheckedNumber.values())));
    };
  }
}
