package org.wardhealth.consent;

import org.wardhealth.consent.PatientConsents.Entry;

/**
 * The consents of some patients, as a {@link ConsentIndex} compiled them. Does not change.
 *
 * <p>Flat columns, and no object for each patient: a million of them are held, and walked through
 * for every question about all.
 */
public final class ConsentPage {
  private static final int FIXED = 128;
  private static final int PATIENT = Long.BYTES + Integer.BYTES;
  private static final int CONSENT = 2 * Long.BYTES + Integer.BYTES;

  private final long[] patients;

  /** Of each patient, the first consent that is no longer theirs. */
  private final int[] ends;

  private final long[] from;
  private final long[] until;
  private final Node[] bases;

  ConsentPage(long[] patients, int[] ends, Entry[] entries) {
    this.patients = patients;
    this.ends = ends;
    this.from = new long[entries.length];
    this.until = new long[entries.length];
    this.bases = new Node[entries.length];
    for (int i = 0; i < entries.length; i++) {
      from[i] = entries[i].from();
      until[i] = entries[i].until();
      bases[i] = entries[i].base();
    }
  }

  /** How many patients there are. */
  public int size() {
    return patients.length;
  }

  /** About how many bytes are held for this page alone; what it shares with others is not in it. */
  public long bytes() {
    return FIXED + (long) PATIENT * patients.length + (long) CONSENT * bases.length;
  }

  long patient(int index) {
    return patients[index];
  }

  int first(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int end(int index) {
    return ends[index];
  }

  Entry entry(int consent) {
    return new Entry("", from[consent], until[consent], bases[consent]);
  }

  boolean holds(int consent, long time) {
    return from[consent] <= time && time < until[consent];
  }

  Node base(int consent) {
    return bases[consent];
  }

  Node[] bases() {
    return bases;
  }

  /** The consents of one patient; their ids are not known any more. */
  PatientConsents consents(int index) {
    Entry[] entries = new Entry[end(index) - first(index)];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry(first(index) + i);
    }
    return PatientConsents.of(entries, Rules.ALL);
  }
}
