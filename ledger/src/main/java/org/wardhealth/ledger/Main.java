package org.wardhealth.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The auditor's command: {@code java -jar ward-ledger.jar VERB ...}.
 *
 * <p>Exit codes: 0 as asked; 3 signature, 4 content, 5 missing data, 6 rollback or fork, 7 quorum
 * not met (see {@link VerificationFailure}); 64 wrong usage; 66 no such entry; 70 the log's own
 * files contradict each other, or its state is refused; 74 a file cannot be read or written.
 */
public final class Main {
  static final int EX_NOINPUT = 66;

  private static final int EX_USAGE = 64;
  private static final int EX_SOFTWARE = 70;
  private static final int EX_IOERR = 74;

  private static final String USAGE =
      """
      usage: verify DIR... (--policy FILE | --key VKEY...) [--since FILE]...
             check FILE    (--policy FILE | --key VKEY...) [--entry FILE]
             prove DIR ENTRY --out FILE [--without-entry]
             checkpoint DIR
        DIR       the directory that holds `checkpoint` and `tile`
        --policy  a C2SP tlog-policy: keys of logs and witnesses, and the quorum
        --key     name+hash+base64, from a source that you trust, not from DIR; all keys of a log
        --since   a checkpoint, or its line, that you kept: the log must extend it
        ENTRY     an index, or the id of an exchange
      exit codes: 0 yes, 3 signature, 4 content, 5 missing data, 6 rollback or fork, 7 no quorum\
      """;

  private Main() {}

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /** Runs the command; returns its exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
      return switch (args.length == 0 ? "" : args[0]) {
        case "verify" -> verify(rest, out, err);
        case "check" -> check(rest, out, err);
        case "prove" -> prove(rest, out, err);
        case "checkpoint" -> checkpoint(rest, out, err);
        default -> usage(err, "no such verb");
      };
    } catch (IllegalArgumentException e) {
      return usage(err, String.valueOf(e.getMessage()));
    } catch (LedgerException e) {
      err.println(e.getMessage());
      return EX_SOFTWARE;
    } catch (NoSuchFileException e) {
      err.println("cannot read: there is no " + e.getFile());
      return EX_IOERR;
    } catch (IOException e) {
      err.println("cannot read or write: " + e);
      return EX_IOERR;
    }
  }

  private static int verify(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    Arguments arguments = new Arguments(words, Set.of(), Set.of("--policy", "--key", "--since"));
    if (arguments.words().isEmpty()) {
      throw new IllegalArgumentException("DIR is needed");
    }
    return new VerifyVerb(arguments.policy(), out, err)
        .run(arguments.words(), arguments.all("--since"));
  }

  private static int check(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    Arguments arguments = new Arguments(words, Set.of(), Set.of("--policy", "--key", "--entry"));
    return new ProofVerbs(out, err)
        .check(
            Path.of(only(arguments, "FILE")),
            arguments.one("--entry").map(Path::of),
            arguments.policy());
  }

  private static int prove(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    Arguments arguments = new Arguments(words, Set.of("--without-entry"), Set.of("--out"));
    if (arguments.words().size() != 2) {
      throw new IllegalArgumentException("DIR and ENTRY are needed");
    }
    return new ProofVerbs(out, err)
        .prove(
            Path.of(arguments.words().get(0)),
            arguments.words().get(1),
            Path.of(arguments.need("--out")),
            !arguments.has("--without-entry"));
  }

  private static int checkpoint(List<String> words, PrintStream out, PrintStream err)
      throws IOException {
    Path directory = Path.of(only(new Arguments(words, Set.of(), Set.of()), "DIR"));
    try {
      out.println(CheckpointLine.of(Files.readAllBytes(directory.resolve(CheckpointFile.NAME))));
      return 0;
    } catch (VerificationFailure e) {
      err.println(e.getMessage());
      return e.exitCode();
    }
  }

  private static String only(Arguments arguments, String what) {
    if (arguments.words().size() != 1) {
      throw new IllegalArgumentException("exactly one " + what + " is needed");
    }
    return arguments.words().getFirst();
  }

  private static int usage(PrintStream err, String problem) {
    err.println(problem + "\n" + USAGE);
    return EX_USAGE;
  }
}
