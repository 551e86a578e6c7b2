package org.wardhealth.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.wardhealth.records.Plan.Column;

/**
 * What stays of a schema: for each type how it is read and how it is written. The children of a
 * branch stand in the order of the fields of both its types.
 */
sealed interface ParquetNode {
  /** As it is read. */
  Type in();

  /** As it is written. */
  Type out();

  /** A primitive. */
  record Leaf(Column column, PrimitiveType in, PrimitiveType out) implements ParquetNode {}

  /** A struct, a list, a map, or the table. */
  record Branch(List<ParquetNode> children, GroupType in, GroupType out) implements ParquetNode {}

  /** The dotted names of all primitives, in the order of the schema. */
  static List<String> names(GroupType schema) {
    List<String> names = new ArrayList<>();
    schema.getFields().forEach(field -> names(field, field.getName(), "", names));
    return names;
  }

  private static void names(Type type, String name, String prefix, List<String> names) {
    if (type.isPrimitive()) {
      names.add(prefix + name);
      return;
    }
    GroupType group = type.asGroupType();
    String inner = prefix + name + ".";
    Optional<GroupType> entries = entries(group);
    Optional<Type> element = element(group);
    if (entries.isPresent()) {
      for (int i = 0; i < entries.get().getFieldCount(); i++) {
        names(entries.get().getType(i), i == 0 ? "key" : "value", inner, names);
      }
    } else if (element.isPresent()) {
      names(element.get(), name, prefix, names);
    } else {
      group.getFields().forEach(field -> names(field, field.getName(), inner, names));
    }
  }

  /**
   * What a plan leaves of a type.
   *
   * @param columns by dotted name
   * @param inList whether a row can hold more than one of it
   */
  static Optional<ParquetNode> of(
      Type type, String prefix, Map<String, Column> columns, boolean inList, boolean key)
      throws MalformedRecord {
    return of(type, type.getName(), prefix, columns, inList, key);
  }

  private static Optional<ParquetNode> of(
      Type type,
      String name,
      String prefix,
      Map<String, Column> columns,
      boolean inList,
      boolean key)
      throws MalformedRecord {
    boolean many = inList || type.isRepetition(Repetition.REPEATED);
    if (type.isPrimitive()) {
      Column column = columns.get(prefix + name);
      if (column == null || column.kind() == ColumnKind.REMOVE) {
        return Optional.empty();
      }
      if (many && (column.kind() == ColumnKind.PATIENT || column.kind() == ColumnKind.PATIENT_ID)) {
        throw new MalformedRecord(
            0, "'" + column.name() + "' lies in a list: a row is about one patient; make it 'id'");
      }
      PrimitiveType in = type.asPrimitiveType();
      return Optional.of(new Leaf(column, in, written(column, in, key)));
    }
    GroupType group = type.asGroupType();
    checkReadable(group);
    List<ParquetNode> children = new ArrayList<>();
    Optional<GroupType> entries = entries(group);
    Optional<Type> element = element(group);
    if (entries.isPresent()) {
      children.addAll(entry(entries.get(), prefix + name + ".", columns));
    } else if (element.isPresent()) {
      children.addAll(element(group.getType(0), element.get(), name, prefix, columns));
    } else {
      for (Type field : group.getFields()) {
        of(field, prefix + name + ".", columns, many, false).ifPresent(children::add);
      }
    }
    return children.isEmpty() ? Optional.empty() : Optional.of(branch(group, children));
  }

  /** The whole of a map, or nothing: a key without value is no map. */
  private static List<ParquetNode> entry(
      GroupType entries, String prefix, Map<String, Column> columns) throws MalformedRecord {
    List<ParquetNode> both = new ArrayList<>();
    for (int i = 0; i < entries.getFieldCount(); i++) {
      of(entries.getType(i), i == 0 ? "key" : "value", prefix, columns, true, i == 0)
          .ifPresent(both::add);
    }
    return both.size() < entries.getFieldCount() ? List.of() : List.of(branch(entries, both));
  }

  private static List<ParquetNode> element(
      Type repeated, Type element, String name, String prefix, Map<String, Column> columns)
      throws MalformedRecord {
    Optional<ParquetNode> node = of(element, name, prefix, columns, true, false);
    if (node.isEmpty()) {
      return List.of();
    }
    return List.of(
        repeated.equals(element)
            ? node.get()
            : branch(repeated.asGroupType(), List.of(node.get())));
  }

  /** A group of what is left of its fields. */
  static Branch branch(GroupType group, List<ParquetNode> children) {
    return new Branch(
        List.copyOf(children),
        group.withNewFields(children.stream().map(ParquetNode::in).toList()),
        group.withNewFields(children.stream().map(ParquetNode::out).toList()));
  }

  /** The key and the value of a map. */
  private static Optional<GroupType> entries(GroupType group) {
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    boolean map =
        logical instanceof MapLogicalTypeAnnotation || logical instanceof MapKeyValueTypeAnnotation;
    return map && group.getFieldCount() == 1 && !group.getType(0).isPrimitive()
        ? Optional.of(group.getType(0).asGroupType())
        : Optional.empty();
  }

  /** What a list holds, by the rules of the format for old and new writers. */
  private static Optional<Type> element(GroupType group) {
    if (!(group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation)
        || group.getFieldCount() != 1) {
      return Optional.empty();
    }
    Type repeated = group.getType(0);
    boolean itself =
        repeated.isPrimitive()
            || repeated.asGroupType().getFieldCount() != 1
            || repeated.getName().equals("array")
            || repeated.getName().equals(group.getName() + "_tuple");
    return Optional.of(itself ? repeated : repeated.asGroupType().getType(0));
  }

  private static void checkReadable(GroupType group) throws MalformedRecord {
    if (group.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.VariantLogicalTypeAnnotation) {
      throw new MalformedRecord(0, "a column of type VARIANT cannot be read: remove it");
    }
  }

  /** How a column of a kind is written. */
  private static PrimitiveType written(Column column, PrimitiveType in, boolean key) {
    Repetition repetition =
        key || in.isRepetition(Repetition.REPEATED) ? in.getRepetition() : Repetition.OPTIONAL;
    if (PlannedTable.keepsType(column, isDate(in))) {
      return repeated(in, repetition);
    }
    var string =
        Types.primitive(PrimitiveTypeName.BINARY, repetition)
            .as(LogicalTypeAnnotation.stringType());
    return in.getId() == null
        ? string.named(in.getName())
        : string.id(in.getId().intValue()).named(in.getName());
  }

  private static PrimitiveType repeated(PrimitiveType in, Repetition repetition) {
    var type = Types.primitive(in.getPrimitiveTypeName(), repetition).length(in.getTypeLength());
    if (in.getLogicalTypeAnnotation() != null) {
      type.as(in.getLogicalTypeAnnotation());
    }
    if (in.getId() != null) {
      type.id(in.getId().intValue());
    }
    return type.named(in.getName());
  }

  /** A type that is nothing but a date, or a point in time. */
  static boolean isDate(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT96
        || type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation
        || type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation;
  }
}
