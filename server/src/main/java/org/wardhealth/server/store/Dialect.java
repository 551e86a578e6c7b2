package org.wardhealth.server.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What differs between the databases that Ward keeps its state in. All other SQL is the same. */
public enum Dialect {
  /** Embedded, one file. Every commit is synced (WAL, {@code synchronous=FULL}). */
  SQLITE {
    @Override
    Map<String, String> placeholders() {
      return Map.of(
          "bytes",
          "BLOB",
          "identity",
          "INTEGER PRIMARY KEY AUTOINCREMENT",
          "byPrimaryKey",
          "WITHOUT ROWID");
    }

    @Override
    void prepare(HikariConfig pool) {
      pool.setMaximumPoolSize(8);
      pool.addDataSourceProperty("journal_mode", "WAL");
      pool.addDataSourceProperty("synchronous", "FULL");
      pool.addDataSourceProperty("foreign_keys", "true");
      pool.addDataSourceProperty("busy_timeout", "10000");
      pool.addDataSourceProperty("transaction_mode", "IMMEDIATE");
      pool.addDataSourceProperty("secure_delete", "true");
      pool.addDataSourceProperty("cache_size", "-8000"); // kB
      // Pages that change often are carried from the log to the file less often: 32 MB of log.
      pool.setConnectionInitSql("PRAGMA wal_autocheckpoint = 8000");
    }

    @Override
    void unhurry(Connection connection) {
      // It waits for its own process alone.
    }

    @Override
    boolean oneWriter() {
      return true;
    }

    // A transaction that writes has the file to itself from its first statement on.
    @Override
    public String forUpdate() {
      return "";
    }

    // Deleted rows are overwritten already (secure_delete); the log still has them.
    @Override
    void scrub(DataSource pool, String... tables) {
      // Waits for readers as long as busy_timeout says, then answers 1.
      int busy =
          JdbcClient.create(pool)
              .sql("PRAGMA wal_checkpoint(TRUNCATE)")
              .query((row, _) -> row.getInt(1))
              .single();
      if (busy != 0) {
        throw new TransientDataAccessResourceException(
            "The database's log is in use and could not be emptied.");
      }
    }

    @Override
    long bytes(JdbcClient jdbc) {
      return jdbc.sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
          .query(Long.class)
          .single();
    }
  },
  /**
   * A PostgreSQL server, 14 or newer. Every commit waits for its log, whatever the server's
   * default; that the server syncs that log ({@code fsync=on}) is its operator's care.
   */
  POSTGRESQL {
    @Override
    Map<String, String> placeholders() {
      return Map.of(
          "bytes",
          "BYTEA",
          "identity",
          "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
          "byPrimaryKey",
          "");
    }

    @Override
    void prepare(HikariConfig pool) {
      pool.setMaximumPoolSize(16);
      pool.setConnectionInitSql("SET synchronous_commit = on");
      pool.addDataSourceProperty("reWriteBatchedInserts", "true");
      pool.addDataSourceProperty("ApplicationName", "ward");
      pool.addDataSourceProperty("connectTimeout", "5");
      pool.addDataSourceProperty("socketTimeout", "30");
    }

    // The pool gives the connection its time limit back.
    @Override
    void unhurry(Connection connection) throws SQLException {
      connection.setNetworkTimeout(Runnable::run, 0);
    }

    @Override
    boolean oneWriter() {
      return false;
    }

    @Override
    public String forUpdate() {
      return " FOR UPDATE";
    }

    // Deleted rows lie in their pages until a vacuum. The server's log is its operator's care.
    // A vacuum of a large table takes longer than any answer is waited for otherwise.
    @Override
    void scrub(DataSource pool, String... tables) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setNetworkTimeout(Runnable::run, VACUUM_MILLIS);
        for (String table : tables) {
          statement.execute("VACUUM " + table);
        }
      } catch (SQLException e) {
        throw new TransientDataAccessResourceException(
            "The database could not free the pages of what was deleted: " + e.getSQLState(), e);
      }
    }

    @Override
    long bytes(JdbcClient jdbc) {
      return jdbc.sql("SELECT pg_database_size(current_database())").query(Long.class).single();
    }
  };

  private static final int VACUUM_MILLIS = 4 * 3_600_000;

  abstract void prepare(HikariConfig pool);

  /** Answers on this connection are waited for without end. */
  abstract void unhurry(Connection connection) throws SQLException;

  /** Whether one alone can write at a time, and others wait for it inside the driver. */
  abstract boolean oneWriter();

  /** Makes deleted rows of these tables unreadable in the database's files. */
  abstract void scrub(DataSource pool, String... tables);

  /** What a SELECT ends with so that nobody else changes its rows before the transaction ends. */
  public abstract String forUpdate();

  /** How many bytes the database takes. */
  abstract long bytes(JdbcClient jdbc);

  /** What {@code ${bytes}} and its like stand for in a migration. */
  abstract Map<String, String> placeholders();

  static Dialect of(String url) {
    if (url.startsWith("jdbc:sqlite:")) {
      return SQLITE;
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return POSTGRESQL;
    }
    throw new IllegalArgumentException(
        "database.url starts with '"
            + url.substring(0, Math.min(url.length(), 16))
            + "': Ward keeps its state in jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
  }
}
