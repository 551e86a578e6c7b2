package org.wardhealth.records;

import org.wardhealth.deid.IdentifierType;
import org.wardhealth.deid.KnownIdentity;
import org.wardhealth.deid.Subject;

/** Whom a row is about, as its cells are transformed. */
sealed interface TablePatient {
  /** Free text. */
  String text(String text);

  /** A whole value of one type; see {@link Subject#value}. */
  String value(IdentifierType type, String value);

  /** Ends the row. */
  void finish();

  /** A patient with a key. */
  static TablePatient of(Release release, PatientKey key) {
    return new Keyed(release, key);
  }

  /**
   * Somebody whom only this row knows.
   *
   * @param row the same for the same row, and of no other
   */
  static TablePatient of(Release release, PatientKey row, KnownIdentity known) {
    Subject subject =
        known.equals(KnownIdentity.NONE)
            ? release.dataSet().subject(row.value())
            : release.dataSet().subject(row.value(), known.compile());
    return new Unkeyed(release, subject);
  }

  /** By way of the release, which remembers patients. */
  record Keyed(Release release, PatientKey key) implements TablePatient {
    @Override
    public String text(String text) {
      return release.text(key, text);
    }

    @Override
    public String value(IdentifierType type, String value) {
      return release.subject(key).value(type, value);
    }

    @Override
    public void finish() {}
  }

  /** On its own, and counted when the row ends. */
  record Unkeyed(Release release, Subject subject) implements TablePatient {
    @Override
    public String text(String text) {
      return subject.text(text);
    }

    @Override
    public String value(IdentifierType type, String value) {
      return subject.value(type, value);
    }

    @Override
    public void finish() {
      subject.counts().forEach((type, times) -> release.tally().replaced(type, times));
    }
  }
}
