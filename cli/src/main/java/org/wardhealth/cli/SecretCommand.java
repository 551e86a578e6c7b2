package org.wardhealth.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.wardhealth.server.Settings;
import org.wardhealth.server.vault.Secrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ward secret}: API keys of others and private keys, sealed under Ward's keys. */
@Command(
    name = "secret",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps API keys of model providers, and private keys in PEM, sealed under Ward's keys.",
      "A provider, tls or an export in ward.yaml names one with 'key: secret:NAME'. Ward reads them "
          + "at its start, and that of tls also when it is replaced."
    })
final class SecretCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Keeps a secret: asked for at a terminal, else read from standard input.")
  int set(
      @Parameters(paramLabel = "NAME", description = "Small letters, digits, '_' and '-'.")
          String name,
      @Mixin Home home)
      throws IOException {
    if (!Secrets.isName(name)) {
      throw new Failure(
          Failure.USAGE,
          "a name has 1 to 64 small letters, digits, '_' or '-', not '" + name + "'");
    }
    String secret = read(name);
    if (secret.isEmpty()) {
      throw new Failure(Failure.DATA, "nothing was said: the secret stays as it was");
    }
    open(home).set(name, secret);
    spec.commandLine()
        .getOut()
        .println(
            "sealed: name it in ward.yaml with 'key: secret:" + name + "', and start Ward anew");
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the names of secrets.")
  int list(@Mixin Home home) {
    open(home).names().forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Overwrites and removes a secret.")
  int remove(@Parameters(paramLabel = "NAME") String name, @Mixin Home home) {
    if (!Secrets.isName(name) || !open(home).remove(name)) {
      throw new Failure(Failure.NO_INPUT, "there is no secret '" + name + "'");
    }
    return 0;
  }

  private static Secrets open(Home home) {
    return Settings.load(home.path(), System.getenv())
        .secrets(Clock.systemUTC(), new SecureRandom());
  }

  private static String read(String name) throws IOException {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("%s: ", name);
      return typed == null ? "" : new String(typed).strip();
    }
    return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
