package org.wardhealth.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.wardhealth.ledger.LedgerOptions;
import org.wardhealth.ledger.NoteSigner;

/**
 * Where the ledger lies below {@code WARD_HOME}: the log in {@code ledger/}, what was last signed
 * in {@code ledger-last-signed/}, its key in {@code keys/ledger.key}, Ed25519 and ML-DSA-44, one a
 * line; for auditors the public half of the first in {@code ledger.vkey}, and of both in {@code
 * ledger.policy}. A key file of one line is given the second key at the next start.
 */
final class LedgerFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private LedgerFiles() {}

  /** The directory of the log. */
  static Path log(Path home) {
    return home.resolve("ledger");
  }

  static LedgerOptions options(Path home, String origin, Clock clock, SecureRandom random) {
    Path log = log(home);
    NoteSigner signer = signer(home, log, origin, random);
    return LedgerOptions.of(log, home.resolve("ledger-last-signed"), signer).withClock(clock);
  }

  private static NoteSigner signer(Path home, Path log, String origin, SecureRandom random) {
    Path file = home.resolve("keys/ledger.key");
    try {
      if (Files.exists(file)) {
        requireOwnerOnly(file);
        NoteSigner signer = NoteSigner.parse(Files.readString(file).strip());
        if (!signer.verificationKey().name().equals(origin)) {
          throw new IllegalStateException(
              "ledger.origin is '"
                  + origin
                  + "' and the ledger's key was made for '"
                  + signer.verificationKey().name()
                  + "': a ledger keeps its name.");
        }
        NoteSigner both = signer.upgraded(random);
        if (both != signer) {
          write(file, both);
        }
        publish(home, both);
        return both;
      }
      if (Files.exists(log.resolve("checkpoint"))) {
        throw new IllegalStateException(
            file
                + " is gone, and a ledger signed with it is there. Put it back from your backup;"
                + " Ward makes no new key for an old ledger.");
      }
      NoteSigner signer = NoteSigner.generate(origin, random);
      Files.createDirectories(
          file.getParent(), PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
      write(file, signer);
      publish(home, signer);
      return signer;
    } catch (IOException e) {
      throw new UncheckedIOException("The ledger's key cannot be read or made: " + file, e);
    }
  }

  private static void write(Path file, NoteSigner signer) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(signer.secretText() + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true); // a new key signs at once: it may not be forgotten afterwards
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw new IllegalStateException(
          file
              + " can be read by others ("
              + PosixFilePermissions.toString(permissions)
              + "): run chmod 600 on it, and begin a new ledger if others had access.");
    }
  }

  private static void publish(Path home, NoteSigner signer) throws IOException {
    Path file = home.resolve("ledger.vkey");
    if (!Files.exists(file)) {
      Files.writeString(file, signer.verificationKey() + "\n");
    }
    StringBuilder policy =
        new StringBuilder(
            """
            # The keys of this ledger, as a C2SP tlog-policy. A copy kept elsewhere, with the
            # witnesses whom its keeper trusts, is what counts: this one lies beside the ledger.
            """);
    signer.verificationKeys().forEach(key -> policy.append("log ").append(key).append('\n'));
    policy.append("quorum none\n");
    Path keys = home.resolve("ledger.policy");
    if (!Files.exists(keys) || !Files.readString(keys).contentEquals(policy)) {
      Files.writeString(keys, policy);
    }
  }
}
