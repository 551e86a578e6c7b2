package org.wardhealth.server.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wardhealth.server.store.Database;

/**
 * Keeps the data keys: one for each subject, sealed under the key of an epoch ({@link Keys}).
 *
 * <p>Guarantees: a subject's row is read from the database for every exchange, so a destroyed key
 * is gone for the next one; names of patients and applications are stored only as keyed hashes.
 * Does not protect against who can read both {@code keys/} and the database.
 */
public final class Vault {
  private static final String LOOKUP_KEY = "lookup";
  private static final Configuration AEAD = AeadConfig2026.get();
  private static final Configuration PRF = PrfConfig2026.get();
  private static final int CACHED_KEYS = 4_096;
  private static final int BLOCK = 64;

  private final Database database;
  private final Clock clock;
  private final SecureRandom random;
  private final Keys keys;
  private final Path lookupFile;
  private final PrfSet lookup;
  private final Map<Long, UnsealedKey> unsealed = new ConcurrentHashMap<>();

  private Vault(
      Database database,
      Clock clock,
      SecureRandom random,
      Keys keys,
      Path lookupFile,
      PrfSet lookup) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    this.keys = keys;
    this.lookupFile = lookupFile;
    this.lookup = lookup;
  }

  /**
   * Opens the vault with keys in files, and makes them when the database is still empty.
   *
   * @throws IllegalStateException if the database holds subjects and a key file is gone
   */
  public static Vault open(Path keys, Database database, Clock clock, SecureRandom random) {
    return open(keys, new KeySettings.File(), database, clock, random);
  }

  /** As {@link #open(Path, Database, Clock, SecureRandom)}, with another provider of keys. */
  public static Vault open(
      Path directory, KeySettings settings, Database database, Clock clock, SecureRandom random) {
    KeyFiles files = new KeyFiles(directory);
    long subjects =
        database.jdbc().sql("SELECT count(*) FROM vault_subject").query(Long.class).single();
    List<String> needed =
        settings instanceof KeySettings.File
            ? List.of(FileKeyProvider.FILE, LOOKUP_KEY)
            : List.of(LOOKUP_KEY);
    for (String name : needed) {
      if (subjects > 0 && !files.exists(name)) {
        throw new IllegalStateException(
            files.path(name)
                + " is gone, and the database holds "
                + subjects
                + " subjects sealed with it. Put it back from your backup; Ward makes no new one.");
      }
    }
    Keys keys = Keys.open(directory, settings, clock, random);
    try {
      PrfSet lookup =
          keys.keyset(LOOKUP_KEY, PredefinedPrfParameters.HMAC_SHA256_PRF, PRF)
              .getPrimitive(PRF, PrfSet.class);
      return new Vault(database, clock, random, keys, files.path(LOOKUP_KEY), lookup);
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "A file in " + directory + " does not hold a Tink keyset.", e);
    }
  }

  /** The keys that seal data keys. */
  public Keys keys() {
    return keys;
  }

  /** Whether the key files are where they were; what to do about it, if not. */
  public Optional<String> problem() {
    List<Path> needed = new ArrayList<>(List.of(lookupFile));
    if (keys.provider().equals("file")) {
      needed.addFirst(lookupFile.resolveSibling(FileKeyProvider.FILE + ".keyset"));
    }
    for (Path file : needed) {
      if (!Files.isReadable(file)) {
        return Optional.of(
            file
                + " cannot be read. Ward goes on with the key in memory, but will not start again: put"
                + " the file back.");
      }
    }
    return Optional.empty();
  }

  /**
   * What was done with keys of older epochs.
   *
   * @param sealed how many are sealed under the current one now
   * @param unopenable pseudonyms of subjects whose data key does not open, and is left as it is
   */
  public record Rewrapped(long sealed, List<Pseudonym> unopenable) {
    public Rewrapped {
      unopenable = List.copyOf(unopenable);
    }
  }

  /**
   * Seals everything of older epochs under the current one, in transactions of so many data keys. A
   * data key that does not open stops nothing: it is told.
   *
   * @throws SealException if a keyset does not open, or a key of an epoch, such as when the
   *     provider is away
   */
  public Rewrapped rewrap(int most) {
    String current = keys.current().id();
    openEpochs();
    long sealed = keys.rewrapKeysets();
    List<Pseudonym> unopenable = new ArrayList<>();
    long after = 0;
    while (true) {
      List<Sealed> older = older(current, after, most);
      if (older.isEmpty()) {
        return new Rewrapped(sealed, unopenable);
      }
      sealed += rewrap(older, current, unopenable);
      after = older.getLast().id();
    }
  }

  /** A provider that is away is no data key that does not open. */
  private void openEpochs() {
    Set<String> known = new HashSet<>(Set.of(""));
    keys.epochs().forEach(epoch -> known.add(epoch.id()));
    Set<String> needed = new HashSet<>(sealedBy().keySet());
    needed.add(keys.current().id());
    needed.retainAll(known);
    needed.forEach(keys::kek);
  }

  private List<Sealed> older(String current, long after, int most) {
    return database
        .jdbc()
        .sql(
            "SELECT id, pseudonym, sealed_key, epoch FROM vault_subject"
                + " WHERE epoch <> ? AND id > ? ORDER BY id LIMIT ?")
        .params(current, after, most)
        .query(
            (row, _) ->
                new Sealed(
                    row.getLong("id"),
                    new Pseudonym(row.getString("pseudonym")),
                    row.getBytes("sealed_key"),
                    row.getString("epoch")))
        .list();
  }

  private int rewrap(List<Sealed> older, String current, List<Pseudonym> unopenable) {
    List<Sealed> anew = new ArrayList<>();
    for (Sealed one : older) {
      try {
        anew.add(new Sealed(one.id(), one.pseudonym(), rewrapped(one, current), one.epoch()));
      } catch (SealException e) {
        unopenable.add(one.pseudonym());
      }
    }
    return database.transaction(
        jdbc -> {
          int rows = 0;
          for (Sealed one : anew) {
            rows +=
                jdbc.sql(
                        "UPDATE vault_subject SET sealed_key = ?, epoch = ?"
                            + " WHERE id = ? AND epoch = ?")
                    .params(one.key(), current, one.id(), one.epoch())
                    .update();
          }
          return rows;
        });
  }

  private byte[] rewrapped(Sealed one, String current) {
    try {
      return TinkProtoKeysetFormat.serializeEncryptedKeyset(
          TinkProtoKeysetFormat.parseEncryptedKeyset(
              one.key(), keys.kek(one.epoch()), keyPlace(one.pseudonym()), AEAD),
          keys.kek(current),
          keyPlace(one.pseudonym()),
          AEAD);
    } catch (GeneralSecurityException e) {
      throw new SealException("A data key does not open: vault_subject was altered.", e);
    }
  }

  /** How many data keys each epoch seals; those from before there were epochs under "". */
  public Map<String, Long> sealedBy() {
    Map<String, Long> counts = new TreeMap<>();
    database
        .jdbc()
        .sql("SELECT epoch, count(*) AS many FROM vault_subject GROUP BY epoch")
        .query((row, _) -> Map.entry(row.getString("epoch"), row.getLong("many")))
        .list()
        .forEach(one -> counts.put(one.getKey(), one.getValue()));
    return counts;
  }

  /** How many keys are sealed by an older epoch than the current one. */
  public long older() {
    String current = keys.current().id();
    long dataKeys =
        sealedBy().entrySet().stream()
            .filter(one -> !one.getKey().equals(current))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return dataKeys
        + keys.epochs().stream()
            .filter(epoch -> !epoch.id().equals(current))
            .mapToLong(epoch -> keys.keysets(epoch.id()))
            .sum();
  }

  /** Whether an epoch still seals anything. */
  public boolean seals(String epoch) {
    return sealedBy().containsKey(epoch) || keys.keysets(epoch) > 0;
  }

  /**
   * A keyed hash by which a secret or a name is looked up.
   *
   * @param domain what is hashed, so that hashes of different things never meet
   * @return 32 bytes
   */
  public byte[] keyedHash(String domain, String value) {
    try {
      return lookup.computePrimary((domain + '|' + value).getBytes(StandardCharsets.UTF_8), 32);
    } catch (GeneralSecurityException e) {
      throw new SealException("A keyed hash could not be computed.", e);
    }
  }

  /** The subject for what an application does without naming a patient; made when first asked. */
  public Subject application(String client) {
    return ensure("Application/" + client);
  }

  /** The subject for what a member of staff proves themselves with; made when first asked. */
  public Subject person(String person) {
    return ensure("Person/" + person);
  }

  Subject ensure(String name) {
    byte[] hash = keyedHash("subject", name);
    return find(hash).orElseGet(() -> create(hash));
  }

  Optional<Subject> find(byte[] hash) {
    return database
        .jdbc()
        .sql("SELECT id, pseudonym, sealed_key, epoch FROM vault_subject WHERE lookup = ?")
        .param(hash)
        .query((row, _) -> subject(row))
        .optional();
  }

  /**
   * The number of the subject for which a pseudonym stands; nothing if there is none. Until the
   * transaction of whoever calls it ends, no other one adds a row about the subject.
   */
  public Optional<Long> lock(Pseudonym pseudonym) {
    return database
        .jdbc()
        .sql("SELECT id FROM vault_subject WHERE pseudonym = ?" + database.dialect().forUpdate())
        .param(pseudonym.value())
        .query(Long.class)
        .optional();
  }

  /**
   * Destroys the data key of a subject that is locked, and what is known of it. What is still
   * sealed under that key can be opened by nobody. Part of the transaction of whoever calls it, who
   * then calls {@link #forget}.
   */
  public void destroy(long id) {
    JdbcClient jdbc = database.jdbc();
    jdbc.sql("DELETE FROM vault_patient WHERE subject_id = ?").param(id).update();
    jdbc.sql("DELETE FROM vault_subject WHERE id = ?").param(id).update();
    touch(id);
  }

  /**
   * Some subjects whose numbers follow each other.
   *
   * @param stamp random, new with each write about a patient among them
   */
  public record Block(long number, long stamp) {
    /** The least number that a subject of it can have. */
    public long first() {
      return number * BLOCK;
    }

    /** The greatest number that a subject of it can have. */
    public long last() {
      return first() + BLOCK - 1;
    }
  }

  /** In which block a subject is. */
  public static long block(long subject) {
    return subject / BLOCK;
  }

  /**
   * All blocks in which there is or was a patient, in the order of their numbers. What is read
   * after this, and held, is what the database says as long as the stamp of its block stands.
   */
  public List<Block> blocks() {
    return database
        .jdbc()
        .sql("SELECT block, stamp FROM vault_block ORDER BY block")
        .query((row, _) -> new Block(row.getLong("block"), row.getLong("stamp")))
        .list();
  }

  /**
   * Gives the block of a subject a new stamp. The last statement in the transaction of whoever
   * writes or deletes a row about a patient.
   */
  public void touch(long subject) {
    database
        .jdbc()
        .sql(
            "INSERT INTO vault_block (block, stamp) VALUES (?, ?)"
                + " ON CONFLICT (block) DO UPDATE SET stamp = excluded.stamp")
        .params(block(subject), random.nextLong())
        .update();
  }

  /** Drops what is held in memory of a subject whose row is gone: after the commit. */
  public void forget(long id) {
    unsealed.remove(id);
  }

  /** Drops what is held in memory of subjects that are gone: another node may have erased them. */
  public void forgetGone() {
    unsealed.keySet().retainAll(known(unsealed.keySet()));
  }

  /** Which of these subjects have a row. */
  public Set<Long> known(Set<Long> ids) {
    Set<Long> found = new HashSet<>();
    for (long id : ids) {
      database
          .jdbc()
          .sql("SELECT id FROM vault_subject WHERE id = ?")
          .param(id)
          .query(Long.class)
          .optional()
          .ifPresent(found::add);
    }
    return found;
  }

  /** Of how many subjects a data key is in memory. */
  int remembered() {
    return unsealed.size();
  }

  /** The subject for which a pseudonym stands; nothing if there is none, or none any more. */
  public Optional<Subject> subject(Pseudonym pseudonym) {
    return database
        .jdbc()
        .sql("SELECT id, pseudonym, sealed_key, epoch FROM vault_subject WHERE pseudonym = ?")
        .param(pseudonym.value())
        .query((row, _) -> subject(row))
        .optional();
  }

  /** Reads {@code id, pseudonym, sealed_key, epoch}. */
  Subject subject(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    Pseudonym pseudonym = new Pseudonym(row.getString("pseudonym"));
    return new Subject(
        id, pseudonym, unseal(id, pseudonym, row.getBytes("sealed_key"), row.getString("epoch")));
  }

  /**
   * Reads {@code id, pseudonym, sealed_key, epoch} of one subject among very many: its key is not
   * kept in memory, and drives no other one out.
   */
  public Subject passing(ResultSet row) throws SQLException {
    Pseudonym pseudonym = new Pseudonym(row.getString("pseudonym"));
    return new Subject(
        row.getLong("id"),
        pseudonym,
        unsealed(pseudonym, row.getBytes("sealed_key"), row.getString("epoch")));
  }

  private Subject create(byte[] hash) {
    Pseudonym pseudonym = Pseudonym.random(random);
    String epoch = keys.current().id();
    byte[] sealedKey;
    try {
      KeysetHandle key = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AEAD);
      sealedKey =
          TinkProtoKeysetFormat.serializeEncryptedKeyset(
              key, keys.kek(epoch), keyPlace(pseudonym), AEAD);
    } catch (GeneralSecurityException e) {
      throw new SealException("A data key could not be made.", e);
    }
    return database.transaction(jdbc -> insert(jdbc, hash, pseudonym, sealedKey, epoch));
  }

  private Subject insert(
      JdbcClient jdbc, byte[] hash, Pseudonym pseudonym, byte[] sealedKey, String epoch) {
    jdbc.sql(
            "INSERT INTO vault_subject (lookup, pseudonym, sealed_key, epoch, created_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (lookup) DO NOTHING")
        .params(hash, pseudonym.value(), sealedKey, epoch, clock.millis())
        .update();
    return find(hash).orElseThrow();
  }

  private Aead unseal(long id, Pseudonym pseudonym, byte[] sealedKey, String epoch) {
    UnsealedKey known = unsealed.get(id);
    if (known != null && Arrays.equals(known.sealedKey(), sealedKey)) {
      return known.aead();
    }
    Aead aead = unsealed(pseudonym, sealedKey, epoch);
    if (unsealed.size() >= CACHED_KEYS) {
      unsealed.clear();
    }
    unsealed.put(id, new UnsealedKey(sealedKey, aead));
    return aead;
  }

  private Aead unsealed(Pseudonym pseudonym, byte[] sealedKey, String epoch) {
    try {
      return TinkProtoKeysetFormat.parseEncryptedKeyset(
              sealedKey, keys.kek(epoch), keyPlace(pseudonym), AEAD)
          .getPrimitive(AEAD, Aead.class);
    } catch (GeneralSecurityException e) {
      throw new SealException(
          "A data key does not open: vault_subject was altered, or keys/ belong to another Ward.",
          e);
    }
  }

  private static byte[] keyPlace(Pseudonym pseudonym) {
    return ("vault_subject|" + pseudonym.value()).getBytes(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Sealed(long id, Pseudonym pseudonym, byte[] key, String epoch) {}

  /** A data key in use, valid as long as the row still holds the same sealed key. */
  @SuppressWarnings("ArrayRecordComponent")
  private record UnsealedKey(byte[] sealedKey, Aead aead) {}
}
