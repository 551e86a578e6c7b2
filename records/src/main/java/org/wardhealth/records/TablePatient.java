package org.wardhealth.records;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.Subject;

/**
 * Whom a row is about, as its cells are transformed. What is known of the patient is compiled only
 * when a cell needs it: it costs about as much as a page of text.
 */
final class TablePatient {
  /** Values that were found clean, of all rows of a table. */
  static final class Clean {
    private static final int MOST = 20_000;
    private static final int LONGEST = 100;

    private final DataSet dataSet;
    private final Map<String, Boolean> seen = new HashMap<>();

    Clean(DataSet dataSet) {
      this.dataSet = dataSet;
    }

    /** Whether a short value holds nothing that the profile takes out, whoever the patient is. */
    boolean test(String value) {
      if (value.length() > LONGEST) {
        return false;
      }
      Boolean known = seen.get(value);
      if (known == null) {
        known = dataSet.profile().concerned(dataSet.deid().find(value)).isEmpty();
        if (seen.size() >= MOST) {
          seen.clear();
        }
        seen.put(value, known);
      }
      return known;
    }
  }

  private final Release release;
  private final Clean clean;
  private final Optional<PatientKey> key;
  private final RowIdentity row;
  private final String id;
  private final Subject plain;
  private Optional<Subject> knowing = Optional.empty();
  private Optional<Set<String>> words = Optional.empty();

  /**
   * A patient.
   *
   * @param key under which the index knows the patient; empty when only the row does
   * @param id what surrogates hang on
   */
  TablePatient(
      Release release, Clean clean, Optional<PatientKey> key, PatientKey id, RowIdentity row) {
    this.release = release;
    this.clean = clean;
    this.key = key;
    this.row = row;
    this.id = id.value();
    this.plain = release.dataSet().subject(this.id);
  }

  /** Free text. */
  String text(String text) {
    if (key.isPresent()) {
      return release.text(key.get(), text);
    }
    if (knowing.isEmpty()) {
      knowing = Optional.of(release.dataSet().subject(id, row.known().compile()));
    }
    return release.text(new PatientKey(id), knowing.get(), text);
  }

  /**
   * A short value that stays unless it holds what identifies: as {@link #text}, and faster, but a
   * misspelt name of the patient is not found in it.
   */
  String brief(String value) {
    return clean.test(value) && Stream.of(words(value)).noneMatch(known()::contains)
        ? value
        : text(value);
  }

  /** Transforms whole values, without what is known of the patient. */
  Subject plain() {
    return plain;
  }

  /** Ends the row: counts what was replaced. */
  void finish() {
    plain.counts().forEach((type, times) -> release.tally().replaced(type, times));
    knowing.ifPresent(
        subject ->
            subject.counts().forEach((type, times) -> release.tally().replaced(type, times)));
  }

  private Set<String> known() {
    if (words.isEmpty()) {
      KnownIdentity known = key.map(release.patients()::known).orElseGet(row::known);
      Set<String> all = new HashSet<>();
      for (List<KnownIdentity.Name> names : List.of(known.names(), known.contacts())) {
        for (KnownIdentity.Name name : names) {
          all.addAll(List.of(words(name.family())));
          name.given().forEach(given -> all.addAll(List.of(words(given))));
        }
      }
      known.identifiers().forEach(identifier -> all.addAll(List.of(words(identifier.value()))));
      known.telecom().forEach(telecom -> all.addAll(List.of(words(telecom))));
      all.remove("");
      words = Optional.of(all);
    }
    return words.get();
  }

  /** Folded words, and the whole without separators. */
  private static String[] words(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    String whole = lower.replaceAll("[^\\p{L}\\p{Nd}]+", "");
    return (lower + " " + whole).split("[^\\p{L}\\p{Nd}]+");
  }
}
