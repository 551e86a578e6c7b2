package org.wardhealth.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardhealth.deid.Proportion;
import org.wardhealth.deid.ResidualRisk;
import org.wardhealth.deid.ResidualRisk.Leftover;
import org.wardhealth.deid.ResidualRisk.Uniqueness;

/**
 * What {@link TextSample} measured, as it is written down: counts, which may leave. The places that
 * they count stay with the owner, in {@code suspects.jsonl}: they would lead a reader to what was
 * missed.
 *
 * @param passages of free text of the release
 * @param drawn how many of them were to be read
 * @param subjects whom those that were read are about
 * @param withSuspect how many of those that were read hold a suspicious place
 * @param suspects places, by {@link ResidualRisk.Kind}
 * @param traits how many subjects stand alone
 */
record Risk(
    long passages,
    int drawn,
    int subjects,
    Proportion withSuspect,
    Map<String, Long> suspects,
    List<Uniqueness> traits) {
  private static final String MEASURED = "risk.json";
  private static final String PLACES = "suspects.jsonl";

  static Risk of(long passages, int drawn, ResidualRisk measured) {
    Map<String, Long> suspects = new LinkedHashMap<>();
    for (ResidualRisk.Kind kind : ResidualRisk.Kind.values()) {
      suspects.put(kind.name(), (long) measured.count(kind));
    }
    return new Risk(
        passages, drawn, measured.subjects(), measured.withLeftover(), suspects, measured.traits());
  }

  /** What a run that was stopped, or has ended, measured. */
  static Optional<Risk> read(Path kept) throws IOException {
    Path file = kept.resolve(MEASURED);
    return Files.exists(file)
        ? Optional.of(of(JsonText.read(Files.readAllBytes(file))))
        : Optional.empty();
  }

  /** Forgets what was measured, before the outputs change. */
  static void forget(Path kept) throws IOException {
    Files.deleteIfExists(kept.resolve(MEASURED));
  }

  /** Writes the places, and then what was measured, each whole or not at all. */
  void write(Path kept, List<Leftover> places) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Leftover place : places) {
      Map<String, Object> line = new LinkedHashMap<>();
      int mark = place.document().lastIndexOf(TextSample.MARK);
      line.put("output", place.document().substring(0, mark));
      line.put("passage", Long.parseLong(place.document().substring(mark + 1)));
      line.put("start", place.start());
      line.put("end", place.end());
      line.put("kind", place.kind().name());
      lines.writeBytes(JsonText.line(line));
      lines.write('\n');
    }
    DurableFile.writeOwn(kept.resolve(PLACES), lines.toByteArray());
    DurableFile.writeOwn(kept.resolve(MEASURED), JsonText.page(json()));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("passages", passages);
    json.put("drawn", drawn);
    json.put("subjects", subjects);
    json.put("passagesWithSuspect", json(withSuspect));
    json.put("suspects", suspects);
    List<Map<String, Object>> alike = new ArrayList<>();
    for (Uniqueness one : traits) {
      Map<String, Object> trait = new LinkedHashMap<>();
      trait.put("traits", one.traits());
      trait.put("smallestGroup", one.smallest());
      trait.put("alone", json(one.alone()));
      trait.put("fewerThan11", json(one.fewerThan11()));
      alike.add(trait);
    }
    json.put("traits", alike);
    return json;
  }

  private static Map<String, Object> json(Proportion proportion) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", proportion.count());
    json.put("of", proportion.of());
    json.put("low", Math.round(proportion.low() * 1e6) / 1e6);
    json.put("high", Math.round(proportion.high() * 1e6) / 1e6);
    return json;
  }

  private static Risk of(Map<String, Object> json) {
    Map<String, Long> suspects = new LinkedHashMap<>();
    Map<String, Object> counted = map(json.get("suspects"));
    for (String kind : counted.keySet()) {
      suspects.put(kind, Counts.number(counted, kind));
    }
    List<Uniqueness> traits = new ArrayList<>();
    for (Object one : Counts.list(json, "traits")) {
      Map<String, Object> trait = map(one);
      traits.add(
          new Uniqueness(
              Counts.list(trait, "traits").stream().map(String::valueOf).toList(),
              (int) Counts.number(trait, "smallestGroup"),
              proportion(trait, "alone"),
              proportion(trait, "fewerThan11")));
    }
    return new Risk(
        Counts.number(json, "passages"),
        (int) Counts.number(json, "drawn"),
        (int) Counts.number(json, "subjects"),
        proportion(json, "passagesWithSuspect"),
        suspects,
        traits);
  }

  private static Proportion proportion(Map<String, Object> json, String key) {
    Map<String, Object> proportion = map(json.get(key));
    return new Proportion(
        (int) Counts.number(proportion, "count"), (int) Counts.number(proportion, "of"));
  }

  private static Map<String, Object> map(@Nullable Object json) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> read) {
      read.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }
}
