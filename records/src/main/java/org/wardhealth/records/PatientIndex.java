package org.wardhealth.records;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.wardhealth.deid.KnownIdentity;

/**
 * Who the patients of a data set are: for each one the {@link PatientKey}s that mean this patient,
 * and what is known of them. Filled by the first pass over all files, read by the second.
 * Thread-safe; the order of adding does not matter.
 *
 * <p>What is known is held packed in memory, some 200 to 400 bytes for a patient (a million
 * patients: 0.3 to 0.6 GB), and never written to a file. The limit is given by the caller; {@link
 * #add} fails with a plain message when it is reached, and the first pass with it: nothing is
 * transformed with half an index.
 */
public final class PatientIndex {
  /** What an entry of a map costs beside its key and value. */
  private static final int ENTRY_BYTES = 120;

  /** So many keys of one patient are followed. */
  private static final int JOINED = 16;

  private final ConcurrentHashMap<PatientKey, byte[]> known = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<PatientKey, PatientKey> aliases = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<PatientKey, Set<PatientKey>> joined = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long limit;

  /** An empty index that may take about {@code limit} bytes of memory. */
  public PatientIndex(long limit) {
    this.limit = limit;
  }

  /**
   * Adds a patient, or more about one who is there.
   *
   * @param keys every key of the patient, at least one; the first of their order is the one that
   *     surrogates hang on
   * @throws IOException when the index is full
   */
  public void add(Collection<PatientKey> keys, KnownIdentity identity) throws IOException {
    TreeSet<PatientKey> ordered = new TreeSet<>(keys);
    PatientKey first = ordered.removeFirst();
    known.compute(
        first,
        (key, before) -> {
          byte[] packed =
              PackedIdentity.pack(
                  before == null
                      ? identity
                      : PackedIdentity.union(PackedIdentity.unpack(before), identity));
          bytes.addAndGet(
              before == null
                  ? packed.length + ENTRY_BYTES + first.value().length()
                  : packed.length - before.length);
          return packed;
        });
    for (PatientKey other : ordered) {
      aliases.merge(other, first, (one, two) -> one.compareTo(two) <= 0 ? one : two);
      // Whoever was meant by this key before or is later: both are searched for.
      if (joined.computeIfAbsent(other, key -> ConcurrentHashMap.newKeySet()).add(first)) {
        bytes.addAndGet(ENTRY_BYTES + other.value().length());
      }
    }
    if (bytes.get() > limit) {
      throw new IOException(
          "more patients than fit into the memory given to their index ("
              + known.size()
              + " patients, "
              + limit / 1_000_000
              + " MB): give Java more memory (-Xmx), or run the files in parts with the same key"
              + " and all files of a patient in one part");
    }
  }

  /** The key that surrogates hang on: {@code key} itself when the index does not know it. */
  public PatientKey resolve(PatientKey key) {
    PatientKey at = key;
    for (int i = 0; i < JOINED; i++) {
      PatientKey next = aliases.get(at);
      if (next == null || next.compareTo(at) >= 0) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /** Whether anything is known under {@code key}. */
  public boolean knows(PatientKey key) {
    return aliases.containsKey(key) || known.containsKey(key);
  }

  /** All that is known of the patient of {@code key}, whatever key it was added under. */
  public KnownIdentity known(PatientKey key) {
    Set<PatientKey> seen = new TreeSet<>();
    seen.add(resolve(key));
    seen.add(key);
    for (PatientKey one : Set.copyOf(seen)) {
      seen.addAll(joined.getOrDefault(one, Set.of()).stream().sorted().limit(JOINED).toList());
    }
    KnownIdentity all = KnownIdentity.NONE;
    for (PatientKey one : seen) {
      byte[] packed = known.get(one);
      if (packed != null) {
        all = PackedIdentity.union(all, PackedIdentity.unpack(packed));
      }
    }
    return all;
  }

  /** The keys that surrogates hang on, in their order. */
  SortedSet<PatientKey> patients() {
    return new TreeSet<>(known.keySet());
  }

  /** How many patients. */
  public int size() {
    return known.size();
  }

  @Override
  public String toString() {
    return "PatientIndex[" + size() + " patients]";
  }
}
