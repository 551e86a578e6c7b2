package org.wardhealth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardhealth.server.store.Json;
import tools.jackson.databind.JsonNode;

/** Holds {@code docs/ledger-entries.md} to the entries that Ward writes. */
class EntriesPageTest {
  private static final Pattern SECTION = Pattern.compile("(?ms)^### ([a-z.]+)\\n(.*?)(?=^##|\\z)");
  private static final Pattern FIELD = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\| \\S.*\\|$");
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^```json\\n(.*)\\n```$");

  private static Map<String, String> sections() throws IOException {
    Path page = Path.of(System.getProperty("ward.root", "..")).resolve("docs/ledger-entries.md");
    Map<String, String> sections = new LinkedHashMap<>();
    SECTION
        .matcher(Files.readString(page))
        .results()
        .forEach(section -> sections.put(section.group(1), section.group(2)));
    return sections;
  }

  /** One entry of each kind, so that a class knows the name it has on the page. */
  static Stream<Entry> kinds() {
    Map<String, Entry> kinds = new LinkedHashMap<>();
    EntryTest.entries().forEach(entry -> kinds.put(section(entry), entry));
    return kinds.values().stream();
  }

  private static String section(Entry entry) {
    return entry instanceof Entry.PatientTouched ? "patient.read" : entry.type();
  }

  private static List<String> components(Class<?> kind) {
    return Arrays.stream(kind.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static List<String> fields(String section) {
    return FIELD.matcher(section).results().map(result -> result.group(1)).toList();
  }

  @Test
  void everyKindHasASectionAndEverySectionIsAKind() throws IOException {
    assertThat(sections().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of("who", "basis", "person"), kinds().map(EntriesPageTest::section))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldIsExplained(Entry entry) throws IOException {
    assertThat(fields(sections().getOrDefault(section(entry), "")))
        .containsExactlyElementsOf(components(entry.getClass()));
  }

  @Test
  void everyFieldOfThePartsIsExplained() throws IOException {
    assertThat(fields(sections().getOrDefault("who", "")))
        .containsExactlyElementsOf(components(Entry.Who.class));
    assertThat(fields(sections().getOrDefault("basis", "")))
        .containsExactlyElementsOf(components(Entry.Basis.class));
    assertThat(fields(sections().getOrDefault("person", "")))
        .containsExactlyElementsOf(components(Entry.Person.class));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyExampleIsReadAndWrittenAgainAsItStands(Entry entry) throws IOException {
    List<MatchResult> examples =
        EXAMPLE.matcher(sections().getOrDefault(section(entry), "")).results().toList();
    assertThat(examples).hasSize(1);
    String example = examples.getFirst().group(1);
    Entry read = Json.MAPPER.readValue(example, entry.getClass());
    assertThat(Json.MAPPER.writeValueAsString(read)).isEqualTo(example);
    JsonNode tree = Json.MAPPER.readTree(example);
    assertThat(tree.path("type").asString()).isEqualTo(section(entry));
    assertThat(tree.path("v").asInt()).isEqualTo(entry.version());
    assertThat(tree.propertyNames())
        .as("an example shows all fields")
        .containsAll(components(entry.getClass()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatMayBeAbsentIsSaidToBe(Entry entry) throws IOException {
    String section = sections().getOrDefault(section(entry), "");
    for (RecordComponent component : entry.getClass().getRecordComponents()) {
      if (component.getType().equals(Optional.class)) {
        assertThat(section)
            .as(component.getName())
            .containsPattern("\\| `" + component.getName() + "` \\|[^|]*absent[^|]*\\|");
      }
    }
  }
}
