package org.wardhealth.policy;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded map of what was worked out: two generations, of which the older is dropped when the
 * younger is full, so that what is asked again and again stays.
 *
 * <p>Guarantees: at most about twice {@code size} entries, without a lock on the way of a reader.
 * Entries have no time to live: the value must be a function of the key.
 */
final class Memo<K, V> {
  private final int size;
  private final AtomicInteger count = new AtomicInteger();
  private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

  Memo(int size) {
    this.size = size;
  }

  Optional<V> find(K key) {
    V value = young.get(key);
    if (value == null) {
      value = old.get(key);
      if (value != null) {
        put(key, value);
      }
    }
    return Optional.ofNullable(value);
  }

  void put(K key, V value) {
    if (young.putIfAbsent(key, value) == null && count.incrementAndGet() >= size) {
      turn();
    }
  }

  private synchronized void turn() {
    if (count.get() >= size) {
      old = young;
      young = new ConcurrentHashMap<>();
      count.set(0);
    }
  }

  int entries() {
    return young.size() + old.size();
  }
}
