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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.wardhealth.ledger.LedgerOptions;
import org.wardhealth.ledger.NoteSigner;

/**
 * What the logs of a node need below {@code WARD_HOME}: each log in its {@link NodeLog} directory,
 * what was last signed in {@code ledger-last-signed/}, its keys in {@code keys/}, Ed25519 and
 * ML-DSA-44, one a line; for auditors the first public half in {@code ledger.vkey}, and those of
 * all logs in {@code ledger.policy}. A key file of one line is given the second key at the next
 * start.
 *
 * <p>The keys of the next log are made as soon as they are asked for, and are in the policy before
 * it begins: whoever has a copy of the policy goes on believing when the log turns. Each log has
 * keys of its own, because in a C2SP tlog-policy no key stands for two logs.
 */
final class LedgerFiles implements IntFunction<LedgerOptions> {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final Path home;
  private final String node;
  private final Clock clock;
  private final SecureRandom random;
  private final List<NoteSigner> signers = new ArrayList<>();

  /**
   * Those of one node.
   *
   * @param node the origin of its first log
   */
  LedgerFiles(Path home, String node, Clock clock, SecureRandom random) {
    this.home = home;
    this.node = node;
    this.clock = clock;
    this.random = random;
  }

  /** How the log with a number is opened. */
  @Override
  public synchronized LedgerOptions apply(int number) {
    if (signers.size() < number) {
      while (signers.size() < number) {
        signers.add(signer(signers.size() + 1));
      }
      try {
        publish();
      } catch (IOException e) {
        throw new UncheckedIOException("The ledger's public keys cannot be written: " + home, e);
      }
    }
    return LedgerOptions.of(
            NodeLog.directory(home, number),
            home.resolve("ledger-last-signed"),
            signers.get(number - 1))
        .withClock(clock);
  }

  private NoteSigner signer(int number) {
    Path file = NodeLog.key(home.resolve("keys"), number);
    String origin = NodeLog.origin(node, number);
    try {
      if (Files.exists(file)) {
        requireOwnerOnly(file);
        NoteSigner signer = NoteSigner.parse(Files.readString(file).strip());
        if (!signer.verificationKey().name().equals(origin)) {
          throw new IllegalStateException(
              "ledger.origin is '"
                  + node
                  + "' and the ledger's key in "
                  + file.getFileName()
                  + " was made for '"
                  + signer.verificationKey().name()
                  + "': a ledger keeps its name.");
        }
        NoteSigner both = signer.upgraded(random);
        if (both != signer) {
          write(file, both);
        }
        return both;
      }
      if (Files.exists(NodeLog.directory(home, number).resolve("checkpoint"))) {
        throw new IllegalStateException(
            file
                + " is gone, and a ledger signed with it is there. Put it back from your backup;"
                + " Ward makes no new key for an old ledger.");
      }
      NoteSigner signer = NoteSigner.generate(origin, random);
      Files.createDirectories(
          file.getParent(), PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
      write(file, signer);
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

  private void publish() throws IOException {
    Path file = home.resolve("ledger.vkey");
    if (!Files.exists(file)) {
      Files.writeString(file, signers.getFirst().verificationKey() + "\n");
    }
    StringBuilder policy =
        new StringBuilder(
            """
            # The keys of this ledger's logs, the next one's too, as a C2SP tlog-policy. A copy kept
            # elsewhere, with the witnesses whom its keeper trusts, is what counts: this one lies
            # beside the ledger.
            """);
    for (NoteSigner signer : signers) {
      signer.verificationKeys().forEach(key -> policy.append("log ").append(key).append('\n'));
    }
    policy.append("quorum none\n");
    Path keys = home.resolve("ledger.policy");
    if (!Files.exists(keys) || !Files.readString(keys).contentEquals(policy)) {
      Files.writeString(keys, policy);
    }
  }
}
