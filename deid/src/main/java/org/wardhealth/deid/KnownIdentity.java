package org.wardhealth.deid;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a hospital already knows of the patient whom a text is about. {@link #compile()} it once for
 * each version of the record and keep the result.
 *
 * <p>Whatever the context, the compiled form finds, in any case and with any of space, comma,
 * point, hyphen, apostrophe and line break between the parts:
 *
 * <ul>
 *   <li>each given and family name, joined or reordered ("DOE, JANE"), initials with a family name
 *       or a word of it ("J. Doe", "Jane D.", "JP Doe"), common English short forms (William,
 *       Bill), other spellings of letters (M&uuml;ller, Muller, Mueller; Wei&szlig;, Weiss), and
 *       single names of five letters or more with one letter missing, added, replaced or swapped;
 *   <li>the dates in numeric and textual forms, day or month or year first;
 *   <li>phone numbers, identifiers, e-mail and other addresses, and streets, with separators
 *       changed or dropped; of identifiers that are numbers of four digits or more the noughts
 *       before them too.
 * </ul>
 *
 * <p>Not found: a name that is also a common English word, written in lower case ("will", "may"),
 * unless more than an initial of the name stands beside it; a single letter; identifiers of fewer
 * than three characters.
 *
 * @param names of the patient
 * @param contacts names of relatives and other contacts
 * @param dates birth date and other dates to be found
 * @param addresses lines, cities, postal codes; each string is one part that is found on its own
 * @param telecom phone and fax numbers, e-mail addresses, pages
 * @param identifiers record numbers and the like
 */
public record KnownIdentity(
    List<Name> names,
    List<Name> contacts,
    List<LocalDate> dates,
    List<String> addresses,
    List<String> telecom,
    List<Identifier> identifiers) {
  /** Nothing is known. */
  public static final KnownIdentity NONE = builder().build();

  /** Copies the lists. */
  public KnownIdentity {
    names = List.copyOf(names);
    contacts = List.copyOf(contacts);
    dates = List.copyOf(dates);
    addresses = List.copyOf(addresses);
    telecom = List.copyOf(telecom);
    identifiers = List.copyOf(identifiers);
  }

  /**
   * A person's name in parts.
   *
   * @param given first and middle names, in order; may be empty
   * @param family family name, of one or more words; may be empty
   */
  public record Name(List<String> given, String family) {
    /** Copies the list. */
    public Name {
      given = List.copyOf(given);
      Objects.requireNonNull(family, "family");
    }

    @Override
    public String toString() {
      return "Name[***]";
    }
  }

  /**
   * A number or code that names the patient.
   *
   * @param type the type that a finding of it gets
   * @param value as the hospital writes it
   */
  public record Identifier(IdentifierType type, String value) {
    /** Checks that both are there. */
    public Identifier {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
      return "Identifier[" + type + ", ***]";
    }
  }

  /** Collects what is known. */
  public static Builder builder() {
    return new Builder();
  }

  /** The form that texts are searched with: immutable, thread-safe, some tens of kilobytes. */
  public CompiledIdentity compile() {
    return CompiledIdentity.of(this);
  }

  /** Never shows what is known. */
  @Override
  public String toString() {
    return "KnownIdentity[***]";
  }

  /** Collects what is known; blank strings are ignored. */
  public static final class Builder {
    private final List<Name> names = new ArrayList<>();
    private final List<Name> contacts = new ArrayList<>();
    private final List<LocalDate> dates = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private final List<String> telecom = new ArrayList<>();
    private final List<Identifier> identifiers = new ArrayList<>();

    private Builder() {}

    /** A name of the patient. */
    public Builder name(List<String> given, String family) {
      names.add(new Name(given, family));
      return this;
    }

    /** A name of a relative or other contact. */
    public Builder contact(List<String> given, String family) {
      contacts.add(new Name(given, family));
      return this;
    }

    /** A birth date or another date that identifies. */
    public Builder date(LocalDate date) {
      dates.add(Objects.requireNonNull(date, "date"));
      return this;
    }

    /** One part of an address: a street line, a city, a district, a postal code. */
    public Builder address(String part) {
      if (!part.isBlank()) {
        addresses.add(part);
      }
      return this;
    }

    /** A phone or fax number, an e-mail address, a page. */
    public Builder telecom(String value) {
      if (!value.isBlank()) {
        telecom.add(value);
      }
      return this;
    }

    /** A record number or another number. */
    public Builder identifier(IdentifierType type, String value) {
      if (!value.isBlank()) {
        identifiers.add(new Identifier(type, value));
      }
      return this;
    }

    /** What was collected. */
    public KnownIdentity build() {
      return new KnownIdentity(names, contacts, dates, addresses, telecom, identifiers);
    }
  }
}
