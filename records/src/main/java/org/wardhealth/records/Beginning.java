package org.wardhealth.records;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.wardhealth.deid.DataSet;
import org.wardhealth.deid.DataSetKey;
import org.wardhealth.deid.IdentifierType;
import org.wardhealth.records.BatchRefused.Why;

/**
 * How a batch begins: anew, where an earlier run was stopped, or not at all.
 *
 * @param order what is asked for
 * @param sources as they were found
 * @param out the real folder of the outputs
 * @param key of the data set
 */
record Beginning(Batch.Order order, Sources sources, Path out, DataSetKey key) {
  /** Compares the order with the one that the journal was begun with; gives the release's day. */
  LocalDate in(Journal journal) throws IOException, BatchRefused {
    Map<String, Object> now = settings();
    if (journal.settings().isEmpty()) {
      if (!isEmpty(out)) {
        throw new BatchRefused(
            Why.NO_OUTPUT, out + " is not empty, and holds no run that could be taken up");
      }
      journal.begin(now);
      return LocalDate.parse(Counts.string(now, "day"));
    }
    Map<String, Object> then = journal.settings().get();
    for (String same : List.of("version", "profile", "rules", "key")) {
      if (!Counts.string(then, same).equals(Counts.string(now, same))) {
        throw new BatchRefused(
            Why.ORDER,
            out
                + " was begun with "
                + differs(same, Counts.string(then, same))
                + ": write to another folder, or delete it and "
                + order.kept());
      }
    }
    if (!Counts.string(then, "inputs").equals(Counts.string(now, "inputs"))) {
      if (journal.complete()) {
        throw new BatchRefused(
            Why.ORDER,
            out
                + " holds a finished release, and the inputs are no longer those of it: write to"
                + " another folder");
      }
      deleteOutputs(out);
      journal.begin(now);
      return LocalDate.parse(Counts.string(now, "day"));
    }
    for (FileResult result : journal.files().values()) {
      Path output = out.resolve(result.output());
      if (result.written() && !(Files.exists(output) && Files.size(output) == result.bytes())) {
        journal.complete(false);
        journal.lost(result.source());
      }
    }
    return LocalDate.parse(Counts.string(then, "day"));
  }

  private static String differs(String what, String then) {
    return switch (what) {
      case "key" -> "another key";
      case "rules" -> "other rules of that profile, or other surrogates";
      default -> "another " + what + " (" + then + ")";
    };
  }

  private Map<String, Object> settings() throws IOException {
    StringBuilder rules = new StringBuilder();
    for (IdentifierType type : IdentifierType.values()) {
      rules.append(type).append('=').append(order.profile().action(type)).append('\n');
    }
    rules.append(order.profile().realistic());
    rules.append(order.profile().shift());
    rules.append(new TreeMap<>(order.profile().thresholds()));
    StringBuilder inputs = new StringBuilder();
    for (Source source : sources.files()) {
      inputs.append(source.name()).append('\0').append(source.size()).append('\0');
      inputs.append(source.modified());
      for (Optional<Path> beside : List.of(source.patient(), source.plan())) {
        inputs.append('\0');
        if (beside.isPresent()) {
          inputs.append(Files.getLastModifiedTime(beside.get()).toMillis());
          inputs.append(Files.isReadable(beside.get()) ? "" : "forbidden");
        }
      }
      inputs.append('\n');
    }
    sources.unreadable().keySet().forEach(name -> inputs.append(name).append('\n'));
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("version", order.version());
    settings.put("profile", order.profile().name());
    settings.put("rules", Hashes.sha256(rules.toString()).substring(0, 16));
    settings.put(
        "key", new DataSet(order.profile(), key, order.deid()).subject("").pseudonym("key", ""));
    settings.put("inputs", Hashes.sha256(inputs.toString()));
    settings.put("day", LocalDate.now(order.clock()).toString());
    return settings;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }

  /** Deletes what bears a pseudonym: all that a run makes before its end. */
  private static void deleteOutputs(Path out) throws IOException {
    try (Stream<Path> inside = Files.walk(out)) {
      for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
        if (OutputNames.isOne(file.getFileName().toString())
            && (!Files.isDirectory(file) || isEmpty(file))) {
          Files.delete(file);
        }
      }
    }
  }
}
