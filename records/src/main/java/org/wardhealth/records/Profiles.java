package org.wardhealth.records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.wardhealth.deid.InvalidProfile;
import org.wardhealth.deid.Profile;

/** Profiles by name or from a file. */
public final class Profiles {
  private static final int LONGEST = 1 << 20;

  private static final LoadSettings YAML =
      LoadSettings.builder()
          .setAllowDuplicateKeys(false)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(0)
          .setCodePointLimit(LONGEST)
          .build();

  private Profiles() {}

  /**
   * A profile from a YAML file, as {@link Profile#of} describes it: one document, no key twice, no
   * alias.
   *
   * @throws InvalidProfile with every problem at once when the YAML is good and the profile is not
   * @throws IllegalArgumentException naming the line where the YAML itself is not good
   * @throws IOException when the file cannot be read
   */
  public static Profile read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      for (Event event : new Parse(YAML).parseString(text)) {
        if (event.getEventId() == Event.ID.Alias) {
          throw new IllegalArgumentException(
              file + ": an alias (*) has no place in a profile: write out what it stands for");
        }
      }
      List<Object> documents = new ArrayList<>();
      new Load(YAML).loadAllFromString(text).forEach(documents::add);
      if (documents.size() != 1 || !(documents.getFirst() instanceof Map<?, ?> keys)) {
        throw new IllegalArgumentException(
            file + ": a profile is one YAML document of keys and values, such as 'name: mine'");
      }
      Map<String, Object> written = new LinkedHashMap<>();
      keys.forEach((key, value) -> written.put(String.valueOf(key), value));
      return Profile.of(written);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException(file + line + ": " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + ": this is not YAML that can be read", e);
    }
  }
}
