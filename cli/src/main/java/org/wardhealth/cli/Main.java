package org.wardhealth.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.wardhealth.server.WardServer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code ward VERB}. Exit codes as in sysexits(3). */
@Command(
    name = "ward",
    description = "Stands between a hospital's software and the AI models it uses.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      AskCommand.class,
      DeidCommand.class,
      ClientCommand.class,
      PersonCommand.class,
      SessionCommand.class,
      ModelCommand.class,
      LedgerCommand.class,
      KeyCommand.class,
      PolicyCommand.class,
      ConsentCommand.class,
      SecretCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      EraseCommand.class,
      ReidentifyCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "And from a checkout: ward test [--data DIR] [--extra], ward bench gateway|deid|ledger|records|policy|consent|console|labels|search|vault|spark.",
      "State lies in WARD_HOME (default ./.ward)."
    })
final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(
        (exception, command, _) -> {
          Failure failure = Failure.of(exception);
          command.getErr().println("ward: " + failure.getMessage());
          return failure.exitCode();
        });
    line.setParameterExceptionHandler(
        (exception, _) -> {
          CommandLine command = exception.getCommandLine();
          command.getErr().println("ward: " + exception.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
          command
              .getErr()
              .println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
          return Failure.USAGE;
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /** As in the manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ward " + WardServer.VERSION + ", Java " + Runtime.version()};
    }
  }
}
