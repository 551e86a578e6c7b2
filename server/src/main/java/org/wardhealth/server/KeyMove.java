package org.wardhealth.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.wardhealth.server.audit.Audit;
import org.wardhealth.server.audit.Entry;
import org.wardhealth.server.store.Database;
import org.wardhealth.server.vault.KeySettings;
import org.wardhealth.server.vault.Keys;
import org.wardhealth.server.vault.Vault;

/** Moves the keys of a stopped Ward from one provider to another. */
public final class KeyMove {
  private KeyMove() {}

  /**
   * What was moved.
   *
   * @param unopenable how many data keys do not open, and were left as they are
   */
  public record Done(int epochs, String from, String to, int unopenable) {}

  /**
   * Moves. Data keys from before there were epochs are sealed under one first. The entry is in the
   * ledger before anything is written.
   *
   * @param to a file with the {@code keys:} section of the new provider
   * @throws IllegalStateException if Ward runs, or either provider cannot be reached
   */
  public static Done run(
      Path home, Path to, Map<String, String> environment, Clock clock, SecureRandom random)
      throws IOException {
    if (!Files.exists(to)) {
      throw new IllegalStateException(
          to + " is not there: it holds the 'keys:' section of the new provider.");
    }
    Settings settings = Settings.load(home, environment);
    KeySettings target = Settings.keys(to, home);
    Path keys = home.resolve("keys");
    try (Audit audit = Audit.open(home, settings.ledgerOrigin(), clock, random);
        Database database = Database.open(settings.database())) {
      Vault vault = Vault.open(keys, settings.keys(), database, clock, random);
      String from = vault.keys().provider();
      audit.record(new Entry.KeysMoved(from, name(target), clock.instant()));
      if (vault.older() > 0) {
        audit.record(new Entry.KeysRewrapped(vault.keys().current().id(), clock.instant()));
      }
      // Nothing hangs on the old provider alone afterwards.
      Vault.Rewrapped rewrapped = vault.rewrap(500);
      return new Done(
          Keys.move(keys, settings.keys(), target, clock, random),
          from,
          name(target),
          rewrapped.unopenable().size());
    }
  }

  private static String name(KeySettings settings) {
    return switch (settings) {
      case KeySettings.File() -> "file";
      case KeySettings.Passphrase passphrase -> "passphrase";
      case KeySettings.Pkcs11 module -> "pkcs11";
      case KeySettings.Transit engine -> "vault-transit";
      case KeySettings.AwsKms kms -> "aws-kms";
      case KeySettings.GoogleKms kms -> "gcp-kms";
    };
  }
}
