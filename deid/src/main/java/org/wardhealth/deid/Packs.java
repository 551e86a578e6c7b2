package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The packs of an engine, each loaded when it is first needed. Thread-safe.
 *
 * <p>Engines of one process share what they load: a pack is some tens of megabytes and never
 * changes.
 */
final class Packs {
  private static final Map<Language, Pack> LOADED = new EnumMap<>(Language.class);

  private final Optional<Pack> own;
  private final Set<Language> languages;
  private final LanguageGuess guess;

  Packs(Set<Language> languages) {
    if (languages.isEmpty()) {
      throw new IllegalArgumentException("an engine needs one language at least");
    }
    this.own = Optional.empty();
    this.languages = Set.copyOf(languages);
    this.guess = new LanguageGuess(languages, language -> of(language).lexicon());
    if (languages.size() == 1) {
      of(languages.iterator().next());
    }
  }

  /** One pack, made elsewhere. */
  Packs(Pack pack) {
    this.own = Optional.of(pack);
    this.languages = Set.of(pack.language());
    this.guess = new LanguageGuess(languages, language -> of(language).lexicon());
  }

  /** The pack of one language. */
  Pack of(Language language) {
    if (!languages.contains(language)) {
      throw new IllegalArgumentException(
          "this engine was made for " + languages + ", not for " + language);
    }
    return own.orElseGet(() -> shared(language));
  }

  private static Pack shared(Language language) {
    synchronized (LOADED) {
      return LOADED.computeIfAbsent(language, Pack::load);
    }
  }

  void load() {
    languages.stream().sorted().forEach(this::of);
  }

  /** The packs that a text is to be read with: one, or all where its language is in doubt. */
  List<Pack> choose(CharSequence text) {
    List<Pack> chosen = new ArrayList<>(languages.size());
    for (Language language : languages(text)) {
      chosen.add(of(language));
    }
    return chosen;
  }

  /** English if it is there, else the first. */
  Language primary() {
    return languages.contains(Language.ENGLISH)
        ? Language.ENGLISH
        : languages.stream().sorted().findFirst().orElseThrow();
  }

  Set<Language> languages(CharSequence text) {
    return languages.size() == 1 ? languages : guess.of(text);
  }
}
