package org.wardhealth.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code verify DIR...}: whole logs, each from its files alone. Directories with one origin are
 * copies of one log, and each must extend the shorter ones.
 */
final class VerifyVerb {
  private record Candidate(Path directory, CosignedCheckpoint signed) {
    Checkpoint checkpoint() {
      return signed.checkpoint();
    }
  }

  private final TrustPolicy policy;
  private final List<Checkpoint> kept = new ArrayList<>();
  private final PrintStream out;
  private final PrintStream err;
  private int exitCode;

  VerifyVerb(TrustPolicy policy, PrintStream out, PrintStream err) {
    this.policy = policy;
    this.out = out;
    this.err = err;
  }

  /** Returns the exit code of the first failure, 0 if there is none. */
  int run(List<String> directories, List<String> since) throws IOException {
    for (String file : since) {
      try {
        kept.add(
            Checkpoint.verifyAny(
                CheckpointLine.toNote(Files.readAllBytes(Path.of(file))), policy.logs()));
      } catch (VerificationFailure e) {
        fail("the checkpoint kept in " + file, e);
        return exitCode;
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String directory : directories) {
      try {
        Path path = Path.of(directory);
        candidates.add(new Candidate(path, LogVerifier.checkpoint(path, policy)));
      } catch (VerificationFailure e) {
        fail(directory, e);
      }
    }
    for (Checkpoint older : kept) {
      if (candidates.stream().noneMatch(c -> c.checkpoint().origin().equals(older.origin()))
          && exitCode == 0) {
        fail(
            directories.getFirst(),
            new VerificationFailure.BadHistory(
                "the older checkpoint is of the log " + older.origin()));
      }
    }
    candidates.sort(Comparator.comparingLong(c -> c.checkpoint().size()));
    for (Candidate candidate : candidates) {
      try {
        verify(candidate, candidates, directories.size() > 1);
      } catch (VerificationFailure e) {
        fail(candidate.directory().toString(), e);
      }
    }
    return exitCode;
  }

  private void verify(Candidate candidate, List<Candidate> all, boolean several)
      throws VerificationFailure, IOException {
    Checkpoint checkpoint = candidate.checkpoint();
    List<Checkpoint> older = new ArrayList<>();
    for (Checkpoint each : kept) {
      if (each.origin().equals(checkpoint.origin())) {
        older.add(each);
      }
    }
    int remembered = older.size();
    for (Candidate other : all) {
      if (!other.equals(candidate)
          && other.checkpoint().origin().equals(checkpoint.origin())
          && other.checkpoint().size() <= checkpoint.size()) {
        older.add(other.checkpoint());
      }
    }
    VerifiedLog log = LogVerifier.verify(candidate.directory(), checkpoint, older);
    out.println("verified " + (log.size() - log.minimum()) + " entries of " + checkpoint.origin());
    if (several) {
      out.println("in " + candidate.directory());
    }
    out.println("root " + log.root());
    candidate
        .signed()
        .witnesses()
        .forEach((name, time) -> out.println("cosigned by " + name + " at " + time));
    if (log.pruned().isPresent()) {
      saysSo(log.pruned().get(), all);
    } else if (log.size() > 0) {
      follows(log, candidate, all);
    }
    for (Checkpoint each : older.subList(0, remembered)) {
      out.println("extends the checkpoint of size " + each.size());
    }
    if (log.unsignedFiles() > 0) {
      out.println("not covered by the checkpoint: " + log.unsignedFiles() + " files");
    }
  }

  /** A log that begins where another one ended names that one's root in its first entry. */
  private void follows(VerifiedLog log, Candidate candidate, List<Candidate> all)
      throws VerificationFailure, IOException {
    byte[] first = log.first();
    if (!LogDirectory.holds(first, Succession.BEGAN)) {
      return;
    }
    String known = "another log ended, which is not here: the first entry names it";
    for (Candidate other : all) {
      String origin = other.checkpoint().origin();
      if (!other.equals(candidate) && LogDirectory.holds(first, origin)) {
        if (!LogDirectory.holds(first, end(other).root().toString())) {
          throw new VerificationFailure.BadHistory("it does not begin where " + origin + " ends");
        }
        known = origin + " ended";
      }
    }
    out.println("begins where " + known);
  }

  /**
   * Entries that are not there were pruned if a log says so; else somebody took them away. That
   * entry stands in for the first one, which would name where the log before ended.
   */
  private void saysSo(TreeHead gone, List<Candidate> all) throws VerificationFailure, IOException {
    String range = "entries 0 to " + (gone.size() - 1) + " are not there, only their hashes";
    for (Candidate other : all) {
      LogDirectory log = new LogDirectory(other.directory());
      long size = other.checkpoint().size();
      Optional<Long> index = log.saysPruned(gone).filter(at -> at < size);
      if (index.isPresent()) {
        String by = "entry " + index.get() + " of " + other.checkpoint().origin();
        requireEnds(log.entry(index.get()), by, all);
        out.println(range + ": pruned, by " + by);
        return;
      }
    }
    throw new VerificationFailure.MissingData(
        range + ", and no log given says that they were pruned: give the newer ones too");
  }

  private void requireEnds(byte[] entry, String by, List<Candidate> all)
      throws VerificationFailure, IOException {
    for (Candidate each : all) {
      String origin = each.checkpoint().origin();
      if (LogDirectory.holds(entry, origin)
          && !LogDirectory.holds(entry, end(each).root().toString())) {
        throw new VerificationFailure.BadHistory(origin + " does not end where " + by + " says");
      }
    }
  }

  /** The very last checkpoint of a log, which witnesses may never have cosigned. */
  private Checkpoint end(Candidate log) throws VerificationFailure, IOException {
    Checkpoint cosigned = log.checkpoint();
    Checkpoint end =
        Checkpoint.verify(
            Files.readAllBytes(log.directory().resolve(CheckpointFile.NAME)),
            policy.logs(cosigned.origin()));
    if (end.size() > cosigned.size()) {
      LogVerifier.verify(log.directory(), end, List.of(cosigned));
    }
    return end;
  }

  private void fail(String what, VerificationFailure failure) {
    err.println("NOT verified: " + what + ": " + failure.getMessage());
    exitCode = exitCode == 0 ? failure.exitCode() : exitCode;
  }
}
