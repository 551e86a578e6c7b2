package org.wardhealth.server.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.wardhealth.server.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys of a Ward: a provider's key above all; under it one key for each epoch, a month long
 * unless it is ended sooner; under the newest of those the keysets of each purpose and the data
 * keys of subjects.
 *
 * <pre>
 * provider (file, passphrase, hardware module, transit engine, KMS of a cloud)
 *   keys/epochs/2026-11-3fa2c1.kek        sealed by the provider
 *     keys/lookup.keyset, pseudonym.keyset, backup.keyset
 *     vault_subject.sealed_key            one data key for each patient and application
 * </pre>
 *
 * <p>Guarantees: keys of epochs stay in memory once opened, so no exchange asks the provider; an
 * epoch whose key was {@linkplain #destroy destroyed} opens nothing any more, in no copy of the
 * database, as long as no copy of {@code keys/} holds it. Several nodes may share one {@code
 * keys/}: an epoch that another one made is read when it is first met.
 */
public final class Keys {
  private static final Configuration AEAD = AeadConfig2026.get();
  private static final String SUFFIX = ".kek";

  /** What was sealed before there were epochs. */
  static final String BEFORE = "";

  private final KeyFiles files;
  private final Path directory;
  private final KeyProvider provider;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<String, Aead> opened = new ConcurrentHashMap<>();
  private volatile Epoch current;

  /**
   * A time in which one key seals what is new.
   *
   * @param id its month and six random digits
   * @param made when it began; it ends when the next one begins
   */
  public record Epoch(String id, Instant made) {}

  private Keys(
      KeyFiles files, Path directory, KeyProvider provider, Clock clock, SecureRandom random)
      throws IOException {
    this.files = files;
    this.directory = directory;
    this.provider = provider;
    this.clock = clock;
    this.random = random;
    List<Epoch> all = epochs();
    this.current = all.isEmpty() ? make() : all.getLast();
    var _ = kek(current.id());
  }

  /**
   * Opens the keys, and makes them when there are none.
   *
   * @throws IllegalStateException if the provider cannot be reached, or is not the one that sealed
   *     them
   * @throws SealException if it does not open them
   */
  public static Keys open(Path directory, KeySettings settings, Clock clock, SecureRandom random) {
    KeyFiles files = new KeyFiles(directory);
    try {
      return new Keys(
          files, directory, provider(files, directory, settings, clock, random), clock, random);
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "A file in " + directory + " does not hold a Tink keyset.", e);
    }
  }

  /** As {@link #open} with the provider that is the default. */
  public static Keys open(Path directory, Clock clock, SecureRandom random) {
    return open(directory, new KeySettings.File(), clock, random);
  }

  private static KeyProvider provider(
      KeyFiles files, Path directory, KeySettings settings, Clock clock, SecureRandom random)
      throws IOException, GeneralSecurityException {
    boolean fresh = list(directory).isEmpty();
    return switch (settings) {
      case KeySettings.File() -> {
        if (!fresh && !files.exists(FileKeyProvider.FILE)) {
          throw new IllegalStateException(
              files.path(FileKeyProvider.FILE)
                  + " is gone, and keys are sealed with it. Put it back from your backup; Ward makes"
                  + " no new one. (If another provider sealed them, keys.provider must name it.)");
        }
        yield new FileKeyProvider(files);
      }
      case KeySettings.Passphrase(Path file) ->
          new PassphraseKeyProvider(directory, file, fresh, random);
      case KeySettings.Pkcs11 module -> new Pkcs11KeyProvider(module, fresh, random);
      case KeySettings.Transit engine -> remote(engine);
      case KeySettings.AwsKms kms -> remote(kms, clock);
      case KeySettings.GoogleKms kms -> remote(kms, clock);
    };
  }

  private static KeyProvider remote(KeySettings.Transit engine) {
    return new TransitKeyProvider(
        engine,
        new KeeperHttp(TransitKeyProvider.who(engine), engine.caFile(), KeeperHttp.PATIENCE));
  }

  private static KeyProvider remote(KeySettings.AwsKms kms, Clock clock) {
    return new AwsKmsKeyProvider(
        kms,
        new KeeperHttp(AwsKmsKeyProvider.who(kms), kms.caFile(), KeeperHttp.PATIENCE),
        clock,
        name -> Optional.ofNullable(System.getenv(name)));
  }

  private static KeyProvider remote(KeySettings.GoogleKms kms, Clock clock) {
    return new GoogleKmsKeyProvider(
        kms,
        new KeeperHttp(GoogleKmsKeyProvider.who(kms), kms.caFile(), KeeperHttp.PATIENCE),
        clock);
  }

  /** The name of the provider. */
  public String provider() {
    return provider.name();
  }

  /** The epoch that seals what is new. */
  public Epoch current() {
    return current;
  }

  /** Takes up an epoch that another node on the same {@code keys/} has begun. */
  public synchronized void refresh() {
    List<Epoch> all = epochs();
    if (!all.isEmpty() && all.getLast().made().isAfter(current.made())) {
      current = all.getLast();
    }
  }

  /** All epochs whose key is there, the oldest first. */
  public List<Epoch> epochs() {
    try {
      List<Epoch> all = new ArrayList<>();
      for (Path file : list(directory)) {
        JsonNode kept = Json.MAPPER.readTree(files.read(file));
        all.add(
            new Epoch(kept.path("epoch").asString(), Instant.parse(kept.path("made").asString())));
      }
      all.sort(Comparator.comparing(Epoch::made).thenComparing(Epoch::id));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether the month of the current epoch is over. */
  public boolean due() {
    return !month(clock.instant()).equals(month(current.made()));
  }

  /** Begins a new epoch. What older ones sealed stays open. */
  public synchronized Epoch rotate() {
    try {
      current = make();
      return current;
    } catch (IOException e) {
      throw new UncheckedIOException("No key could be made: " + e.getMessage(), e);
    }
  }

  /**
   * Destroys the key of an epoch. Whatever it still seals can be opened by nobody.
   *
   * @throws IllegalArgumentException if it is the current one
   */
  public synchronized void destroy(String epoch) {
    if (epoch.equals(current.id())) {
      throw new IllegalArgumentException("The current epoch seals what is new: rotate first.");
    }
    try {
      files.destroy(file(epoch));
      opened.remove(epoch);
    } catch (IOException e) {
      throw new UncheckedIOException("A key could not be destroyed: " + e.getMessage(), e);
    }
  }

  /** Seals the keys of all epochs under another provider, and answers how many. */
  public static int move(
      Path directory, KeySettings from, KeySettings to, Clock clock, SecureRandom random) {
    Keys keys = open(directory, from, clock, random);
    try {
      KeyProvider target =
          switch (to) {
            case KeySettings.Pkcs11 module -> new Pkcs11KeyProvider(module, true, random);
            case KeySettings.File() -> new FileKeyProvider(keys.files);
            case KeySettings.Passphrase(Path file) ->
                new PassphraseKeyProvider(directory, file, true, random);
            case KeySettings.Transit engine -> remote(engine);
            case KeySettings.AwsKms kms -> remote(kms, clock);
            case KeySettings.GoogleKms kms -> remote(kms, clock);
          };
      List<Epoch> all = keys.epochs();
      Map<Path, byte[]> moved = new java.util.LinkedHashMap<>();
      for (Epoch epoch : all) {
        if (keys.sealedBy(epoch.id()).equals(target.name())) {
          continue; // by a move that did not come to its end
        }
        byte[] key = keys.unwrap(epoch.id());
        byte[] sealed = target.wrap(key, place(epoch.id()));
        if (!java.util.Arrays.equals(target.unwrap(sealed, place(epoch.id())), key)) {
          throw new IllegalStateException("The new provider does not give back what it sealed.");
        }
        moved.put(keys.file(epoch.id()), kept(epoch, target.name(), sealed));
      }
      for (Map.Entry<Path, byte[]> one : moved.entrySet()) {
        keys.files.write(one.getKey(), one.getValue());
      }
      return all.size();
    } catch (IOException e) {
      throw new UncheckedIOException("The keys could not be moved: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The keys could not be moved.", e);
    }
  }

  /**
   * Has the provider wrap a random key, which is thrown away: whether it answers, and how fast.
   *
   * @throws SealException if it does not
   */
  public void probe() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    var _ = provider.wrap(key, "ward-probe");
  }

  /**
   * What seals keys in an epoch.
   *
   * @throws SealException if its key is not there, or does not open
   */
  Aead kek(String epoch) {
    if (epoch.equals(BEFORE)) {
      if (provider instanceof FileKeyProvider file) {
        return file.aead();
      }
      throw new SealException(
          "A data key was sealed before there were epochs: rewrap with keys.provider 'file' first.",
          new GeneralSecurityException());
    }
    Aead known = opened.get(epoch);
    if (known != null) {
      return known;
    }
    try {
      Aead kek =
          TinkProtoKeysetFormat.parseKeyset(unwrap(epoch), InsecureSecretKeyAccess.get(), AEAD)
              .getPrimitive(AEAD, Aead.class);
      opened.put(epoch, kek);
      return kek;
    } catch (IOException e) {
      throw new SealException(
          "The key of the epoch "
              + epoch
              + " is not in "
              + directory.resolve("epochs")
              + ": it was destroyed, or keys/ is an older copy.",
          e);
    } catch (GeneralSecurityException e) {
      throw new SealException("The key of the epoch " + epoch + " is none.", e);
    }
  }

  /**
   * The keyset of a purpose, sealed under the current epoch; made when there is none. One that lies
   * in clear, from before there were epochs, is sealed.
   */
  synchronized KeysetHandle keyset(String name, Parameters parameters, Configuration configuration)
      throws IOException, GeneralSecurityException {
    Path file = files.path(name);
    if (!Files.exists(file)) {
      seal(name, KeysetHandle.generateNew(parameters, configuration), configuration);
    }
    byte[] bytes = files.read(file);
    if (bytes.length > 0 && bytes[0] != '{') {
      KeysetHandle clear =
          TinkProtoKeysetFormat.parseKeyset(bytes, InsecureSecretKeyAccess.get(), configuration);
      seal(name, clear, configuration);
      return clear;
    }
    JsonNode kept = Json.MAPPER.readTree(bytes);
    byte[] clear =
        kek(kept.path("epoch").asString())
            .decrypt(Base64.getDecoder().decode(kept.path("keyset").asString()), purpose(name));
    return TinkProtoKeysetFormat.parseKeyset(clear, InsecureSecretKeyAccess.get(), configuration);
  }

  /** Seals the keysets of older epochs under the current one, and answers how many. */
  synchronized int rewrapKeysets() {
    String now = current.id();
    int rewrapped = 0;
    try {
      for (Path file : keysets()) {
        JsonNode kept = Json.MAPPER.readTree(files.read(file));
        String name = name(file);
        String epoch = kept.path("epoch").asString();
        if (!epoch.equals(now)) {
          byte[] sealed = Base64.getDecoder().decode(kept.path("keyset").asString());
          byte[] keyset = kek(epoch).decrypt(sealed, purpose(name));
          write(name, now, kek(now).encrypt(keyset, purpose(name)));
          rewrapped++;
        }
      }
      return rewrapped;
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read or written: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new SealException("A keyset does not open: it was altered.", e);
    }
  }

  /** How many keysets an epoch seals. */
  int keysets(String epoch) {
    try {
      int count = 0;
      for (Path file : keysets()) {
        if (Json.MAPPER.readTree(files.read(file)).path("epoch").asString().equals(epoch)) {
          count++;
        }
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException("The keys cannot be read: " + e.getMessage(), e);
    }
  }

  private List<Path> keysets() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> sealed = new ArrayList<>();
      for (Path file : all.filter(f -> f.toString().endsWith(".keyset")).sorted().toList()) {
        byte[] bytes = files.read(file);
        if (bytes.length > 0 && bytes[0] == '{') {
          sealed.add(file);
        }
      }
      return sealed;
    }
  }

  private void seal(String name, KeysetHandle keyset, Configuration configuration)
      throws IOException, GeneralSecurityException {
    byte[] clear =
        TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get(), configuration);
    String now = current.id();
    write(name, now, kek(now).encrypt(clear, purpose(name)));
  }

  private void write(String name, String epoch, byte[] sealed) throws IOException {
    ObjectNode kept = Json.MAPPER.createObjectNode();
    kept.put("epoch", epoch);
    kept.put("keyset", Base64.getEncoder().encodeToString(sealed));
    files.write(files.path(name), Json.MAPPER.writeValueAsBytes(kept));
  }

  private Epoch make() throws IOException {
    byte[] bits = new byte[3];
    random.nextBytes(bits);
    Instant now = clock.instant();
    Epoch epoch = new Epoch(month(now) + "-" + HexFormat.of().formatHex(bits), now);
    try {
      byte[] key =
          TinkProtoKeysetFormat.serializeKeyset(
              KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AEAD),
              InsecureSecretKeyAccess.get(),
              AEAD);
      files.write(
          file(epoch.id()), kept(epoch, provider.name(), provider.wrap(key, place(epoch.id()))));
      return epoch;
    } catch (GeneralSecurityException e) {
      throw new SealException("No key could be made.", e);
    }
  }

  private byte[] unwrap(String epoch) throws IOException {
    JsonNode kept;
    try {
      kept = Json.MAPPER.readTree(files.read(file(epoch)));
    } catch (JacksonException e) {
      throw new IOException(file(epoch) + " is damaged", e);
    }
    String by = kept.path("provider").asString();
    if (!by.equals(provider.name())) {
      throw new IllegalStateException(
          "The keys are sealed by the provider '"
              + by
              + "', and keys.provider is '"
              + provider.name()
              + "': 'ward key move' moves them.");
    }
    return provider.unwrap(
        Base64.getDecoder().decode(kept.path("sealed").asString()), place(epoch));
  }

  private String sealedBy(String epoch) throws IOException {
    return Json.MAPPER.readTree(files.read(file(epoch))).path("provider").asString();
  }

  private static byte[] kept(Epoch epoch, String provider, byte[] sealed) {
    ObjectNode kept = Json.MAPPER.createObjectNode();
    kept.put("epoch", epoch.id());
    kept.put("made", epoch.made().toString());
    kept.put("provider", provider);
    kept.put("sealed", Base64.getEncoder().encodeToString(sealed));
    return Json.MAPPER.writeValueAsBytes(kept);
  }

  private Path file(String epoch) {
    if (!epoch.matches("[0-9]{4}-[0-9]{2}-[0-9a-f]{6}")) {
      throw new IllegalArgumentException("This is no epoch: see 'ward key status'.");
    }
    return directory.resolve("epochs").resolve(epoch + SUFFIX);
  }

  private static List<Path> list(Path directory) throws IOException {
    Path epochs = directory.resolve("epochs");
    if (!Files.isDirectory(epochs)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(epochs)) {
      return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".keyset".length());
  }

  private static String month(Instant at) {
    return YearMonth.from(at.atZone(ZoneOffset.UTC)).toString();
  }

  private static String place(String epoch) {
    return "ward-epoch|" + epoch;
  }

  private static byte[] purpose(String name) {
    return ("ward-keyset|" + name).getBytes(StandardCharsets.UTF_8);
  }
}
