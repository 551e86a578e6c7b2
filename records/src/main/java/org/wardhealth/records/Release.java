package org.wardhealth.records;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.wardhealth.deid.Action;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.Language;
import org.wardhealth.deid.Profile;
import org.wardhealth.deid.Subject;
import org.wardhealth.deid.Transformed;

/**
 * One file on its way out: the data set that it belongs to, the patients that are known, and the
 * tally of what was done. One for each file; not thread-safe.
 */
public final class Release {
  /** Free text of so many characters is a passage, which a draw can take; shorter is a label. */
  static final int PASSAGE = 40;

  /** Ages over this are one class, 45 CFR 164.514(b)(2)(i)(C). */
  private static final int OLDEST = 89;

  /** Subjects that stay compiled; each is some tens of kilobytes. */
  private static final int KEPT = 256;

  /** Short texts that are remembered for a patient: records say the same words again and again. */
  private static final int TEXTS = 2000;

  /** A subject remembers what it saw; after so many values a fresh one takes its place. */
  private static final int MOST_USES = 50_000;

  private static final int SHORT = 200;
  private static final int IDS = 20_000;

  private final DataSet dataSet;
  private final PatientIndex patients;
  private final PatientKey about;
  private final Optional<TextSample.Draw> draw;
  private final Subject linking;
  private final Tally tally = new Tally();
  private final Map<PatientKey, Desk> desks = new LinkedHashMap<>(KEPT * 2, 0.75f, true);
  private final Memo ids = new Memo(IDS);
  private final Memo links = new Memo(IDS);
  private final Memo uris = new Memo(IDS);

  /** A subject for texts, one for fields, and short texts in which nothing had to be replaced. */
  private static final class Desk {
    private final Subject subject;
    private final Subject fields;
    private final Map<String, String> clean = new HashMap<>();
    private int uses;

    private Desk(Subject subject, Subject fields) {
      this.subject = subject;
      this.fields = fields;
    }
  }

  /** A file of {@code dataSet} about {@code patients} that says itself whom it is about. */
  public Release(DataSet dataSet, PatientIndex patients) {
    this(dataSet, patients, PatientKey.ofRecord("file", ""));
  }

  /**
   * A file of {@code dataSet}.
   *
   * @param about the patient whom the whole file is about, or the file itself: taken by formats
   *     that have no place for a patient
   */
  public Release(DataSet dataSet, PatientIndex patients, PatientKey about) {
    this(dataSet, patients, about, Optional.empty());
  }

  /**
   * As the others; with a draw, texts that are not drawn come out as they are and cost nothing, so
   * that what is written must go nowhere.
   */
  Release(
      DataSet dataSet, PatientIndex patients, PatientKey about, Optional<TextSample.Draw> draw) {
    this.dataSet = dataSet;
    this.patients = patients;
    this.about = about;
    this.draw = draw;
    this.linking = dataSet.subject("");
  }

  /** Whom a file is about that does not say it. */
  public PatientKey about() {
    return about;
  }

  /** What is done with each type of identifier. */
  public Profile profile() {
    return dataSet.profile();
  }

  /** The data set. */
  public DataSet dataSet() {
    return dataSet;
  }

  /** The patients of all files of the data set. */
  public PatientIndex patients() {
    return patients;
  }

  /**
   * Transforms what is about a patient, who is searched for in free text with all that the index
   * knows under this key or another key of the same patient.
   */
  public Subject subject(PatientKey key) {
    return desk(key).subject;
  }

  /**
   * Transforms whole values of fields. It never learns from a text, so that a name in a field has
   * the same surrogate in every file and behind every text.
   */
  Subject fields(PatientKey key) {
    return desk(key).fields;
  }

