package org.wardhealth.records;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.wardhealth.deid.InvalidProfile;
import org.wardhealth.deid.Profile;

/** Profiles from files. One use each. */
public final class Profiles {
  private static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 16;

  /**
   * A key that is there twice is found by its line, so that it does not hide what else is wrong.
   */
  private static final LoadSettings YAML =
      LoadSettings.builder()
          .setAllowDuplicateKeys(true)
          .setAllowRecursiveKeys(false)
          .setMaxAliasesForCollections(0)
          .setCodePointLimit(LONGEST)
          .build();

  private final Map<String, Integer> lines = new HashMap<>();
  private final List<String> twice = new ArrayList<>();

  private Profiles() {}

  /**
   * A profile from a YAML file, as {@link Profile#of} describes it: one document, no key twice, no
   * alias.
   *
   * @throws InvalidProfile with every problem at once, each with its line, when the YAML is good
   *     and the profile is not
   * @throws IllegalArgumentException naming the line where the YAML itself is not good; no line of
   *     the file is in it
   * @throws IOException when the file cannot be read
   */
  public static Profile read(Path file) throws IOException {
    try {
      if (Files.size(file) > LONGEST) {
        throw new IllegalArgumentException(file + " is too long for a profile");
      }
      String text = Files.readString(file);
      check(file, text);
      return new Profiles().profile(file, text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not UTF-8", e);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> line(mark.getLine())).orElse("");
      throw new IllegalArgumentException(
          file + line + ": this is not YAML: " + e.getProblem().strip(), e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(file + ": this is not YAML that can be read", e);
    }
  }

  /** Refuses aliases and depth before anything is made of the text: both would cost too much. */
  private static void check(Path file, String text) {
    int depth = 0;
    for (Event event : new Parse(YAML).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case Alias ->
            throw new IllegalArgumentException(
                file
                    + event.getStartMark().map(mark -> line(mark.getLine())).orElse("")
                    + ": an alias (*) has no place in a profile: write out what it stands for");
        default -> {}
      }
      if (depth > DEEPEST) {
        throw new IllegalArgumentException(file + " is nested too deeply for a profile");
      }
    }
  }

  private Profile profile(Path file, String text) {
    List<Object> documents = new ArrayList<>();
    new Load(YAML).loadAllFromString(text).forEach(documents::add);
    if (documents.size() != 1 || !(documents.getFirst() instanceof Map<?, ?> keys)) {
      throw new IllegalArgumentException(
          file + ": a profile is one YAML document of keys and values, such as 'name: mine'");
    }
    new Compose(YAML).composeString(text).ifPresent(root -> find("", root));
    Map<String, Object> written = new LinkedHashMap<>();
    keys.forEach((key, value) -> written.put(String.valueOf(key), value));
    List<String> problems = new ArrayList<>(twice);
    try {
      Profile profile = Profile.of(written);
      if (problems.isEmpty()) {
        return profile;
      }
    } catch (InvalidProfile e) {
      problems.addAll(e.problems());
    }
    List<String> told = new ArrayList<>();
    problems.stream()
        .sorted(Comparator.comparingInt(this::at))
        .forEach(
            problem ->
                told.add(at(problem) == 0 ? problem : "line " + at(problem) + ": " + problem));
    throw new InvalidProfile(told);
  }

  /** Learns on which line each path is, and which are there twice. */
  private void find(String path, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      int line = tuple.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      if (lines.put(path + key, line) != null) {
        twice.add(path + key + ": is there twice");
      }
      find(path + key + ".", tuple.getValueNode());
    }
  }

  /** The line of what a problem begins with; 0 when it is of none. */
  private int at(String problem) {
    String path = problem.substring(0, Math.max(0, problem.indexOf(": ")));
    while (!path.isEmpty() && !lines.containsKey(path)) {
      path = path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
    return lines.getOrDefault(path, 0);
  }

  private static String line(int zeroBased) {
    return ", line " + (zeroBased + 1);
  }
}
