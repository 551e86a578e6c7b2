package org.wardhealth.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.wardhealth.deid.Deid;
import org.wardhealth.records.ParquetNode.Branch;
import org.wardhealth.records.ParquetNode.Leaf;
import org.wardhealth.records.Plan.Column;

/** One Parquet file that is open. One pass, then closed. */
final class ParquetTable implements AutoCloseable {
  private static final int SAMPLE = 2000;

  /** What is held before it is written, and so the size of the row groups that are written. */
  private static final long ROW_GROUP = 64L << 20;

  /** A row group is held packed while its rows are read. */
  private static final long LARGEST_ROW_GROUP = 1L << 30;

  private static final String UNREADABLE = "the file is no Parquet that can be read";

  private final ParquetFileReader reader;
  private final MessageType schema;

  /** Is given row after row. */
  private interface Rows {
    void row(Group row) throws IOException;
  }

  /** A read that parquet-java answers with exceptions of many kinds when the file is broken. */
  private interface Read<T> {
    T read() throws IOException;
  }

  private ParquetTable(ParquetFileReader reader) {
    this.reader = reader;
    this.schema = reader.getFileMetaData().getSchema();
  }

  /** Opens a file and looks whether it can be read within bounds. */
  static ParquetTable open(InputStream in) throws IOException, MalformedRecord {
    ParquetInput input = ParquetInput.of(in);
    ParquetReadOptions options =
        ParquetReadOptions.builder(configuration()).withCodecFactory(new ParquetCodecs()).build();
    ParquetTable table = new ParquetTable(guarded(() -> ParquetFileReader.open(input, options)));
    try {
      for (BlockMetaData block : table.reader.getFooter().getBlocks()) {
        check(block);
      }
    } catch (MalformedRecord e) {
      table.close();
      throw e;
    }
    return table;
  }

  private static void check(BlockMetaData block) throws MalformedRecord {
    long packed = 0;
    for (ColumnChunkMetaData chunk : block.getColumns()) {
      packed += Math.max(0, chunk.getTotalSize());
      if (!ParquetCodecs.knows(chunk.getCodec())) {
        throw new MalformedRecord(
            0,
            "the compression "
                + chunk.getCodec()
                + " is not read: write the file with ZSTD, SNAPPY, GZIP or none");
      }
    }
    if (packed > LARGEST_ROW_GROUP) {
      throw new MalformedRecord(
          0, "a row group is larger than 1 GB: write the file with smaller ones");
    }
  }

  private static ParquetConfiguration configuration() {
    return new PlainParquetConfiguration();
  }

