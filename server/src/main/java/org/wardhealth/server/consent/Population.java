package org.wardhealth.server.consent;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.wardhealth.consent.Consent;
import org.wardhealth.consent.ConsentIndex;
import org.wardhealth.consent.ConsentPage;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.Patients;
import org.wardhealth.server.vault.Subject;
import org.wardhealth.server.vault.Vault;
import org.wardhealth.server.vault.Vault.Block;

/**
 * The consents of all patients that Ward knows, for questions about all of them.
 *
 * <p>To open a million consents takes a minute, so what was compiled is held, in pages: one for
 * each {@link Block} of subjects. A page is used while the stamp of its block stands, which every
 * question reads first, and whoever writes about a patient renews in the same transaction; a page
 * whose stamp is another one is read from the database, as is one that was never read. So there is
 * one way and no switch between two: what nothing vouches for is read.
 *
 * <p>Guarantees: what was written, withdrawn or erased on any node before a question was asked
 * holds for it. Not guaranteed: one instant for all patients; what is written meanwhile may be in
 * it or not.
 *
 * <p>Takes about {@code most} bytes: when it holds as much, further pages are read each time and
 * not held. All goes when memory gets short, or nobody asked for long (a {@link SoftReference}: one
 * second for each free megabyte).
 */
final class Population {
  private static final int BLOCKS_AT_ONCE = 16;

  private final Vault vault;
  private final Patients patients;
  private final Database database;
  private final long most;
  private SoftReference<Held> held = new SoftReference<>(new Held());

  Population(Vault vault, Patients patients, Database database, long most) {
    this.vault = vault;
    this.patients = patients;
    this.database = database;
    this.most = most;
  }

  /**
   * Hands out all patients with their consents; one question at a time.
   *
   * @param asking makes who gets the pages: at first, and anew for pages that are not held, so that
   *     nobody remembers what these said
   */
  synchronized void each(Supplier<Consumer<ConsentPage>> asking) {
    Held pages = current();
    List<Block> blocks = vault.blocks();
    Consumer<ConsentPage> asked = asking.get();
    int at = 0;
    while (at < blocks.size()) {
      Optional<ConsentPage> page = pages.vouchedFor(blocks.get(at));
      if (page.isPresent()) {
        asked.accept(page.get());
        at++;
      } else {
        int end = together(blocks, at, pages);
        read(blocks.subList(at, end), pages, asked, asking);
        at = end;
      }
    }
    pages.sweep(most);
  }

  /** Drops what is held of patients about whom something was written since it was read. */
  synchronized void forgetGone() {
    Held pages = current();
    if (!pages.isEmpty()) {
      pages.keep(vault.blocks());
    }
  }

  /** Of how many patients something is held. */
  synchronized int remembered() {
    return current().patients();
  }

  private Held current() {
    Held known = held.get();
    if (known != null) {
      return known;
    }
    Held fresh = new Held();
    held = new SoftReference<>(fresh);
    return fresh;
  }

  /** Up to where blocks that must be read follow each other. */
  private static int together(List<Block> blocks, int at, Held pages) {
    int end = at + 1;
    while (end < blocks.size()
        && end - at < BLOCKS_AT_ONCE
        && blocks.get(end).number() == blocks.get(end - 1).number() + 1
        && pages.vouchedFor(blocks.get(end)).isEmpty()) {
      end++;
    }
    return end;
  }

  private void read(
      List<Block> blocks,
      Held pages,
      Consumer<ConsentPage> asked,
      Supplier<Consumer<ConsentPage>> asking) {
    blocks.forEach(pages::drop);
    SortedMap<Long, List<Consent>> read =
        consents(blocks.getFirst().first(), blocks.getLast().last());
    for (Block block : blocks) {
      SortedMap<Long, List<Consent>> said = read.subMap(block.first(), block.last() + 1);
      if (pages.bytes() < most) {
        ConsentPage page = pages.index.page(said);
        pages.put(block, page);
        asked.accept(page);
      } else {
        asking.get().accept(new ConsentIndex().page(said));
      }
    }
  }

  /** Who is known is read last: who was erased meanwhile is not counted as silent. */
  private SortedMap<Long, List<Consent>> consents(long first, long last) {
    Map<Long, List<Consent>> said = new HashMap<>();
    List<Subject> subject = new ArrayList<>(1);
    database
        .jdbc()
        .sql(
            "SELECT s.id, s.pseudonym, s.sealed_key, s.epoch, c.id AS consent, c.sealed_resource"
                + " FROM consent_resource c JOIN vault_subject s ON s.id = c.subject_id"
                + " WHERE c.subject_id BETWEEN ? AND ? ORDER BY c.subject_id, c.updated_at, c.id")
        .params(first, last)
        .query(
            row -> {
              long id = row.getLong("id");
              if (subject.isEmpty() || subject.getLast().id() != id) {
                subject.clear();
                subject.add(vault.passing(row));
              }
              said.computeIfAbsent(id, _ -> new ArrayList<>())
                  .add(
                      Consents.parsed(
                          subject
                              .getLast()
                              .open(
                                  Consents.TABLE,
                                  row.getString("consent"),
                                  row.getBytes("sealed_resource"))));
            });
    SortedMap<Long, List<Consent>> known = new TreeMap<>();
    for (long number : patients.numbers(first, last)) {
      known.put(number, said.getOrDefault(number, List.of()));
    }
    return known;
  }

  /** What is held. */
  private static final class Held {
    private final ConsentIndex index = new ConsentIndex();
    private final Map<Long, Page> pages = new HashMap<>();
    private long bytes;
    private int patients;
    private int dropped;

    Optional<ConsentPage> vouchedFor(Block block) {
      return Optional.ofNullable(pages.get(block.number()))
          .filter(page -> page.stamp == block.stamp())
          .map(Page::consents);
    }

    void put(Block block, ConsentPage page) {
      pages.put(block.number(), new Page(block.stamp(), page));
      bytes += page.bytes();
      patients += page.size();
    }

    void drop(Block block) {
      Page page = pages.remove(block.number());
      if (page != null) {
        bytes -= page.consents.bytes();
        patients -= page.consents.size();
        dropped++;
      }
    }

    void keep(List<Block> blocks) {
      blocks.stream().filter(block -> vouchedFor(block).isEmpty()).forEach(this::drop);
      if (dropped > 0) {
        forgetUnsaid();
      }
    }

    /**
     * Rules that only dropped pages had stay until so many were dropped as are held, or until they
     * take the room of others.
     */
    void sweep(long most) {
      if (dropped > pages.size() || (dropped > 0 && bytes() >= most)) {
        forgetUnsaid();
      }
    }

    private void forgetUnsaid() {
      index.keep(pages.values().stream().map(Page::consents).toList());
      dropped = 0;
    }

    boolean isEmpty() {
      return pages.isEmpty();
    }

    int patients() {
      return patients;
    }

    long bytes() {
      return bytes + index.bytes();
    }

    private record Page(long stamp, ConsentPage consents) {}
  }
}
