package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What could still identify in documents that were transformed: what is left that looks like an
 * identifier, and how many subjects stand alone by the traits that are kept. A measurement, not a
 * legal determination. Holds places, no text, so it may be stored and sent; whoever has the
 * documents can look the places up.
 *
 * <p><b>What it sees.</b> Words with a capital that are names in the dictionaries; numbers of six
 * digits and more; what {@link Deid} finds when it searches again; ages, sexes, years, states and
 * three-digit postal codes in the text, and the traits that the caller hands in from records.
 * Realistic surrogates and shifted dates are known by their places and not counted.
 *
 * <p><b>What it does not see.</b> Identifiers that look like nothing in particular; stories ("the
 * mayor's wife"); what an attacker knows besides. A k of 1 by traits says that a subject is alone
 * in this data set, not in the population.
 *
 * @param documents how many were looked at
 * @param subjects whom they are about
 * @param leftovers places by kind
 * @param withLeftover documents that hold one or more
 * @param traits how many subjects stand alone or with few, by set of traits
 */
public record ResidualRisk(
    int documents,
    int subjects,
    List<Leftover> leftovers,
    Proportion withLeftover,
    List<Uniqueness> traits) {
  /** Copies the lists. */
  public ResidualRisk {
    leftovers = List.copyOf(leftovers);
    traits = List.copyOf(traits);
  }

  /** Why a place is suspicious. */
  public enum Kind {
    /** A capitalised word that is a name, and no common word. */
    NAME_LIKE,
    /** Six digits or more, with separators inside. */
    LONG_NUMBER,
    /** The engine finds an identifier there when it searches the transformed text. */
    FOUND_AGAIN
  }

  /**
   * A document after its transformation.
   *
   * @param id names the document in the report
   * @param subject whom it is about
   * @param transformed text and places of surrogates
   * @param traits what records say: age, sex, state and the like; may be empty
   */
  public record Document(
      String id, String subject, Transformed transformed, Map<String, String> traits) {
    /** Copies the map. */
    public Document {
      traits = Map.copyOf(traits);
    }

    @Override
    public String toString() {
      return "Document[" + id + "]";
    }
  }

  /** A suspicious place in a transformed text: {@code [start, end)} in UTF-16 units. */
  public record Leftover(String document, int start, int end, Kind kind) {}

  /**
   * How alike subjects are by {@code traits}.
   *
   * @param traits their names, sorted
   * @param smallest the size of the smallest group: the k of k-anonymity
   * @param alone subjects whom nobody is like
   * @param fewerThan11 subjects in groups of 10 or fewer
   */
  public record Uniqueness(
      List<String> traits, int smallest, Proportion alone, Proportion fewerThan11) {
    /** Copies the list. */
    public Uniqueness {
      traits = List.copyOf(traits);
    }
  }

  /** Looks at {@code documents} with the dictionaries and rules of {@code deid}. */
  public static ResidualRisk of(Collection<Document> documents, Profile profile, Deid deid) {
    List<Leftover> leftovers = new ArrayList<>();
    Map<String, Map<String, TreeSet<String>>> bySubject = new LinkedHashMap<>();
    int touched = 0;
    for (Document document : documents) {
      List<Leftover> here = Leftovers.of(document, profile, deid);
      leftovers.addAll(here);
      touched += here.isEmpty() ? 0 : 1;
      Map<String, TreeSet<String>> traits =
          bySubject.computeIfAbsent(document.subject(), unused -> new TreeMap<>());
      Leftovers.traits(document.transformed().text(), deid)
          .forEach((trait, values) -> add(traits, trait, values));
      document.traits().forEach((trait, value) -> add(traits, trait, List.of(value)));
    }
    List<Uniqueness> uniqueness = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    bySubject.values().forEach(traits -> names.addAll(traits.keySet()));
    for (String name : names) {
      uniqueness.add(uniqueness(List.of(name), bySubject.values()));
    }
    if (names.size() > 1) {
      uniqueness.add(uniqueness(List.copyOf(names), bySubject.values()));
    }
    return new ResidualRisk(
        documents.size(),
        bySubject.size(),
        leftovers,
        new Proportion(touched, documents.size()),
        uniqueness);
  }

  private static void add(
      Map<String, TreeSet<String>> traits, String trait, Collection<String> values) {
    traits.computeIfAbsent(trait, unused -> new TreeSet<>()).addAll(values);
  }

  private static Uniqueness uniqueness(
      List<String> names, Collection<Map<String, TreeSet<String>>> subjects) {
    Map<List<TreeSet<String>>, Integer> groups = new HashMap<>();
    for (Map<String, TreeSet<String>> subject : subjects) {
      List<TreeSet<String>> values =
          names.stream().map(name -> subject.getOrDefault(name, new TreeSet<>())).toList();
      groups.merge(values, 1, Integer::sum);
    }
    int alone = 0;
    int few = 0;
    int smallest = Integer.MAX_VALUE;
    for (int size : groups.values()) {
      alone += size == 1 ? 1 : 0;
      few += size <= 10 ? size : 0;
      smallest = Math.min(smallest, size);
    }
    return new Uniqueness(
        names,
        smallest,
        new Proportion(alone, subjects.size()),
        new Proportion(few, subjects.size()));
  }

  /** How many places of {@code kind}. */
  public int count(Kind kind) {
    return (int) leftovers.stream().filter(leftover -> leftover.kind() == kind).count();
  }

  /** The report for people. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("Residual risk of ").append(documents).append(" documents about ");
    out.append(subjects).append(" subjects\n");
    out.append("Documents with something left to look at: ").append(withLeftover).append('\n');
    for (Kind kind : Kind.values()) {
      out.append("  ").append(kind).append(": ").append(count(kind)).append('\n');
    }
    for (Uniqueness trait : traits) {
      out.append("By ").append(String.join(", ", trait.traits()));
      out.append(": smallest group ").append(trait.smallest());
      out.append("; alone ").append(trait.alone());
      out.append("; in groups of 10 or fewer ").append(trait.fewerThan11()).append('\n');
    }
    return out.toString();
  }

  /** The report for programs: one JSON object. Document ids are written as they were handed in. */
  public String json() {
    StringBuilder out = new StringBuilder("{\"documents\":").append(documents);
    out.append(",\"subjects\":").append(subjects);
    out.append(",\"withLeftover\":").append(withLeftover.json());
    out.append(",\"leftovers\":[");
    for (int i = 0; i < leftovers.size(); i++) {
      Leftover each = leftovers.get(i);
      out.append(i == 0 ? "" : ",").append("{\"document\":").append(quoted(each.document()));
      out.append(",\"start\":").append(each.start()).append(",\"end\":").append(each.end());
      out.append(",\"kind\":\"").append(each.kind()).append("\"}");
    }
    out.append("],\"traits\":[");
    for (int i = 0; i < traits.size(); i++) {
      Uniqueness each = traits.get(i);
      out.append(i == 0 ? "" : ",").append("{\"traits\":[");
      out.append(String.join(",", each.traits().stream().map(ResidualRisk::quoted).toList()));
      out.append("],\"smallest\":").append(each.smallest());
      out.append(",\"alone\":").append(each.alone().json());
      out.append(",\"fewerThan11\":").append(each.fewerThan11().json()).append('}');
    }
    return out.append("]}").toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
