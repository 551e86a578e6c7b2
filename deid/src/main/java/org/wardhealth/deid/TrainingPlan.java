package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a tagger is trained from and how: the file that makes a training repeatable. One statement a
 * line, {@code #} begins a comment:
 *
 * <pre>
 * language es                      which pack
 * seed 7                           of everything drawn at random
 * set rate 0.2                     one of rate l1 l2 epochs averaged least dense dropped
 *                                  cut bias lost noise paired
 * labels meddocan                  what the labels of a corpus mean; others are names of IdentifierType
 *   CITY = LOCATION                one type, or several when the label does not tell them apart
 *   NOTE =                         a label that is not learnt
 *   unmarked AGE OCCUPATION        types that the texts have and do not mark
 * corpus notes/es                  a folder or file, see {@link MarkedText}; then, in any order:
 *   ... labels meddocan            the labels above
 *   ... weight 0.5                 how much each text counts
 *   ... hold 5                     every fifth text of each file is held back and scored
 *   ... hold even                  the texts whose id has an odd CRC-32 are held back and scored
 *   ... copies 2                   with other names, places and numbers, so many times
 *   ... column section_text        of a .csv file: texts in which no person marked anything; those
 *                                  in which the rules of the language find nothing are learnt from
 * test meddocan_dev.jsonl          scored, never learnt
 * </pre>
 */
record TrainingPlan(
    Language language, long seed, Map<String, Double> settings, List<Corpus> corpora) {
  /**
   * One file or folder.
   *
   * @param hold every how many texts one is held back, 0 for none, {@link #BY_ID} by the id
   * @param column of a table whose texts are taken as holding no identifier where the rules find
   *     none
   * @param test all of it is held back
   */
  record Corpus(
      String path,
      Labels labels,
      float weight,
      int hold,
      int copies,
      Optional<String> column,
      boolean test) {}

  /** What labels mean. */
  record Labels(Map<String, Set<IdentifierType>> types, Set<IdentifierType> unmarked) {
    /**
     * The types that a label can mean; empty when it is not learnt.
     *
     * @throws IllegalArgumentException when it is neither declared nor a type
     */
    Set<IdentifierType> of(String label) {
      Set<IdentifierType> declared = types.get(label);
      if (declared != null) {
        return declared;
      }
      return type(label)
          .map(Set::of)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the label " + label + " is no type: say what it means under labels"));
    }
  }

  static final int BY_ID = -1;

  private static final Map<String, Double> DEFAULTS =
      Map.ofEntries(
          Map.entry("rate", 0.2),
          Map.entry("l1", 0.05),
          Map.entry("l2", 0.0),
          Map.entry("epochs", 8.0),
          Map.entry("averaged", 3.0),
          Map.entry("least", 2.0),
          Map.entry("dense", 10.0),
          Map.entry("dropped", 0.2),
          Map.entry("cut", 0.05),
          Map.entry("bias", 0.0),
          Map.entry("noise", 0.0),
          Map.entry("lost", 0.0004),
          Map.entry("paired", 0.0));

  private static final Labels PLAIN = new Labels(Map.of(), Set.of());

  double setting(String name) {
    return settings.getOrDefault(name, DEFAULTS.getOrDefault(name, 0.0));
  }

  /**
   * @param name what the file is called in errors
   * @throws IllegalArgumentException with all mistakes
   */
  static TrainingPlan parse(String content, String name) {
    return new Reader(name).read(content);
  }

  private static Optional<IdentifierType> type(String name) {
    return Arrays.stream(IdentifierType.values()).filter(t -> t.name().equals(name)).findFirst();
  }

  private static final class Reader {
    private final String name;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Labels> labels = new HashMap<>();
    private final Map<String, Double> settings = new LinkedHashMap<>();
    private final List<Corpus> corpora = new ArrayList<>();
    private Optional<Language> language = Optional.empty();
    private long seed = 1;
    private Optional<Labels> open = Optional.empty();

    Reader(String name) {
      this.name = name;
    }

    TrainingPlan read(String content) {
      int number = 0;
      for (String raw : content.split("\n")) {
        number++;
        String line = raw.replaceAll("#.*", "").strip();
        if (!line.isEmpty()) {
          try {
            statement(line.split("\\s+"));
          } catch (IllegalArgumentException e) {
            problems.add("line " + number + ": " + e.getMessage());
          }
        }
      }
      if (corpora.stream().allMatch(Corpus::test)) {
        problems.add("no corpus: name one to learn from");
      }
      if (language.isEmpty()) {
        problems.add("no language: write language en");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(name + ": " + String.join("; ", problems));
      }
      return new TrainingPlan(
          language.orElseThrow(), seed, Map.copyOf(settings), List.copyOf(corpora));
    }

    private void statement(String[] words) {
      if (words.length >= 2 && words[1].equals("=")) {
        labels().types().put(words[0], types(words, 2));
        return;
      }
      switch (words[0]) {
        case "language" -> {
          language = Language.of(word(words, 1));
          if (language.isEmpty()) {
            throw new IllegalArgumentException("there is no pack for " + words[1]);
          }
        }
        case "seed" -> seed = (long) number(word(words, 1));
        case "set" -> {
          if (!DEFAULTS.containsKey(word(words, 1))) {
            throw new IllegalArgumentException(
                "unknown setting " + words[1] + ", known are " + DEFAULTS.keySet());
          }
          settings.put(words[1], number(word(words, 2)));
        }
        case "labels" -> {
          open = Optional.of(new Labels(new HashMap<>(), EnumSet.noneOf(IdentifierType.class)));
          labels.put(word(words, 1), open.get());
        }
        case "unmarked" -> labels().unmarked().addAll(types(words, 1));
        case "corpus", "test" -> corpus(words);
        default -> throw new IllegalArgumentException("unknown statement " + words[0]);
      }
    }

    private Labels labels() {
      return open.orElseThrow(
          () -> new IllegalArgumentException("this belongs under a line labels NAME"));
    }

    private void corpus(String[] words) {
      Labels meant = PLAIN;
      float weight = 1;
      int hold = 0;
      int copies = 0;
      Optional<String> column = Optional.empty();
      for (int i = 2; i < words.length; i += 2) {
        String value = word(words, i + 1);
        switch (words[i]) {
          case "labels" -> {
            if (!labels.containsKey(value)) {
              throw new IllegalArgumentException("labels " + value + " are not declared above");
            }
            meant = labels.getOrDefault(value, PLAIN);
          }
          case "weight" -> weight = (float) number(value);
          case "hold" -> hold = value.equals("even") ? BY_ID : (int) number(value);
          case "column" -> column = Optional.of(value);
          case "copies" -> copies = (int) number(value);
          default -> throw new IllegalArgumentException("unknown option " + words[i]);
        }
      }
      boolean test = words[0].equals("test");
      if (weight <= 0 || hold < BY_ID || hold == 1 || copies < 0) {
        throw new IllegalArgumentException(
            "a weight is positive, hold is 2 or more or even, copies are 0 or more");
      }
      corpora.add(new Corpus(word(words, 1), meant, weight, hold, copies, column, test));
    }

    private static Set<IdentifierType> types(String[] words, int from) {
      Set<IdentifierType> out = EnumSet.noneOf(IdentifierType.class);
      for (int i = from; i < words.length; i++) {
        String word = words[i];
        out.add(
            type(word.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException("there is no type " + word)));
      }
      return out;
    }

    private static String word(String[] words, int i) {
      if (i >= words.length) {
        throw new IllegalArgumentException("something is missing behind " + words[i - 1]);
      }
      return words[i];
    }

    private static double number(String word) {
      try {
        return Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("a number is needed, not " + word, e);
      }
    }
  }
}
