package org.wardhealth.cli;

import picocli.CommandLine.Command;

/** {@code ward deid VERB}: de-identifies, offline. */
@Command(
    name = "deid",
    mixinStandardHelpOptions = true,
    description = "Finds and replaces what identifies a patient in text and records, offline.",
    subcommands = {
      DeidTextCommand.class,
      DeidFindCommand.class,
      DeidJsonlCommand.class,
      DeidRunCommand.class,
      DeidPlanCommand.class,
      DeidKeyCommand.class,
      DeidProfilesCommand.class,
      DeidTrainCommand.class
    })
final class DeidCommand {}
