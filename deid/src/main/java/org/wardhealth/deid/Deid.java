package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds what identifies a person in clinical notes and chat in English and Spanish. The one door of
 * this library:
 *
 * <pre>{@code
 * Deid deid = Deid.multilingual();                          // once; immutable, thread-safe
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
 * KnownIdentity} is found in the spellings documented there. Text with escapes of JSON, URLs, HTML,
 * RTF or quoted-printable, with tags of HTML, full-width, drawn or invisible characters is searched
 * as it is written and as it is read.
 *
 * <p><b>Not guaranteed.</b> That every identifier is found: without a known identity, names outside
 * the dictionaries and without a cue beside them, descriptions ("the mayor's wife"), and
 * identifiers in languages without a pack are missed; see docs/deid.md for measured rates. Bare
 * years are left, as Safe Harbor allows. Findings alone are no legal determination.
 */
public final class Deid {
  private final Packs packs;
  private final Optional<Encoder> encoder;

  private Deid(Packs packs, Optional<Encoder> encoder) {
    this.packs = packs;
    this.encoder = encoder;
  }

  /** An engine of one pack. */
  Deid(Pack pack) {
    this(new Packs(pack), Optional.empty());
  }

  /** The engine for English: some tens of milliseconds to load and about 10 MB; keep one. */
  public static Deid english() {
    return of(Set.of(Language.ENGLISH));
  }

  /** The engine for Spanish, of Spain and Latin America; costs as {@link #english()}. */
  public static Deid spanish() {
    return of(Set.of(Language.SPANISH));
  }

  /**
   * The engine for every language, which tells the language of each text. A pack is loaded when the
   * first text needs it.
   */
  public static Deid multilingual() {
    return of(Set.of(Language.values()));
  }

  /**
   * The engine for some languages. With one, every text is read as that language and the pack is
   * loaded at once; with several, each text is read in its own, and in all of them where that is in
   * doubt (a short or a mixed text), so that doubt costs time and never recall.
   *
   * @throws IllegalArgumentException when {@code languages} is empty
   */
  public static Deid of(Set<Language> languages) {
    return new Deid(new Packs(languages), Optional.empty());
  }

  /**
   * This engine, with one more layer that is asked about texts in its language. Whoever made the
   * encoder closes it, once no text is read any more.
   */
  public Deid with(Encoder more) {
    return new Deid(packs, Optional.of(more));
  }

  /**
   * Loads what this engine's languages need, if it is not there yet; who does not call it waits
   * with the first text in each language instead (docs/deid.md says how long). May run beside other
   * calls.
   */
  public void load() {
    packs.load();
  }

  /** A text cut as the recognisers of its language see it. */
  Tokens tokens(CharSequence text) {
    return Tokens.of(text.toString(), packs.choose(text).getFirst().lexicon());
  }

  /** The language that names are drawn in where nothing else is said: English if it has it. */
  Language primary() {
    return packs.primary();
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
    return asWrittenAndAsRead(text.toString(), whole -> find(packs.choose(whole), whole, known));
  }

  /**
   * As {@link #find(CharSequence, CompiledIdentity)} for a text whose language the caller knows.
   *
   * @throws IllegalArgumentException when this engine was made without {@code language}
   */
  public List<Finding> find(CharSequence text, CompiledIdentity known, Language language) {
    Objects.requireNonNull(known, "known");
    List<Pack> said = List.of(packs.of(language));
    return asWrittenAndAsRead(text.toString(), whole -> find(said, whole, known));
  }

  /** A text with escapes is searched as it stands and as it is read: either finds. */
  private static List<Finding> asWrittenAndAsRead(
      String text, Function<String, List<Finding>> search) {
    List<Finding> written = search.apply(text);
    Optional<Decoded> decoded = Decoded.of(text);
    if (decoded.isEmpty()) {
      return written;
    }
    List<Finding> union = new ArrayList<>(written);
    search.apply(decoded.get().text()).forEach(f -> union.add(decoded.get().inSource(f)));
    return Candidates.settle(union);
  }

  private List<Finding> find(List<Pack> chosen, String text, CompiledIdentity known) {
    if (chosen.size() == 1) {
      return find(chosen.getFirst(), text, known);
    }
    List<Finding> union = new ArrayList<>();
    for (Pack pack : chosen) {
      union.addAll(find(pack, text, known));
    }
    return Candidates.settle(union);
  }

  private List<Finding> find(Pack pack, String text, CompiledIdentity known) {
    return pack.find(text, known, encoder.filter(e -> e.language() == pack.language()));
  }

  /** The languages that a text would be read in. */
  public Set<Language> languages(CharSequence text) {
    return packs.languages(text);
  }
}
