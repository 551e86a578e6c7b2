package org.wardhealth.server.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What entries can be searched for by its value; from what few entries share to what many do, which
 * is the order in which an index is chosen.
 */
public enum Field {
  /** The id of an exchange. */
  EXCHANGE(100),
  /** A pseudonym: of a patient, or of an application where no patient was named. */
  PATIENT(100),
  /** The id of a person: who did it, or who broke the glass under which it was asked. */
  PERSON(100),
  /** Who did it: an application's id, or {@code operator}. */
  CLIENT(100),
  /** What people call the application. */
  APPLICATION(200),
  /** How an exchange ended. */
  OUTCOME(100),
  /** Why it was refused or failed (docs/errors.md). */
  CODE(100),
  /** The type of the entry; the only field that every entry has. */
  KIND(100),
  /** The model, by its name at Ward. */
  MODEL(200),
  /** {@code permit} or {@code deny}. */
  DECISION(100),
  /** The purpose of use, an HL7 ActReason code. */
  PURPOSE(100);

  private final int longest;

  Field(int longest) {
    this.longest = longest;
  }

  /** As in a query, and as the column of the table. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many characters its values have at most. */
  public int longest() {
    return longest;
  }

  /** Reads a {@link #word()}. */
  public static Optional<Field> parse(String word) {
    return Arrays.stream(values()).filter(field -> field.word().equals(word)).findFirst();
  }
}
