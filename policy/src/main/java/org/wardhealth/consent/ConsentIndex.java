package org.wardhealth.consent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.wardhealth.consent.PatientConsents.Entry;

/**
 * Compiles the consents of a population for questions about all of it, page by page, so that a page
 * can be compiled anew when its patients said something else. Ask with a {@link Cohort}.
 *
 * <p>What many consents say alike is kept, and asked, once. Whose consent it is, is a number of the
 * caller's; the ids of consents are not kept. Pages may be compiled by several threads.
 */
public final class ConsentIndex {
  private final Compiler compiler = new Compiler(Rules.ALL);

  /** Compiles the consents of some patients, also of those who have none. */
  public ConsentPage page(SortedMap<Long, List<Consent>> patients) {
    long[] numbers = new long[patients.size()];
    int[] ends = new int[numbers.length];
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    for (var patient : patients.entrySet()) {
      for (Consent consent : patient.getValue()) {
        if (compiler.counts(consent)) {
          entries.add(compiler.entry(consent));
        }
      }
      numbers[at] = patient.getKey();
      ends[at++] = entries.size();
    }
    return new ConsentPage(numbers, ends, entries.toArray(Entry[]::new));
  }

  /** How many different base rules, with all their exceptions, there are. */
  public int distinct() {
    return compiler.distinct();
  }

  /** About how many bytes are held for what pages share. */
  public long bytes() {
    return compiler.bytes();
  }

  /** Forgets what was said only on other pages than these. None may be compiled meanwhile. */
  public void keep(Collection<ConsentPage> pages) {
    Set<Node> said = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ConsentPage page : pages) {
      Collections.addAll(said, page.bases());
    }
    compiler.keep(said);
  }
}
