package org.wardhealth.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.wardhealth.ledger.CheckpointLine;
import org.wardhealth.ledger.VerificationFailure;
import org.wardhealth.server.audit.NodeLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ward ledger checkpoint}: the newest checkpoint, in forms that leave a closed network. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    description = "Prints the newest checkpoint as one line; as a QR code; to a log collector.")
final class LedgerCheckpointCommand implements Callable<Integer> {
  private final Clock clock = Clock.systemUTC();

  @Mixin private Home home = new Home();

  @Option(
      names = "--qr",
      paramLabel = "FILE",
      description = "Also as a QR code: an SVG, or '-' for this terminal.")
  private Optional<String> qr = Optional.empty();

  @Option(
      names = "--syslog",
      paramLabel = "HOST:PORT",
      description = "Also as an RFC 5424 message, by UDP; tcp:HOST:PORT for TCP.")
  private Optional<String> syslog = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String line;
    try {
      line =
          CheckpointLine.of(
              Files.readAllBytes(NodeLog.newest(home.path()).directory().resolve("checkpoint")));
    } catch (VerificationFailure e) {
      throw new Failure(Failure.DATA, e.getMessage());
    }
    out.println(line);
    if (qr.isPresent()) {
      QrCode code = QrCode.of(line);
      if (qr.get().equals("-")) {
        out.print(code.text());
      } else {
        Files.writeString(Path.of(qr.get()), code.svg());
      }
    }
    if (syslog.isPresent()) {
      SyslogMessage.of(line, clock.instant(), InetAddress.getLocalHost().getHostName())
          .send(syslog.get());
    }
    out.flush();
    return 0;
  }
}
