package org.wardhealth.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The auditor's command: {@code java -jar ward-ledger.jar verify DIR --key VKEY [--since
 * CHECKPOINT]}.
 *
 * <p>Exit codes: 0 verified; 3 signature, 4 content, 5 missing data, 6 rollback or fork (see {@link
 * VerificationFailure}); 64 wrong usage; 74 a file cannot be read.
 */
public final class Main {
  private static final int EX_USAGE = 64;
  private static final int EX_IOERR = 74;

  private static final String USAGE =
      """
      usage: verify DIR --key VKEY [--since CHECKPOINT_FILE]
        DIR      the directory that holds `checkpoint` and `tile`
        VKEY     name+hash+base64, from a source that you trust; not from DIR
        --since  a checkpoint of this log that you kept: the log must extend it\
      """;

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command; returns its exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Optional<Path> directory = Optional.empty();
    Optional<String> key = Optional.empty();
    Optional<Path> since = Optional.empty();
    for (int i = 1; i < args.length; i++) {
      boolean hasValue = i + 1 < args.length;
      if (args[i].equals("--key") && hasValue && key.isEmpty()) {
        key = Optional.of(args[++i]);
      } else if (args[i].equals("--since") && hasValue && since.isEmpty()) {
        since = Optional.of(Path.of(args[++i]));
      } else if (!args[i].startsWith("-") && directory.isEmpty()) {
        directory = Optional.of(Path.of(args[i]));
      } else {
        return usage(err, "unexpected: " + args[i]);
      }
    }
    if (args.length == 0 || !args[0].equals("verify") || directory.isEmpty() || key.isEmpty()) {
      return usage(err, "verify, DIR and --key are needed");
    }
    try {
      return verify(directory.get(), VerificationKey.parse(key.get()), since, out, err);
    } catch (IllegalArgumentException e) {
      return usage(err, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      err.println("cannot read: " + e);
      return EX_IOERR;
    }
  }

  private static int verify(
      Path directory, VerificationKey key, Optional<Path> since, PrintStream out, PrintStream err)
      throws IOException {
    try {
      Optional<Checkpoint> older = Optional.empty();
      if (since.isPresent()) {
        older = Optional.of(Checkpoint.verify(Files.readAllBytes(since.get()), key));
      }
      VerifiedLog log = LogVerifier.verify(directory, key, older);
      out.println("verified " + log.size() + " entries of " + log.checkpoint().origin());
      out.println("root " + log.root());
      older.ifPresent(o -> out.println("extends the checkpoint of size " + o.size()));
      if (log.unsignedFiles() > 0) {
        out.println("not covered by the checkpoint: " + log.unsignedFiles() + " files");
      }
      return 0;
    } catch (VerificationFailure e) {
      err.println("NOT verified: " + e.getMessage());
      return e.exitCode();
    }
  }

  private static int usage(PrintStream err, String problem) {
    err.println(problem + "\n" + USAGE);
    return EX_USAGE;
  }
}
