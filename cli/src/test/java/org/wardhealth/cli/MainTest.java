package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Each verb alone is what it is among all of them. */
class MainTest {
  static Stream<String> verbs() {
    return Main.VERBS.stream().map(verb -> verb.getAnnotation(Command.class).name());
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void aVerbIsReadWithoutTheOthers(String verb) {
    CommandLine alone = Main.commandLine(verb, "--help");
    assertThat(alone.getSubcommands()).containsOnlyKeys(verb);
    assertThat(usage(alone, verb))
        .startsWith("Usage: ward " + verb)
        .isEqualTo(usage(Main.commandLine(), verb));
    assertThat(Shell.run(verb, "--help").exitCode()).isZero();
  }

  private static String usage(CommandLine line, String verb) {
    return Objects.requireNonNull(line.getSubcommands().get(verb)).getUsageMessage();
  }

  @Test
  void whoNamesNoVerbIsToldAll() {
    String help = Shell.run("--help").out();
    assertThat(verbs()).isNotEmpty().allMatch(verb -> help.contains("  " + verb + " "));
    Shell mistyped = Shell.run("srve");
    assertThat(mistyped.exitCode()).isEqualTo(Failure.USAGE);
    assertThat(mistyped.err()).contains("Did you mean: ward serve");
  }
}
