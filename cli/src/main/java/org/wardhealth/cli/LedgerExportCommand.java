package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.ledger.LogDirectory;
import org.wardhealth.ledger.TreeHead;
import org.wardhealth.server.audit.ExportForm;
import org.wardhealth.server.audit.NodeLog;
import org.wardhealth.server.audit.PublishedEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ward ledger export}: entries in a form for collectors, from the published files; Ward may
 * run or not. Looks at no signature: {@code ward ledger verify} does.
 */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Prints entries as FHIR AuditEvents, OCSF events or ATNA syslog messages, one a line.",
      "Reads the published files and verifies nothing: see 'ward ledger verify'."
    })
final class LedgerExportCommand implements Callable<Integer> {
  @Mixin private Home home = new Home();

  @Option(
      names = "--form",
      required = true,
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}.")
  private ExportForm form = ExportForm.FHIR;

  @Option(
      names = "--from",
      paramLabel = "NUMBER",
      description = "The first entry; 0 if not said. With --dir: its index in that log.")
  private long from;

  @Option(
      names = "--to",
      paramLabel = "NUMBER",
      description = "The last entry; the newest that is signed if not said.")
  private Optional<Long> to = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A directory with 'checkpoint' and 'tile'; all logs of this Ward if not said.")
  private Optional<Path> directory = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (from < 0 || to.filter(last -> last < from).isPresent()) {
      throw new Failure(Failure.USAGE, "--from is 0 or more, and --to is not before it.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (directory.isPresent()) {
      TreeHead head = new LogDirectory(directory.get()).head();
      print(new NodeLog(1, directory.get(), 0, head), out);
    } else {
      for (NodeLog log : NodeLog.in(home.path())) {
        print(log, out);
      }
    }
    if (out.checkError()) {
      throw new Failure(Failure.IO, "the output was closed before the last entry.");
    }
    return 0;
  }

  private void print(NodeLog log, PrintWriter out) throws IOException {
    TreeHead head = log.head();
    PublishedEntry.Head shown = new PublishedEntry.Head(head.origin(), head.size(), head.root());
    long end = Math.min(head.size(), to.orElse(Long.MAX_VALUE - 1) + 1 - log.first());
    LogDirectory files = new LogDirectory(log.directory());
    long kept = files.pruned().map(TreeHead::size).orElse(0L);
    for (long index = Math.max(kept, from - log.first()); index < end; ) {
      List<byte[]> entries = files.entries(index, head.size());
      for (byte[] entry : entries.subList(0, (int) Math.min(entries.size(), end - index))) {
        PublishedEntry published = PublishedEntry.of(shown, index++, entry);
        out.print(new String(form.write(published), StandardCharsets.UTF_8) + '\n');
      }
    }
  }
}
