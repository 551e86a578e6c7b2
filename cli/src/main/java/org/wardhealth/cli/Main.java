package org.wardhealth.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    footer = {
      "",
      "And from a checkout: ward test [--data DIR] [--extra], ward bench gateway|deid|ledger|records|policy|consent|console|labels|search|vault|spark.",
      "State lies in WARD_HOME (default ./.ward)."
    })
final class Main {
  /** In the order of the help. */
  static final List<Class<?>> VERBS =
      List.of(
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
          DoctorCommand.class);

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /**
   * What reads {@code args}: of the verbs only the one that they begin with, as describing the
   * other ones takes a tenth of a start; all of them when they begin with none.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Main());
    List<Class<?>> meant =
        VERBS.stream()
            .filter(
                verb -> args.length > 0 && verb.getAnnotation(Command.class).name().equals(args[0]))
            .toList();
    (meant.isEmpty() ? VERBS : meant).forEach(line::addSubcommand);
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
