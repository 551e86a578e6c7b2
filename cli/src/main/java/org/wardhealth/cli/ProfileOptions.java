package org.wardhealth.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.wardhealth.deid.InvalidProfile;
import org.wardhealth.deid.Profile;
import picocli.CommandLine.Option;

/** The options that say what is done with each type of identifier. */
final class ProfileOptions {
  private static final long LONGEST = 1_000_000;

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
    if (!Files.isRegularFile(file)) {
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
    if (Files.size(file) > LONGEST) {
      throw new Failure(Failure.CONFIG, file + " is too long for a profile");
    }
    Object written;
    try {
      written =
          new Load(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel("profile").build())
              .loadFromString(Files.readString(file));
    } catch (YamlEngineException e) {
      throw new Failure(Failure.CONFIG, file + " is no YAML: " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw new Failure(Failure.CONFIG, file + " is not UTF-8");
    } catch (StackOverflowError e) {
      throw new Failure(Failure.CONFIG, file + " is nested too deeply for a profile");
    }
    if (!(written instanceof Map<?, ?> map)
        || !map.keySet().stream().allMatch(String.class::isInstance)) {
      throw invalid(file, List.of("it is no map of keys and values"));
    }
    try {
      @SuppressWarnings("unchecked") // The keys were looked at.
      Map<String, ?> keys = (Map<String, ?>) map;
      return Profile.of(keys);
    } catch (InvalidProfile e) {
      throw invalid(file, e.problems());
    }
  }

  private static Failure invalid(Path file, List<String> problems) {
    return new Failure(
        Failure.CONFIG, file + " is no valid profile:\n  " + String.join("\n  ", problems));
  }
}
