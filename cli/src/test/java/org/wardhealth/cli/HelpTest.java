package org.wardhealth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the help of every command says. */
class HelpTest {
  /** The list of commands shows the first line of each alone. */
  @Test
  void theFirstLineOfEachCommandIsAWholeSentence() {
    assertThat(visit(Main.commandLine())).isGreaterThan(30);
  }

  private static int visit(CommandLine command) {
    int seen = 1;
    String[] description = command.getCommandSpec().usageMessage().description();
    assertThat(description).as(command.getCommandSpec().qualifiedName()).isNotEmpty();
    assertThat(description[0]).as(command.getCommandSpec().qualifiedName()).endsWith(".");
    for (CommandLine inner : command.getSubcommands().values()) {
      seen += visit(inner);
    }
    return seen;
  }
}
