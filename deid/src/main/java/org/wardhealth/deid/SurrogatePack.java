package org.wardhealth.deid;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What realistic surrogates of one language are drawn from: the folder {@code surrogates} of its
 * pack. Immutable, thread-safe, about 1 MB.
 */
final class SurrogatePack {
  /** Initials that surrogates have: letters with enough names in the lists of every language. */
  static final String INITIALS = "ABCDEFGJLMNPRSV";

  /** Names further down the lists tell the sex of an original, but are not drawn. */
  private static final int DRAWN = 1000;

  /** Kinds of given names. */
  enum Sex {
    FEMALE,
    MALE
  }

  /** Entries of words.txt. */
  enum Words {
    STREET,
    FACILITY,
    ORGANISATION,
    OCCUPATION,
    STATE,
    STATE_CODE,
    COUNTRY,
    STREET_KIND,
    FACILITY_KIND,
    ORGANISATION_KIND,
    NAME_KEPT,
    TITLE_OF_FAMILY,
    TITLE_OF_GIVEN
  }

  private final Map<Sex, Map<String, Integer>> given = new EnumMap<>(Sex.class);
  private final Map<Sex, Map<Character, List<String>>> givenDrawn = new EnumMap<>(Sex.class);
  private final Map<String, Integer> family;
  private final Map<Character, List<String>> familyDrawn;
  private final List<String> cities;
  private final Map<Words, List<String>> words = new EnumMap<>(Words.class);
  private final Map<Words, Set<String>> folded = new EnumMap<>(Words.class);

  private SurrogatePack(String folder) {
    for (Sex sex : Sex.values()) {
      List<String> names =
          lines(folder + "/" + sex.name().toLowerCase(java.util.Locale.ROOT) + ".txt");
      given.put(sex, ranks(names));
      givenDrawn.put(sex, byInitial(names));
    }
    List<String> families = lines(folder + "/family.txt");
    family = ranks(families);
    familyDrawn = byInitial(families);
    cities = lines(folder + "/cities.txt");
    for (String line : lines(folder + "/words.txt")) {
      int colon = line.indexOf(':');
      if (line.startsWith("#") || colon < 0) {
        continue;
      }
      Words kind = Words.valueOf(line.substring(0, colon).toUpperCase(java.util.Locale.ROOT));
      List<String> entries = new ArrayList<>();
      for (String entry : line.substring(colon + 1).split(",")) {
        if (!entry.isBlank()) {
          entries.add(entry.strip());
        }
      }
      words.put(kind, List.copyOf(entries));
      folded.put(kind, foldedSet(entries));
    }
  }

  /** The pack of {@code language}, loaded on first use. */
  static SurrogatePack of(Language language) {
    return switch (language) {
      case ENGLISH -> English.PACK;
      case SPANISH -> Spanish.PACK;
    };
  }

  private static final class English {
    static final SurrogatePack PACK = new SurrogatePack("en/surrogates");
  }

  private static final class Spanish {
    static final SurrogatePack PACK = new SurrogatePack("es/surrogates");
  }

  /** Whether a folded word is a given name of that sex. */
  boolean given(Sex sex, String word) {
    return given.getOrDefault(sex, Map.of()).containsKey(word);
  }

  boolean given(String word) {
    return given(Sex.FEMALE, word) || given(Sex.MALE, word);
  }

  boolean family(String word) {
    return family.containsKey(word);
  }

  /** Whether a folded word is a given name, and rather that than a family name. */
  boolean ratherGiven(String word) {
    int rank = Integer.MAX_VALUE;
    for (Map<String, Integer> names : given.values()) {
      rank = Math.min(rank, names.getOrDefault(word, Integer.MAX_VALUE));
    }
    return rank < family.getOrDefault(word, Integer.MAX_VALUE);
  }

  /** The given names that are drawn, with that initial. */
  List<String> givenNames(Sex sex, char initial) {
    return givenDrawn.getOrDefault(sex, Map.of()).getOrDefault(initial, List.of());
  }

  List<String> familyNames(char initial) {
    return familyDrawn.getOrDefault(initial, List.of());
  }

  List<String> cities() {
    return cities;
  }

  List<String> words(Words kind) {
    return words.getOrDefault(kind, List.of());
  }

  /** Whether a folded entry is of that kind. */
  boolean is(Words kind, String word) {
    return folded.getOrDefault(kind, Set.of()).contains(word);
  }

  private static Map<Character, List<String>> byInitial(List<String> names) {
    Map<Character, List<String>> byInitial = new HashMap<>();
    List<String> drawn =
        names.stream().filter(n -> Character.isUpperCase(n.charAt(0))).limit(DRAWN).toList();
    for (String name : drawn) {
      char initial = Character.toUpperCase(Folding.fold(name.charAt(0)));
      byInitial.computeIfAbsent(initial, unused -> new ArrayList<>()).add(name);
    }
    return byInitial;
  }

  private static Map<String, Integer> ranks(List<String> names) {
    Map<String, Integer> ranks = new HashMap<>();
    names.forEach(name -> ranks.putIfAbsent(Folding.fold(name), ranks.size()));
    return ranks;
  }

  private static Set<String> foldedSet(List<String> entries) {
    Set<String> set = new HashSet<>();
    entries.forEach(entry -> set.add(Folding.fold(entry)));
    return set;
  }

  static List<String> lines(String resource) {
    try (InputStream in = SurrogatePack.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("this library lacks its resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
