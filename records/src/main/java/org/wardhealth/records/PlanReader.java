package org.wardhealth.records;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.wardhealth.records.Plan.Column;

/** Reads a {@link Plan}, collecting every problem with its line. One use. */
final class PlanReader {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setLabel("plan")
          .setCodePointLimit(8 << 20)
          .setMaxAliasesForCollections(0)
          .build();

  private static final Set<String> KEYS = Set.of("table", "format", "delimiter", "columns");
  private static final Set<String> COLUMN_KEYS = Set.of("name", "is", "order", "values", "why");
  private static final Set<String> DELIMITERS = Set.of(",", ";", "\t", "|");

  private final List<String> problems = new ArrayList<>();

  Plan read(String yaml) throws InvalidPlan {
    Optional<Node> root;
    try {
      root = new Compose(SETTINGS).composeString(yaml);
    } catch (MarkedYamlEngineException e) {
      String line =
          e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
      throw new InvalidPlan(List.of(line + "this is not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new InvalidPlan(List.of("this is not YAML"));
    }
    if (!(root.orElse(null) instanceof MappingNode mapping)) {
      throw new InvalidPlan(List.of("a plan begins with 'table:'"));
    }
    Map<String, Node> keys = keys(mapping, KEYS);
    String table = string(keys, "table", mapping);
    String format = string(keys, "format", mapping);
    Optional<Character> delimiter = delimiter(keys, format, mapping);
    List<Column> columns = columns(keys, mapping);
    if (!problems.isEmpty()) {
      throw new InvalidPlan(problems);
    }
    return new Plan(table, format, delimiter, columns);
  }

  private Optional<Character> delimiter(Map<String, Node> keys, String format, Node at) {
    boolean wanted = format.equals(CsvFormat.NAME);
    if (!format.isEmpty() && !wanted && !format.equals(ParquetFormat.NAME)) {
      problem(keys.getOrDefault("format", at), "'format' is csv or parquet");
    }
    if (!keys.containsKey("delimiter")) {
      if (wanted) {
        problem(at, "a csv needs 'delimiter': \",\", \";\", \"|\" or \"\\t\"");
      }
      return Optional.empty();
    }
    String delimiter = string(keys, "delimiter", at);
    if (!wanted && !format.isEmpty()) {
      problem(keys.getOrDefault("delimiter", at), "only a csv has a 'delimiter'");
    } else if (!DELIMITERS.contains(delimiter)) {
      problem(
          keys.getOrDefault("delimiter", at), "'delimiter' is one of \",\" \";\" \"|\" \"\\t\"");
      return Optional.empty();
    }
    return delimiter.isEmpty() ? Optional.empty() : Optional.of(delimiter.charAt(0));
  }

  private List<Column> columns(Map<String, Node> keys, Node at) {
    List<Column> columns = new ArrayList<>();
    if (!(keys.get("columns") instanceof SequenceNode list)) {
      problem(keys.getOrDefault("columns", at), "'columns' is a list of all columns");
      return columns;
    }
    Set<String> names = new HashSet<>();
    Map<ColumnKind, Integer> patients = new HashMap<>();
    for (Node node : list.getValue()) {
      if (!(node instanceof MappingNode mapping)) {
        problem(node, "a column has 'name' and 'is'");
        continue;
      }
      Column column = column(mapping);
      if (!column.name().isEmpty() && !names.add(column.name())) {
        problem(node, "the column '" + column.name() + "' is there twice");
      }
      if (column.kind() == ColumnKind.PATIENT || column.kind() == ColumnKind.PATIENT_ID) {
        if (patients.merge(column.kind(), 1, Integer::sum) == 2) {
          problem(
              node,
              "a second column is '"
                  + column.kind().word()
                  + "': a row is about one patient; make it 'record-number' or 'id'");
        }
      }
      columns.add(column);
    }
    if (list.getValue().isEmpty()) {
      problem(list, "'columns' is empty");
    }
    return columns;
  }

  private Column column(MappingNode mapping) {
    Map<String, Node> keys = keys(mapping, COLUMN_KEYS);
    String name = string(keys, "name", mapping);
    String word = string(keys, "is", mapping);
    Optional<ColumnKind> kind = ColumnKind.of(word);
    if (kind.isEmpty() && keys.containsKey("is")) {
      problem(
          keys.getOrDefault("is", mapping),
          "'"
              + word
              + "' is no kind of column; there are "
              + Stream.of(ColumnKind.values())
                  .map(ColumnKind::word)
                  .collect(Collectors.joining(", ")));
    }
    ColumnKind is = kind.orElse(ColumnKind.REMOVE);
    Optional<DateOrder> order = Optional.empty();
    if (keys.containsKey("order")) {
      order = DateOrder.of(string(keys, "order", mapping));
      if (order.isEmpty()) {
        problem(keys.getOrDefault("order", mapping), "'order' is day-first or month-first");
      } else if (kind.isPresent() && is != ColumnKind.DATE && is != ColumnKind.BIRTH_DATE) {
        problem(keys.getOrDefault("order", mapping), "only a date or birth-date has an 'order'");
      }
    }
    String why = keys.containsKey("why") ? text(keys.get("why"), "why") : "";
    return new Column(name, is, values(keys, kind, mapping), order, why);
  }

  private Set<String> values(Map<String, Node> keys, Optional<ColumnKind> kind, Node at) {
    boolean category = kind.filter(ColumnKind.CATEGORY::equals).isPresent();
    if (!keys.containsKey("values")) {
      if (category) {
        problem(at, "a category needs 'values': the list of those that stay");
      }
      return Set.of();
    }
    if (kind.isPresent() && !category) {
      problem(keys.getOrDefault("values", at), "only a category has 'values'");
    }
    Set<String> values = new LinkedHashSet<>();
    if (keys.get("values") instanceof SequenceNode list) {
      for (Node node : list.getValue()) {
        if (!values.add(text(node, "values"))) {
          problem(node, "a value is there twice");
        }
      }
    } else {
      problem(keys.getOrDefault("values", at), "'values' is a list");
    }
    return values;
  }

  private Map<String, Node> keys(MappingNode mapping, Set<String> known) {
    Map<String, Node> keys = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = text(tuple.getKeyNode(), "a key");
      if (!known.contains(key)) {
        problem(tuple.getKeyNode(), "'" + key + "' is not known here");
      } else if (keys.put(key, tuple.getValueNode()) != null) {
        problem(tuple.getKeyNode(), "'" + key + "' is there twice");
      }
    }
    return keys;
  }

  private String string(Map<String, Node> keys, String key, Node at) {
    Node node = keys.get(key);
    if (node == null) {
      problem(at, "'" + key + "' is missing");
      return "";
    }
    String text = text(node, key);
    if (text.isEmpty()) {
      problem(node, "'" + key + "' is empty");
    }
    return text;
  }

  private String text(@org.jspecify.annotations.Nullable Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    if (node != null) {
      problem(node, "'" + what + "' is a word, not a list or mapping");
    }
    return "";
  }

  private void problem(Node node, String what) {
    problems.add(
        node.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("") + what);
  }
}
