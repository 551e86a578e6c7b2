package org.wardhealth.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import org.wardhealth.ledger.LedgerOptions;
import org.wardhealth.ledger.NoteSigner;

/**
 * Where the ledger lies below {@code WARD_HOME}: the log in {@code ledger/}, what was last signed
 * in {@code ledger-last-signed/}, its key in {@code keys/ledger.key}, the public half of that for
 * auditors in {@code ledger.vkey}.
 */
final class LedgerFiles {
  private LedgerFiles() {}

  static LedgerOptions options(Path home, String origin, Clock clock, SecureRandom random) {
    Path log = home.resolve("ledger");
    NoteSigner signer = signer(home, log, origin, random);
    return LedgerOptions.of(log, home.resolve("ledger-last-signed"), signer).withClock(clock);
  }

  private static NoteSigner signer(Path home, Path log, String origin, SecureRandom random) {
    Path file = home.resolve("keys/ledger.key");
    try {
      if (Files.exists(file)) {
        NoteSigner signer = NoteSigner.parse(Files.readString(file).strip());
        if (!signer.verificationKey().name().equals(origin)) {
          throw new IllegalStateException(
              "ledger.origin is '"
                  + origin
                  + "' and the ledger's key was made for '"
                  + signer.verificationKey().name()
                  + "': a ledger keeps its name.");
        }
        return signer;
      }
      if (Files.exists(log.resolve("checkpoint"))) {
        throw new IllegalStateException(
            file
                + " is gone, and a ledger signed with it is there. Put it back from your backup;"
                + " Ward makes no new key for an old ledger.");
      }
      NoteSigner signer = NoteSigner.generate(origin, random);
      Files.createDirectories(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, signer.secretText() + "\n");
      Files.writeString(home.resolve("ledger.vkey"), signer.verificationKey() + "\n");
      return signer;
    } catch (IOException e) {
      throw new UncheckedIOException("The ledger's key cannot be read or made: " + file, e);
    }
  }
}
