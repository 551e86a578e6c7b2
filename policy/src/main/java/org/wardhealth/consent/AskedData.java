package org.wardhealth.consent;

import java.util.Optional;
import java.util.Set;

/**
 * The data of a question, as far as the asker knows them. What is not known is empty, and is then
 * taken against the asker.
 *
 * @param reference which resource: {@code Observation/1}
 * @param labels their security labels; none means normal confidentiality
 * @param types their type and profiles, or types of document
 * @param codes the codes in them
 * @param time when they were made or are about
 * @param authors who wrote them
 * @param related what they refer to, or what refers to them
 */
public record AskedData(
    Optional<String> reference,
    Set<Coding> labels,
    Set<Coding> types,
    Set<Coding> codes,
    Optional<Span> time,
    Optional<Set<String>> authors,
    Optional<Set<String>> related) {
  /** Data of which nothing is known but that they carry no label. */
  public static final AskedData PLAIN =
      new AskedData(
          Optional.empty(),
          Set.of(),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public AskedData {
    labels = Set.copyOf(labels);
    types = Set.copyOf(types);
    codes = Set.copyOf(codes);
    authors = authors.map(Set::copyOf);
    related = related.map(Set::copyOf);
  }

  /** Data with these labels. */
  public static AskedData labelled(Coding... labels) {
    return PLAIN.withLabels(Set.of(labels));
  }

  /** The same with these labels. */
  public AskedData withLabels(Set<Coding> all) {
    return new AskedData(reference, all, types, codes, time, authors, related);
  }

  /** The same as this resource. */
  public AskedData withReference(String resource) {
    return new AskedData(Optional.of(resource), labels, types, codes, time, authors, related);
  }

  /** The same of these types. */
  public AskedData withTypes(Coding... all) {
    return new AskedData(reference, labels, Set.of(all), codes, time, authors, related);
  }

  /** The same with these codes. */
  public AskedData withCodes(Coding... all) {
    return new AskedData(reference, labels, types, Set.of(all), time, authors, related);
  }

  /** The same of this time. */
  public AskedData withTime(Span when) {
    return new AskedData(reference, labels, types, codes, Optional.of(when), authors, related);
  }

  /** The same by these authors. */
  public AskedData withAuthors(String... all) {
    return new AskedData(reference, labels, types, codes, time, Optional.of(Set.of(all)), related);
  }

  /** The same in relation to these resources, and to no other. */
  public AskedData withRelated(String... all) {
    return new AskedData(reference, labels, types, codes, time, authors, Optional.of(Set.of(all)));
  }

  /** The confidentiality: the highest label; without one, R for what stigmatises, N otherwise. */
  int level() {
    int level = -1;
    boolean restricted = false;
    for (Coding label : labels) {
      level = Math.max(level, Words.level(label));
      restricted |= Words.restricted(label);
    }
    return level >= 0 ? level : restricted ? Words.RESTRICTED_LEVEL : Words.NORMAL;
  }
}
