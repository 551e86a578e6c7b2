package org.wardhealth.deid;

import java.util.List;
import java.util.Objects;

/**
 * Finds what identifies a person in English clinical notes and chat. The one door of this library:
 *
 * <pre>{@code
 * Deid deid = Deid.english();                               // once; immutable, thread-safe
 * List<Finding> found = deid.find(text, patient.compile()); // or deid.find(text)
 *
 * Surrogates surrogates = new Surrogates();                 // one per exchange, one thread
 * surrogates.reserve(text);                                 // every text of the exchange, first
 * String safe = surrogates.replace(text, found);
 * Restorer restorer = surrogates.restorer(Restorer.Mode.PLAIN);
 * String shown = restorer.accept(chunk) + restorer.finish();
 * }</pre>
 *
 * <p><b>Guarantees.</b> Findings are sorted, disjoint and never cut a surrogate pair. Time and
 * memory are linear in the length of the text for every input. Any string is accepted: lone
 * surrogates, NUL, right-to-left text. The same text gives the same findings. An internal error is
 * thrown; there is no result that is quietly incomplete. What the caller passes as {@link
 * KnownIdentity} is found in the spellings documented there.
 *
 * <p><b>Not guaranteed.</b> That every identifier is found: without a known identity, names outside
 * the dictionaries and without a cue beside them, descriptions ("the mayor's wife"), and
 * identifiers in other languages are missed; see docs/deid.md for measured rates. Bare years, month
 * names without day or year, states and countries are left, as Safe Harbor allows for the first and
 * the last two. Findings alone are no legal determination.
 */
public final class Deid {
  private final Lexicon lexicon;
  private final List<Recogniser> recognisers;

  Deid(Lexicon lexicon, List<Recogniser> recognisers) {
    this.lexicon = lexicon;
    this.recognisers = List.copyOf(recognisers);
  }

  /**
   * The engine for English. Loads its dictionaries: some tens of milliseconds and about 10 MB; keep
   * one.
   */
  public static Deid english() {
    return new Deid(
        Lexicon.load("en"),
        List.of(
            new ContactRecogniser(),
            new LabelledNumberRecogniser(),
            new PhoneRecogniser(PhoneShape.read(Lexicon.read("en/phones.txt"))),
            new DateRecogniser(),
            new AgeRecogniser(),
            new AddressRecogniser(),
            new FacilityRecogniser(),
            new PlaceRecogniser(),
            new NameRecogniser()));
  }

  /** As {@link #find(CharSequence, CompiledIdentity)} when nothing is known of the patient. */
  public List<Finding> find(CharSequence text) {
    return find(text, CompiledIdentity.NONE);
  }

  /**
   * Finds identifiers.
   *
   * @param text any text; offsets of the findings count its UTF-16 units
   * @param known what is known of the patient, compiled; {@link CompiledIdentity#NONE} when nothing
   *     is
   * @return sorted, disjoint
   */
  public List<Finding> find(CharSequence text, CompiledIdentity known) {
    Objects.requireNonNull(known, "known");
    Tokens tokens = Tokens.of(text.toString(), lexicon);
    Candidates found = new Candidates(tokens);
    known.recognise(tokens, found);
    for (Recogniser recogniser : recognisers) {
      recogniser.recognise(tokens, found);
    }
    new NamePropagation(found.settle()).recognise(tokens, found);
    return found.settle();
  }
}
