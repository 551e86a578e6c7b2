package org.wardhealth.deid;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One patient in one {@link DataSet}: transforms what is about this patient. Not thread-safe; make
 * one for each file and patient, they agree with each other.
 *
 * <p><b>Guarantees.</b> What stands for an identifier hangs on the key of the data set, the id of
 * the subject and the folded identifier, on nothing else, so it is the same in every file, format
 * and process; without the key it cannot be told from chance. A surrogate is no word of the text
 * that it is put into, no original that this object saw before, and stands for one original only;
 * where the draw would break that, the next is taken in this text. {@link #transform} can always be
 * restored exactly. A text that this object put out is left as it is when it comes back.
 *
 * <p><b>Not guaranteed.</b> That what {@link Deid} does not find is replaced. That two texts agree
 * on a surrogate that collides with a word of one of them only.
 */
public final class Subject {
  private static final int REFERENCE_YEAR = 2001;

  private final DataSet dataSet;
  private final CompiledIdentity known;
  private final Language language;
  private final Prf prf;
  private final Collisions collisions = new Collisions();
  private final RealisticSurrogates realistic;
  private final SubjectTags tags;
  private final int days;
  private final Map<IdentifierType, Integer> counts = new EnumMap<>(IdentifierType.class);
  private final Map<String, String> originals = new LinkedHashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /** The language of what is being read; names are drawn in the subject's own. */
  private Language spoken;

  private boolean dayFirst;
  private int nearYear = REFERENCE_YEAR;

  Subject(DataSet dataSet, String id, CompiledIdentity known, Language language) {
    this.dataSet = dataSet;
    this.known = known;
    this.language = language;
    this.spoken = language;
    this.prf = Prf.of(dataSet.key().secret()).child("subject", id);
    this.realistic = new RealisticSurrogates(prf, language, collisions);
    this.tags = new SubjectTags(prf, collisions);
    this.days = dataSet.profile().shift().days(prf.draw("shift", "", 0));
  }

  /** Free text with everything replaced that the profile does not keep. */
  public String text(String text) {
    return transform(text).text();
  }

  /** As {@link #text}, with what is needed to restore it. */
  public Transformed transform(String text) {
    if (outputs.contains(text)) {
      return new Transformed(text, List.of());
    }
    Set<Language> languages = dataSet.deid().languages(text);
    spoken = languages.size() == 1 ? languages.iterator().next() : language;
    return transform(text, recurring(text, dataSet.deid().find(text, known)));
  }

  /** As {@link #text(String)} for a text whose language the caller knows. */
  public String text(String text, Language in) {
    return transform(text, in).text();
  }

  /** As {@link #text(String, Language)}, with what is needed to restore it. */
  public Transformed transform(String text, Language in) {
    if (outputs.contains(text)) {
      return new Transformed(text, List.of());
    }
    spoken = in;
    return transform(text, recurring(text, dataSet.deid().find(text, known, in)));
  }

  private List<Finding> recurring(String text, List<Finding> found) {
    return Recurrences.in(text, dataSet.profile().concerned(found));
  }

  /** As {@link #transform(String)} when what is concerned was found by somebody else. */
  Transformed transform(String text, List<Finding> concerned) {
    if (concerned.isEmpty()) {
      return new Transformed(text, List.of());
    }
    List<Finding> found = Weekdays.with(text, concerned, spoken);
    collisions.enter(text);
    prepare(text, found);
    StringBuilder out = new StringBuilder(text.length() + found.size() * 4);
    List<Transformed.Replacement> replacements = new ArrayList<>();
    int done = 0;
    for (Finding finding : found) {
      String original = text.substring(finding.start(), finding.end());
      out.append(text, done, finding.start());
      int start = out.length();
      String replaced = replaced(finding.type(), original);
      if (replaced.endsWith("+") && text.startsWith("+", finding.end())) {
        replaced = replaced.substring(0, replaced.length() - 1);
      }
      out.append(replaced);
      if (!replaced.equals(original)) {
        counts.merge(finding.type(), 1, Integer::sum);
        replacements.add(
            new Transformed.Replacement(start, out.length(), finding.type(), original));
      }
      done = finding.end();
    }
    String safe = out.append(text, done, text.length()).toString();
    outputs.add(safe);
    return new Transformed(safe, replacements);
  }

  /**
   * A whole value that its place in a record says to be of {@code type}: the profile's action on
   * it. A date that cannot be read, and a value without a realistic surrogate, becomes a tag; so
   * does what the profile lets nothing stand of. Ask {@link #date} where a tag is no valid value.
   */
  public String value(IdentifierType type, String value) {
    if (value.isBlank()) {
      return value;
    }
    enter(value);
    return counted(type, value, replaced(type, value));
  }

  /**
   * A date of a record (FHIR date, dateTime, instant; HL7 TS; as people write it), shifted or made
   * coarser as the profile says.
   *
   * @return empty when nothing of it may stand, or when it cannot be read: leave the element out
   */
  public Optional<String> date(String value) {
    enter(value);
    String replaced = value.isBlank() ? value : replaced(IdentifierType.DATE, value);
    counted(IdentifierType.DATE, value, replaced);
    return Tag.canonicalEnd(replaced, 0) > 0 ? Optional.empty() : Optional.of(replaced);
  }

  /** One or more given names of a record's field; agrees with the name in free text. */
  public String given(String given) {
    return part(given, realistic.names()::given);
  }

  /** The family name of a record's field; agrees with the name in free text. */
  public String family(String family) {
    return part(family, realistic.names()::family);
  }

  private String part(String value, Function<String, Optional<String>> surrogate) {
    if (value.isBlank()) {
      return value;
    }
    enter(value);
    boolean kept = dataSet.profile().action(IdentifierType.NAME) == Action.KEEP;
    collisions.original(kept ? "" : value);
    String replaced = value;
    if (!kept) {
      Optional<String> drawn =
          dataSet.profile().realistic() ? surrogate.apply(value) : Optional.empty();
      replaced = drawn.orElseGet(() -> tags.tag(IdentifierType.NAME, value));
      originals.putIfAbsent(replaced, value);
    }
    return counted(IdentifierType.NAME, value, replaced);
  }

  /**
   * A name in parts. Learns which of its words are given and which family names, so a name whose
   * parts are known is best handed over here, before the texts about its bearer.
   */
  public KnownIdentity.Name name(KnownIdentity.Name name) {
    String whole = String.join(" ", name.given()) + " " + name.family();
    tags.learn(whole);
    List<String> given = name.given().stream().map(this::given).toList();
    return new KnownIdentity.Name(given, family(name.family()));
  }

  /**
   * The pseudonym of an opaque id (a FHIR logical id, a visit number): equal for equal {@code kind}
   * and {@code id} in the whole data set, whoever the patient is, and good wherever an id is: 26
   * lower-case letters and digits from 2 to 7, a letter first; 129 bits of HMAC-SHA-256.
   */
  public String pseudonym(String kind, String id) {
    byte[] bytes = Prf.of(dataSet.key().secret()).child("pseudonym", kind).bytes("id", id);
    String alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    StringBuilder out = new StringBuilder(26);
    out.append(alphabet.charAt(bytes[31] & 15));
    for (int i = 0; i < 25; i++) {
      int bits = 0;
      for (int bit = i * 5; bit < i * 5 + 5; bit++) {
        bits = bits << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
      }
      out.append(alphabet.charAt(bits));
    }
    return out.toString();
  }

  /** How many values were taken out, by type. */
  public Map<IdentifierType, Integer> counts() {
    return Map.copyOf(counts);
  }

  /**
   * A text, such as a model's answer, with originals in place of the surrogates that this object
   * put out, where they stand as words of their own and as they were written.
   *
   * <p>Where two spellings have one surrogate, and where an original is a surrogate's word too, the
   * first original comes back: {@link Transformed#restore} is exact and this is not.
   */
  public String restore(String text) {
    return new SubjectRestorer(originals).restore(text);
  }

  /**
   * What this object put out, by surrogate, with the first original that it stood for: whoever
   * calls this holds what identifies, and must seal it.
   */
  public Map<String, String> originals() {
    return Map.copyOf(originals);
  }

  @Override
  public String toString() {
    return "Subject[***]";
  }

  private void enter(String value) {
    collisions.enter(value);
    dayFirst = spoken == Language.SPANISH;
    nearYear = REFERENCE_YEAR;
  }

  /** Learns from the findings of a text what one of them alone does not say. */
  private void prepare(String text, List<Finding> found) {
    int votes = 0;
    for (Finding finding : found) {
      String spelling = Decoded.plain(text.substring(finding.start(), finding.end())).toString();
      collisions.original(spelling);
      if (person(type(finding.type(), spelling))) {
        realistic
            .names()
            .learn(spelling, text.substring(Math.max(0, finding.start() - 20), finding.start()));
        tags.learn(spelling);
      } else if (finding.type() == IdentifierType.DATE) {
        votes += DateText.order(spelling);
      }
    }
    dayFirst = votes == 0 ? spoken == Language.SPANISH : votes > 0;
    nearYear = REFERENCE_YEAR;
  }

  private static boolean person(IdentifierType type) {
    return type == IdentifierType.NAME || type == IdentifierType.CLINICIAN;
  }

  private String counted(IdentifierType type, String value, String replaced) {
    if (!replaced.equals(value)) {
      counts.merge(type, 1, Integer::sum);
    }
    return replaced;
  }

  private String replaced(IdentifierType named, String spelling) {
    String read = Decoded.plain(spelling).toString();
    IdentifierType type = type(named, read);
    String replaced =
        switch (dataSet.profile().action(type)) {
          case KEEP -> spelling;
          case SURROGATE -> surrogate(type, read);
          case GENERALISE -> generalised(type, read);
          case SHIFT -> type == IdentifierType.DATE ? date(read, true) : surrogate(type, read);
        };
    if (!replaced.equals(spelling)) {
      originals.putIfAbsent(replaced, spelling);
    }
    return replaced;
  }

  /**
   * What a spelling is by its form: an age says on which side of 89 it is, a place whether it is a
   * state; a name found inside an electronic address is that address.
   */
  private IdentifierType type(IdentifierType named, String spelling) {
    if (person(named) && spelling.indexOf('@') > 0) {
      return IdentifierType.EMAIL;
    }
    boolean age = named == IdentifierType.AGE || named == IdentifierType.AGE_OVER_89;
    if (age && spelling.chars().anyMatch(Character::isDigit)) {
      return Generalised.over89(spelling) ? IdentifierType.AGE_OVER_89 : IdentifierType.AGE;
    }
    boolean state = named == IdentifierType.LOCATION && Generalised.state(spelling, spoken);
    return state ? IdentifierType.STATE : named;
  }

  private String surrogate(IdentifierType type, String spelling) {
    collisions.original(spelling);
    Optional<String> drawn =
        dataSet.profile().realistic() ? realistic.of(type, spelling) : Optional.empty();
    return drawn.orElseGet(() -> tags.tag(type, spelling));
  }

  private String generalised(IdentifierType type, String spelling) {
    if (type == IdentifierType.DATE) {
      return date(spelling, false);
    }
    if (type == IdentifierType.AGE_OVER_89) {
      return Generalised.age(spelling);
    }
    if (type == IdentifierType.LOCATION) {
      return Generalised.place(spelling, spoken, part -> surrogate(type, part));
    }
    return surrogate(type, spelling);
  }

  private String date(String spelling, boolean shift) {
    Optional<DateText> read = DateText.read(spelling, spoken, dayFirst);
    Optional<String> written =
        read.isEmpty() && !shift
            ? Generalised.years(spelling, dataSet.asOf())
            : read.flatMap(date -> shift ? shifted(date) : Generalised.date(date, dataSet.asOf()));
    nearYear = read.map(date -> date.yearOr(nearYear)).orElse(nearYear);
    return written.orElseGet(() -> tags.tag(IdentifierType.DATE, spelling));
  }

  /** Moved; empty for a year that tells an age which the profile takes out. */
  private Optional<String> shifted(DateText date) {
    boolean old =
        dataSet.profile().action(IdentifierType.AGE_OVER_89) != Action.KEEP
            && Generalised.tellsOld(date, dataSet.asOf());
    return old ? Optional.empty() : date.shifted(days, nearYear);
  }
}
