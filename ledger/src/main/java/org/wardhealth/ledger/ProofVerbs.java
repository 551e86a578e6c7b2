package org.wardhealth.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code prove}: writes the proof of an entry; {@code check}: accepts or refuses one, offline. */
final class ProofVerbs {
  private final PrintStream out;
  private final PrintStream err;

  ProofVerbs(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Proves what is asked for.
   *
   * @param entry an index, or an id that entries hold
   * @param file where the proof goes; when an id stands in several entries, the index of each is
   *     put before the ending
   */
  int prove(Path directory, String entry, Path file, boolean withEntry) throws IOException {
    LogDirectory log = new LogDirectory(directory);
    List<Long> indexes =
        entry.matches("[0-9]{1,18}") ? List.of(Long.parseLong(entry)) : log.find(entry);
    if (indexes.isEmpty()) {
      err.println(
          "no signed entry holds that id; a new one is signed within a second or so: try again");
      return Main.EX_NOINPUT;
    }
    for (long index : indexes) {
      Path target = indexes.size() == 1 ? file : numbered(file, index);
      Files.write(target, log.prove(index, withEntry).bytes());
      out.println("entry " + index + " -> " + target);
    }
    return 0;
  }

  int check(Path file, Optional<Path> entryFile, TrustPolicy policy) throws IOException {
    try {
      TlogProof proof = TlogProof.parse(Files.readAllBytes(file));
      byte[] entry;
      if (entryFile.isPresent()) {
        entry = Files.readAllBytes(entryFile.get());
      } else if (proof.unauthenticatedExtra().isPresent()) {
        entry = proof.unauthenticatedExtra().get();
      } else {
        throw new IllegalArgumentException("the proof does not carry its entry: give --entry FILE");
      }
      say(proof.verify(entry, policy), policy);
      return 0;
    } catch (VerificationFailure e) {
      err.println("NOT proved: " + e.getMessage());
      return e.exitCode();
    }
  }

  private void say(TlogProof.Verified verified, TrustPolicy policy) {
    Checkpoint checkpoint = verified.checkpoint().checkpoint();
    out.println(
        "PROVED: the entry below stands at index "
            + verified.index()
            + " of the log "
            + checkpoint.origin()
            + ",");
    out.println(
        "        which had "
            + checkpoint.size()
            + " entries when it signed this. It cannot be changed or taken out any more");
    out.println("        without contradicting what was signed:");
    policy
        .logs(checkpoint.origin())
        .forEach(key -> out.println("        - by the log's key " + key.shortText()));
    verified
        .checkpoint()
        .witnesses()
        .forEach((name, time) -> out.println("        - by the witness " + name + " at " + time));
    if (verified.checkpoint().witnesses().isEmpty()) {
      out.println("        No witness stands for it: whoever holds the log's keys could show");
      out.println("        another history to somebody else.");
    }
    out.println("NOT PROVED: that what the entry says is true, that everything that happened was");
    out.println("        written down, or that the entry is about you. Ask the log's keepers.");
    out.println("entry:");
    out.println(printable(verified.entry()));
  }

  /** Text that cannot move a terminal's cursor. */
  private static String printable(byte[] entry) {
    StringBuilder text = new StringBuilder();
    new String(entry, StandardCharsets.UTF_8)
        .codePoints()
        .forEach(
            c -> {
              boolean shown =
                  c == '\n'
                      || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
              text.append(shown ? Character.toString(c) : String.format("\\u%04x", c));
            });
    return text.toString();
  }

  private static Path numbered(Path file, long index) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 1 ? name + "-" + index : name.substring(0, dot) + "-" + index + name.substring(dot));
  }
}
