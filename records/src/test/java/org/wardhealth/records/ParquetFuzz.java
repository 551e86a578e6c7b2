package org.wardhealth.records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Parquet under foreign bytes. */
final class ParquetFuzz extends RecordFuzz {
  ParquetFuzz() {
    super(format(), written("snappy"), written("zstd"));
  }

  private static byte[] written(String codec) {
    try {
      Path folder = Files.createTempDirectory("parquet");
      Path file = folder.resolve("t.parquet");
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duck.createStatement()) {
        statement.execute(
            "COPY (SELECT 'M'||i AS mrn, {'given': ['Deana'], 'family': 'Quillfeather'} AS name,"
                + " DATE '1970-01-01'+i::INT AS born, i::INT AS age FROM range(20) t(i)) TO '"
                + file
                + "' (FORMAT parquet, CODEC '"
                + codec
                + "')");
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RecordFormat format() {
    try {
      return new ParquetFormat()
          .with(
              Plan.parse(
                  """
                  table: t.parquet
                  format: parquet
                  columns:
                    - {name: mrn, is: patient}
                    - {name: name.given, is: given-name}
                    - {name: name.family, is: family-name}
                    - {name: born, is: birth-date}
                    - {name: age, is: age}
                  """));
    } catch (InvalidPlan e) {
      throw new IllegalStateException(e);
    }
  }
}
