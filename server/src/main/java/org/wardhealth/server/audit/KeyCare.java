package org.wardhealth.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Vault;

/**
 * The turning of keys: a new epoch each month, everything older sealed anew, old keys destroyed
 * when their time is over. Each step is in the ledger before it is taken.
 */
public final class KeyCare {
  private static final int BATCH = 500;

  private final Vault vault;
  private final Audit audit;
  private final Clock clock;
  private final Duration window;

  /**
   * Care of one vault.
   *
   * @param window how long the key of an epoch is kept after the next one began: so old may a
   *     backup be that can still be opened
   */
  public KeyCare(Vault vault, Audit audit, Clock clock, Duration window) {
    this.vault = vault;
    this.audit = audit;
    this.clock = clock;
    this.window = window;
  }

  /**
   * An epoch, and what hangs on it.
   *
   * @param id of the epoch; empty for data keys from before there were epochs
   * @param made when it began
   * @param dataKeys how many it seals
   * @param current whether it seals what is new
   */
  public record EpochStatus(String id, Instant made, long dataKeys, boolean current) {}

  /** All epochs, the oldest first. */
  public List<EpochStatus> status() {
    Map<String, Long> sealed = vault.sealedBy();
    List<EpochStatus> all = new ArrayList<>();
    if (sealed.containsKey("")) {
      all.add(new EpochStatus("", Instant.EPOCH, sealed.get(""), false));
    }
    String current = vault.keys().current().id();
    for (Keys.Epoch epoch : vault.keys().epochs()) {
      all.add(
          new EpochStatus(
              epoch.id(),
              epoch.made(),
              sealed.getOrDefault(epoch.id(), 0L),
              epoch.id().equals(current)));
    }
    return all;
  }

  /** The name of the provider of keys. */
  public String provider() {
    return vault.keys().provider();
  }

  /**
   * Begins a new epoch.
   *
   * @throws AuditUnavailable if the ledger takes no entry; nothing changes then
   */
  public synchronized Keys.Epoch rotate() {
    audit.record(new Entry.KeyRotated(vault.keys().current().id(), clock.instant()));
    return vault.keys().rotate();
  }

  /**
   * Seals everything of older epochs under the current one, in small transactions while Ward
   * serves; goes on where an earlier run ended.
   *
   * @return how many keys
   */
  public synchronized long rewrap() {
    vault.keys().refresh();
    if (!vault.older()) {
      return 0;
    }
    audit.record(new Entry.KeysRewrapped(vault.keys().current().id(), clock.instant()));
    long all = 0;
    for (int done = vault.rewrap(BATCH); done > 0; done = vault.rewrap(BATCH)) {
      all += done;
    }
    return all;
  }

  /**
   * Destroys the keys of epochs that seal nothing any more and ended longer ago than the window.
   *
   * @return their names
   */
  public synchronized List<String> destroyDue() {
    vault.keys().refresh();
    List<Keys.Epoch> all = vault.keys().epochs();
    List<String> destroyed = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      Instant ended = all.get(i + 1).made();
      String epoch = all.get(i).id();
      boolean over = !clock.instant().isBefore(ended.plus(window));
      if (over && !epoch.equals(vault.keys().current().id()) && !vault.seals(epoch)) {
        audit.record(new Entry.KeyDestroyed(epoch, clock.instant()));
        vault.keys().destroy(epoch);
        destroyed.add(epoch);
      }
    }
    return destroyed;
  }

  /** What is due by the hour. */
  public synchronized void keep() {
    vault.keys().refresh();
    if (vault.keys().due()) {
      rotate();
    }
    rewrap();
    destroyDue();
  }
}
