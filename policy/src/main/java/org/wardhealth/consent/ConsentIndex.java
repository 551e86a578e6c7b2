package org.wardhealth.consent;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The consents of a population, for questions about all of it.
 *
 * <p>Patients are numbers of the caller's. What many consents say alike is kept, and asked, once.
 * Filled by one thread; asked by several when it is full.
 */
public final class ConsentIndex {
  private static final int FIRST = 1_024;

  private final Compiler compiler = new Compiler(Rules.ALL);
  private long[] keys = new long[FIRST];
  private @Nullable PatientConsents[] values = new @Nullable PatientConsents[FIRST];
  private int size;

  /** Puts the consents of one patient, in place of those that were there. */
  public void put(long patient, Collection<Consent> consents, long version) {
    PatientConsents compiled = PatientConsents.compile(List.copyOf(consents), version, compiler);
    if (2 * size >= keys.length) {
      grow();
    }
    int at = slot(keys, values, patient);
    if (values[at] == null) {
      size++;
    }
    keys[at] = patient;
    values[at] = compiled;
  }

  /** How many patients there are. */
  public int size() {
    return size;
  }

  /** How many different base rules, with all their exceptions, there are. */
  public int distinct() {
    return compiler.distinct();
  }

  /** The consents of one patient; none of a patient that was never put. */
  public PatientConsents of(long patient) {
    @Nullable PatientConsents found = values[slot(keys, values, patient)];
    return found == null ? PatientConsents.NONE : found;
  }

  /**
   * Everyone whose data may be used as asked.
   *
   * @param terms of GA4GH DUO that the research fulfils or asks for, each to be covered by the
   *     consent; empty for none
   * @param defaults what holds for those whose consents are silent
   */
  public void cohort(
      ConsentQuestion question,
      Set<ResearchTerm> terms,
      ConsentDefaults defaults,
      LongConsumer member) {
    boolean silent = terms.isEmpty() && defaults.of(question.purpose().code()) == Ruling.PERMIT;
    Cohort cohort = new Cohort(question, compiler.rules(), terms, silent);
    for (int i = 0; i < keys.length; i++) {
      @Nullable PatientConsents consents = values[i];
      if (consents != null && cohort.permits(consents)) {
        member.accept(keys[i]);
      }
    }
  }

  private void grow() {
    long[] moreKeys = new long[2 * keys.length];
    @Nullable PatientConsents[] moreValues = new @Nullable PatientConsents[moreKeys.length];
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        int at = slot(moreKeys, moreValues, keys[i]);
        moreKeys[at] = keys[i];
        moreValues[at] = values[i];
      }
    }
    keys = moreKeys;
    values = moreValues;
  }

  private static int slot(long[] keys, @Nullable PatientConsents[] values, long patient) {
    int mask = keys.length - 1;
    int at = (int) ((patient * 0x9E3779B97F4A7C15L) >>> 33) & mask;
    while (values[at] != null && keys[at] != patient) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