  /** {@link Subject#text} of the patient; short texts that come again cost next to nothing. */
  public String text(PatientKey key, String text) {
    if (text.length() > SHORT || draw.isPresent()) {
      return passage(key, text, subject -> subject.transform(text));
    }
    if (text.length() >= PASSAGE) {
      tally.passage();
    }
    Desk desk = desk(key);
    String clean = desk.clean.get(text);
    if (clean == null) {
      clean = desk.subject.text(text);
      if (clean.equals(text)) {
        if (desk.clean.size() >= TEXTS) {
          desk.clean.clear();
        }
        desk.clean.put(text, text);
      }
    }
    return clean;
  }

  /** As {@link #text(PatientKey, String)} for a text whose language is known. */
  String text(PatientKey key, String text, Language language) {
    return passage(key, text, subject -> subject.transform(text, language));
  }

  private String passage(PatientKey key, String text, Function<Subject, Transformed> transform) {
    return passage(key, text, () -> transform.apply(subject(key)));
  }

  /** A text about somebody whom the index does not know. */
  String text(PatientKey key, Subject subject, String text) {
    return passage(key, text, () -> subject.transform(text));
  }

  private String passage(PatientKey key, String text, Supplier<Transformed> transform) {
    if (text.length() < PASSAGE) {
      return draw.isPresent() ? text : transform.get().text();
    }
    tally.passage();
    if (draw.isEmpty()) {
      return transform.get().text();
    }
    if (!draw.get().next()) {
      return text;
    }
    Transformed transformed = transform.get();
    draw.get().take(patients.resolve(key), transformed);
    return transformed.text();
  }

  /**
   * The pseudonym of an id that links records: a logical id, a record number, a visit number. Equal
   * in all files and formats of the data set for equal {@code id}; nothing but letters and digits,
   * or a UUID where {@code id} is one.
   */
  public String pseudonym(String id) {
    return ids.of(id, this::fresh);
  }

  private String fresh(String id) {
    boolean uuid = Uuids.isUuid(id);
    String made = linking.pseudonym("id", uuid ? id.toLowerCase(Locale.ROOT) : id);
    return uuid ? Uuids.of(made) : made;
  }

  /** Where a format remembers what it made of references. */
  Memo links() {
    return links;
  }

  /** Where a format remembers what it made of URIs. */
  Memo uris() {
    return uris;
  }

  /**
   * A business identifier (record number, account, licence): as it is when the profile keeps its
   * type, else its {@link #pseudonym}, so that it links what it linked.
   */
  public String identifier(IdentifierType type, String value) {
    if (profile().action(type) == Action.KEEP) {
      return value;
    }
    tally.replaced(type, 1);
    return pseudonym(value);
  }

  /**
   * Whether a birth in {@code year} tells an age over 89, and the profile takes such ages out: then
   * not even the year may stay.
   */
  public boolean tooOld(int year) {
    return profile().action(IdentifierType.AGE_OVER_89) != Action.KEEP
        && dataSet.asOf().getYear() - year > OLDEST;
  }

  /** Where a format counts as it goes; what subjects count is added by {@link #finish}. */
  public Tally tally() {
    return tally;
  }

  /** The whole tally, once the file is written. */
  public Tally finish() {
    desks.values().forEach(this::count);
    desks.clear();
    return tally;
  }

  private Desk desk(PatientKey key) {
    Desk desk = desks.get(key);
    if (desk != null && ++desk.uses < MOST_USES) {
      return desk;
    }
    if (desk != null) {
      count(desk);
    } else if (desks.size() >= KEPT) {
      var eldest = desks.entrySet().iterator();
      count(eldest.next().getValue());
      eldest.remove();
    }
    PatientKey patient = patients.resolve(key);
    desk =
        new Desk(
            dataSet.subject(patient.value(), patients.known(key).compile()),
            dataSet.subject(patient.value()));
    desks.put(key, desk);
    return desk;
  }

  private void count(Desk desk) {
    desk.subject.counts().forEach((type, times) -> tally.replaced(type, times));
    desk.fields.counts().forEach((type, times) -> tally.replaced(type, times));
  }
}
