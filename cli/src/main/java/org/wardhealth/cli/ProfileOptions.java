package org.wardhealth.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.wardhealth.deid.InvalidProfile;
import org.wardhealth.deid.Profile;
import org.wardhealth.records.Profiles;
import picocli.CommandLine.Option;

/** The options that say what is done with each type of identifier. */
final class ProfileOptions {
  /** How surrogates look. */
  enum Look {
    TAGS,
    REALISTIC
  }

  @Option(
      names = "--profile",
      paramLabel = "P",
      defaultValue = "safe-harbor",
      description = "A profile's name ('ward deid profiles') or a YAML file; ${DEFAULT-VALUE}.")
  private String name = "safe-harbor";

  @Option(
      names = "--surrogates",
      paramLabel = "LOOK",
      description = "tags or realistic, whatever the profile says.")
  private Optional<Look> look = Optional.empty();

  Profile profile() throws IOException {
    Profile profile = named(name);
    boolean realistic = look.map(wanted -> wanted == Look.REALISTIC).orElse(profile.realistic());
    return new Profile(
        profile.name(), profile.actions(), realistic, profile.shift(), profile.thresholds());
  }

  /** The profile of that name, or in the file of that name. */
  static Profile named(String name) throws IOException {
    for (Profile profile : Profile.NAMED) {
      if (profile.name().equals(name)) {
        return profile;
      }
    }
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw new Failure(
          Failure.USAGE,
          "there is no profile and no file '"
              + name
              + "': use "
              + String.join(", ", Profile.NAMED.stream().map(Profile::name).toList())
              + " or a YAML file");
    }
    return read(file);
  }

  /** The profile in a file; all that is wrong with it at once. */
  static Profile read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Failure(Failure.NO_INPUT, file + " is a folder, not a profile");
    }
    try {
      return Profiles.read(file);
    } catch (InvalidProfile e) {
      throw new Failure(
          Failure.CONFIG, file + " is no valid profile:\n  " + String.join("\n  ", e.problems()));
    } catch (IllegalArgumentException e) {
      throw new Failure(Failure.CONFIG, String.valueOf(e.getMessage()));
    }
  }
}