  private static <T> T guarded(Read<T> read) throws IOException, MalformedRecord {
    try {
      return read.read();
    } catch (IOException | RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ParquetInput.Failed failed) {
          throw failed;
        }
      }
      throw new MalformedRecord(0, UNREADABLE);
    }
  }

  /** See {@link TableFormat#propose}. */
  Plan propose(String table, Deid deid) throws IOException, MalformedRecord {
    List<String> names = ParquetNode.names(schema);
    Proposal proposal = new Proposal(names, deid);
    Map<String, Column> all = new HashMap<>();
    for (String name : names) {
      all.put(name, new Column(name, ColumnKind.TEXT, ""));
    }
    Branch root = root(all);
    read(
        root,
        SAMPLE,
        row -> {
          cells(root, row, (column, text) -> proposal.add(names.indexOf(column.name()), text));
          proposal.row();
        });
    return new Plan(table, ParquetFormat.NAME, Optional.empty(), proposal.columns());
  }

  /** See {@link TableFormat#check}. */
  void check(Plan plan) throws MalformedRecord {
    plan.match(ParquetNode.names(schema));
  }

  /** See {@link RecordFormat#index}. */
  void index(Plan plan, PatientIndex patients) throws IOException, MalformedRecord {
    Map<String, Column> telling = matched(plan);
    telling.values().removeIf(column -> !RowIdentity.tells(column.kind()));
    if (telling.isEmpty()) {
      return;
    }
    Branch root = root(telling);
    read(root, Long.MAX_VALUE, row -> TableRows.index(identity(root, row), patients));
  }

  /** See {@link RecordFormat#transform}. */
  void transform(Plan plan, OutputStream out, Release release) throws IOException, MalformedRecord {
    Branch root = root(matched(plan));
    TableRows way = new TableRows(release, plan, 0);
    if (!reader.getFileMetaData().getKeyValueMetaData().isEmpty()) {
      release.tally().removed(Removal.UNKNOWN_ELEMENT);
    }
    GroupType written = root.out();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new ParquetOutput(out))
            .withConf(configuration())
            .withCodecFactory(new ParquetCodecs())
            .withCompressionCodec(codec())
            .withRowGroupSize(ROW_GROUP)
            .withType(message(written))
            .build()) {
      read(
          root,
          Long.MAX_VALUE,
          row -> {
            TablePatient patient = way.begin(identity(root, row));
            Group made = new SimpleGroup(written);
            copy(root, row, made, patient, way, release.tally());
            writer.write(made);
            way.end(patient);
          });
    }
  }

  private CompressionCodecName codec() {
    return reader.getFooter().getBlocks().stream()
        .flatMap(block -> block.getColumns().stream())
        .map(ColumnChunkMetaData::getCodec)
        .findFirst()
        .orElse(CompressionCodecName.UNCOMPRESSED);
  }

  private Map<String, Column> matched(Plan plan) throws MalformedRecord {
    Map<String, Column> columns = new HashMap<>();
    for (Column column : plan.match(ParquetNode.names(schema))) {
      columns.put(column.name(), column);
    }
    return columns;
  }

  private Branch root(Map<String, Column> columns) throws MalformedRecord {
    List<ParquetNode> fields = new ArrayList<>();
    for (Type field : schema.getFields()) {
      ParquetNode.of(field, "", columns, false, false).ifPresent(fields::add);
    }
    if (fields.isEmpty()) {
      throw new MalformedRecord(0, "nothing would be left of the table");
    }
    return ParquetNode.branch(schema, fields);
  }

  private static MessageType message(GroupType root) {
    return new MessageType(root.getName(), root.getFields());
  }

  private void read(Branch root, long most, Rows rows) throws IOException, MalformedRecord {
    MessageType wanted = message(root.in());
    MessageColumnIO columns = guarded(() -> new ColumnIOFactory().getColumnIO(wanted, schema));
    reader.setRequestedSchema(wanted);
    long left = most;
    while (left > 0) {
      Optional<PageReadStore> group = guarded(() -> Optional.ofNullable(reader.readNextRowGroup()));
      if (group.isEmpty()) {
        return;
      }
      PageReadStore pages = group.get();
      RecordReader<Group> records =
          guarded(() -> columns.getRecordReader(pages, new GroupRecordConverter(wanted)));
      for (long i = 0; i < pages.getRowCount() && left > 0; i++) {
        rows.row(guarded(records::read));
        left--;
      }
    }
  }

  /** Is given each cell that has a text. */
  private interface Cells {
    void cell(Column column, String text);
  }

  private static void cells(Branch branch, Group group, Cells cells) {
    for (int field = 0; field < branch.children().size(); field++) {
      ParquetNode child = branch.children().get(field);
      int many = group.getFieldRepetitionCount(field);
      for (int i = 0; i < many; i++) {
        switch (child) {
          case Branch inner -> cells(inner, group.getGroup(field, i), cells);
          case Leaf leaf ->
              ParquetValue.text(leaf.in(), group, field, i)
                  .ifPresent(text -> cells.cell(leaf.column(), text));
        }
      }
    }
  }

  private static RowIdentity identity(Branch root, Group row) {
    RowIdentity identity = new RowIdentity();
    cells(root, row, identity::add);
    return identity;
  }

  /** Answers false when something is missing that the schema requires: the key of a map. */
  private static boolean copy(
      Branch branch, Group from, Group to, TablePatient patient, TableRows way, Tally tally) {
    for (int field = 0; field < branch.children().size(); field++) {
      ParquetNode child = branch.children().get(field);
      int many = from.getFieldRepetitionCount(field);
      for (int i = 0; i < many; i++) {
        boolean there =
            switch (child) {
              case Branch inner -> {
                Group made = new SimpleGroup(inner.out());
                boolean whole = copy(inner, from.getGroup(field, i), made, patient, way, tally);
                if (whole) {
                  to.add(field, made);
                }
                yield whole || inner.out().isRepetition(Type.Repetition.REPEATED);
              }
              case Leaf leaf ->
                  copy(leaf, from, to, field, i, patient, way, tally)
                      || !leaf.out().isRepetition(Type.Repetition.REQUIRED);
            };
        if (!there) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean copy(
      Leaf leaf,
      Group from,
      Group to,
      int field,
      int index,
      TablePatient patient,
      TableRows way,
      Tally tally) {
    Optional<String> text = ParquetValue.text(leaf.in(), from, field, index);
    if (text.isEmpty()) {
      tally.removed(Removal.UNREADABLE_VALUE);
      return false;
    }
    Optional<String> cell = way.cell(leaf.column(), patient, text.get());
    if (cell.isEmpty()) {
      return false;
    }
    boolean written = ParquetValue.write(leaf, from, to, field, index, cell.get());
    if (!written) {
      tally.removed(Removal.IDENTIFYING);
    }
    return written;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
